import Audit
import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("The audit log on the screen: newest first, filtered, one entry whole, and the way to its invoice")
struct AuditLogScreenTests {
    /// Three tasks of which the first was approved here, then some sign-ins.
    private func room(_ language: Language = .en, columns: Int = 80, rows: Int = 24, logins: Int = 3) throws
        -> StoreRoom
    {
        let room = try StoreRoom(
            (1...3).map { Fixtures.task($0) }, context(language: language), columns: columns, rows: rows)
        room.press("a", "y")
        for index in 0..<logins { try room.ledger.note(.login(oa: "https://oa/\(index)"), at: noon) }
        return room
    }

    @Test("the newest entry stands first; only what is near the screen is read")
    func newestFirst() throws {
        let room = try room(logins: 150)
        room.press("E")
        #expect(room.screen.contains("all 151 entries"))
        guard case .log(let page) = room.stage.state.auditor else {
            Issue.record("no log")
            return
        }
        #expect(page.list.viewport.selection == 151)
        #expect(page.records.count < 90)
        room.press("G")
        #expect(room.screen.contains("#1 ") && room.screen.contains("approve"))
        room.press("1", "0", "0", "G")
        #expect(room.screen.contains("https://oa/50"))
    }

    @Test("a filter narrows, says what it found, and a wrong one says where", arguments: Language.allCases)
    func filter(language: Language) throws {
        let room = try room(language)
        room.press("E", "/")
        room.type(language == .zh ? "动作:同意" : "event:approve")
        room.press("<Enter>")
        #expect(room.screen.contains(language == .zh ? "1 条" : "1 entries"))
        #expect(room.screen.contains("t-1") && !room.screen.contains("https://oa/"))
        room.press("/")
        room.type(" nonsense:")
        room.press("<Enter>")
        #expect(room.screen.contains(language == .zh ? "没有“nonsense”" : "no field"))
        #expect(room.screen.contains(language == .zh ? "全部 4 条" : "all 4 entries"))
        // What was typed is there for another try.
        #expect(room.stage.state.scope == .editor && room.screen.contains(" nonsense:"))
    }

    @Test(
        "one entry whole: who, when, from where, seeing what, and what vouches for it",
        arguments: Language.allCases)
    func entry(language: Language) throws {
        let room = try room(language, columns: 120, rows: 50)
        room.press("E", "G", "<Enter>")
        for text in [
            "zhang.wei", SeenContent(of: Fixtures.task(1)).digest.hex, Strings.auditSealed[language],
            Strings.auditChained[language], Strings.auditUnsigned[language],
            Strings.auditUncovered(largest: nil)[language], "test", "UTC",
        ] {
            #expect(room.screen.contains(text), "\(text)")
        }
        room.press("p")
        #expect(room.screen.contains("https://oa/0"))
        room.press("n", "n")
        #expect(room.said == Strings.auditFirstEntry)
    }

    @Test("an entry under a checkpoint is proved to stand in its tree; a rewritten log is found out")
    func inclusion() throws {
        let room = try room(columns: 120, rows: 50)
        let leaves = try room.ledger.auditLeaves()
        try room.ledger.keep(
            KeptCheckpoint(
                #require(
                    Checkpoint(
                        origin: "oa/zhang.wei", size: leaves.count, root: MerkleTree.root(of: leaves))),
                anchoredAt: noon, anchor: "oa.example.com"))
        room.press("E", "<Enter>")
        #expect(room.screen.contains(Strings.auditIncluded(4, hashes: 2).en))
        #expect(room.screen.contains("kept by oa.example.com"))
        room.press("<Esc>", "<Esc>")
        let other = try #require(
            Checkpoint(origin: "oa/zhang.wei", size: 3, root: ContentDigest(of: "another log")))
        try room.ledger.keep(KeptCheckpoint(other, anchoredAt: noon, anchor: "elsewhere"))
        room.press("E", "G", "<Enter>")
        #expect(room.screen.contains(Strings.auditNotIncluded(3).en))
    }

    @Test("from an entry to its invoice, from the invoice to its entries, and back")
    func jumps() throws {
        let room = try room()
        room.press("E", "<Enter>", "t")
        #expect(room.said == Strings.auditNoInvoice)
        room.press("<Esc>", "G", "t")
        #expect(room.stage.state.screenScope == .timeline && room.screen.contains("t-1"))
        room.press("E")
        #expect(room.stage.state.screenScope == .auditLog && room.screen.contains("about:t-1"))
        room.press("<Enter>")
        #expect(room.stage.state.screenScope == .auditEntry)
        room.press("<Esc>", "<Esc>", "<Esc>", "<Esc>")
        #expect(room.stage.state.screenScope == .queue)
    }

    @Test("hostile text in the log stays text, and an account is covered")
    func hostile() throws {
        let room = try room()
        try room.ledger.note(.login(oa: "https://oa/\u{1B}[31m\u{202E}4111111111111111"), at: noon)
        room.press("E")
        #expect(!room.screen.contains("\u{1B}") && !room.screen.contains("\u{202E}"))
        room.press("<Enter>")
        #expect(!room.screen.contains("\u{1B}") && !room.screen.contains("4111111111111111"))
    }
}
