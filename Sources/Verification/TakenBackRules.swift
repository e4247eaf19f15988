import Invoicing

/// A blue invoice that a red one (红字发票) in another claim takes back: what was approved must be looked at again.
enum TakenBackRules {
    static let rules = [takenBack]

    static let takenBack = Rule(
        "red.taken-back",
        title: LocalizedText(zh: "发票已被红字发票冲回", en: "A red invoice takes this one back"),
        basis: LocalizedText(
            zh: "红字发票信息确认单：红字发票备注载明被红冲的蓝字发票；部分红冲仅减少金额",
            en: "A red invoice names in its remarks the blue one that it takes back, wholly or in part"),
        severity: .error
    ) { claim, neighbours in
        let invoice = claim.invoice
        guard !neighbours.isEmpty, !invoice.isRed else { return [] }
        let own = InvoiceIdentity.keys(of: invoice.number)
        let reds = neighbours.filter {
            $0.invoice.isRed && !Set(keys(of: $0.invoice)).isDisjoint(with: own)
        }
        guard !reds.isEmpty else { return [] }
        // The same red invoice may stand in several claims.
        var counted: Set<InvoiceNumber> = []
        var total: Int64 = 0
        for red in reds where counted.insert(red.invoice.number).inserted {
            let (sum, overflow) = total.addingReportingOverflow(red.invoice.totals.gross.minor)
            total = overflow ? .min : sum
        }
        let isWhole = total.magnitude >= invoice.totals.gross.minor.magnitude
        let amount = Money(minor: total, currency: invoice.totals.gross.currency).plain
        let numbers = reds.map(\.invoice.number.display).sorted()
        let named = DuplicateRules.named(reds[0])
        return [
            Hit(
                isWhole ? nil : .warning,
                zh:
                    "\(named.zh)中的红字发票\(numbers.joined(separator: "、"))冲回\(amount)，本票价税合计\(invoice.totals.gross.plain)："
                    + (isWhole ? "已全额红冲，不应支付。" : "部分红冲，只应支付余额。"),
                en:
                    "The red invoice \(numbers.joined(separator: ", ")) in \(named.en) takes back \(amount) of \(invoice.totals.gross.plain): "
                    + (isWhole ? "nothing is left to pay." : "only the rest is to be paid."),
                numbers.prefix(DuplicateRules.mostNamed).map {
                    Evidence(field: "other.number", expected: "", found: $0)
                } + [Evidence(field: "totals.gross", expected: amount, found: invoice.totals.gross.plain)])
        ]
    }

    /// The keys of the invoices that the remarks of a red one name: 20 digits, or a code of 10 or 12 digits and a number of
    /// 8. At most five.
    static func keys(of red: Invoice) -> [String] {
        var runs: [String] = []
        var run = ""
        for byte in red.remark.utf8.prefix(2_000) {
            if (0x30...0x39).contains(byte) {
                run.unicodeScalars.append(Unicode.Scalar(byte))
            } else if !run.isEmpty {
                runs.append(run)
                run = ""
            }
        }
        if !run.isEmpty { runs.append(run) }
        let own = Set(red.number.identityKeys)
        var keys: [String] = []
        for (index, text) in runs.enumerated() {
            let number: InvoiceNumber
            switch text.utf8.count {
            case 20: number = InvoiceNumber(number: text)
            case 10, 12:
                guard index + 1 < runs.count, runs[index + 1].utf8.count == 8 else { continue }
                number = InvoiceNumber(code: text, number: runs[index + 1])
            default: continue
            }
            keys += number.identityKeys.filter { !own.contains($0) && !keys.contains($0) }
            if keys.count >= 5 { break }
        }
        return keys
    }
}
