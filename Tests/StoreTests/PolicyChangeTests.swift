import Audit
import Invoicing
import OAProfile
import Testing

@testable import Store

/// Changes of the company's policy in the log: who made them, and who else agreed.
struct PolicyChangeTests {
    private let first = ContentDigest(of: "1")
    private let second = ContentDigest(of: "2")

    private func ledger(_ fixture: LedgerFixture, as user: String) throws -> Ledger {
        try Ledger(
            folder: fixture.folder,
            session: Ledger.Session(id: "s", actor: user, host: "h", appVersion: "1"))
    }

    @Test("a change is confirmed by another person, once, and by nobody on their own")
    func confirm() throws {
        let fixture = try LedgerFixture()
        let author = try ledger(fixture, as: "li.na")
        #expect(throws: PolicyRefusal.nothingToConfirm) { try author.confirmPolicy(at: 1) }
        try author.notePolicy(first, at: 10)
        #expect(throws: PolicyRefusal.ownChange(by: "li.na")) { try author.confirmPolicy(at: 11) }
        let other = try ledger(fixture, as: "zhao.min")
        let change = try other.confirmPolicy(at: 12)
        #expect(
            change
                == PolicyChange(
                    digest: first, author: "li.na", at: 10, confirmedBy: "zhao.min", confirmedAt: 12))
        #expect(throws: PolicyRefusal.confirmed(by: "zhao.min")) { try other.confirmPolicy(at: 13) }
        #expect(try other.verifyAudit().isIntact)
    }

    @Test("each change needs its own confirmation, also one that goes back to an earlier content")
    func again() throws {
        let fixture = try LedgerFixture()
        let (author, other) = (try ledger(fixture, as: "li.na"), try ledger(fixture, as: "zhao.min"))
        try author.notePolicy(first, at: 10)
        _ = try other.confirmPolicy(at: 11)
        try other.notePolicy(second, at: 12)
        #expect(throws: PolicyRefusal.ownChange(by: "zhao.min")) { try other.confirmPolicy(at: 13) }
        try author.notePolicy(first, at: 14)
        try author.notePolicy(nil, at: 15)
        let changes = try author.policyChanges()
        #expect(changes.map(\.digest) == [nil, first, second, first])
        #expect(changes.map(\.confirmedBy) == [nil, nil, nil, "zhao.min"])
        #expect(changes.map(\.author) == ["li.na", "li.na", "zhao.min", "li.na"])
    }
}
