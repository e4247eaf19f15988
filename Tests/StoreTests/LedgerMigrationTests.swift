import Foundation
import GRDB
import Invoicing
import OAProfile
import Testing

@testable import Store

@Suite("A ledger of an earlier version")
struct LedgerMigrationTests {
    /// A ledger of version 1 with an operation in every state, in a folder of its own.
    private func withFirstVersion(_ body: (URL, [OperationState: Int]) throws -> Void) throws {
        let full = try LedgerFixture(withEveryState: true)
        try LedgerFileTests.withFolder { folder in
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let queue = try DatabaseQueue(path: folder.appendingPathComponent("ledger.db").path)
            try queue.write { db in try LedgerSchema.migrate(db, from: 0, to: 1) }
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "ATTACH ? AS full", arguments: [full.file.path])
                try db.execute(sql: "DROP TRIGGER op_starts_recorded")
                for table in ["op", "attempt", "evidence", "audit", "draft", "checkpoint"] {
                    let columns = try db.columns(in: table).map(\.name).joined(separator: ", ")
                    try db.execute(
                        sql:
                            "INSERT INTO \(table)(\(columns)) SELECT \(columns) FROM full.\(table) ORDER BY rowid"
                    )
                }
            }
            try queue.close()
            try body(folder, try full.ledger.counts())
        }
    }

    @Test("opens with every operation, attempt, evidence and entry that it had, and proves itself")
    func keepsEverything() throws {
        try withFirstVersion { folder, counts in
            let file = folder.appendingPathComponent("ledger.db")
            let columns = try columns(of: file)
            let before = try rows(of: file, columns)
            #expect(before.count > 20)
            let ledger = try LedgerFileTests.open(folder)
            #expect(try ledger.counts() == counts)
            #expect(try rows(of: file, columns) == before)
            #expect(try ledger.verifyAudit().isIntact)
            let queue = try DatabaseQueue(path: file.path)
            #expect(
                try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == LedgerSchema.version)
            #expect(try queue.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check") }.isEmpty)
            // What held before holds still.
            #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: "DELETE FROM op") } }
            #expect(throws: DatabaseError.self) {
                try queue.write {
                    try $0.execute(sql: "UPDATE op SET args_json = '{}' WHERE state = 'recorded'")
                }
            }
        }
    }

    @Test("takes the new operations afterwards, also on a task that has an open decision")
    func takesNewOperations() throws {
        try withFirstVersion { folder, _ in
            let ledger = try LedgerFileTests.open(folder)
            let fixture = try LedgerFixture(seed: 99)
            func record(_ task: String, _ decision: Decision) throws -> RecordedOperation {
                try ledger.record(
                    NewOperation(
                        id: fixture.id(), task: LedgerFixture.task(task), decision: decision,
                        actor: "zhang.wei", recordedAt: 9_000))
            }
            let text = try #require(Decision.Reason("请补充合同"))
            #expect(try record("T-unknown", .remark(text)).state == .recorded)
            #expect(throws: StoreError.self) { try record("T-unknown", .hold(comment: "")) }
            #expect(try record("T-acked", .hold(comment: "等合同")).decision == .hold(comment: "等合同"))
        }
    }

    /// What the first version keeps, by table.
    private func columns(of file: URL) throws -> [String: [String]] {
        let queue = try DatabaseQueue(path: file.path)
        return try queue.read { db in
            try ["op", "attempt", "evidence", "audit", "draft", "checkpoint"].reduce(into: [:]) {
                $0[$1] = try db.columns(in: $1).map(\.name)
            }
        }
    }

    /// Every row, as text.
    private func rows(of file: URL, _ columns: [String: [String]]) throws -> [String] {
        let queue = try DatabaseQueue(path: file.path)
        return try queue.read { db in
            try columns.sorted { $0.key < $1.key }.flatMap { table, names in
                let quoted = names.map { "quote(\($0))" }.joined(separator: " || ',' || ")
                return try String.fetchAll(db, sql: "SELECT \(quoted) FROM \(table) ORDER BY rowid")
            }
        }
    }
}

@Suite("Operations that leave their task undecided")
struct LedgerSideActionTests {
    @Test(
        "each is recorded with its person and text, and comes back as it was",
        arguments: [
            Decision.addApprover(person: "li.na", place: .before, comment: "请先看"),
            .addApprover(person: "li.na", place: .after, comment: ""), .hold(comment: "等合同"),
            .release(comment: ""),
        ])
    func roundTrip(decision: Decision) throws {
        let fixture = try LedgerFixture()
        let recorded = try fixture.record("T-1", decision: decision)
        let read = try #require(try fixture.other().operation(recorded.id))
        #expect(read.decision == decision && read.request.decision == decision)
        #expect(try fixture.ledger.verifyAudit().isIntact)
        // It occupies its task like any decision.
        #expect(throws: StoreError.self) { try fixture.record("T-1", decision: .approve(comment: "")) }
    }

