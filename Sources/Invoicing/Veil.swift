/// What of a document is not shown in full before somebody asks for it: bank accounts, and of natural persons the numbers
/// of identity cards, mobile telephones and bank cards.
///
/// It covers what is shown, never what is kept, compared or digested. Personal data are recognised by their form: an
/// identity number by birthday and check digit (GB 11643-1999), a bank card by its check digit (ISO/IEC 7812-1, annex B),
/// a mobile number by its eleven digits. A number that only looks like one of them is covered too.
///
///     let veil = Veil(of: task.invoice)
///     veil.account("1001784309300001")      // ****0001
///     veil.text("联系人 13800138000")         // 联系人 138****8000
public struct Veil: Hashable, Sendable {
    /// What can lie behind it; the words stand in the audit log.
    public enum Hidden: String, CaseIterable, Sendable {
        /// An account of the seller or the buyer.
        case bankAccount = "bank-account"
        /// Numbers of natural persons.
        case personalData = "personal-data"
    }

    private let isLifted: Bool
    /// The digits of the accounts that the document names, so that they are found in any of its texts.
    private let accounts: [String]

    private init(isLifted: Bool, accounts: [String]) {
        self.isLifted = isLifted
        self.accounts = accounts
    }

    /// Covers nothing.
    public static let lifted = Veil(isLifted: true, accounts: [])
    /// For texts of no known invoice: covers what is recognised by its form.
    public static let general = Veil(isLifted: false, accounts: [])

    /// Covers the accounts of an invoice, wherever they stand, and what is recognised by its form.
    public init(of invoice: Invoice) {
        let accounts = [invoice.seller, invoice.buyer].flatMap { party in
            // Some papers have bank and account in one field (开户行及账号).
            [party.account, party.bank].map { text in
                String(text.unicodeScalars.compactMap(Self.digit).map(Character.init))
            }
        }
        self.init(isLifted: false, accounts: accounts.filter { $0.count >= 7 })
    }

    /// An account number with its last digits: four of eight or more, else two, of very short ones none.
    public func account(_ text: String) -> String {
        guard !isLifted, !text.isEmpty else { return text }
        let kept = text.filter { !$0.isWhitespace }
        return "****" + kept.suffix(kept.count >= 8 ? 4 : kept.count >= 4 ? 2 : 0)
    }

    /// A text in which covered numbers have only their last digits.
    public func text(_ text: String) -> String {
        guard !isLifted, Self.mayHide(text) else { return text }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            guard Self.digit(scalars[index]) != nil else {
                result.append(scalars[index])
                index += 1
                continue
            }
            let run = Self.run(in: scalars, from: index)
            result.append(contentsOf: covered(scalars, run).unicodeScalars)
            index = run.upperBound
        }
        return String(result)
    }

    // MARK: - Numbers in texts

    /// Whether there are enough digits for anything that is covered.
    private static func mayHide(_ text: String) -> Bool {
        var digits = 0
        for scalar in text.unicodeScalars where digit(scalar) != nil {
            digits += 1
            if digits >= 7 { return true }
        }
        return false
    }

    /// An ASCII digit for a digit in either width.
    private static func digit(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x30...0x39: scalar
        case 0xFF10...0xFF19: Unicode.Scalar(scalar.value - 0xFF10 + 0x30)
        default: nil
        }
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        [0x20, 0x2D, 0xA0, 0x3000].contains(scalar.value)
    }

    /// Digits, with single blanks or hyphens among them, and the letter that may end an identity number.
    private static func run(in scalars: [Unicode.Scalar], from start: Int) -> Range<Int> {
        var end = start + 1
        while end < scalars.count {
            if digit(scalars[end]) != nil {
                end += 1
            } else if isSeparator(scalars[end]), end + 1 < scalars.count, digit(scalars[end + 1]) != nil {
                end += 2
            } else {
                break
            }
        }
        if end < scalars.count, ["X", "x", "Ｘ", "ｘ"].contains(scalars[end]) { end += 1 }
        return start..<end
    }

    private func covered(_ scalars: [Unicode.Scalar], _ run: Range<Int>) -> String {
        let before = scalars[..<run.lowerBound].suffix(Self.longestLabel)
        if let cover = cover(scalars[run], after: before, isWordApart: Self.isApart(scalars, run)) {
            return cover
        }
        // Not one number written in groups: each for itself.
        let parts = scalars[run].split(whereSeparator: Self.isSeparator)
        guard parts.count > 1 else { return Self.string(scalars[run]) }
        var result = ""
        var place = run.lowerBound
        for part in parts {
            result += Self.string(scalars[place..<part.startIndex])
            let label = scalars[..<part.startIndex].suffix(Self.longestLabel)
            let isApart = Self.isApart(scalars, part.startIndex..<part.endIndex)
            result += cover(part, after: label, isWordApart: isApart) ?? Self.string(part)
            place = part.endIndex
        }
        return result
    }

    /// What stands in place of a number; nothing where it is none of those.
    private func cover(
        _ number: ArraySlice<Unicode.Scalar>, after label: ArraySlice<Unicode.Scalar>, isWordApart: Bool
    ) -> String? {
        let digits = String(number.compactMap(Self.digit).map(Character.init))
        if accounts.contains(digits) { return "****" + digits.suffix(4) }
        guard isWordApart else { return nil }
        if digits.count >= 7, Self.namesAccount(label) { return "****" + digits.suffix(4) }
        let isIdentity =
            (digits.count == 17 && number.last.map { Self.digit($0) == nil } == true || digits.count == 18)
            && TaxIdentifier.isPersonalIdentityNumber(digits.count == 17 ? digits + "X" : digits)
        if isIdentity {
            return digits.prefix(3) + "****"
                + (digits.count == 17 ? digits.suffix(3) + "X" : digits.suffix(4))
        }
        if Self.isMobile(digits) {
            return digits.dropLast(11) + digits.suffix(11).prefix(3) + "****" + digits.suffix(4)
        }
        return Self.isCard(digits) ? "****" + digits.suffix(4) : nil
    }

    /// Whether no letter or digit of a longer word touches the number: a digest or a code is none.
    private static func isApart(_ scalars: [Unicode.Scalar], _ run: Range<Int>) -> Bool {
        func isWord(_ scalar: Unicode.Scalar) -> Bool {
            scalar.isASCII && (scalar.properties.isAlphabetic || digit(scalar) != nil)
        }
        if run.lowerBound > 0, isWord(scalars[run.lowerBound - 1]) { return false }
        return run.upperBound >= scalars.count || !isWord(scalars[run.upperBound])
    }

    /// How far before a number the word that names an account may stand, in characters.
    private static let longestLabel = 12
    private static let labels = ["账号", "帐号", "賬號", "帳號", "账户", "帐户", "卡号", "account", "a/c", "acct", "iban"]

    private static func namesAccount(_ label: ArraySlice<Unicode.Scalar>) -> Bool {
        let text = string(label).lowercased()
        return labels.contains { text.contains($0) }
    }

    private static func isMobile(_ digits: String) -> Bool {
        let number = digits.count == 13 && digits.hasPrefix("86") ? String(digits.dropFirst(2)) : digits
        return number.count == 11 && number.hasPrefix("1") && "3456789".contains(number.dropFirst().prefix(1))
    }

    /// 16 to 19 digits of a card scheme with the check digit of ISO/IEC 7812-1.
    private static func isCard(_ digits: String) -> Bool {
        guard (16...19).contains(digits.count), digits.first.map({ "3456".contains($0) }) == true else {
            return false
        }
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let value = digit.wholeNumberValue ?? 0
            sum += place % 2 == 0 ? value : value > 4 ? value * 2 - 9 : value * 2
        }
        return sum % 10 == 0
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

