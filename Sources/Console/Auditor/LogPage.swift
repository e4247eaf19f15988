import Audit
import Invoicing
import OAProfile
import Store
import Terminal

/// Which places of the log are asked for.
struct LogRequest: Hashable, Sendable {
    /// The filter as it was typed.
    let query: String
    /// Counts the questions; answers to older ones are dropped, and their search ends.
    let generation: Int
    /// Where the search goes on; the greatest integer at its beginning.
    var below = Int64.max
    /// Where it ends; nothing at its beginning.
    var floor: Int64?
}

/// What the search found.
enum LogAnswer: Hashable, Sendable {
    /// Every entry is asked for: the place of the newest.
    case everything(newest: Int64)
    /// A part of the log was searched.
    case stretch(AuditStretch)
}

/// The entries of the log, newest first. What is on the screen is read, and nothing else.
struct LogPage: Hashable, Sendable {
    /// The filter as it was typed; empty for everything.
    var query = ""
    var generation: Int
    var list: AuditorList
    /// The entries that were read, around those in sight.
    var records: [Int64: AuditRecord] = [:]
    /// What was asked for and has not come.
    var asked: Set<Int64> = []
    /// Down to which place the log was searched; nothing once it was searched whole.
    var searchedTo: Int64? = .max

    init(query: String, generation: Int, size: TerminalSize) {
        self.query = query
        self.generation = generation
        list = AuditorList(size: size)
    }

    var selected: AuditRecord? { list.viewport.selection.flatMap { records[$0] } }

    /// The rows to read, with some pages around them so that scrolling shows no gap.
    var missing: [Int64] {
        let shown = list.visible.contains { records[$0.place] == nil && !asked.contains($0.place) }
        guard shown else { return [] }
        return list.around(pages: 3).filter { records[$0] == nil && !asked.contains($0) }
    }

    private struct Columns {
        let time: Int
        let person: Int
        let event: Int
        let outcome: Int
        let about: Int

        init(_ width: Int) {
            time = 11
            person = width >= 110 ? 32 : 29
            event = person + (width >= 110 ? 18 : 13)
            outcome = event + (width >= 110 ? 26 : 17)
            about = width >= 110 ? outcome + 12 : outcome
        }
    }

    func draw(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        let language = state.language
        let (title, below) = rect.splitTop(1)
        let (range, rest) = below.splitTop(1)
        surface.write(
            TerminalText(Strings.auditLogTitle[language]), at: title.point(column: 1), role: .heading)
        surface.write(
            TerminalText(Strings.auditLogOver(self)[language]).truncated(toColumns: rect.columns - 3),
            at: range.point(column: 2), role: .muted)
        guard !list.places.isEmpty else {
            let text = searchedTo == nil ? Strings.auditLogEmpty : Strings.loading
            surface.write(TerminalText(text[language]), at: rest.point(column: 2, row: 1))
            return
        }
        let columns = Columns(rect.columns)
        let (heads, rows) = rest.splitTop(1)
        var titles = [
            (Strings.auditColumnTime, columns.time), (Strings.auditColumnPerson, columns.person),
            (Strings.auditColumnEvent, columns.event), (Strings.auditColumnAbout, columns.about),
        ]
        if columns.about > columns.outcome { titles.append((Strings.auditColumnOutcome, columns.outcome)) }
        for (text, column) in titles {
            surface.write(TerminalText(text[language]), at: heads.point(column: column), role: .heading)
        }
        for (row, place, isSelected) in list.visible {
            let origin = rows.point(row: row)
            if isSelected {
                surface.write(TerminalText(">"), at: origin, role: .marker)
                surface.cursor = origin
            }
            draw(place, columns, state, into: &surface, row: origin.row, width: rect.columns)
        }
    }

    private func draw(
        _ place: Int64, _ columns: Columns, _ state: ConsoleState, into surface: inout Surface, row: Int,
        width: Int
    ) {
        func write(_ text: TerminalText, _ column: Int, _ end: Int, _ role: StyleRole = .text) {
            surface.write(
                text.truncated(toColumns: max(0, end - column - 1)), at: Point(column: column, row: row),
                role: role)
        }
        let number = TerminalText("#\(place)")
        surface.write(
            number, at: Point(column: max(1, columns.time - 1 - number.columns), row: row), role: .muted)
        guard let record = records[place] else { return }
        guard let entry = record.entry, record.isSealed else {
            write(TerminalText(Strings.auditUnreadable[state.language]), columns.time, width, .danger)
            return
        }
        let time = LocalTime(milliseconds: entry.wallTime, utcOffset: state.setting.utcOffset)
        let isWide = columns.about > columns.outcome
        write(TerminalText(isWide ? time.longWithSeconds : time.long), columns.time, columns.person)
        write(state.listText(entry.actor), columns.person, columns.event)
        let role: StyleRole = entry.hasFailed ? .danger : .text
        var event = entry.eventTitle[state.language]
        // Where there is no column for the outcome, the steps of one decision must still be told apart.
        if !isWide, let step = OperationState(rawValue: entry.outcome) {
            event += " " + Strings.overlay(step, isApplied: false)[state.language]
        }
        write(TerminalText(event), columns.event, columns.outcome, role)
        if isWide {
            write(TerminalText(entry.outcomeTitle[state.language]), columns.outcome, columns.about, role)
        }
        let about = entry.task.isEmpty ? entry.subject : entry.task
        write(state.listText(Veil.general.text(about)), columns.about, width)
    }
}

extension AuditEntry {
    /// What happened, for people: the title of an event or of an action; the log's own word where it is unknown.
    var eventTitle: LocalizedText {
        AuditEvent.Kind(rawValue: event)?.title ?? Decision.Action(rawValue: event)?.title
            ?? LocalizedText(zh: event, en: event)
    }

    /// How it ended, for people.
    var outcomeTitle: LocalizedText {
        if let state = OperationState(rawValue: outcome) { return state.title }
        return outcome == "done"
            ? Strings.auditDone
            : outcome == "failed"
                ? Strings.auditFailed
                : LocalizedText(zh: outcome, en: outcome)
    }

    /// Whether it tells of something that did not go well.
    var hasFailed: Bool { ["failed", "refused", "dead", "conflict"].contains(outcome) }
}
