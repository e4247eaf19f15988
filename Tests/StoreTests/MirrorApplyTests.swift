import Foundation
import Invoicing
import OAProfile
import Store
import Testing

/// Pages into the mirror: what changes, what does not, and what is kept.
struct MirrorApplyTests {
    @Test("a page and its cursor are there together, and everything that was in the page")
    func pageAndCursor() throws {
        let fixture = try MirrorFixture()
        #expect(try fixture.mirror.syncState() == nil)
        let task = ApprovalTask.sample(
            "T1", dueAt: 1_784_000_000_000, gross: -404, remark: "换行\n\u{1}“引号\"\\", attachments: ["ab"])
        let changes = try fixture.apply([task], cursor: "17")
        #expect(changes == AppliedChanges(changed: [task.id]))
        #expect(try fixture.mirror.syncState() == SyncState(epoch: "e1", cursor: "17", updatedAt: 5))
        let entry = try #require(try fixture.mirror.entry(task.id))
        #expect(entry.task == task)
        let row = try #require(try fixture.mirror.rows([entry.key]).first)
        #expect(row.task == task.id)
        #expect(row.digest == SeenContent(of: task).digest)
        #expect(row.amount == task.invoice.totals.gross)
        #expect(row.issued == "2026-07-01")
        #expect(row.dueAt == 1_784_000_000_000)
        #expect(row.worst == nil)
        #expect(try fixture.mirror.key(of: task.id) == entry.key)
    }

