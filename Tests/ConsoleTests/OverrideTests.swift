import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("A reviewer lets a finding pass, with a reason, for what is on the screen")
struct OverrideTests {
    private func context(
        _ language: Language = .en, reviewers: [String] = ["zhang.wei", "wang.fang"], isReadOnly: Bool = false
    ) throws -> ConsoleContext {
        var context = try ConsoleTests.context(language: language, isReadOnly: isReadOnly)
        context.overrides = OverrideRights(reviewers: reviewers, policy: "2026-1")
        return context
    }

    private func room(_ language: Language = .en) throws -> StoreRoom {
        try StoreRoom(FindingsScreenTests.tasks(), context(language))
    }

    @Test(
        "the reason is asked for, recorded with its entry, and shown with a struck sign",
        arguments: Language.allCases)
    func override(language: Language) throws {
        let room = try room(language)
        room.press("!", "x")
        #expect(room.stage.state.scope == .editor)
        room.press("<Enter>")
        #expect(room.said == Strings.reasonRequired)
        room.type("与供应商核对过")
        room.press("<Enter>")
        let known = try #require(try room.ledger.overridesInForce().first)
        #expect(known.finding.reason == "与供应商核对过" && known.finding.policy == "2026-1")
        #expect(room.said == Strings.overridden(known.finding.rule))
        #expect(room.screen.contains(language == .zh ? "-!!- 已豁免（错误）" : "-!!- overridden (error)"))
        #expect(room.screen.contains("与供应商核对过"))
        #expect(try room.ledger.verifyAudit().isIntact)
        // The other finding stands, and the invoice says both.
        room.press("<Esc>", "<Enter>")
        #expect(room.screen.contains("-!!-") && room.screen.contains("!! \(Severity.error.title[language])"))
        #expect(room.screen.contains("与供应商核对过"))
    }

    @Test("it is taken back by a key, recorded too, and the finding stands again")
    func withdraw() throws {
        let room = try room()
        room.press("!", "X")
        #expect(room.said == Strings.notOverridden)
        room.press("x")
        room.type("checked")
        room.press("<Enter>", "x")
        #expect(room.said?.en.contains("X withdraws") == true)
        room.press("X")
        #expect(!room.screen.contains("-!!-"))
        #expect(try room.ledger.overridesInForce().isEmpty)
        #expect(
            try room.ledger.auditEntries(from: 1, limit: 9).map { try $0.entry().event }
                == ["finding-overridden", "override-withdrawn"])
    }

    @Test("Escape leaves the reason, and nothing is recorded")
    func leave() throws {
        let room = try room()
        room.press("!", "x")
        room.type("maybe")
        room.press("<Esc>")
        #expect(room.stage.state.screenScope == .findings)
        #expect(try room.ledger.overridesInForce().isEmpty)
    }

    @Test("a change at the OA ends the override, in the list of checks and on the invoice")
    func changed() throws {
        let room = try room()
        room.press("!", "x")
        room.type("checked")
        room.press("<Enter>")
        var task = FindingsScreenTests.tasks()[0]
        task.rev = "r2"
        task.invoice.seller.account = "6222"
        try room.apply([task])
        #expect(!room.screen.contains("-!!-"))
    }

    @Test("what changed while the reason was typed is not overridden")
    func changedMeanwhile() throws {
        let room = try room()
        room.press("!", "x")
        room.type("checked")
        var task = FindingsScreenTests.tasks()[0]
        task.rev = "r2"
        task.invoice.totals.net = Money(minor: 1)
        try room.apply([task])
        room.press("<Enter>")
        #expect(room.said == Strings.overrideChanged)
        #expect(try room.ledger.overridesInForce().isEmpty)
    }

    @Test(
        "who may not is told why, and who may", arguments: Language.allCases,
        [
            (["wang.fang"], "zhang.wei", "wang.fang"), ([], "zhang.wei", "policy.toml"),
            (["zhang.wei", "wang.fang"], "李娜", "wang.fang"),
        ])
    func refusals(language: Language, given: (reviewers: [String], name: String, told: String)) throws {
        var context = try context(language, reviewers: given.reviewers)
        // The fixtures' claims are submitted by 李娜.
        context.displayName = given.name
        let room = try StoreRoom(FindingsScreenTests.tasks(), context)
        room.press("!", "x")
        #expect(room.stage.state.modal == nil)
        let said = try #require(room.said)
        #expect(said[language].contains(given.told), "\(said)")
    }

    @Test("a policy that cannot be read lets nobody override, and says why")
    func trouble() {
        let rights = OverrideRights(
            reviewers: ["zhang.wei"], trouble: LocalizedText(zh: "第 3 行", en: "line 3"))
        let refusal = OverrideRefusal.reason(
            rights, user: "zhang.wei", names: [], on: Fixtures.task(1))
        #expect(refusal == .unreadablePolicy(LocalizedText(zh: "第 3 行", en: "line 3")))
    }

    @Test("a check that found nothing is not overridden, and a read-only session has no such key")
    func nothing() throws {
        let room = try StoreRoom([FindingsScreenTests.clean(3)], context())
        room.press("!", "x")
        #expect(room.said == Strings.nothingToOverride)
        let reading = try StoreRoom(FindingsScreenTests.tasks(), context(isReadOnly: true))
        reading.press("!", "x")
        #expect(reading.stage.state.modal == nil && reading.said == Strings.keyIsForWriters("x"))
    }

    @Test("what was let pass does not keep an invoice out of a plan; what stands does")
    func bulk() throws {
        let room = try StoreRoom(FindingsScreenTests.tasks(), context(), columns: 120, rows: 50)
        room.press("m", "m", "*", "a")
        let before = try #require(room.stage.state.plan)
        #expect(before.rows.count { $0.exclusion != nil } == 2)
        room.press("<Esc>", "-", "g", "!")
        for reason in ["one", "two"] {
            room.press("x")
            room.type(reason)
            room.press("<Enter>", "]")
        }
        #expect(try room.ledger.overridesInForce().count == 2)
        room.press("<Esc>", "*", "a")
        let after = try #require(room.stage.state.plan)
        #expect(after.rows.count { $0.exclusion != nil } == 1)
        #expect(room.screen.contains(Strings.overriddenInPlan(1).en))
    }

    @Test("the bar of an invoice whose errors were all let pass asks for one yes, and names them")
    func bar() throws {
        let room = try room()
        room.press("!")
        for _ in 0..<2 {
            room.press("x")
            room.type("checked")
            room.press("<Enter>", "]")
        }
        room.press("<Esc>", "a")
        #expect(room.screen.contains("2 overridden"))
        room.press("y")
        #expect(try room.ledger.counts()[.recorded] == 1)
    }
}
