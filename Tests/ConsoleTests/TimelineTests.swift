import Audit
import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("One invoice from receipt to archive, and a decision as of its time beside today")
struct TimelineTests {
    /// The first task approved here, sent, confirmed, shown, changed at the OA, and archived.
    private func room(_ language: Language = .en, columns: Int = 140, rows: Int = 70) throws -> StoreRoom {
        let room = try StoreRoom(
            (1...3).map { Fixtures.task($0) }, context(language: language), columns: columns, rows: rows,
            desk: AuditorDesk(
                judged: { name in
                    name.hasPrefix("abab")
                        ? [GoldenData.finding(.warning, "R-OLD", "旧规则", "An old rule")] : nil
                },
                policy: { digest in
                    digest == ContentDigest(of: "then") ? "late_days = 60\n" : "late_days = 30\n"
                }))
        try room.ledger.notePolicy(ContentDigest(of: "then"), at: noon - 1_000)
        room.press("a", "y")
        let operation = try #require(try room.ledger.operations(in: [.recorded], limit: 1).first)
        _ = try room.ledger.beginSending(operation.id, at: noon + 20_000)
        let receipt = DecisionReceipt(
            opID: operation.id, task: operation.task, action: .approve, rev: "r2", decisionID: "D-7",
            decidedAt: noon + 21_000, actor: "zhang.wei", seenDigest: operation.seenDigest, next: "",
            receipt: "c2lnbmVk")
        _ = try room.ledger.settle(
            operation.id, as: .acked(receipt), httpStatus: 200, nextAttemptAt: nil, at: noon + 22_000)
        try room.ledger.note(.revealed("bank-account", on: SeenTask(Fixtures.task(1))), at: noon + 30_000)
        try room.ledger.note(
            .exported(.archive, to: "/x/" + String(repeating: "ab", count: 32), digest: nil),
            at: noon + 40_000)
        try room.ledger.notePolicy(ContentDigest(of: "now"), at: noon + 50_000)
        var changed = Fixtures.task(1)
        changed.rev = "r3"
        changed.status = .approved
        changed.invoice.seller.account = "6222"
        try room.apply([changed])
        return room
    }

    private func open(_ room: StoreRoom) {
        room.press("H")
        room.press("t")
    }

    @Test(
        "every step stands in the order of time, with its person and its entry", arguments: Language.allCases)
    func order(language: Language) throws {
        let room = try room(language)
        open(room)
        room.press("G")
        let screen = room.screen
        var last = screen.startIndex
        for text in [
            Strings.timelineSubmitted, Strings.timelineSeen("r1"), LocalizedText(zh: "#2", en: "#2"),
            LocalizedText(zh: "#3", en: "#3"), Strings.historyAttempt(1), Strings.timelineReceipt,
            LocalizedText(zh: "#4", en: "#4"), LocalizedText(zh: "查看隐藏内容", en: "hidden field shown"),
            LocalizedText(zh: "导出档案", en: "archive exported"), Strings.timelineNow,
        ] {
            let found = screen.range(of: text[language], range: last..<screen.endIndex)
            #expect(found != nil, "\(text.en)")
            last = found?.lowerBound ?? last
        }
        #expect(screen.contains(language == .zh ? "决定之后变化：账号" : "changed since the decision: Account"))
        #expect(screen.contains(Strings.timelineArchived[language]))
    }

    @Test("a row leads to its entry and back to the same row; what has no entry says so")
    func entries() throws {
        let room = try room()
        open(room)
        room.press("g", "<Enter>")
        #expect(room.said == Strings.timelineNoEntry)
        for _ in 0..<20 {
            if case .auditor(.timeline(let page)) = room.stage.state.overview, page.selected?.place.en == "#4"
            {
                break
            }
            room.press("j")
        }
        room.press("<Enter>")
        #expect(room.screen.contains("Audit entry #4"))
        room.press("<Esc>")
        guard case .auditor(.timeline(let page)) = room.stage.state.overview else {
            Issue.record("not back")
            return
        }
        #expect(page.selected?.place.en == "#4")
    }

    @Test(
        "as of the decision: what was seen, found and in force, beside today, differences marked",
        arguments: Language.allCases)
    func asOf(language: Language) throws {
        let room = try room(language)
        open(room)
        room.press("D")
        for text in [
            "R-OLD", "late_days = 60", "late_days = 30",
            Strings.asOfLimitsLost[language].prefix(10).description,
            "! " + Strings.label(.payeeAccount)[language], Strings.asOfThen[language],
        ] {
            #expect(room.screen.contains(text), "\(text) \(room.screen)")
        }
        #expect(!room.screen.contains("! " + Strings.label(.payeeName)[language]))
        room.press("a")
        #expect(room.screen.contains("  " + Strings.label(.payeeName)[language]))
    }

    @Test("what was never kept is said, not made up")
    func notKept() throws {
        let room = try StoreRoom([Fixtures.task(1)], context(language: .en), columns: 120, rows: 45)
        room.press("a", "y", "E", "<Enter>", "D")
        #expect(room.screen.contains("is not kept before archiving"))
        #expect(room.screen.contains("no policy file"))
    }

    @Test("evidence that was changed behind the program's back is told")
    func changedEvidence() throws {
        let maker = TimelineMaker(
            task: TaskID(rawValue: "t-1"), now: nil,
            operations: [
                OperationHistory(
                    operation: try room().ledger.operations(in: [.acked], limit: 1)[0],
                    seen: Fixtures.task(2), attempts: [], log: [])
            ], records: [], overrides: [], packages: [])
        let row = maker.timeline().rows.first { $0.source == .evidence }
        #expect(row?.role == .danger)
        #expect(row?.detail.en.contains("NOT") == true)
    }

    @Test("lines of a policy stand beside those that took their place")
    func policyLines() {
        let rows = PolicyLines.differing("a = 1\n# x\nb = 2\nc = 3\n", "a = 1\nb = 5\nd = 4\n")
        #expect(rows.contains { $0 == ("b = 2", "b = 5") })
        #expect(rows.contains { $0 == ("c = 3", "") } && rows.contains { $0 == ("", "d = 4") })
        #expect(rows.count == 3)
    }
}
