import Invoicing
import OAProfile

/// What a screen shows of each field on which a decision rests. Exhaustive over `DecisionField`: a field that is digested
/// and has no text here does not compile.
enum FieldText {
    /// The field's content, one text a line; empty where the task has nothing there.
    static func values(_ field: DecisionField, of task: ApprovalTask, in language: Language) -> [String] {
        let invoice = task.invoice
        return switch field {
        case .instance: nonEmpty(task.instance.rawValue)
        case .task: nonEmpty(task.id.rawValue)
        case .node: nonEmpty(task.node)
        case .round: ["\(task.round)"]
        case .amount: [amount(invoice.totals.gross)]
        case .net: [amount(invoice.totals.net)]
        case .tax: [amount(invoice.totals.tax)]
        case .payeeName: nonEmpty(invoice.seller.name)
        case .payeeBank: nonEmpty(invoice.seller.bank)
        case .payeeAccount: nonEmpty(invoice.seller.account)
        case .invoiceKind: [invoice.kind.title[language]]
        case .invoiceCode: nonEmpty(invoice.number.code)
        case .invoiceNumber: nonEmpty(invoice.number.number) + nonEmpty(invoice.number.digital)
        case .invoiceDate: nonEmpty(invoice.issued.description)
        case .sellerTaxID: nonEmpty(invoice.seller.taxIdentifier.text)
        case .buyerName: nonEmpty(invoice.buyer.name)
        case .buyerTaxID: nonEmpty(invoice.buyer.taxIdentifier.text)
        case .lines: invoice.lines.map { line($0, in: language) }
        case .attachments: task.attachments.map { "\($0.sha256) \($0.name)" }
        case .references: task.references
        case .budgetCode: nonEmpty(task.budgetCode)
        case .policyFlags: task.policyFlags
        case .onBehalfOf: nonEmpty(task.onBehalfOf)
        }
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
