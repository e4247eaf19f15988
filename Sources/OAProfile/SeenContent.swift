import Invoicing

/// The fields on which a decision rests. Screens render a task through this list and the digest is taken from the
/// same list, so that a field cannot be shown and not digested, nor digested and not shown.
public enum DecisionField: String, CaseIterable, Sendable {
    /// The workflow instance.
    case instance
    /// The task.
    case task
    /// The workflow node.
    case node
    /// The round.
    case round
    /// Total with tax (价税合计).
    case amount
    /// Total without tax (合计金额).
    case net
    /// Total tax (合计税额).
    case tax
    /// Who is paid: the seller's name.
    case payeeName = "payee_name"
    /// The payee's bank.
    case payeeBank = "payee_bank"
    /// The payee's account.
    case payeeAccount = "payee_account"
    /// Kind of invoice.
    case invoiceKind = "invoice_kind"
    /// Invoice code.
    case invoiceCode = "invoice_code"
    /// Invoice number, with the 20 digits behind it on a digital paper invoice.
    case invoiceNumber = "invoice_number"
    /// Day of issue.
    case invoiceDate = "invoice_date"
    /// The seller's taxpayer number.
    case sellerTaxID = "seller_tax_id"
    /// The buyer's name.
    case buyerName = "buyer_name"
    /// The buyer's taxpayer number.
    case buyerTaxID = "buyer_tax_id"
    /// The lines, by their digest.
    case lines
    /// The SHA-256 of every attachment.
    case attachments
    /// Purchase orders and contracts.
    case references
    /// The budget code.
    case budgetCode = "budget_code"
    /// The policy flags of the OA.
    case policyFlags = "policy_flags"
    /// For whom the decision is made.
    case onBehalfOf = "on_behalf_of"
}

/// What an approver saw of a task, as far as a decision rests on it. Comments, read marks and the row version
/// are left out: they may change without making the decision another one.
public struct SeenContent: Hashable, Sendable {
    private let values: [DecisionField: JSONValue]

    /// Takes the content of a task as it is rendered.
    public init(of task: ApprovalTask) {
        let invoice = task.invoice
        var values: [DecisionField: JSONValue] = [:]
        for field in DecisionField.allCases {
            values[field] =
                switch field {
                case .instance: .string(task.instance.rawValue)
                case .task: .string(task.id.rawValue)
                case .node: .string(task.node)
                case .round: .integer(Int64(task.round))
                case .amount: Self.json(invoice.totals.gross)
                case .net: Self.json(invoice.totals.net)
                case .tax: Self.json(invoice.totals.tax)
                case .payeeName: .string(invoice.seller.name)
                case .payeeBank: .string(invoice.seller.bank)
                case .payeeAccount: .string(invoice.seller.account)
                case .invoiceKind: .string(invoice.kind.rawValue)
                case .invoiceCode: .string(invoice.number.code)
                case .invoiceNumber:
                    .array([.string(invoice.number.number), .string(invoice.number.digital)])
                case .invoiceDate: .string(invoice.issued.description)
                case .sellerTaxID: .string(invoice.seller.taxIdentifier.text)
                case .buyerName: .string(invoice.buyer.name)
                case .buyerTaxID: .string(invoice.buyer.taxIdentifier.text)
                case .lines:
                    .string(ContentDigest(of: JSONValue.array(invoice.lines.map(Self.json)).canonical).hex)
                case .attachments: .array(task.attachments.map(\.sha256).sorted().map(JSONValue.string))
                case .references: .array(task.references.sorted().map(JSONValue.string))
                case .budgetCode: .string(task.budgetCode)
                case .policyFlags: .array(task.policyFlags.sorted().map(JSONValue.string))
                case .onBehalfOf: .string(task.onBehalfOf)
                }
        }
        self.values = values
    }

    /// The canonical JSON that is digested.
    public var canonical: String {
        JSONValue.object(Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value) }))
            .canonical
    }

    /// The decision digest (`seen`): SHA-256 of ``canonical``.
    public var digest: ContentDigest { ContentDigest(of: canonical) }

    /// The fields in which two contents differ, in the order of ``DecisionField``.
    public func differences(from other: SeenContent) -> [DecisionField] {
        DecisionField.allCases.filter { values[$0] != other.values[$0] }
    }

    private static func json(_ money: Money) -> JSONValue {
        .object([
            "minor": .integer(money.minor), "currency": .string(money.currency.code),
            "scale": .integer(Int64(money.currency.scale)),
        ])
    }

    private static func json(_ line: InvoiceLine) -> JSONValue {
        .object([
            "item": .string(line.item), "specification": .string(line.specification),
            "unit": .string(line.unit),
            "quantity": line.quantity.map { .string($0.description) } ?? .null,
            "unit_price": line.unitPrice.map { .string($0.description) } ?? .null,
            "amount": json(line.amount),
            "rate": .string(line.rate.description), "tax": json(line.tax),
        ])
    }
}
