import Foundation
import Invoicing
import OAProfile
import Store
import Sync
import Terminal
import Testing

@testable import Console

/// A ledger and a mirror in a folder of their own, with tasks put in as sync does.
private struct Room {
    let folder: URL
    let ledger: Ledger
    let mirror: Mirror
    private let pages = Counter()

    init(_ tasks: [ApprovalTask]) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("console-\(UUID().uuidString)")
        ledger = try Ledger(
            folder: folder,
            session: Ledger.Session(id: "s1", actor: "zhang.wei", host: "test", appVersion: "1"))
        mirror = try Mirror(folder: folder)
        try apply(tasks)
    }

    func apply(_ tasks: [ApprovalTask], gone: [TaskID] = []) throws {
        let old = try mirror.syncState()?.cursor ?? "0"
        _ = try mirror.apply(
            ChangesPage(
                epoch: "e1", oldCursor: old, newCursor: String(pages.next()), hasMore: false,
                items: tasks.map { ChangeItem(id: $0.id, rev: $0.rev, content: .upsert(TaskDocument($0))) }
                    + gone.map { ChangeItem(id: $0, rev: "gone", content: .gone(reason: "reassigned")) }),
            at: noon)
    }

    var services: ConsoleServices { ConsoleServices(ledger: ledger, mirror: mirror) }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    func run(_ script: String, columns: Int = 80, rows: Int = 24, language: Language = .zh) async throws
        -> [String]
    {
        let file = folder.appendingPathComponent("screen-\(UUID().uuidString).txt")
        let whole = script + "\n:save-screen \(file.path)\n"
        _ = try await ConsoleScript(text: whole).run(
            context: try context(language: language, hold: 0), services: services,
            size: TerminalSize(columns: columns, rows: rows))
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var operations: [RecordedOperation] {
        get throws { try ledger.operations(in: Set(OperationState.allCases), limit: 100) }
    }
}

@Suite("A script drives the console against real stores")
struct ScriptTests {
    @Test("approve, reject and undo are in the ledger as they were on the screen")
    func decisions() async throws {
        let room = try Room((1...5).map { Fixtures.task($0) })
        defer { room.remove() }
        let first = try await room.run("down\napprove\n:save-screen \(room.folder.path)/bar.txt\nconfirm")
        let bar = try String(contentsOf: room.folder.appendingPathComponent("bar.txt"), encoding: .utf8)
        #expect(bar.contains("CNY 2,825.26"))
        let shown = try #require(try room.operations.first)
        #expect(shown.task == TaskID(rawValue: "t-2") && shown.decision == .approve(comment: ""))
        #expect(shown.seenDigest == SeenContent(of: Fixtures.task(2)).digest)
        #expect(try room.ledger.evidence(of: shown.id) == Fixtures.task(2))
        #expect(first.contains { $0.contains("已记录 同意") })
        #expect(first[1].contains("[待审 4]") && first[1].contains("待发送 1"))
        #expect(!first.contains { $0.contains("2,825.26") && $0.contains("BX") })

        let second = try await room.run("open\nreject\ntype:金额与合同不符\naccept\nconfirm")
        #expect(try room.operations.map(\.decision.comment).contains("金额与合同不符"))
        #expect(second[1].contains("BX-2026-003"))

        let third = try await room.run("undo")
        #expect(try room.operations.map(\.state).filter { $0 == .cancelled }.count == 1)
        #expect(third[1].contains("[待审 4]"))
    }

    @Test("a task that changed since it was painted is not recorded, and the script stops at that line")
    func changed() async throws {
        let room = try Room([Fixtures.task(1)])
        defer { room.remove() }
        var stage = try ScriptStage(
            context: context(hold: 0), services: room.services, size: TerminalSize(columns: 80, rows: 24))
        try stage.run(.approve)
        stage.paint()
        var other = Fixtures.task(1, rev: "r2")
        other.invoice.seller.account = "6222"
        try room.apply([other])
        let fault = #expect(throws: ConsoleProblem.ScriptFault.self) { try stage.run(.confirm) }
        #expect(fault == .notRecorded(Strings.barStale))
        #expect(try room.operations.isEmpty)
    }

    @Test("the views and a search narrow the list, and a wrong search says where")
    func search() async throws {
        let room = try Room((1...10).map { Fixtures.task($0) })
        defer { room.remove() }
        let found = try await room.run("search\ntype:供应商:晨光 金额>1\naccept")
        #expect(found.filter { $0.contains("BX-2026") }.count == 2)
        let wrong = try await room.run("search\ntype:金额>\naccept", language: .en)
        #expect(wrong.contains { $0.contains("At character") })
        #expect(wrong.filter { $0.contains("BX-2026") }.count == 10)
        let flagged = try await room.run("view")
        #expect(flagged[1].contains("[有问题"))
        _ = try await room.run("approve\nconfirm")
        let all = try await room.run("view\nview")
        #expect(all.filter { $0.contains("BX-2026") }.count == 10)
        #expect(all.contains { $0.contains("✓ 已记录") })
    }

