import InvoiceFiles
import Invoicing

/// The answer of `countersign verify --json`: amounts as texts of yuan with two decimals, dates in ISO 8601.
public struct VerifyReport: Encodable, Hashable, Sendable {
    /// The files, in the order in which they were named.
    public var files: [File]

    /// The version of the policy that judged; nothing without one.
    public var policyVersion: String?

    private enum CodingKeys: String, CodingKey {
        case files
        case policyVersion = "policy_version"
    }

    /// Makes a report.
    public init(files: [File]) { self.files = files }

    /// The gravest severity of all findings; nothing where there is none.
    public var worst: Severity? {
        files.flatMap(\.findings).map(\.severity).max()
    }

    /// Whether a file could not be read.
    public var hasUnreadableFile: Bool { files.contains { $0.failure != nil } }

    /// What was found in one file.
    public struct File: Encodable, Hashable, Sendable {
        /// Its path as the user gave it, or `-`.
        public let path: String
        /// The line of a table on which the invoice begins, from 1; nothing for a file of one invoice.
        public let line: Int?
        /// What was read; nothing where it could not be.
        public let file: InvoiceFile?
        /// The findings, worst first.
        public let findings: [Finding]
        /// What speaks against paying, from 0 to 100, with its parts; nothing where the file could not be read.
        public let risk: RiskScore?
        /// Why it could not be read.
        public let failure: Failure?

        /// An error in both languages.
        public struct Failure: Encodable, Hashable, Sendable {
            /// What happened to what, and why.
            public let explanation: LocalizedText
            /// What to do next.
            public let remedy: LocalizedText
        }

        /// A file that was read, with the findings on it.
        public init(path: String, line: Int? = nil, file: InvoiceFile, findings: [Finding]) {
            self.path = path
            self.line = line
            self.file = file
            self.findings = findings
            risk = RiskScore(findings: findings, integrity: file.integrity.state)
            failure = nil
        }

        /// A file that could not be read.
        public init(path: String, line: Int? = nil, error: any ExplainedError) {
            self.path = path
            self.line = line
            file = nil
            findings = []
            risk = nil
            failure = Failure(explanation: error.explanation, remedy: error.remedy)
        }

        private enum CodingKeys: String, CodingKey {
            case path
            case line
            case format
            case invoice
            case integrity
            case findings
            case risk
            case failure = "error"
        }

        /// Path and line as one text, for people: `list.csv:12`.
        public var place: String { line.map { "\(path):\($0)" } ?? path }

        /// Writes either `format`, `invoice`, `integrity` and `findings`, or `error`.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(path, forKey: .path)
            try container.encodeIfPresent(line, forKey: .line)
            if let failure { try container.encode(failure, forKey: .failure) }
            guard let file else { return }
            try container.encode(file.format, forKey: .format)
            switch file.content {
            case .invoice(let invoice): try container.encode(InvoiceJSON(invoice: invoice), forKey: .invoice)
            case .payload(let payload): try container.encode(PayloadJSON(payload: payload), forKey: .invoice)
            }
            try container.encode(file.integrity, forKey: .integrity)
            try container.encode(findings.map(FindingJSON.init), forKey: .findings)
            try container.encodeIfPresent(risk, forKey: .risk)
        }
    }
}

/// A key of a JSON object that is known only when it is written.
private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension KeyedEncodingContainer<AnyKey> {
    fileprivate mutating func write(_ value: some Encodable, _ key: String) throws {
        try encode(value, forKey: AnyKey(key))
    }
}

/// A finding with its evidence as one object by field, as `{"totals.gross": {"expected": …, "found": …}}`.
private struct FindingJSON: Encodable {
    let finding: Finding

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: AnyKey.self)
        try container.write(finding.rule, "rule")
        try container.write(finding.ruleVersion, "rule_version")
        try container.write(finding.severity, "severity")
        try container.write(finding.title, "title")
        try container.write(finding.reason, "reason")
        if let policy = finding.policy { try container.write(policy, "policy") }
        var evidence = container.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("evidence"))
        var counts: [String: Int] = [:]
        for piece in finding.evidence {
            // A field that stands more than once is counted: `other.number`, `other.number#2`.
            let count = (counts[piece.field] ?? 0) + 1
            counts[piece.field] = count
            let key = count == 1 ? piece.field : "\(piece.field)#\(count)"
            var member = evidence.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey(key))
            try member.write(piece.expected, "expected")
            try member.write(piece.found, "found")
        }
    }
}

private struct InvoiceJSON: Encodable {
    let invoice: Invoice

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: AnyKey.self)
        try container.write(invoice.kind, "kind")
        try container.write(invoice.number.code, "code")
        try container.write(invoice.number.number, "number")
        try container.write(invoice.number.digital, "digital")
        try container.write(invoice.issued, "issued")
        try container.write(invoice.checkCode, "check_code")
        try container.write(invoice.isRed, "red")
        try container.write(invoice.seller, "seller")
        try container.write(invoice.buyer, "buyer")
        try container.write(invoice.totals.gross.currency.code, "currency")
        var totals = container.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("totals"))
        try totals.write(invoice.totals.net.plain, "net")
        try totals.write(invoice.totals.tax.plain, "tax")
        try totals.write(invoice.totals.gross.plain, "gross")
        try totals.write(invoice.totals.grossInWords, "gross_in_words")
        var lines = container.nestedUnkeyedContainer(forKey: AnyKey("lines"))
        for line in invoice.lines {
            var member = lines.nestedContainer(keyedBy: AnyKey.self)
            try member.write(line.item, "item")
            try member.write(line.specification, "specification")
            try member.write(line.unit, "unit")
            if let quantity = line.quantity { try member.write(quantity, "quantity") }
            if let unitPrice = line.unitPrice { try member.write(unitPrice, "unit_price") }
            try member.write(line.amount.plain, "amount")
            try member.write(line.rate, "rate")
            try member.write(line.tax.plain, "tax")
        }
        try container.write(invoice.remark, "remark")
        try container.write(invoice.drawer, "drawer")
    }
}

/// The facts of a QR code: only the members that it has.
private struct PayloadJSON: Encodable {
    let payload: QRPayload

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: AnyKey.self)
        if let kind = payload.kind { try container.write(kind, "kind") }
        if !payload.typeCode.isEmpty { try container.write(payload.typeCode, "type_code") }
        if !payload.number.code.isEmpty { try container.write(payload.number.code, "code") }
        try container.write(payload.number.number, "number")
        if let issued = payload.issued { try container.write(issued, "issued") }
        if !payload.checkCode.isEmpty { try container.write(payload.checkCode, "check_code") }
        guard let amount = payload.amount else { return }
        try container.write(amount.money.currency.code, "currency")
        var totals = container.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("totals"))
        switch amount {
        case .net(let money): try totals.write(money.plain, "net")
        case .gross(let money): try totals.write(money.plain, "gross")
        }
    }
}