    @Test("any number of comments stands beside a decision, and goes out in the order in which it was made")
    func comments() throws {
        let fixture = try LedgerFixture()
        let text = try #require(Decision.Reason("请补充合同"))
        let first = try fixture.record("T-1", decision: .remark(text), at: 1_000)
        let approval = try fixture.record("T-1", at: 1_001)
        let last = try fixture.record("T-1", decision: .remark(text), at: 1_002)
        var order: [OperationID] = []
        while let due = try fixture.ledger.nextDue(at: 5_000, excluding: []) {
            let sending = try fixture.ledger.beginSending(due.id, at: 5_000)
            _ = try fixture.ledger.settle(
                due.id, as: .acked(LedgerFixture.receipt(for: sending)), httpStatus: 200, nextAttemptAt: nil,
                at: 5_001)
            order.append(due.id)
        }
        #expect(order == [first.id, approval.id, last.id])
        // What is shown of the task is its decision.
        #expect(try fixture.ledger.newestOperations(on: [first.task])[first.task]?.id == approval.id)
    }

    @Test("reasons are kept, the one used last first, in the transaction of their decision")
    func reasons() throws {
        let fixture = try LedgerFixture()
        for (number, text) in ["缺合同", "税率不符", "缺合同"].enumerated() {
            let reason = try #require(Decision.Reason(text))
            try fixture.record("T-\(number)", decision: .reject(reason: reason), at: Int64(number))
        }
        try fixture.record("T-9", decision: .approve(comment: "同意"), at: 9)
        let refused = try #require(Decision.Reason("没有记下"))
        #expect(throws: StoreError.self) { try fixture.record("T-9", decision: .reject(reason: refused)) }
        #expect(try fixture.other().reasons() == ["缺合同", "税率不符"])
    }
}

@Suite("What the mirror knows of held tasks and of people")
struct MirrorDirectoryTests {
    @Test("a held task does not wait, has a word of its own, and keeps who held it and what was said")
    func held() throws {
        let fixture = try MirrorFixture()
        var held = ApprovalTask.sample("T1")
        held.held = TaskHold(actor: "chen.jing", since: 7, comment: "等\"合同\"")
        held.remarks = [TaskRemark(kind: "comment", actor: "li.na", at: 5, text: "换行\n", target: "")]
        try fixture.apply([held, ApprovalTask.sample("T2")])
        #expect(try fixture.found("status:pending") == ["T2"])
        #expect(try fixture.found("status:held") == ["T1"] && fixture.found("状态:挂起") == ["T1"])
        let entry = try #require(try fixture.mirror.entry(held.id))
        #expect(entry.task == held && entry.task.status == .pending)
        #expect(try fixture.mirror.rows([entry.key]).first?.isHeld == true)
        held.held = nil
        held.rev += "9"
        try fixture.apply([held], cursor: "2")
        #expect(try fixture.found("status:pending").count == 2)
    }

    static let people = Directory(
        people: [
            Person(user: "wang.fang", name: "王芳"), Person(user: "wang.wei", name: "张伟"),
            Person(user: "zhang.wei", name: "张伟"), Person(user: "zhao.min", name: "赵敏"),
        ], isComplete: true)

    @Test(
        "a person is found by user name and by name, never guessed",
        arguments: [
            ("zhao.min", Directory.Match.person(Person(user: "zhao.min", name: "赵敏"))),
            ("赵敏", .person(Person(user: "zhao.min", name: "赵敏"))),
            ("ZHAO.MIN", .person(Person(user: "zhao.min", name: "赵敏"))), ("赵", .nobody), ("zhao", .nobody),
            ("张伟", .several([Person(user: "wang.wei", name: "张伟"), Person(user: "zhang.wei", name: "张伟")])),
        ])
    func match(text: String, expected: Directory.Match) {
        #expect(Self.people.match(text) == expected)
    }

    @Test(
        "completion takes beginnings, first letters and parts, in that order",
        arguments: [
            ("zh", ["zhang.wei", "zhao.min"]), ("zw", ["zhang.wei"]), ("wei", ["wang.wei", "zhang.wei"]),
            ("张", ["wang.wei", "zhang.wei"]), ("芳", ["wang.fang"]), ("x", []),
        ])
    func candidates(text: String, expected: [String]) {
        #expect(Self.people.candidates(for: text, limit: 5).map(\.user) == expected)
    }

    @Test("a directory that is not known, or known in part, refuses nobody")
    func incomplete() throws {
        let fixture = try MirrorFixture()
        #expect(try fixture.mirror.directory() == Directory())
        #expect(Directory().match("anybody") == .unknown)
        try fixture.mirror.replaceDirectory(Self.people, at: 40)
        var read = try fixture.another().directory()
        #expect(read.people == Self.people.people && read.isComplete && read.readAt == 40)
        read.isComplete = false
        try fixture.mirror.replaceDirectory(read, at: 41)
        #expect(try fixture.mirror.directory().match("nobody") == .unknown)
    }
}
