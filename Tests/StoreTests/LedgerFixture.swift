import Foundation
import GRDB
import Invoicing
import OAProfile
import SeededRandom
import Testing

@testable import Store

/// A ledger in a folder of its own that is removed with it, and tasks to decide on.
final class LedgerFixture {
    let folder: URL
    let ledger: Ledger
    private var random: SeededGenerator

    /// The file of a ledger with an operation in every state, on the tasks `T-recorded` to `T-superseded`, made once.
    private static let everyState = Result {
        let fixture = try LedgerFixture()
        for state in OperationState.allCases { _ = try fixture.operation(in: state, task: "T-\(state)") }
        // Between two transactions the file is complete, and this process holds no lock on it.
        return try Data(contentsOf: fixture.file)
    }

    init(seed: UInt64 = 1, withEveryState isFull: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("countersign-ledger-\(UUID().uuidString)", isDirectory: true)
        random = SeededGenerator(seed: seed)
        if isFull {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Self.everyState.get().write(to: folder.appendingPathComponent("ledger.db"))
        }
        ledger = try Ledger(folder: folder, session: Self.session(), monotonic: { 42 })
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var file: URL { folder.appendingPathComponent("ledger.db") }

    static func session(_ id: String = "s-1") -> Ledger.Session {
        Ledger.Session(
            id: id, actor: "zhang.wei", host: "jump-01", appVersion: "1.0.0", bootID: "boot-1",
            client: "192.0.2.7")
    }

    /// Another opening of the same ledger, as another process has it.
    func other(_ id: String = "s-2") throws -> Ledger {
        try Ledger(folder: folder, session: Self.session(id), monotonic: { 43 })
    }

    /// What SQLite itself says to a statement, past every check of the program.
    func raw(_ sql: String, _ arguments: StatementArguments = []) throws {
        let queue = try DatabaseQueue(path: file.path)
        try queue.write { db in try db.execute(sql: sql, arguments: arguments) }
    }

    /// A value, asked past the program.
    func value<T: DatabaseValueConvertible>(_ sql: String, as type: T.Type = T.self) throws -> T? {
        let queue = try DatabaseQueue(path: file.path)
        return try queue.read { db in try T.fetchOne(db, sql: sql) }
    }

    func id(at time: Int64 = 1_764_000_000_000) -> OperationID {
        OperationID(milliseconds: time, using: &random)
    }

    /// Records a decision on a task of the given name.
    @discardableResult
    func record(
        _ task: String, instance: String? = nil, round: Int = 1, decision: Decision = .approve(comment: "同意"),
        holdUntil: Int64? = nil, supersedes: OperationID? = nil, at now: Int64 = 1_000
    ) throws(StoreError) -> RecordedOperation {
        try ledger.record(
            NewOperation(
                id: id(), task: Self.task(task, instance: instance, round: round), decision: decision,
                actor: "zhang.wei", holdUntil: holdUntil, supersedes: supersedes, recordedAt: now))
    }

    /// An operation on a task of its own, brought to a state by lawful steps.
    func operation(in state: OperationState, task: String = UUID().uuidString) throws -> RecordedOperation {
        let recorded = try record(task)
        func settle(_ judgement: Judgement) throws -> RecordedOperation {
            _ = try ledger.beginSending(recorded.id, at: 2_000)
            return try ledger.settle(
                recorded.id, as: judgement, httpStatus: nil, nextAttemptAt: nil, at: 3_000)
        }
        switch state {
        case .recorded: return recorded
        case .sending: return try ledger.beginSending(recorded.id, at: 2_000)
        case .unknown: return try settle(.unknown(cause: "timed out", retryAfter: nil))
        case .acked: return try settle(.acked(Self.receipt(for: recorded)))
        case .conflict: return try settle(.conflict(Self.problem(.changed, 412)))
        case .refused: return try settle(.refused(Self.problem(.notAssignee, 403)))
        case .dead: return try settle(.dead(Self.problem(.malformed, 400)))
        case .cancelled: return try ledger.cancel(recorded.id, at: 2_000)
        case .abandoned:
            _ = try settle(.conflict(Self.problem(.changed, 412)))
            return try ledger.abandon(recorded.id, reason: "不再需要", at: 4_000)
        case .superseded:
            _ = try ledger.beginSending(recorded.id, at: 2_000)
            _ = try ledger.rebase(recorded.id, as: id(), rev: "8", at: 3_000)
            return try #require(try ledger.operation(recorded.id))
        }
    }

    /// The operation that stands in a state in a ledger that was made with every state.
    func existing(_ state: OperationState) throws -> RecordedOperation {
        let found = try ledger.newestOperations(on: [TaskID(rawValue: "T-\(state)")])
        let newest = try #require(found.values.first)
        // On the task of the superseded one the newest is what took its place.
        guard state == .superseded else { return newest }
        return try #require(try newest.supersedes.flatMap { try ledger.operation($0) })
    }

    static func receipt(for operation: RecordedOperation, rev: String = "8") -> DecisionReceipt {
        DecisionReceipt(
            opID: operation.id, task: operation.task, action: operation.decision.action, rev: rev,
            decisionID: "D-\(operation.sequence)", decidedAt: 2_500, actor: operation.actor,
            seenDigest: operation.seenDigest, next: "财务复核 李娜", receipt: "c2lnbmVk")
    }

    static func problem(_ code: Problem.Code, _ status: Int) -> Problem {
        Problem(
            code: code, status: status, title: "no", detail: "金额已变更", currentRev: "9",
            currentDigest: ContentDigest(of: "now"), decidedBy: "li.na")
    }

    /// A task as an OA hands it out, with texts that a careless store would damage.
    static func task(_ name: String, instance: String? = nil, round: Int = 1) -> ApprovalTask {
        let net = Money(minor: 113_208)
        let tax = Money(minor: 6_792)
        return ApprovalTask(
            id: TaskID(rawValue: name), instance: InstanceID(rawValue: instance ?? "I-\(name)"),
            node: "dept-manager", round: round, rev: "7", status: .pending, assignee: "zhang.wei",
            onBehalfOf: "li.na", title: "BX-2026-004711 差旅报销 \"加急\"", submitter: "chen.jing",
            department: "研发一部", costCentre: "CC-1201", budgetCode: "B-2026-17", references: ["PO-9", "HT-3"],
            policyFlags: ["超标"], submittedAt: 1_763_900_000_000, dueAt: 1_764_100_000_000,
            invoice: Invoice(
                kind: .digitalSpecial, number: InvoiceNumber(number: "26312000000123456789"),
                issued: IssueDate(parsing: "2026-11-20"),
                seller: Party(
                    name: "上海\u{1B}[31m云\u{202E}图\u{0}科技有限公司",
                    taxIdentifier: TaxIdentifier("91310115MA1K4BQY7R"),
                    bank: "招商银行上海分行", account: "121900000010101"),
                buyer: Party(name: "北京e\u{301}示例有限公司", taxIdentifier: TaxIdentifier("91110108MA01ABCD1X")),
                lines: [
                    InvoiceLine(
                        item: "*信息技术服务*软件维护", unit: "项", quantity: ExactDecimal("1"),
                        unitPrice: ExactDecimal("1132.0754716981"), amount: net, rate: .basisPoints(600),
                        tax: tax)
                ],
                totals: InvoiceTotals(
                    net: net, tax: tax, gross: Money(minor: 120_000), grossInWords: "壹仟贰佰圆整"),
                remark: "合同号 HT-3\n第二行"),
            attachments: [
                Attachment(
                    name: "../行程单.pdf", mediaType: "application/pdf", size: 20_480,
                    sha256: ContentDigest(of: "pdf").hex)
            ],
            steps: [
                ApprovalStep(node: "dept-manager", title: "部门经理审批", actor: "zhang.wei", state: .current)
            ])
    }
}

extension Ledger {
    /// The pragmas of the ledger's own connection.
    func settings() throws -> [String: String] {
        var found: [String: String] = [:]
        for name in [
            "journal_mode", "synchronous", "foreign_keys", "trusted_schema", "cell_size_check",
            "busy_timeout",
        ] {
            found[name] = try connection.read { db in try String.fetchOne(db, sql: "PRAGMA \(name)") }
        }
        return found
    }

    /// Lets the file grow by so many pages and no more, as a full disk would.
    func limitPages(spare: Int) throws {
        try connection.read { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages + spare)")
        }
    }
}
