import Invoicing
import OAProfile

/// What a screen shows of each field on which a decision rests. Exhaustive over `DecisionField`: a field that is digested
/// and has no text here does not compile.
enum FieldText {
    /// The field's content, one text a line; empty where the task has nothing there.
    /// - Parameter veil: what is covered; by itself all that is to be covered of the task. Whoever compares, compares with
    ///   the veil lifted (see ``differences(_:_:_:in:isRevealed:)``).
    static func values(
        _ field: DecisionField, of task: ApprovalTask, in language: Language, behind veil: Veil? = nil
    ) -> [String] {
        let invoice = task.invoice
        let veil = veil ?? Veil(of: invoice)
        return switch field {
        case .instance: nonEmpty(task.instance.rawValue)
        case .task: nonEmpty(task.id.rawValue)
        case .node: nonEmpty(task.node)
        case .round: ["\(task.round)"]
        case .amount: [amount(invoice.totals.gross)]
        case .net: [amount(invoice.totals.net)]
        case .tax: [amount(invoice.totals.tax)]
        case .payeeName: nonEmpty(invoice.seller.name)
        case .payeeBank: nonEmpty(veil.text(invoice.seller.bank))
        case .payeeAccount: nonEmpty(veil.account(invoice.seller.account))
        case .invoiceKind: [invoice.kind.title[language]]
        case .invoiceCode: nonEmpty(invoice.number.code)
        case .invoiceNumber: nonEmpty(invoice.number.number) + nonEmpty(invoice.number.digital)
        case .invoiceDate: nonEmpty(invoice.issued.description)
        case .sellerTaxID: nonEmpty(veil.text(invoice.seller.taxIdentifier.text))
        case .buyerName: nonEmpty(invoice.buyer.name)
        case .buyerTaxID: nonEmpty(veil.text(invoice.buyer.taxIdentifier.text))
        case .lines: invoice.lines.map { veil.text(line($0, in: language)) }
        case .attachments: task.attachments.map { "\($0.sha256) \(veil.text($0.name))" }
        case .references: task.references
        case .budgetCode: nonEmpty(task.budgetCode)
        case .policyFlags: task.policyFlags
        case .onBehalfOf: nonEmpty(task.onBehalfOf)
        }
    }

    /// What two versions of a task say in a field, of a list only the entries that differ. Compared in full and shown behind
    /// the veil: where two texts differ that look alike there, a word says so.
    static func differences(
        _ field: DecisionField, _ seen: ApprovalTask, _ now: ApprovalTask, in language: Language,
        isRevealed: Bool
    ) -> (seen: [String], now: [String]) {
        func sides(_ task: ApprovalTask) -> [(whole: String, shown: String)] {
            let shown = values(
                field, of: task, in: language, behind: isRevealed ? .lifted : Veil(of: task.invoice))
            return Array(zip(values(field, of: task, in: language, behind: .lifted), shown))
        }
        let (before, after) = (sides(seen), sides(now))
        let gone = before.filter { old in !after.contains { $0.whole == old.whole } }.map(\.shown)
        let new = after.filter { new in !before.contains { $0.whole == new.whole } }.map(\.shown)
        return (
            gone, new.map { gone.contains($0) ? $0 + "  " + Strings.hiddenPartDiffers[language] : $0 }
        )
    }

    /// An amount with its currency: `CNY 12,480.00`.
    static func amount(_ money: Money) -> String { money.currency.code + " " + money.grouped }

    /// An amount in a list, where the own currency goes without saying.
    static func listAmount(_ money: Money) -> String {
        money.currency == .cny ? money.grouped : amount(money)
    }

    /// A line of an invoice in one text.
    static func line(_ line: InvoiceLine, in language: Language) -> String {
        ([line.item] + details(of: line, in: language) + [
            "\(Strings.columnNet[language]) \(amount(line.amount))",
            "\(Strings.rate[language]) \(line.rate)",
            "\(Strings.columnTax[language]) \(amount(line.tax))",
        ]).joined(separator: "  ")
    }

    /// What a line says besides its item and amounts.
    static func details(of line: InvoiceLine, in language: Language) -> [String] {
        var parts: [String] = []
        if !line.specification.isEmpty {
            parts.append("\(Strings.specification[language]) \(line.specification)")
        }
        if !line.unit.isEmpty { parts.append("\(Strings.unit[language]) \(line.unit)") }
        if let quantity = line.quantity { parts.append("\(Strings.quantity[language]) \(quantity)") }
        if let price = line.unitPrice { parts.append("\(Strings.unitPrice[language]) \(price)") }
        return parts
    }

    /// The fields in the order in which a person should compare them: money first, then who is paid.
    static let moneyFirst: [DecisionField] = {
        let first: [DecisionField] = [
            .amount, .net, .tax, .payeeName, .payeeAccount, .payeeBank, .sellerTaxID, .lines, .invoiceNumber,
            .invoiceCode, .attachments,
        ]
        return first + DecisionField.allCases.filter { !first.contains($0) }
    }()

    private static func nonEmpty(_ text: String) -> [String] { text.isEmpty ? [] : [text] }
}
