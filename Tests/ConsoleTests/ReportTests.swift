import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("Reports on the screen and as CSV")
struct ReportScreenTests {
    /// A console over real stores with five tasks, driven by commands.
    private final class Stage {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "reports-\(UUID().uuidString)")
        let ledger: Ledger
        var stage: ScriptStage

        init(_ language: Language = .zh, columns: Int = 80, rows: Int = 24, usesASCII: Bool = false) throws {
            let session = Ledger.Session(id: "s1", actor: "zhang.wei", host: "test", appVersion: "1")
            ledger = try Ledger(folder: folder, session: session)
            let mirror = try Mirror(folder: folder)
            var tasks = (1...5).map { Fixtures.task($0) }
            tasks[4].invoice.seller.name = "=HYPERLINK(\"http://x\",\"y\")"
            _ = try mirror.apply(
                ChangesPage(
                    epoch: "e1", oldCursor: "0", newCursor: "1", hasMore: false,
                    items: tasks.map {
                        ChangeItem(id: $0.id, rev: $0.rev, content: .upsert(TaskDocument($0)))
                    }),
                at: noon)
            stage = try ScriptStage(
                context: context(language: language, usesASCII: usesASCII),
                services: ConsoleServices(ledger: ledger, mirror: mirror),
                size: TerminalSize(columns: columns, rows: rows))
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        func press(_ keys: String...) {
            for key in keys {
                if let press = KeyPress(notation: key) { stage.update(.key(press)) }
                stage.paint()
            }
        }

        var screen: String { stage.state.draw().snapshot() }
        var page: ReportsPage? {
            if case .reports(let page) = stage.state.overview { page } else { nil }
        }
    }

    @Test(
        "every report shows at every size, in both languages, with signs or in ASCII",
        arguments: Language.allCases, [(80, 24, false), (120, 40, false), (80, 24, true)])
    func shown(language: Language, look: (columns: Int, rows: Int, usesASCII: Bool)) throws {
        let room = try Stage(language, columns: look.columns, rows: look.rows, usesASCII: look.usesASCII)
        room.press("#")
        for name in Report.Name.allCases {
            #expect(room.page?.name == name && room.page?.report?.name == name)
            #expect(room.screen.contains("[\(Strings.reportTitle(name)[language])]"))
            let lines = try #require(room.page).lines(for: room.stage.state)
            #expect(lines.allSatisfy { $0.columns <= look.columns - 3 }, "\(name)")
            let bars = lines.map(\.string).joined().contains { "▏▎▍▌▋▊▉█▁▂▃▄▅▆▇".contains($0) }
            #expect(!(look.usesASCII && bars))
            room.press("n")
        }
        #expect(room.page?.name == .throughput)
        room.press("p")
        #expect(room.page?.name == .months)
        #expect(room.screen.contains("2026-05"))
    }

    @Test("a query limits the figures; one that cannot be read says where, and figures come again after")
    func query() throws {
        let room = try Stage(.en)
        room.press("#", "n", "/")
        room.stage.update(.text("seller:京东"))
        room.press("<Enter>")
        #expect(room.page?.report?.total == 1)
        #expect(room.screen.contains("Over: seller:京东"))
        room.press("/")
        room.stage.update(.text(" amount>"))
        room.press("<Enter>")
        #expect(room.page?.isCounting == false && room.page?.report == nil)
        #expect(room.screen.contains("At character"))
        room.press("/")
        for _ in 0..<30 { room.press("<Backspace>") }
        room.press("<Enter>")
        #expect(room.page?.report?.total == 5)
    }

    @Test("while it counts the screen says so, and leaving it gives the report up")
    func counting() throws {
        var bench = try Bench(context: context(language: .en))
        bench.press("#")
        #expect(bench.screen.contains(Strings.reportCounting.en))
        let asked = bench.state.reportGeneration
        #expect(bench.asked.contains(.wantReport(asked)))
        bench.press("<Esc>")
        #expect(
            bench.asked.last { if case .wantReport = $0 { true } else { false } } == .wantReport(asked + 1))
        bench.press("#")
        let report = Report(name: .months, total: 3, rows: [])
        bench.send(.overviewLoaded(.report(report, generation: asked)))
        #expect(bench.screen.contains(Strings.reportCounting.en), "an answer that nobody waits for was shown")
    }

    @Test("the CSV is for the user alone, has the figures of the screen, and replaces nothing")
    func file() throws {
        let room = try Stage()
        let path = room.folder.appendingPathComponent("out.csv").path
        room.press("#", "p", "p", "p", "w")
        room.stage.update(.text(path))
        room.press("<Enter>")
        #expect(room.screen.contains("已写入"))
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        #expect((facts[.posixPermissions] as? Int) == 0o600)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("seller,claims,currency,amount\r\n"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).prefix(3) == Data([0xEF, 0xBB, 0xBF]))
        let noted = try room.ledger.auditEntries(from: 1, limit: 10).map { try $0.entry() }
        #expect(noted.map(\.event) == ["report-exported"] && noted.map(\.subject) == [path])
        #expect(noted.first?.digest == ContentDigest(of: try Data(contentsOf: URL(fileURLWithPath: path))))
        #expect(text.contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",1,CNY,6215.65\r\n"))
        room.press("w")
        room.stage.update(.text(path))
        room.press("<Enter>")
        #expect(room.screen.contains("不会被覆盖"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test(
        "a text that a spreadsheet would run is made harmless, and numbers stay numbers",
        arguments: [
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), (" =1", "' =1"),
            ("＝1", "'＝1"), ("\t=1", "'"), ("a,\"b\"", "\"a,\"\"b\"\"\""), ("晨光", "晨光"), ("", ""),
        ])
    func harmless(name: String, expected: String) {
        let money = Money(minor: -1_250)
        let report = Report(
            name: .sellers, total: 1,
            rows: [Report.Row(.name(name), count: 1, .sum(money, currency: .cny))])
        let line = ReportTable(report).csv.components(separatedBy: "\r\n")[1]
        #expect(line.hasPrefix(expected) && line.hasSuffix(",1,CNY,-12.50"), "\(line)")
        #expect(!line.contains("\t"))
    }

    @Test("bars compare money with its own currency alone, and never pass their room")
    func bars() throws {
        let yen = try #require(Currency(code: "JPY", scale: 0))
        let report = Report(
            name: .sellers, total: 3,
            rows: [
                Report.Row(.name("甲"), count: 1, .sum(Money(minor: 10_000), currency: .cny)),
                Report.Row(.name("乙"), count: 1, .sum(Money(minor: 5_000), currency: .cny)),
                Report.Row(.name("丙"), count: 1, .sum(Money(minor: 7, currency: yen), currency: yen)),
                Report.Row(.name("丁"), count: 1, .sum(nil, currency: yen)),
            ])
        let lines = ReportChart(report, language: .zh, usesASCII: true, width: 80).text
        let hashes = lines.suffix(4).map { $0.count { $0 == "#" } }
        #expect(hashes[0] == hashes[2] && hashes[0] == 2 * hashes[1] && hashes[3] == 0)
        #expect(lines.last?.contains("数额过大") == true)
        #expect(ReportChart.bar(1, of: .max, columns: 10, usesASCII: false) == "▏")
        #expect(ReportChart.bar(9, of: 3, columns: 4, usesASCII: false) == "████")
        #expect(ReportChart.sparkline([0, 1, 8], usesASCII: false) == " ▁█")
    }
}
