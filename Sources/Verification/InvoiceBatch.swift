import InvoiceFiles
import Invoicing

/// Invoices that are judged together, each among the others: the files of one call of `verify`, the rows of its tables.
public struct InvoiceBatch: Sendable {
    /// What came of reading.
    public enum Content: Sendable {
        /// It was read.
        case read(InvoiceFile)
        /// It could not be.
        case failed(any ExplainedError)
    }

    /// One file, or one invoice of a table.
    public struct Item: Sendable {
        /// Its path as the user gave it, or `-`.
        public var path: String
        /// The line of a table; nothing for a file of one invoice.
        public var line: Int?
        /// What was read, or why nothing could be.
        public var content: Content

        /// Makes an item.
        public init(path: String, line: Int? = nil, content: Content) {
            self.path = path
            self.line = line
            self.content = content
        }
    }

    /// Neighbours that one invoice is compared with at most, so that ten thousand rows of one seller end in time.
    static let mostNeighbours = 100

    private let items: [Item]

    /// Makes a batch.
    public init(_ items: [Item]) { self.items = items }

    /// Judges every invoice. `now`, in milliseconds since 1970, is when it is looked at.
    public func report(policy: Policy? = nil, now: Int64) -> VerifyReport {
        var members: [String: [Int]] = [:]
        let keys = items.map { Self.keys(of: $0, policy: policy) }
        let faces = FaceRules.Faces(items)
        let census = Census(items.lazy.compactMap(Self.observations))
        for (index, keys) in keys.enumerated() { for key in keys { members[key, default: []].append(index) } }
        let policyRules = policy.map(PolicyRules.rules) ?? []
        var files: [VerifyReport.File] = []
        for (index, item) in items.enumerated() {
            switch item.content {
            case .failed(let error):
                files.append(VerifyReport.File(path: item.path, line: item.line, error: error))
            case .read(let file):
                var findings: [Finding]
                if let invoice = file.invoice {
                    var claim = Claim(invoice: invoice, submittedAt: now)
                    claim.standing = Self.observations(item).map(census.standing)
                    let neighbours = neighbours(of: index, file, keys[index], members, now)
                    findings = RuleBook.findings(
                        on: claim, neighbours: neighbours, policy: policy, policyRules: policyRules)
                } else {
                    findings = RuleBook.findings(on: file, now: now)
                }
                findings = RuleBook.worstFirst(findings + faces.findings(on: file))
                if let policy, file.invoice == nil { findings = policy.weighed(findings) }
                files.append(
                    VerifyReport.File(path: item.path, line: item.line, file: file, findings: findings))
            }
        }
        var report = VerifyReport(files: files)
        report.policyVersion = policy?.version
        return report
    }

    /// The other invoices that share a key. The same invoice in another format (its XML beside its OFD) is no other one.
    private func neighbours(
        of index: Int, _ file: InvoiceFile, _ keys: [String], _ members: [String: [Int]], _ now: Int64
    ) -> [Neighbour] {
        var seen: Set<Int> = [index]
        var result: [Neighbour] = []
        for other in keys.lazy.flatMap({ members[$0] ?? [] }) where seen.insert(other).inserted {
            guard case .read(let otherFile) = items[other].content, let invoice = otherFile.invoice,
                otherFile.format == file.format
                    || invoice.number.identityKeys != file.invoice?.number.identityKeys
            else { continue }
            let title = items[other].line.map { "\(items[other].path):\($0)" } ?? items[other].path
            result.append(
                Neighbour(
                    instance: InstanceID(rawValue: "\(other)"), title: title, submitter: "", submittedAt: now,
                    invoice: invoice))
            guard result.count < Self.mostNeighbours else { break }
        }
        return result
    }

    private static func observations(_ item: Item) -> Observations? {
        guard case .read(let file) = item.content else { return nil }
        return file.invoice.map { Observations(of: Claim(invoice: $0)) }
    }

    private static func keys(of item: Item, policy: Policy?) -> [String] {
        guard case .read(let file) = item.content, let invoice = file.invoice else { return [] }
        return RuleBook.neighbourKeys(of: Claim(invoice: invoice), policy: policy)
    }
}
