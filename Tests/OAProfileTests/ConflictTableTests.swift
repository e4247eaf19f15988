import Foundation
import Invoicing
import OAProfile
import Testing

/// Section 6.7 of the profile, cell by cell.
@Suite("What a decision does when it meets a change at the OA")
struct ConflictTableTests {
    /// The table as the profile prints it: approve, reject or return, transfer or 加签, comment. R resend, N new operation,
    /// H hold, C conflict, X closed, A acked; an exclamation mark is an alarm.
    static let rows = """
        R  R  R  R
        N  N  N  R
        C  C  C  R
        X  X  X  R
        C! C! X  R
        X  C  X  R
        X  X  X  R
        X  X  X  C
        X  X  X  C
        X  X  X  R
        H  H  C  R
        H  H  C  R
        X  C  X  R
        X  X! X  X
        X  X  X  X
        X  R  R  R
        C  C  C  R
        R  R  R  R
        C! C! C! C!
        A! A! A! A
        C! R  R  R
        """.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }

    struct Cell: CustomTestStringConvertible {
        let change: ServerChange
        let action: ConflictTable.LocalAction
        let expected: String
        var testDescription: String { "\(change.rawValue) \(change), \(action): \(expected)" }
    }

    static let cells: [Cell] = zip(ServerChange.allCases, rows).flatMap { change, row in
        zip(ConflictTable.LocalAction.allCases, row).map {
            Cell(change: change, action: $0, expected: $1)
        }
    }

    @Test("each cell is the profile's", arguments: cells)
    func cell(_ cell: Cell) throws {
        let course = ConflictTable.course(of: cell.action, meeting: cell.change)
        let letters: [ConflictCourse.Way: String] = [
            .resend: "R", .newOperation: "N", .hold: "H", .conflict: "C", .closed: "X", .acked: "A",
        ]
        #expect((letters[course.way] ?? "") + (course.isAlarm ? "!" : "") == cell.expected)
        #expect(course.reason.zh.unicodeScalars.contains { $0.properties.isIdeographic })
        #expect(course.reason.en.utf8.allSatisfy { $0 < 0x80 } && course.reason.en.hasSuffix("."))
    }

    @Test("the table has 21 rows of four cells")
    func size() {
        #expect(ServerChange.allCases.count == 21)
        #expect(Self.cells.count == 84)
    }

    struct Standing: Sendable {
        let change: ServerChange
        let edit: @Sendable (inout ApprovalTask) -> Void
        init(_ change: ServerChange, _ edit: @escaping @Sendable (inout ApprovalTask) -> Void) {
            self.change = change
            self.edit = edit
        }
    }

    static func decided(_ task: inout ApprovalTask, by actor: String, _ status: TaskStatus) {
        task.status = status
        task.steps.append(
            ApprovalStep(node: "manager", title: "经理审核", actor: actor, state: .done, decidedAt: 1))
    }

    static let standings: [Standing] = [
        Standing(.unchanged) { _ in },
        Standing(.remarksOnly) { $0.rev = "9" },
        Standing(.contentChanged) {
            $0.rev = "9"
            $0.invoice.seller.account = "6222 0000"
        },
        Standing(.withdrawn) { $0.status = .withdrawn },
        Standing(.resubmitted) { $0.round += 1 },
        Standing(.reassigned) { $0.assignee = "wang.fang" },
        Standing(.sameByMe) { Self.decided(&$0, by: "li.na", .approved) },
        Standing(.approvedByOther) { Self.decided(&$0, by: "wang.fang", .approved) },
        Standing(.oppositeByMe) { Self.decided(&$0, by: "li.na", .rejected) },
        Standing(.refusedByOther) { Self.decided(&$0, by: "wang.fang", .returned) },
    ]

    @Test("how a task stands now is told from it alone", arguments: standings.indices)
    func standing(_ index: Int) {
        let seen = Samples.task
        var now = seen
        Self.standings[index].edit(&now)
        var request = Samples.request
        request.task = seen.id
        request.round = seen.round
        request.action = .approve
        request.seenDigest = SeenContent(of: seen).digest
        let change = ServerChange(now: now, since: request, rev: seen.rev, actor: seen.assignee)
        #expect(change == Self.standings[index].change)
        #expect(ServerChange(now: nil, since: request, rev: seen.rev, actor: seen.assignee) == .gone)
    }
}
