import Foundation
import Invoicing
import OAProfile
import SeededRandom
import Store
import Synchronization
import Terminal
import Testing

@testable import Console

/// A linear console over real stores.
private final class LinearRoom {
    let folder: URL
    let ledger: Ledger
    let mirror: Mirror
    var stage: LinearStage
    private var cursor = 1

    init(
        _ tasks: [ApprovalTask], language: Language = .en, large: Int64 = 0, macros: [Macro] = [],
        pausing: @escaping @Sendable (Bool) -> Void = { _ in }
    ) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("linear-\(UUID())")
        ledger = try Ledger(
            folder: folder,
            session: Ledger.Session(id: "s1", actor: "zhang.wei", host: "test", appVersion: "1"))
        mirror = try Mirror(folder: folder)
        var context = try context(language: language, hold: 5_000)
        context.largeAmount = large
        context.macros = macros
        var services = ConsoleServices(ledger: ledger, mirror: mirror)
        services.pauseDelivery = pausing
        stage = try LinearStage(context: context, services: services)
        try apply(tasks)
        stage.post([.storesChanged])
        _ = stage.open()
        _ = stage.take("")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func apply(_ tasks: [ApprovalTask]) throws {
        cursor += 1
        _ = try mirror.apply(
            ChangesPage(
                epoch: "e1", oldCursor: String(cursor - 1), newCursor: String(cursor), hasMore: false,
                items: tasks.map { ChangeItem(id: $0.id, rev: $0.rev, content: .upsert(TaskDocument($0))) }),
            at: noon)
    }

    @discardableResult
    func say(_ lines: String...) -> String { lines.map { stage.take($0).joined(separator: "\n") }.last ?? "" }

    var operations: [RecordedOperation] {
        get throws { try ledger.operations(in: Set(OperationState.allCases), limit: 100) }
    }
}

@Suite("Linear mode")
struct LinearTests {
    @Test("a macro runs by its key as the configuration writes it, and stops at a question")
    func macro() throws {
        let room = try LinearRoom(
            (1...3).map { Fixtures.task($0) },
            macros: [Macro(key: "<F5>", commands: ["first", "mark", "mark", "approve"])])
        let said = room.stage.take("<F5>").joined(separator: "\n")
        #expect(room.stage.state.plan?.rows.count == 2, "\(said)")
        #expect(try room.ledger.counts().isEmpty)
    }

    @Test(
        "a decision takes the row's number and the word, and is bound to what was said",
        arguments: Language.allCases)
    func approve(_ language: Language) throws {
        let room = try LinearRoom((1...3).map { Fixtures.task($0) }, language: language)
        let asked = room.say("approve 2")
        #expect(asked.contains("CNY 2,825.26") && asked.contains("****0002"))
        #expect(try room.operations.isEmpty)
        room.say(language == .zh ? "同意" : "approve")
        let shown = try #require(try room.operations.first)
        #expect(shown.task == TaskID(rawValue: "t-2"))
        #expect(shown.seenDigest == SeenContent(of: Fixtures.task(2)).digest)
        room.say("u")
        #expect(try room.operations.map(\.state) == [.cancelled])
    }

    @Test(
        "nothing but the word confirms",
        arguments: ["y", "confirm", "yes", "", "reject", "1", "Y", "approve despite errors"])
    func otherWords(_ word: String) throws {
        let room = try LinearRoom((1...3).map { Fixtures.task($0) })
        room.say("approve 1", word)
        #expect(try room.operations.isEmpty)
        #expect(room.stage.state.modal == nil)
    }

    @Test("pausing on the sync screen holds delivery, as on the full screen")
    func pausing() throws {
        let paused = Mutex<[Bool]>([])
        let room = try LinearRoom([Fixtures.task(1)]) { isPaused in paused.withLock { $0.append(isPaused) } }
        room.say("O", "p", "p")
        #expect(paused.withLock { $0 } == [true, false])
    }

    @Test("a large amount asks for its last four digits, then for the word")
    func digits() throws {
        let room = try LinearRoom([Fixtures.task(1, amount: 20_000_000)], large: 100_000)
        room.say("approve 1", "approve")
        #expect(try room.operations.isEmpty)
        room.say("0000", "approve")
        #expect(try room.operations.count == 1)
    }

    @Test("against errors the longer word is needed")
    func errors() throws {
        var task = Fixtures.task(1)
        task.invoice.totals.gross = Money(minor: task.invoice.totals.gross.minor + 100)
        let room = try LinearRoom([task])
        let asked = room.say("approve 1")
        try #require(asked.contains("approve despite errors"), "\(asked)")
        room.say("approve")
        #expect(try room.operations.isEmpty)
        room.say("approve 1", "approve despite errors")
        #expect(try room.operations.count == 1)
    }

    @Test("a task that changed after it was said is not decided")
    func changed() throws {
        let room = try LinearRoom((1...3).map { Fixtures.task($0) })
        room.say("approve 1")
        var other = Fixtures.task(1, rev: "r2")
        other.invoice.seller.account = "62229999"
        try room.apply([other])
        let said = room.say("approve")
        #expect(try room.operations.isEmpty)
        #expect(said.contains(Strings.barStale.en), "\(said)")
        // Looking again shows what it is now.
        #expect(room.say("look again").contains("****9999"))
        #expect(try room.operations.isEmpty)
    }

    @Test("a row that was not said yet is said, not decided")
    func unseenRow() throws {
        let room = try LinearRoom((1...15).map { Fixtures.task($0) })
        let said = room.say("approve 14")
        #expect(said.contains("14. ") && said.contains("only now shown"))
        #expect(room.stage.state.modal == nil)
        room.say("approve 14", "approve")
        #expect(try room.operations.count == 1)
    }

    @Test("a plan is confirmed by the word with its number")
    func plan() throws {
        let room = try LinearRoom((1...4).map { Fixtures.task($0) })
        room.say("mark 1", "mark 2", "reject", "金额不符", "reject", "reject 3", "y")
        #expect(try room.operations.isEmpty)
        room.say("reject 2")
        #expect(try room.operations.count == 2)
    }

    @Test("no line of random words decides or leaves a control sequence", arguments: 0..<8)
    func property(_ seed: UInt64) throws {
        var hostile = Fixtures.task(2)
        hostile.invoice.seller.name = "晨光\u{1B}[2J\u{202E}文具\u{200B}"
        let room = try LinearRoom([Fixtures.task(1), hostile, Fixtures.task(3)])
        var random = SeededGenerator(seed: seed)
        let words = [
            "approve", "a", "1", "2", "r", "reject 1", "", "back", "/晨光", "/?", "mark 2", "t", "b", "more",
            "?", "e", ":",
            "V", "x", "=", "99", "-1", "\u{1B}[A", "y", "Y", "confirm", "o", "c", "undo", "说明", "language",
            "第一行",
        ]
        var said = ""
        for _ in 0..<120 where !room.stage.hasEnded {
            var word = words[Int(random.next() % UInt64(words.count))]
            // The confirming word itself is never said in front of a question.
            if room.stage.state.scope == .decision, word == "approve" { word = "no" }
            said += room.say(word) + "\n"
        }
        #expect(try room.operations.isEmpty, "seed \(seed)")
        #expect(
            !said.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{200B}" },
            "seed \(seed)")
    }
}
