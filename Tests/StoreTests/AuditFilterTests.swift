import Audit
import Foundation
import Invoicing
import OAProfile
import Testing

@testable import Store

@Suite("Entries of the log by person, time and content")
struct AuditFilterTests {
    private static func fixture() throws -> LedgerFixture {
        let fixture = try LedgerFixture(withEveryState: true)
        try fixture.ledger.note(.login(oa: "https://oa.example.com"), at: 5_000_000)
        try fixture.ledger.note(
            .revealed("account", on: SeenTask(named: "T-\"quoted\"\\市场")), at: 6_000_000)
        return fixture
    }

    private static let filters: [AuditFilter] = [
        AuditFilter(), AuditFilter(actor: "zhang.wei"), AuditFilter(actor: "zhang"),
        AuditFilter(event: "login"),
        AuditFilter(event: "approve"), AuditFilter(about: "T-acked"), AuditFilter(about: "T-\"quoted\"\\市场"),
        AuditFilter(text: "oa.example"), AuditFilter(from: 5_000_000), AuditFilter(before: 5_000_000),
        AuditFilter(event: "revealed", from: 5_000_001, before: 6_000_001),
        AuditFilter(actor: "nobody", text: "\u{0}"),
    ]

    @Test("a filter finds what a look at every entry finds, newest first", arguments: filters)
    func equalsNaive(_ filter: AuditFilter) throws {
        let ledger = try Self.fixture().ledger
        let all = try ledger.auditEntries(from: 1, limit: .max)
        let expected = try all.filter { sealed in
            let entry = try sealed.entry()
            return filter.includes(entry) && (filter.text.map { sealed.text.contains($0) } ?? true)
        }.map { try $0.entry() }.reversed()
        #expect(try ledger.auditEntries(matching: filter, limit: .max) == Array(expected))
        #expect(try ledger.auditEntries(matching: filter, limit: 2) == Array(expected.prefix(2)))
    }

    @Test("what is asked for is found at all")
    func finds() throws {
        let ledger = try Self.fixture().ledger
        func count(_ filter: AuditFilter) throws -> Int {
            let found = try ledger.auditEntries(matching: filter, limit: .max)
            return found.count
        }
        #expect(try count(AuditFilter(event: "login")) == 1)
        #expect(try count(AuditFilter(about: "T-\"quoted\"\\市场")) == 1)
        #expect(try count(AuditFilter(actor: "zhang")) == 0)
        #expect(try count(AuditFilter(from: 5_000_000)) == 2)
    }
}
