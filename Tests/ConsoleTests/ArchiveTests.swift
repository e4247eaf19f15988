import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("The archive shows what was decided, its whole history, and whether it can be trusted")
struct ArchiveScreenTests {
    /// A console over real stores: three tasks, the first approved here, then decided at the OA.
    private final class Stage {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "archive-\(UUID().uuidString)")
        let ledger: Ledger
        let mirror: Mirror
        var stage: ScriptStage

        init(_ language: Language = .zh, columns: Int = 80, rows: Int = 24, usesASCII: Bool = false) throws {
            let session = Ledger.Session(id: "s1", actor: "zhang.wei", host: "test", appVersion: "1")
            ledger = try Ledger(folder: folder, session: session)
            mirror = try Mirror(folder: folder)
            var services = ConsoleServices(ledger: ledger, mirror: mirror)
            services.archive = .sample
            let tasks = (1...3).map { Fixtures.task($0) }
            _ = try mirror.apply(StoreRoom.page(tasks, "0", "1"), at: noon)
            stage = try ScriptStage(
                context: context(language: language, usesASCII: usesASCII), services: services,
                size: TerminalSize(columns: columns, rows: rows))
            press("a", "y")
            let decided = tasks.prefix(2).map { task -> ApprovalTask in
                var task = task
                task.rev = "r2"
                task.status = task.id.rawValue == "t-1" ? .approved : .rejected
                if task.id.rawValue == "t-1" { task.invoice.seller.account = "6222" }
                return task
            }
            _ = try mirror.apply(StoreRoom.page(decided, "1", "2"), at: noon)
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        func press(_ keys: String...) {
            for key in keys {
                if let press = KeyPress(notation: key) { stage.update(.key(press)) }
                stage.paint()
            }
        }

        var screen: String { stage.state.draw().snapshot() }
    }

    @Test(
        "what was decided is listed with its package; what waits is not", arguments: Language.allCases,
        [(80, 24, false), (120, 40, false), (80, 24, true)])
    func list(language: Language, look: (columns: Int, rows: Int, usesASCII: Bool)) throws {
        let room = try Stage(language, columns: look.columns, rows: look.rows, usesASCII: look.usesASCII)
        room.press("H")
        #expect(room.screen.contains(TaskStatus.approved.title[language]))
        #expect(room.screen.contains(TaskStatus.rejected.title[language]))
        #expect(!room.screen.contains("BX-2026-003"))
        let sign = look.usesASCII ? "+ " : "\u{2713} "
        #expect(room.screen.contains(sign + Strings.kept[language]))
        // A package whose task is gone from the mirror is not forgotten.
        #expect(room.screen.contains("档案里的销售方"))
        room.press("G", "k", "g")
        #expect(room.stage.state.screenScope == .archive)
    }

    @Test("a query narrows the list; a wrong one says where and shows everything again")
    func query() throws {
        let room = try Stage(.en)
        room.press("H", "/")
        room.stage.update(.text("status:rejected"))
        room.press("<Enter>")
        #expect(
            room.screen.contains("1 invoice") && !room.screen.contains("1 invoices")
                && room.screen.contains("rejected"))
        room.press("/")
        room.stage.update(.text(" amount>"))
        room.press("<Enter>")
        #expect(room.screen.contains("At character"))
        #expect(room.screen.contains("3 invoices"))
    }

    @Test(
        "the history has the decision, its log entries, what changed since, the package's checks",
        arguments: Language.allCases)
    func history(language: Language) throws {
        let room = try Stage(language, columns: 120, rows: 60)
        room.press("H")
        for _ in 0..<3 where !(selected(room)?.rawValue == "t-1") { room.press("j") }
        room.press("<Enter>")
        #expect(room.stage.state.screenScope == .history)
        for text in [
            Strings.historyEntry(1)[language], Strings.integrityEntries(1, broken: 0)[language],
            Strings.integrityWholeLog(1, problems: 0)[language], Strings.label(.payeeAccount)[language],
            language == .zh ? "缺少一个附件。" : "An attachment is missing.", String(repeating: "ab", count: 32),
            SeenContent(of: Fixtures.task(1)).digest.hex, Strings.historyVersion("r2")[language], "部门经理审批",
        ] {
            #expect(room.screen.contains(text), "\(text)")
        }
        room.press("<Esc>", "<Esc>")
        #expect(room.stage.state.screenScope == .queue)
    }

    @Test("an entry whose text was changed in the file is told apart")
    func broken() throws {
        let step = LoggedStep(
            sequence: 7, at: noon, actor: "zhang.wei", outcome: "acked", reason: "", isSealed: false)
        var bench = try Bench(context: context(language: .en), columns: 120, rows: 60)
        bench.press("a", "y")
        let operation = try #require(bench.operations.first)
        var page = HistoryPage(task: operation.task)
        page.history = InvoiceHistory(
            task: operation.task, entry: nil,
            operations: [OperationHistory(operation: operation, seen: nil, attempts: [], log: [step])],
            packages: [], log: InvoiceHistory.LogState(entries: 9, problems: 2))
        let text = page.lines(for: bench.state).map(\.string).joined(separator: "\n")
        #expect(text.contains(Strings.integrityEntries(1, broken: 1).en))
        #expect(text.contains("its text is not what was hashed"))
        #expect(text.contains("9 entries, 2 problems: see countersign audit verify"))
    }

    private func selected(_ room: Stage) -> TaskID? {
        if case .archive(let page) = room.stage.state.overview { page.viewport.selection } else { nil }
    }
}
