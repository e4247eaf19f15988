import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("The archive browser goes from year to month to department to invoice, with counts")
struct ShelvesTests {
    private func room(_ language: Language = .en, columns: Int = 80, rows: Int = 24) throws -> StoreRoom {
        let tasks = (1...9).map { number -> ApprovalTask in
            var task = Fixtures.task(number)
            task.status = number == 9 ? .pending : .approved
            task.department = number % 2 == 0 ? "采购部" : "市场部"
            task.invoice.issued = IssueDate(parsing: number < 4 ? "2025-03-0\(number)" : "2026-05-0\(number)")
            return task
        }
        return try StoreRoom(tasks, context(language: language), columns: columns, rows: rows)
    }

    @Test("down to the invoices and up again", arguments: Language.allCases, [(80, 24), (120, 40)])
    func drill(language: Language, size: (Int, Int)) throws {
        let room = try room(language, columns: size.0, rows: size.1)
        room.press("H", "B")
        #expect(room.screen.contains("2026") && room.screen.contains("2025"))
        #expect(room.screen.contains(language == .zh ? "2 组，共 8 张" : "2 groups, 8 invoices"))
        room.press("<Enter>")
        #expect(room.screen.contains("2026-05"))
        room.press("<Enter>")
        #expect(room.screen.contains("采购部") && room.screen.contains("市场部"))
        room.press("<Enter>")
        #expect(room.stage.state.screenScope == .archiveRows)
        #expect(room.screen.contains(TaskStatus.approved.title[language]))
        room.press("<Enter>")
        #expect(room.stage.state.screenScope == .timeline)
        room.press("<Esc>", "<Esc>", "<Esc>", "<Esc>", "<Esc>")
        #expect(room.stage.state.screenScope == .archive)
    }

    @Test("another grouping of the same scope, and a query inside it; a wrong one says where")
    func groupings() throws {
        let room = try room()
        room.press("H", "B", "B")
        #expect(room.screen.contains("Archive by month") && room.screen.contains("2025-03"))
        room.press("B")
        #expect(room.screen.contains("Archive by department"))
        room.press("B", "/")
        room.type("status:rejected")
        room.press("<Enter>")
        #expect(room.screen.contains("Nothing decided matches."))
        room.press("/")
        room.type(" amount>")
        room.press("<Enter>")
        #expect(room.screen.contains("At character") && room.screen.contains("8 invoices"))
    }
}
