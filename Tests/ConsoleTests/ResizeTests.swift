import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("Who comes back to a screen after the terminal changed its size finds it laid out for the size of now")
struct ResizeTests {
    /// Keys that lead to a screen, and the key that lays another one over it.
    struct Way: Sendable, CustomTestStringConvertible {
        let keys: [String]
        let over: String
        let scope: ConsoleScope
        var testDescription: String { "\(scope): \(keys.joined(separator: " ")) then \(over)" }
    }

    private static func way(_ keys: String, over: String = "?", _ scope: ConsoleScope) -> Way {
        Way(keys: keys.split(separator: " ").map(String.init), over: over, scope: scope)
    }

    private static let decided = Array(repeating: "a y", count: 15).joined(separator: " ")

    static let lists: [Way] = [
        way("", .queue), way("", over: "H", .queue), way("* a <PageDown> <PageDown> g", .plan),
        way("H", .archive), way("H", over: "B", .archive), way("H", over: "t", .archive),
        way("H B B B", .archiveGroups), way("H B B B", over: "<Enter>", .archiveGroups),
        way("H B <Enter> <Enter> <Enter>", .archiveRows),
        way("H B <Enter> <Enter> <Enter>", over: "<Enter>", .archiveRows),
        way("E", .auditLog), way("E", over: "<Enter>", .auditLog),
        way("- \(decided) o", .outbox),
    ]

    static let documents: [Way] = [
        way("<Enter>", .detail), way("?", over: "e", .help), way("e", .messages), way("O", .syncHealth),
        way("O", over: "o", .syncHealth), way("#", .reports), way("!", .findings), way("I", .about),
        way("E <Enter>", .auditEntry), way("H t", .timeline), way("H <Enter>", .history),
    ]

    static let changes: [[TerminalSize]] = [
        [TerminalSize(columns: 120, rows: 40), TerminalSize(columns: 80, rows: 24)],
        [TerminalSize(columns: 80, rows: 24), TerminalSize(columns: 120, rows: 40)],
        [
            TerminalSize(columns: 80, rows: 24), TerminalSize(columns: 40, rows: 5),
            TerminalSize(columns: 160, rows: 50),
        ],
    ]

    /// Forty claims of one department and month, thirty of a department each, twenty to decide, and a long log.
    private func room(_ size: TerminalSize) throws -> StoreRoom {
        let tasks = (1...90).map { number -> ApprovalTask in
            var task = Fixtures.task(number)
            task.status = number <= 20 ? .pending : .approved
            task.department = number <= 60 ? "采购部" : "部门\(number)"
            task.invoice.issued = IssueDate(parsing: number <= 60 ? "2026-05-07" : "2025-03-07")
            return task
        }
        var context = try context()
        // The same names of operations in every room.
        let counter = Counter()
        context.random = { counter.next() }
        let room = try StoreRoom(tasks, context, columns: size.columns, rows: size.rows, desk: AuditorDesk())
        for index in 0..<60 { try room.ledger.note(.login(oa: "https://oa/\(index)"), at: noon) }
        return room
    }

    private func go(_ way: Way, in room: StoreRoom) {
        for key in way.keys { room.press(key) }
        #expect(room.stage.state.screenScope == way.scope)
    }

    private func resize(_ room: StoreRoom, to size: TerminalSize) {
        room.stage.update(.resized(size))
        room.stage.paint()
    }

    /// Back to the queue.
    private func leave(_ room: StoreRoom) {
        for _ in 0..<8 where room.stage.state.screenScope != .queue { room.press("<Esc>") }
    }

    @Test("the frame is the one of a console that had this size all along", arguments: changes)
    func backAgain(sizes: [TerminalSize]) throws {
        let (first, last) = (try #require(sizes.first), try #require(sizes.last))
        let (changed, fresh) = (try room(first), try room(last))
        // The outbox comes last: its tasks are decided.
        for way in Self.documents + Self.lists {
            resize(changed, to: first)
            go(way, in: changed)
            changed.press(way.over)
            for size in sizes.dropFirst() { resize(changed, to: size) }
            changed.press("<Esc>")
            go(way, in: fresh)
            fresh.press(way.over, "<Esc>")
            #expect(changed.stage.state.screenScope == way.scope)
            #expect(changed.screen == fresh.screen, "\(way)")
            #expect(changed.stage.state.draw() == fresh.stage.state.draw(), "\(way)")
            leave(changed)
            leave(fresh)
        }
    }

    @Test("the last row stays selected and in sight on a smaller screen")
    func lastRow() throws {
        let room = try room(TerminalSize(columns: 120, rows: 40))
        for way in Self.lists {
            resize(room, to: TerminalSize(columns: 120, rows: 40))
            go(way, in: room)
            room.press("G", way.over)
            resize(room, to: TerminalSize(columns: 80, rows: 24))
            room.press("<Esc>")
            let frame = room.stage.state.draw()
            let cursor = try #require(frame.cursor, "\(way)")
            #expect((3..<22).contains(cursor.row), "\(way)")
            #expect(frame.text(row: cursor.row).hasPrefix(">"), "\(way)")
            leave(room)
            room.press("g")
        }
    }
}