    @Test("a conflict is compared and decided anew")
    func conflict() async throws {
        let room = try Room([Fixtures.task(1), Fixtures.task(2)])
        defer { room.remove() }
        _ = try await room.run("approve\nconfirm")
        let id = try #require(try room.operations.first?.id)
        _ = try room.ledger.beginSending(id, at: noon)
        var now = Fixtures.task(1, rev: "r2")
        now.invoice.totals.gross = Money(minor: 99_900)
        try room.apply([now])
        _ = try room.ledger.settle(
            id,
            as: .conflict(
                Problem(code: .changed, status: 412, title: "changed", detail: "金额已被修改", decidedBy: "li.na")),
            httpStatus: 412, nextAttemptAt: nil, at: noon)
        let listed = try await room.run("outbox")
        #expect(listed.contains { $0.contains("金额已被修改") })
        let compared = try await room.run("outbox\nopen", rows: 40)
        #expect(compared.contains { $0.contains("当时") && $0.contains("CNY 1,695.13") })
        #expect(compared.contains { $0.contains("现在") && $0.contains("CNY 999.00") })
        // The total no longer follows from its parts, so the rules object: the explicit key is asked for.
        let needsMore = try #require(try room.mirror.entry(now.id)).findings.contains {
            $0.severity == .error
        }
        _ = try await room.run("outbox\nopen\napprove\n\(needsMore ? "confirm-despite-errors" : "confirm")")
        #expect(
            try room.operations.map(\.state).sorted { $0.rawValue < $1.rawValue } == [.recorded, .superseded])
        #expect(try room.operations.first { $0.state == .recorded }?.supersedes == id)
    }

    @Test("a draft survives the end of the program")
    func draft() async throws {
        let room = try Room([Fixtures.task(1)])
        defer { room.remove() }
        _ = try await room.run("reject\ntype:写到一半\n:wait-idle")
        let screen = try await room.run("reject")
        #expect(screen.contains { $0.contains("写到一半") })
    }

    @Test(
        "a script with a fault names its line and runs nothing",
        arguments: [
            ("down\n\n# a note\naprove", 4), ("approve\n:resize 12", 2), (":language fr", 1),
            (":save-screen", 1),
            ("key:<Nope>", 1), (":nonsense", 1),
        ])
    func faults(script: String, line: Int) {
        let problem = #expect(throws: ConsoleProblem.self) { try ConsoleScript(text: script) }
        guard case .script(let found, _) = problem else {
            Issue.record("another problem")
            return
        }
        #expect(found == line)
        #expect(problem?.explanation.zh.contains("第 \(line) 行") == true)
        #expect(problem?.remedy.en.isEmpty == false)
    }

    @Test("a command that does nothing where it stands is a fault of the script")
    func notHere() async throws {
        let room = try Room([Fixtures.task(1)])
        defer { room.remove() }
        await #expect(throws: ConsoleProblem.script(line: 2, .notHere(command: .confirm, scope: .queue))) {
            _ = try await room.run("down\nconfirm")
        }
        await #expect(throws: ConsoleProblem.script(line: 2, .notHere(command: .approve, scope: .help))) {
            _ = try await room.run("help\napprove")
        }
    }

    @Test("a saved screen is for its user alone, and one that cannot be written is told")
    func saving() async throws {
        let room = try Room([])
        defer { room.remove() }
        let file = room.folder.appendingPathComponent("own.txt").path
        let screen = try await room.run(":resize 120x40\n:language en\n:save-screen \(file)")
        #expect(screen[0].contains("connecting"))
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 41)
        await #expect(throws: ConsoleProblem.script(line: 1, .unwritable(file: "/nonexistent/x"))) {
            _ = try await ConsoleScript(text: ":save-screen /nonexistent/x").run(
                context: try context(), services: room.services)
        }
    }

    @Test("a round of sync shows what it brought")
    func sync() async throws {
        let room = try Room([])
        defer { room.remove() }
        var services = room.services
        services.round = {
            try? room.apply([Fixtures.task(1)])
            return RoundReport(changed: 1, health: SyncHealth(connection: .online))
        }
        let file = room.folder.appendingPathComponent("after.txt").path
        let end = try await ConsoleScript(text: ":sync\n:save-screen \(file)").run(
            context: try context(hold: 0), services: services, size: TerminalSize(columns: 80, rows: 24))
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains("BX-2026-001") && text.contains("在线"))
        #expect(end.waitingToSend == 0)
    }
}
