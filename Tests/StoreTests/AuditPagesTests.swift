import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile
import Testing

@testable import Store

@Suite("The log is searched in short reads, by indexes, in one language")
struct AuditPagesTests {
    /// 300 entries of three persons over some days, every seventh about one task; read by several tests.
    private final class SharedLog: Sendable {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString)")
        let ledger: Ledger

        init() throws {
            let people = try ["zhang.wei", "li.na", "wang.fang"].map { [folder] person in
                try Ledger(
                    folder: folder,
                    session: Ledger.Session(id: "s", actor: person, host: "jump", appVersion: "1"),
                    monotonic: { 1 })
            }
            ledger = people[0]
            for index in 0..<300 {
                // The clock is set back in the middle.
                let time = Int64(index < 150 ? 1_000 + index : 900 + index) * 1_000_000
                let event: AuditEvent =
                    index % 7 == 0
                    ? .revealed("account", on: SeenTask(named: "T-7"))
                    : .login(oa: "https://oa.example.com/\(index)")
                try people[index % 3].note(event, at: time)
            }
        }

        deinit { try? FileManager.default.removeItem(at: folder) }
    }

    private static let shared = Result { try SharedLog() }

    static let filters = [
        AuditFilter(actor: "li.na"), AuditFilter(event: "revealed"), AuditFilter(about: "T-7"),
        AuditFilter(actor: "li.na", event: "revealed"), AuditFilter(text: "/29"),
        AuditFilter(actor: "nobody"), AuditFilter(from: 1_020_000_000, before: 1_060_000_001),
        AuditFilter(actor: "wang.fang", from: 1_020_000_000),
        AuditFilter(about: "T-7", before: 1_100_000_000),
        AuditFilter(event: "login", text: "/1", from: 1_100_000_000),
    ]

    @Test("stretch by stretch it finds what a look at every entry finds", arguments: filters, [1, 3, 1_000])
    func stretches(_ filter: AuditFilter, most: Int) throws {
        let ledger = try Self.shared.get().ledger
        let expected = try ledger.auditEntries(from: 1, limit: .max).enumerated().filter { _, sealed in
            filter.includes(try sealed.entry()) && (filter.text.map { sealed.text.contains($0) } ?? true)
        }.map { Int64($0.offset + 1) }.reversed()
        var found: [Int64] = []
        var stretch = AuditStretch(sequences: [], next: .max, floor: nil)
        var reads = 0
        while let below = stretch.next {
            stretch = try ledger.auditStretch(
                matching: filter, below: below, floor: stretch.floor, most: most)
            #expect(stretch.sequences.count <= most)
            found += stretch.sequences
            reads += 1
            try #require(reads < 1_000)
        }
        #expect(found == Array(expected))
    }

    @Test("persons, events, tasks and times are found by an index, never by a walk")
    func plans() throws {
        let ledger = try Self.shared.get().ledger
        for (path, index) in [
            (AuditPath.actor, "audit_by_actor"), (.event, "audit_by_event"), (.task, "audit_by_task"),
            (.operation, "audit_by_operation"), (.time, "audit_by_time"),
        ] {
            let plan = try ledger.connection.read { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        EXPLAIN QUERY PLAN SELECT seq FROM audit INDEXED BY \(index)
                        WHERE \(path.sql) = 'x' AND seq < 9 ORDER BY seq DESC
                        """
                ).map { $0["detail"] as String }.joined(separator: "; ")
            }
            #expect(plan.contains("USING INDEX \(index)"), "\(plan)")
            #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
        }
    }

    @Test("a record says whether its text is the one that was hashed")
    func seals() throws {
        let fixture = try LedgerFixture()
        for index in 0..<3 { try fixture.ledger.note(.login(oa: "https://oa/\(index)"), at: 5) }
        try fixture.raw("DROP TRIGGER audit_is_immutable")
        try fixture.raw("UPDATE audit SET entry = replace(entry, 'oa/1', 'oa/9') WHERE seq = 2")
        try fixture.raw("UPDATE audit SET entry = 'no json' WHERE seq = 3")
        let records = try fixture.ledger.auditRecords(at: [3, 2, 1, 77])
        #expect(records.map(\.sequence) == [3, 2, 1])
        #expect(records.map(\.isSealed) == [false, false, true])
        #expect(records[0].entry == nil)
    }

    private static let context = Query.Context(
        // 2026-11-25 12:00 in +8.
        now: 1_795_579_200_000, utcOffset: 28_800, user: "zhang.wei")

    @Test(
        "both languages ask the same",
        arguments: [
            ("by:li.na event:approve", "人员:li.na 动作:同意"), ("action:revealed about:T-7", "事件：查看隐藏内容 关于：T-7"),
            ("time:2026-11-01..2026-11-25", "时间:2026-11-01..2026-11-25"), ("time:today", "时间：今天"),
            ("\"two words\" text:x", "“two words” 内容:x"),
        ])
    func languages(_ english: String, _ chinese: String) throws {
        let filter = try AuditFilter(parsing: english, in: Self.context)
        #expect(try AuditFilter(parsing: chinese, in: Self.context) == filter)
        #expect(!filter.isEverything)
    }

    @Test("times are whole days of the user's zone")
    func times() throws {
        let filter = try AuditFilter(parsing: "time:2026-11-25", in: Self.context)
        #expect(filter.from == 1_795_536_000_000)
        #expect(filter.before == 1_795_622_400_000)
        let narrowed = try AuditFilter(parsing: "time>=2026-11-25 time<2026-11-26", in: Self.context)
        #expect(narrowed == filter)
    }

    @Test(
        "what cannot be asked is told with its place",
        arguments: [
            ("by:", 0), ("who:x", 0), ("event:aprove", 6), ("a or (b)", 5), ("by>x", 3), ("by:a by:b", 8),
            ("time:someday", 5), ("-x", 0), ("\"open", 0), (":x", 0), ("time!=today", 6),
        ])
    func mistakes(_ text: String, _ position: Int) throws {
        let error = #expect(throws: QueryError.self) { try AuditFilter(parsing: text, in: Self.context) }
        #expect(error?.position == position)
        #expect(error?.explanation.zh.isEmpty == false && error?.remedy.en.isEmpty == false)
    }
}
