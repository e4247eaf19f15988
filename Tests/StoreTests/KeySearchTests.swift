import GRDB
import Invoicing
import OAProfile
import SeededRandom
import Testing

@testable import Store

@Suite("A search finds the same on every way that it may take")
struct KeySearchTests {
    private static let sellers = [
        "上海晨光文具股份有限公司", "北京华讯科技有限公司", "ACME Trading Co.", "杭州云栖科技有限公司", "晨曦培训学校",
    ]

    /// Some hundred tasks in which every field has common and rare values.
    private func filled(with random: inout SeededGenerator) throws -> MirrorFixture {
        let fixture = try MirrorFixture()
        let foreign = [
            try #require(Currency(code: "USD", scale: 2)), try #require(Currency(code: "EUR", scale: 2)),
        ]
        let now = MirrorFixture.context.now
        func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }
        func any<Value>(_ values: [Value]) -> Value {
            values[Int.random(in: 0..<values.count, using: &random)]
        }
        try fixture.apply(
            (0..<250).map { number in
                .sample(
                    "T-\(number)", status: any([.pending, .approved, .approved, .approved, .rejected]),
                    assignee: any(["zhang.wei", "li.si"]),
                    title: "BX-\(number) \(any(["差旅", "会议 软件", "软件 上海"]))",
                    department: any(["市场部", "研发中心"]),
                    submittedAt: now - Int64.random(in: 0..<9, using: &random) * MirrorFixture.day,
                    dueAt: chance(3)
                        ? nil : now + Int64.random(in: -5..<5, using: &random) * MirrorFixture.day,
                    kind: any([.digitalSpecial, .digitalOrdinary, .toll]),
                    issued: chance(20) ? "无" : "2026-0\(Int.random(in: 1...7, using: &random))-11",
                    seller: any(Self.sellers), gross: any([404, 10_000, 11_300, 50_000, 1_000_000]),
                    currency: chance(12) ? any(foreign) : .cny,
                    attachments: chance(15) ? ["same"] : [])
            })
        return fixture
    }

    private static let terms = [
        "status:approved", "status:pending", "status:rejected,pending", "mine", "flagged", "severity:error",
        "rule:dup", "rule:odd", "not rule:dup", "软件", "上海", "-上海", "(软件 or 差旅)", "seller:科技", "seller:kj",
        "seller:cg", "-seller:kj", "submitter:ln", "dept:市场", "amount>100", "amount:100..500", "amount<5",
        "amount:77", "date:2026年3月", "date>2026-05-01", "date:无", "currency:USD", "currency:USD,EUR",
        "currency:CNY", "-currency:CNY", "kind:toll", "due<3d", "due:none", "id:T-1",
        "(flagged or seller:kj)", "无此词",
    ]
    private static let orders = [
        "", "", "sort:amount-", "sort:amount", "sort:seller", "sort:seller-", "sort:date",
        "sort:date-,amount",
        "sort:due-", "sort:dept,amount-", "sort:title", "sort:severity-",
    ]

    @Test(
        "with and without the indexes of searching, by sets, by looking up and by walking",
        arguments: [false, true])
    func ways(hasIndexes: Bool) throws {
        var random = SeededGenerator(seed: hasIndexes ? 7 : 8)
        let fixture = try filled(with: &random)
        if hasIndexes {
            fixture.mirror.makeSearchIndexes(leastTasks: 1)
            let indexes = try fixture.mirror.read { try SearchIndexes(in: $0) }
            #expect(SearchIndexes.Kind.allCases.allSatisfy { indexes[$0] != nil })
        }
        let limits = [
            KeySearch.Limits(), KeySearch.Limits(set: 0, lookUps: 0, lookUpsOfAll: 0, lookUpsUnordered: 0),
            KeySearch.Limits(set: 40, lookUps: 3, lookUpsOfAll: 30, lookUpsUnordered: 50),
            KeySearch.Limits(set: 400, lookUps: 0),
        ]
        for _ in 0..<250 {
            let count = Int.random(in: 1...3, using: &random)
            let parts = (0..<count).compactMap { _ in Self.terms.randomElement(using: &random) }
            let text = (parts + [Self.orders.randomElement(using: &random) ?? ""]).joined(separator: " ")
            let query = try Query(parsing: text, in: MirrorFixture.context)
            // As one statement, whose way is SQLite's own.
            let expected = try fixture.mirror.read { db in
                let sql = try QuerySQL(query, in: db)
                return try Int64.fetchAll(
                    db, sql: "SELECT key FROM summary WHERE \(sql.whole.sql) ORDER BY \(sql.order)",
                    arguments: StatementArguments(sql.whole.arguments))
            }
            for limit in limits {
                let all = try fixture.mirror.keys(query, limit: nil, limits: limit).map(\.rawValue)
                #expect(all == expected, "\(text)")
                let first = try fixture.mirror.keys(query, limit: 7, limits: limit).map(\.rawValue)
                #expect(first == Array(expected.prefix(7)), "\(text)")
                let number = try fixture.mirror.count(query, limits: limit)
                #expect(number == expected.count, "\(text)")
            }
        }
    }

    @Test("the indexes of searching are made when the store has caught up, and again after a snapshot")
    func made() throws {
        let fixture = try MirrorFixture()
        func names() throws -> [String] {
            try fixture.mirror.read { db in
                let indexes = try SearchIndexes(in: db)
                return SearchIndexes.Kind.allCases.compactMap { indexes[$0] }
            }
        }
        try fixture.apply([.sample("A")])
        #expect(try names().isEmpty)
        fixture.mirror.makeSearchIndexes(leastTasks: 1)
        #expect(try names().count == SearchIndexes.Kind.allCases.count)
        try fixture.mirror.beginSnapshot()
        try fixture.mirror.addToSnapshot(
            SnapshotPage(
                epoch: "e2", cursor: "9", nextPage: nil, items: [MirrorFixture.upsert(.sample("B"))]))
        _ = try fixture.mirror.finishSnapshot(at: 7)
        #expect(try names().isEmpty)
        fixture.mirror.makeSearchIndexes(leastTasks: 1)
        #expect(try names().count == SearchIndexes.Kind.allCases.count)
        #expect(try fixture.found("") == ["B"])
    }
}
