import Audit
import Foundation
import Invoicing
import OAProfile
import SeededRandom
import Store
import Testing

@testable import Archive

/// A ledger with decisions that an OA has confirmed, in a folder that goes with it.
final class ArchiveFixture {
    let folder: URL
    let ledger: Ledger
    private var random = SeededGenerator(seed: 1)
    static let origin = "oa.example.com/zhang.wei"

    init() throws {
        folder = URL(fileURLWithPath: "/dev/shm/countersign-archive-\(UUID().uuidString)", isDirectory: true)
        let session = Ledger.Session(id: "s", actor: "zhang.wei", host: "jump", appVersion: "1")
        ledger = try Ledger(
            folder: folder.appendingPathComponent("data"), session: session, monotonic: { 42 })
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Records a decision and, unless told otherwise, lets the OA confirm it.
    @discardableResult
    func decide(
        _ name: String, _ decision: Decision = .approve(comment: "同意"), isConfirmed: Bool = true,
        attachments: [Data] = []
    ) throws -> OperationID {
        let id = OperationID(milliseconds: 1_764_000_000_000, using: &random)
        let task = Self.task(name, attachments: attachments)
        let recorded = try ledger.record(
            NewOperation(id: id, task: task, decision: decision, actor: "zhang.wei", recordedAt: 1_000))
        guard isConfirmed else { return id }
        _ = try ledger.beginSending(id, at: 2_000)
        let receipt = DecisionReceipt(
            opID: id, task: recorded.task, action: decision.action, rev: "8", decisionID: "D-\(name)",
            decidedAt: 1_764_000_002_500, actor: "zhang.wei", seenDigest: recorded.seenDigest, next: "结束",
            receipt: "c2VhbA")
        _ = try ledger.settle(id, as: .acked(receipt), httpStatus: 200, nextAttemptAt: nil, at: 3_000)
        return id
    }

    /// Gives a decision its archive number.
    @discardableResult
    func register(_ id: OperationID, as category: RecordCategory = .voucher) throws -> ArchivedRecord {
        var rules = ArchiveRules()
        rules.fonds = "J001"
        rules.scheme = try NumberScheme(parsing: "{fonds}-{category}-{year}-{retention}-{number:4}")
        let record = try #require(try ledger.record(of: id))
        let task = try #require(try ledger.evidence(of: id))
        let plan = rules.plan(
            for: task, as: category, decidedAt: record.operation.receipt?.decidedAt ?? 0, utcOffset: 0,
            user: "zhang.wei", now: 1_764_000_004_000)
        return try ledger.register(id, as: plan, at: 1_764_000_004_000)
    }

    static func task(_ name: String, attachments: [Data] = []) -> ApprovalTask {
        let net = Money(minor: 113_208)
        let tax = Money(minor: 6_792)
        return ApprovalTask(
            id: TaskID(rawValue: name), instance: InstanceID(rawValue: "I-\(name)"), node: "dept\nmanager",
            round: 1, rev: "7", status: .pending, assignee: "zhang.wei", title: "BX-2026-004711 差旅报销",
            submitter: "chen.jing", department: "研发一部", submittedAt: 1_763_900_000_000,
            invoice: Invoice(
                kind: .digitalSpecial, number: InvoiceNumber(number: "26312000000123456789"),
                issued: IssueDate(parsing: "2026-11-20"),
                seller: Party(
                    name: "上海云图科技有限公司", taxIdentifier: TaxIdentifier("91310115MA1K4BQY7R"),
                    bank: "招商银行", account: "1219"),
                buyer: Party(name: "北京示例有限公司", taxIdentifier: TaxIdentifier("91110108MA01ABCD1X")),
                lines: [InvoiceLine(item: "*软件*维护", amount: net, rate: .basisPoints(600), tax: tax)],
                totals: InvoiceTotals(
                    net: net, tax: tax, gross: Money(minor: 120_000), grossInWords: "壹仟贰佰圆整")),
            attachments: attachments.enumerated().map { index, data in
                Attachment(
                    name: "附件\(index).pdf", mediaType: "application/pdf", size: data.count,
                    sha256: ContentDigest(of: data).hex)
            })
    }

    /// The root and size of the log, as somebody outside keeps them.
    func anchor() throws -> Checkpoint {
        try #require(Checkpoint(of: try ledger.auditLeaves(), origin: Self.origin))
    }
}

/// Every small change of some bytes: each byte changed, removed, doubled, and swapped with the next.
enum Damage: CaseIterable {
    case changed
    case removed
    case inserted
    case swapped

    /// The damaged bytes; nothing where the damage leaves them as they are.
    func apply(to data: Data, at index: Int) -> Data? {
        var bytes = Array(data)
        switch self {
        case .changed: bytes[index] ^= 0x01
        case .removed: bytes.remove(at: index)
        case .inserted: bytes.insert(bytes[index], at: index)
        case .swapped:
            guard index + 1 < bytes.count else { return nil }
            bytes.swapAt(index, index + 1)
        }
        return Data(bytes) == data ? nil : Data(bytes)
    }
}

/// `COUNTERSIGN_EVERY_BYTE=1` damages every byte where a usual run takes some of them.
enum EveryByte {
    static let isWanted = ProcessInfo.processInfo.environment["COUNTERSIGN_EVERY_BYTE"] == "1"
}
