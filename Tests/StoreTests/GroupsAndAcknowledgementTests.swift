import Invoicing
import OAProfile
import Store
import Testing

@Suite("Groups with totals, and refusals that the user has seen")
struct GroupsAndAcknowledgementTests {
    private static let tasks: [ApprovalTask] = [
        .sample("T-1", department: "市场部", issued: "2026-07-01", gross: 10_000),
        .sample("T-2", department: "研发部", issued: "2026-07-31", gross: 20_000),
        .sample(
            "T-3", department: "市场部", issued: "2026-08-01", gross: 30_050,
            currency: Currency(code: "USD", scale: 2) ?? .cny),
        .sample("T-4", department: "市场部", issued: "unreadable", gross: 5),
    ]

    @Test(
        "each group has its count and a total a currency, and its tasks stand together",
        arguments: [
            (TaskGrouping.department, ["市场部 CNY 2 1000500, USD 1 3005000", "研发部 CNY 1 2000000"]),
            (.currency, ["CNY CNY 3 3000500", "USD USD 1 3005000"]),
            (.month, [" CNY 1 500", "2026-07 CNY 2 3000000", "2026-08 USD 1 3005000"]),
        ])
    func groups(grouping: TaskGrouping, expected: [String]) throws {
        let fixture = try MirrorFixture()
        try fixture.apply(Self.tasks)
        let found = try fixture.mirror.groups(of: .everything, by: grouping)
        let texts = found.groups.map { group in
            group.name + " "
                + group.totals.map { "\($0.currency) \($0.count) \($0.tenThousandths)" }.joined(
                    separator: ", ")
        }
        #expect(texts == expected)
        #expect(found.keys.count == found.groups.reduce(0) { $0 + $1.count })
        guard grouping == .department else { return }
        let rows = try fixture.mirror.rows(found.keys)
        #expect(rows.map(\.department) == ["市场部", "市场部", "市场部", "研发部"])
    }

    @Test("what is left out counts nowhere, and the query narrows the groups")
    func leftOut() throws {
        let fixture = try MirrorFixture()
        try fixture.apply(Self.tasks)
        let key = try #require(try fixture.mirror.key(of: TaskID(rawValue: "T-1")))
        let query = try Query(parsing: "dept:市场", in: MirrorFixture.context)
        let found = try fixture.mirror.groups(of: query, by: .department, leavingOut: [key])
        #expect(found.groups.map(\.count) == [2] && !found.keys.contains(key))
    }

    @Test("two queries hold together, whatever `or` and order they have of their own")
    func both() throws {
        let fixture = try MirrorFixture()
        try fixture.apply(Self.tasks)
        let first = try Query(parsing: "(dept:研发 or currency:USD) sort:amount", in: MirrorFixture.context)
        let second = try Query(parsing: "date>=2026-07-31 sort:date-", in: MirrorFixture.context)
        let rows = try fixture.mirror.rows(fixture.mirror.keys(first.and(second)))
        #expect(rows.map(\.task.rawValue) == ["T-3", "T-2"])
    }

    @Test("a refusal is acknowledged once, with an audit entry, and the operation stays as it was")
    func acknowledge() throws {
        let fixture = try LedgerFixture()
        let operation = try fixture.operation(in: .refused, task: "T-1")
        let before = try fixture.ledger.auditEntries(from: 1, limit: 100).count
        try fixture.ledger.acknowledge(operation.id, at: 1_764_000_000_000)
        try fixture.ledger.acknowledge(operation.id, at: 1_764_000_000_001)
        let entries = try fixture.ledger.auditEntries(from: 1, limit: 100).map { try $0.entry() }
        #expect(entries.count == before + 1)
        #expect(entries.last?.event == "acknowledged" && entries.last?.subject == operation.id.rawValue)
        #expect(try fixture.ledger.acknowledged(among: [operation.id]) == [operation.id])
        #expect(try fixture.ledger.operation(operation.id) == operation)
        let verified = try fixture.ledger.verifyAudit()
        #expect(verified.breaks.isEmpty && verified.discrepancies.isEmpty)
    }

    @Test("nothing else can be acknowledged", arguments: [OperationState.recorded, .acked, .conflict])
    func onlyRefusals(state: OperationState) throws {
        let fixture = try LedgerFixture()
        let operation = try fixture.operation(in: state, task: "T-1")
        #expect(throws: StoreError.notRefused(operation)) {
            try fixture.ledger.acknowledge(operation.id, at: 1_764_000_000_000)
        }
    }
}