    @Test("what is stored of a task is its wire form, member by member")
    func storedForm() throws {
        let fixture = try MirrorFixture()
        var task = ApprovalTask.sample(
            "T1", dueAt: 3, issued: "不详", currency: try #require(Currency(code: "KWD", scale: 3)))
        task.invoice.isRed = true
        task.invoice.lines[0].unitPrice = ExactDecimal("0.123456789")
        task.invoice.lines[0].rate = .exempt
        task.policyFlags = ["超标", "\u{0}"]
        task.steps[0].decidedAt = 9
        task.invoice.seller.account = "1001\t\u{7F}🀄️"
        try fixture.apply([task])
        #expect(try fixture.mirror.entry(task.id)?.task == task)
    }

    @Test("the same page again changes nothing, not even the mark that wakes readers")
    func again() throws {
        let fixture = try MirrorFixture()
        let page = fixture.page([
            MirrorFixture.upsert(.sample("T1")), MirrorFixture.gone("T2", rev: "3"),
        ])
        _ = try fixture.mirror.apply(page, at: 5)
        let mark = try fixture.mirror.changeMark()
        #expect(try fixture.mirror.apply(page, at: 6) == AppliedChanges())
        #expect(try fixture.mirror.changeMark() == mark)
        #expect(try fixture.mirror.syncState()?.updatedAt == 5)
    }

    @Test("the mark changes with a commit of this or of another process")
    func changeMark() throws {
        let fixture = try MirrorFixture()
        let other = try fixture.another()
        let first = try fixture.mirror.changeMark()
        try fixture.apply([.sample("T1")])
        let second = try fixture.mirror.changeMark()
        #expect(second != first)
        _ = try other.apply(fixture.page([MirrorFixture.upsert(.sample("T2"))], cursor: "2"), at: 6)
        #expect(try fixture.mirror.changeMark() != second)
        #expect(try fixture.mirror.syncState()?.cursor == "2")
    }

    @Test("the same version with other content is taken: a server may forget to count")
    func sameVersion() throws {
        let fixture = try MirrorFixture()
        try fixture.apply([.sample("T1", gross: 100)])
        let changes = try fixture.apply([.sample("T1", gross: 200)])
        #expect(changes.changed == [TaskID(rawValue: "T1")])
        #expect(try fixture.found("amount:2") == ["T1"])
        #expect(try fixture.found("amount:1") == [])
    }

    @Test("a document that cannot be read leaves the task as it was and stops nothing else")
    func unreadable() throws {
        let fixture = try MirrorFixture()
        let task = ApprovalTask.sample("T1")
        try fixture.apply([task])
        let changes = try fixture.mirror.apply(
            fixture.page(
                [
                    ChangeItem(id: task.id, rev: "2", content: .unreadable(cause: "no total")),
                    MirrorFixture.upsert(.sample("T2")),
                    ChangeItem(id: TaskID(rawValue: "T\u{0}3"), rev: "1", content: .gone(reason: "")),
                ], cursor: "2"), at: 6)
        #expect(changes.changed == [TaskID(rawValue: "T2")])
        #expect(changes.unreadable[task.id] == "no total")
        #expect(changes.unreadable.count == 2)
        #expect(try fixture.mirror.entry(task.id)?.task == task)
        #expect(try fixture.mirror.syncState()?.cursor == "2")
    }

    @Test("loss of permission removes a task with its words, and a key is never given to another task")
    func gone() throws {
        let fixture = try MirrorFixture()
        try fixture.apply([.sample("T1", seller: "独此一家")])
        let key = try #require(try fixture.mirror.key(of: TaskID(rawValue: "T1")))
        let changes = try fixture.mirror.apply(
            fixture.page([MirrorFixture.gone("T1", rev: "2"), MirrorFixture.gone("T9", rev: "1")]), at: 6)
        #expect(changes.gone == [TaskID(rawValue: "T1")])
        #expect(try fixture.mirror.entry(TaskID(rawValue: "T1")) == nil)
        #expect(try fixture.mirror.rows([key]) == [])
        #expect(try fixture.found("独此") == [])
        try fixture.apply([.sample("T2"), .sample("T1", rev: "3")], cursor: "3")
        #expect(try fixture.mirror.key(of: TaskID(rawValue: "T2")) != key)
        #expect(try fixture.mirror.key(of: TaskID(rawValue: "T1")) != key)
        #expect(try fixture.mirror.rows([key]) == [])
    }

    @Test("a key stays through every update")
    func stableKey() throws {
        let fixture = try MirrorFixture()
        try fixture.apply([.sample("T1"), .sample("T2")])
        let key = try fixture.mirror.key(of: TaskID(rawValue: "T1"))
        try fixture.apply([.sample("T1", rev: "2", status: .approved, seller: "另一家")], cursor: "2")
        #expect(try fixture.mirror.key(of: TaskID(rawValue: "T1")) == key)
        #expect(try fixture.found("另一") == ["T1"])
        #expect(try fixture.found("晨光") == ["T2"])
        #expect(try fixture.found("status:approved") == ["T1"])
    }

    @Test("text of any length and kind from outside is taken and shortened for the queue only")
    func hostileText() throws {
        let fixture = try MirrorFixture()
        let long = String(repeating: "长", count: 5_000) + "\u{0}\u{202E}"
        let task = ApprovalTask.sample(
            "T1", title: "A\u{0}B", seller: long, items: (0..<500).map { "项目\($0)" }, remark: long,
            attachments: (0..<300).map { "\($0)" })
        try fixture.apply([task])
        #expect(try fixture.mirror.entry(task.id)?.task == task)
        let key = try #require(try fixture.mirror.key(of: task.id))
        let row = try #require(try fixture.mirror.rows([key]).first)
        #expect(row.seller.count == 401)
        #expect(row.title == "A\u{FFFD}B")
        try fixture.apply([.sample("T1", rev: "2")], cursor: "2")
        #expect(try fixture.found("长长") == [])
    }

    @Test(
        "a task is found by its name, its title and every form of its number",
        arguments: [
            ("T1", ["T1"]), ("BX-2026-000001 办公用品采购", ["T1", "T2"]), ("26312000000012345678", ["T1"]),
            ("011002600111 00123456", ["T2"]), ("01100260011100123456", ["T2"]), ("00123456", ["T2"]),
            ("26990000000000000001", ["T2"]), ("BX-2026-000001", ["T1", "T2"]), ("BX-2026-00000", []),
            ("'; DROP TABLE task", []), ("", []),
            ("%", []),
        ])
    func named(text: String, expected: [String]) throws {
        let fixture = try MirrorFixture()
        try fixture.apply([
            .sample("T1", number: InvoiceNumber(number: "26312000000012345678")),
            .sample(
                "T2",
                number: InvoiceNumber(
                    code: "011002600111", number: "00123456", digital: "26990000000000000001")),
        ])
        #expect(try fixture.mirror.tasks(named: text).map(\.rawValue) == expected)
    }
}
