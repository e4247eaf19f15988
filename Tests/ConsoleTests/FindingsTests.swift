import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing
import Verification

@testable import Console

@Suite("The checks of an invoice: what was looked at, by which rule, with what it found")
struct FindingsScreenTests {
    /// A claim to which no rule objects.
    static func clean(_ number: Int) -> ApprovalTask {
        var task = Fixtures.task(number)
        task.invoice.seller.taxIdentifier = TaxIdentifier("91310000607378229C")
        task.invoice.buyer.taxIdentifier = TaxIdentifier("91110108MA01ABCD1E")
        task.invoice.lines[0].quantity = nil
        task.invoice.lines[0].unitPrice = nil
        // Every claim has a file of its own.
        task.attachments[0].sha256 = String(repeating: "a\(number)", count: 32)
        return task
    }

    /// Three claims: the first is claimed again by the second, and its total is not what its parts add up to.
    static func tasks() -> [ApprovalTask] {
        var tasks = (1...3).map { clean($0) }
        tasks[1].invoice.number = tasks[0].invoice.number
        let wrong = Money(minor: 169_613)
        tasks[0].invoice.totals.gross = wrong
        tasks[0].invoice.totals.grossInWords = UppercaseAmount.text(for: wrong)
        return tasks
    }

    private func checks(_ room: StoreRoom) -> FindingsPage? {
        if case .findings(let page) = room.stage.state.overview { page } else { nil }
    }

    @Test(
        "each finding has its word and sign, rule, version, law, and expected beside found",
        arguments: Language.allCases, [(80, 24, false), (120, 40, false), (200, 60, true)])
    func everything(language: Language, look: (columns: Int, rows: Int, usesASCII: Bool)) throws {
        let room = try StoreRoom(
            Self.tasks(), context(language: language, usesASCII: look.usesASCII), columns: look.columns,
            rows: look.rows)
        room.press("!")
        let page = try #require(checks(room))
        let lines = page.layout(for: room.stage.state).lines
        let text = lines.map(\.string).joined(separator: "\n")
        for word in [
            Strings.checkGroup(.error, count: 2)[language], Severity.error.title[language],
            Strings.ruleVersion("duplicate.number", 1)[language],
            Strings.documentOther[language], Strings.nothingFoundByRule[language],
            language == .zh ? "依据：财会〔2020〕6号" : "basis: MOF notice 2020-6",
        ] {
            #expect(text.contains(word), "\(word)")
        }
        // Expected and found stand in one line, in columns of their own.
        let gross = try #require(
            lines.first { $0.string.contains("1695.13") || $0.string.contains("1,695.13") })
        #expect(gross.string.contains("1696.13") || gross.string.contains("1,696.13"), "\(gross.string)")
        #expect(lines.allSatisfy { $0.columns <= look.columns - 4 })
        // Every rule in force is there, with or without a finding.
        #expect(page.judged?.checks.count == RuleBook.rules.count)
        #expect(text.contains(look.usesASCII ? "+ " : "\u{2713} "))
        #expect(room.screen.contains(Strings.checksTitle[language]))
    }

    @Test("the brackets go from finding to finding and the marker with them; scrolling keeps it in sight")
    func jump() throws {
        let room = try StoreRoom(Self.tasks(), context(language: .en), columns: 80, rows: 24)
        room.press("<Enter>", "!")
        #expect(checks(room)?.selected == 0)
        room.press("]")
        #expect(checks(room)?.selected == 1)
        let starts = try #require(checks(room)?.layout(for: room.stage.state).starts)
        #expect(checks(room)?.top == starts[1] - 1)
        room.press("[", "[")
        #expect(checks(room)?.selected == 0)
        #expect(room.said == Strings.firstFinding)
        room.press("G")
        let last = try #require(checks(room))
        #expect(last.selected > 1, "the marker is where one looks")
        room.press("[")
        #expect(checks(room)?.check?.worst != nil)
        room.press("g")
        #expect(checks(room)?.top == 0 && checks(room)?.check?.worst != nil)
        room.press("<Esc>")
        #expect(room.stage.state.screenScope == .detail)
    }

    @Test(
        "a check of before is judged anew with its neighbours, and it is said what is other",
        arguments: Language.allCases)
    func again(language: Language) throws {
        // A mirror whose stored findings are those of other rules.
        let room = try StoreRoom(
            Self.tasks(), context(language: language),
            mirrorRules: TaskRules(
                neighbourKeys: TaskRules.inForce.neighbourKeys, findings: { _, _ in [] }))
        let judging = try Mirror(folder: room.folder, at: 2)
        var services = ConsoleServices(ledger: room.ledger, mirror: judging)
        services.archive = nil
        room.stage = try ScriptStage(
            context: context(language: language), services: services,
            size: TerminalSize(columns: 120, rows: 40))
        room.press("!")
        #expect(
            room.screen.contains(Strings.checksDiffer(["arithmetic.gross"], key: "R")[language].prefix(6)))
        room.press("R")
        let said = try #require(room.said)
        #expect(said[language].contains("duplicate.number"), "\(said)")
        #expect(try judging.entry(TaskID(rawValue: "t-1"))?.findings.count == 2)
        let row = try #require(try judging.rows([TaskKey(rawValue: 1)]).first)
        #expect(row.findingCount == 2 && row.worst == .error)
        room.press("R")
        #expect(room.said == Strings.checkedUnchanged(count: 2))
    }

    @Test("a change at the OA shows at once, and a task that is gone closes the screen")
    func changes() throws {
        let room = try StoreRoom(Self.tasks(), context())
        room.press("!")
        var task = Self.tasks()[0]
        task.rev = "r2"
        task.invoice.totals = Fixtures.task(1).invoice.totals
        try room.apply([task])
        #expect(checks(room)?.judged?.findings.map(\.rule) == ["duplicate.number"])
    }

    @Test("an invoice without a finding says so, and lists what was looked at")
    func clean() throws {
        let room = try StoreRoom([Self.clean(3)], context(language: .en))
        room.press("!")
        #expect(room.screen.contains("no other claim to compare with"))
        #expect(room.screen.contains("Nothing found (\(RuleBook.rules.count))"))
        room.press("]")
        #expect(room.said == Strings.noFindings)
    }

    @Test("linear mode says every check, whatever the height of the screen")
    func linear() throws {
        let room = try StoreRoom(Self.tasks(), context(language: .en))
        var stage = try LinearStage(
            context: context(language: .en),
            services: ConsoleServices(ledger: room.ledger, mirror: room.mirror))
        _ = stage.open()
        let said = stage.take("findings").joined(separator: "\n")
        for rule in RuleBook.rules { #expect(said.contains(rule.id), "\(rule.id)") }
    }

    @Test(
        "a long value is wrapped in its column and nothing of it is lost", arguments: [40, 76, 95, 96, 196])
    func wrapped(width: Int) {
        let long = String(repeating: "销售方名称很长", count: 30)
        let lines = EvidenceTable(width: width, indent: 4, language: .zh).lines(
            [Evidence(field: "lines[2].tax", expected: long, found: "13.00")], role: .danger)
        #expect(lines.allSatisfy { $0.columns <= width })
        let shown = lines.map(\.string).joined().filter { "销售方名称很长".contains($0) }
        #expect(shown.count >= long.count)
        #expect(lines.map(\.string).joined().contains("13.00"))
        #expect(lines.map(\.string).joined().filter { $0 != " " }.contains("第3行税额"))
    }
}
