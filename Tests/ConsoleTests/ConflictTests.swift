import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("A conflict: what was seen beside what is there, by whom and when, and what can still be done")
struct ConflictTests {
    /// An approval that met a change of the account by somebody, one hour later.
    private func conflict(
        _ language: Language, columns: Int = 120, rows: Int = 40,
        edit: (inout ApprovalTask) -> Void = { _ in }
    ) throws -> Bench {
        var bench = try Bench(context: context(language: language), columns: columns, rows: rows)
        bench.press("a", "y")
        bench.change(1) {
            $0.invoice.seller.account = "6222 0000"
            $0.remarks.append(
                TaskRemark(
                    kind: "comment", actor: "wang.fang", at: noon + 3_600_000, text: "账号更正", target: ""))
            edit(&$0)
        }
        bench.tellChanged(1)
        _ = bench.settle(bench.operations[0].id, .conflict, reason: "内容已变")
        bench.send(.storesChanged)
        bench.paint()
        bench.press("o", "<Enter>")
        return bench
    }

    @Test("on a wide screen seen and now stand in one line", arguments: Language.allCases)
    func beside(language: Language) throws {
        let bench = try conflict(language)
        let line = try #require(
            bench.surface.lines().first { $0.contains("! " + Strings.label(.payeeAccount)[language]) })
        let old = try #require(line.range(of: "****0001"))
        let new = try #require(line.range(of: "****0000"))
        #expect(old.upperBound < new.lowerBound)
    }

    @Test(
        "who changed it and when is told as far as the OA tells it", arguments: Language.allCases, [80, 120])
    func who(language: Language, columns: Int) throws {
        let bench = try conflict(language, columns: columns)
        let line = try #require(bench.surface.lines().first { $0.contains("wang.fang") })
        #expect(line.contains(Strings.changedBy[language]) && line.contains("账号更正"))
        #expect(line.contains("11:00"), "\(line)")
        #expect(bench.screen.contains(Strings.versionsSince("r1", "r1+")[language]))
    }

    @Test("the choices are listed with their keys, none before the others", arguments: Language.allCases)
    func choices(language: Language) throws {
        var bench = try conflict(language)
        for command: ConsoleCommand in [.approve, .reject, .returnToStep, .transfer, .abandon] {
            #expect(bench.screen.contains(Strings.conflictChoice(command)[language]), "\(command)")
        }
        // Enter decides nothing.
        bench.press("<Enter>")
        #expect(bench.bar == nil && bench.operations.count == 1)
    }

    @Test(
        "on a closed task no decision is offered: not in the text, the hints or the palette",
        arguments: Language.allCases, [TaskStatus.rejected, .withdrawn, .approved])
    func closed(language: Language, status: TaskStatus) throws {
        var bench = try conflict(language, rows: 50) { $0.status = status }
        #expect(bench.screen.contains(Strings.conflictClosed[language]))
        for command: ConsoleCommand in [.approve, .reject, .returnToStep, .transfer] {
            #expect(!bench.screen.contains(Strings.conflictChoice(command)[language]), "\(command)")
        }
        let hints = bench.surface.text(row: 49)
        for command: ConsoleCommand in [.approve, .reject, .returnToStep, .transfer] {
            #expect(!hints.contains(" " + Strings.title(of: command)[language]), "\(hints)")
        }
        #expect(hints.contains(Strings.title(of: .abandon)[language]))
        for key in ["a", "r", "b", "t", "i", "A"] {
            bench.press(key)
            #expect(bench.bar == nil && bench.state.modal == nil)
            #expect(bench.state.message?.text == Strings.notOpen(status))
        }
        bench.press(":")
        bench.type("approve")
        #expect(bench.screen.contains(Strings.notOpen(status)[language]))
        bench.press("<Esc>", "x")
        bench.type("已作废")
        bench.press("<Enter>")
        #expect(bench.operations[0].state == .abandoned)
    }

    @Test(
        "the step to return to is called the same where it is chosen and where it is confirmed",
        arguments: Language.allCases)
    func stepName(language: Language) throws {
        var bench = try Bench(context: context(language: language))
        bench.press("b")
        #expect(bench.screen.contains("> 提交  李娜"))
        bench.press("<Enter>")
        bench.type("请补合同")
        bench.press("<Enter>")
        let line = try #require(
            bench.surface.lines().first { $0.contains(Strings.returnTo[language]) && $0.contains("提交") })
        #expect(line.contains("提交  李娜"), "\(line)")
    }
}