extension Veil {
    /// What the veil of a task hides of it, in the order of ``Hidden``.
    public static func hidden(in task: ApprovalTask) -> [Hidden] {
        let veil = Veil(of: task.invoice)
        return Hidden.allCases.filter { kind in
            switch kind {
            case .bankAccount:
                [task.invoice.seller, task.invoice.buyer].contains {
                    !$0.account.isEmpty || veil.text($0.bank) != $0.bank
                }
            case .personalData: task.texts.contains { veil.text($0) != $0 }
            }
        }
    }

    /// A piece of evidence behind the veil: what is said of an account is an account.
    public func evidence(_ evidence: Evidence) -> Evidence {
        let isAccount = evidence.field.lowercased().contains("account") || evidence.field.contains("账号")
        func shown(_ value: String) -> String {
            isAccount && value.contains(where: \.isNumber) ? account(value) : text(value)
        }
        return Evidence(
            field: evidence.field, expected: shown(evidence.expected), found: shown(evidence.found))
    }

    /// A finding behind the veil.
    public func finding(_ finding: Finding) -> Finding {
        var shown = finding
        shown.reason = LocalizedText(zh: text(finding.reason.zh), en: text(finding.reason.en))
        shown.evidence = finding.evidence.map(evidence)
        return shown
    }

    /// A task behind the veil, to be shown and for nothing else: its digest is another one.
    public func task(_ task: ApprovalTask) -> ApprovalTask {
        var shown = task
        shown.title = text(task.title)
        shown.invoice.seller = party(task.invoice.seller)
        shown.invoice.buyer = party(task.invoice.buyer)
        shown.invoice.remark = text(task.invoice.remark)
        for index in shown.invoice.lines.indices {
            shown.invoice.lines[index].item = text(shown.invoice.lines[index].item)
            shown.invoice.lines[index].specification = text(shown.invoice.lines[index].specification)
        }
        for index in shown.attachments.indices {
            shown.attachments[index].name = text(shown.attachments[index].name)
        }
        for index in shown.steps.indices { shown.steps[index].comment = text(shown.steps[index].comment) }
        shown.held?.comment = text(task.held?.comment ?? "")
        shown.remarks = task.remarks.map { remark in
            var shown = remark
            shown.text = text(remark.text)
            return shown
        }
        return shown
    }

    private func party(_ party: Party) -> Party {
        Party(
            name: text(party.name), taxIdentifier: TaxIdentifier(text(party.taxIdentifier.text)),
            contact: text(party.contact), bank: text(party.bank), account: account(party.account))
    }
}

extension ApprovalTask {
    /// Everything in it that people write.
    fileprivate var texts: [String] {
        let parties = [invoice.seller, invoice.buyer].flatMap {
            [$0.name, $0.taxIdentifier.text, $0.contact, $0.bank]
        }
        let lines = invoice.lines.flatMap { [$0.item, $0.specification] }
        return parties + lines + [title, invoice.remark] + attachments.map(\.name) + remarks.map(\.text)
            + steps.map(\.comment) + [held?.comment ?? ""]
    }
}
