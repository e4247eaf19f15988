import Invoicing
import OAProfile
import Store
import Terminal

/// One invoice from receipt to archive: each thing that happened, by whom, when, and where the log has it.
struct TimelinePage: Hashable, Sendable {
    let task: TaskID
    /// What was found; nothing before it was read.
    var timeline: Timeline?
    var list: AuditorList

    init(task: TaskID, size: TerminalSize) {
        self.task = task
        list = AuditorList(size: size)
        resize(to: size)
    }

    /// The two lowest rows tell the selected one in full.
    private static let detailRows = 3

    mutating func resize(to size: TerminalSize) {
        list.viewport.resize(
            pageSize: max(1, AuditorList.pageSize(of: size) - Self.detailRows), count: list.places.count)
    }

    mutating func fill(_ timeline: Timeline) {
        self.timeline = timeline
        list.follow(.some(timeline.rows.indices.map { Int64($0) }))
    }

    var selected: TimelineRow? {
        guard let timeline, let place = list.viewport.selection, timeline.rows.indices.contains(Int(place))
        else { return nil }
        return timeline.rows[Int(place)]
    }

    func draw(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        let language = state.language
        let (title, below) = rect.splitTop(1)
        let (range, rest) = below.splitTop(1)
        surface.write(
            TerminalText(Strings.timelineTitle[language]), at: title.point(column: 1), role: .heading)
        guard let timeline else {
            surface.write(TerminalText(Strings.loading[language]), at: rest.point(column: 2, row: 1))
            return
        }
        let head = "\(task.rawValue)  \(Veil.general.text(timeline.title))"
        surface.write(
            state.listText("\(head)  \(Strings.timelineCount(timeline.rows.count)[language])")
                .truncated(toColumns: rect.columns - 3),
            at: range.point(column: 2), role: .muted)
        let (upper, detail) = rest.splitBottom(Self.detailRows)
        let (heads, rows) = upper.splitTop(1)
        let isWide = rect.columns >= 110
        let (person, number, what) = isWide ? (23, 42, 52) : (20, 33, 42)
        for (text, column) in [
            (Strings.auditColumnTime, 2), (Strings.auditColumnPerson, person),
            (Strings.timelineEntry, number), (Strings.auditColumnEvent, what),
        ] {
            surface.write(TerminalText(text[language]), at: heads.point(column: column), role: .heading)
        }
        for (row, place, isSelected) in list.visible where timeline.rows.indices.contains(Int(place)) {
            let origin = rows.point(row: row)
            if isSelected {
                surface.write(TerminalText(">"), at: origin, role: .marker)
                surface.cursor = origin
            }
            let item = timeline.rows[Int(place)]
            func write(_ text: TerminalText, _ column: Int, _ end: Int, _ role: StyleRole) {
                surface.write(
                    text.truncated(toColumns: max(0, end - column - 1)),
                    at: Point(column: column, row: origin.row), role: role)
            }
            write(time(item, state, isWide: isWide), 2, person, .text)
            write(state.listText(item.person), person, number, .text)
            write(TerminalText(item.place[language]), number, what, .muted)
            let text = "\(item.what[language])  \(Veil.general.text(item.detail[language]))"
            write(state.listText(text), what, rect.columns, item.role)
        }
        draw(detail, state, into: &surface)
    }

    private func time(_ row: TimelineRow, _ state: ConsoleState, isWide: Bool) -> TerminalText {
        guard let at = row.at else { return TerminalText(Strings.timelineUntimed[state.language]) }
        let time = LocalTime(milliseconds: at, utcOffset: state.setting.utcOffset)
        return TerminalText(isWide ? time.longWithSeconds : time.long)
    }

    private func draw(_ rect: Rect, _ state: ConsoleState, into surface: inout Surface) {
        guard let row = selected else { return }
        let text = "\(row.what[state.language])  \(Veil.general.text(row.detail[state.language]))"
        let lines = TerminalText(text).wrapped(toColumns: rect.columns - 4)
        for (index, line) in lines.prefix(rect.rows - 1).enumerated() {
            surface.write(line, at: rect.point(column: 2, row: index + 1), role: row.role)
        }
    }
}

extension TimelineRow {
    /// The number of the log's entry, or where else it is known from.
    var place: LocalizedText {
        switch source {
        case .log(let place): LocalizedText(zh: "#\(place)", en: "#\(place)")
        case .ledger, .evidence: Strings.timelineLedger
        case .oa: LocalizedText(zh: "OA", en: "OA")
        case .archive: Strings.timelineShelf
        case .papers(let place): LocalizedText(zh: "\(Strings.timelineBook.zh)\(place)", en: "P\(place)")
        case .now: Strings.timelineNowWord
        }
    }
}
