import Invoicing
import OAProfile
import Store
import Terminal

/// The plan of a bulk decision: what will happen in numbers, what is left out and why, then every row; later its result.
enum PlanScreen {
    /// Rows above the list: the plan in numbers.
    private static func headRows(of size: TerminalSize) -> Int { size.rows < 30 ? 9 : 13 }

    /// Rows of the list: frame, numbers, a rule and heads around it.
    static func pageSize(of size: TerminalSize) -> Int { max(1, size.rows - 5 - headRows(of: size)) }

    static func draw(_ plan: BulkPlan, state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        let (head, rest) = rect.splitTop(headRows(of: state.size))
        let (rule, below) = rest.splitTop(1)
        let (heads, list) = below.splitTop(1)
        for (row, line) in headLines(plan, state: state, rows: head.rows).enumerated() {
            line.draw(into: &surface, at: head.point(column: 1, row: row), maxColumns: head.columns - 2)
        }
        surface.horizontalLine(at: rule.origin, columns: rule.columns, borders: state.borders)
        guard plan.phase != .loading else { return }
        let columns = Columns(width: rect.columns, rows: Array(plan.visibleRows))
        drawHeads(columns, state.language, into: &surface, in: heads)
        let range = plan.viewport.visibleRange(count: plan.rows.count)
        for (offset, row) in plan.rows[range].enumerated() {
            let origin = list.point(row: offset)
            if range.lowerBound + offset == plan.viewport.selectedIndex {
                if !state.setting.isSlowLink { surface.write(TerminalText(">"), at: origin, role: .marker) }
                surface.cursor = origin
            }
            draw(row, columns, state, into: &surface, at: origin)
        }
    }

    // MARK: - In numbers

    private static func headLines(_ plan: BulkPlan, state: ConsoleState, rows: Int) -> [StyledLine] {
        let language = state.language
        guard plan.phase != .loading else {
            return [StyledLine(Strings.planReading(plan.keys.count)[language], role: .muted)]
        }
        let shown = plan.shownRows
        var lines = [
            StyledLine(
                Strings.planTitle(plan.action, count: shown.count, of: plan.rows.count)[language],
                role: .heading)
        ]
        let width = state.size.columns - 2
        func field(_ label: LocalizedText, _ value: String, role: StyleRole = .text) {
            var line = StyledLine(TerminalText(label[language]), role: .muted)
            line.pad(toColumn: language == .zh ? 10 : 14)
            let (text, room) = (TerminalText(value), max(8, width - line.columns))
            let parts = text.wrapped(toColumns: room)
            guard rows >= 12, parts.count > 1 else {
                line.append(text.truncated(toColumns: room), role: role)
                lines.append(line)
                return
            }
            // Where there is room, what does not fit goes on below.
            line.append(parts[0], role: role)
            var more = StyledLine()
            more.pad(toColumn: language == .zh ? 10 : 14)
            more.append(parts[1].truncated(toColumns: room - (parts.count > 2 ? 3 : 0)), role: role)
            if parts.count > 2 { more.append(" ..", role: role) }
            lines += [line, more]
        }
        if !plan.target.isEmpty { field(Strings.target(of: plan.action), state.named(plan.target)) }
        if !plan.comment.isEmpty {
            field(plan.action == .reject ? Strings.reason : Strings.comment, plan.comment)
        }
        field(
            Strings.planTotal, sums(BulkPlan.totals(of: shown) { _ in "" }, most: 4, language: language),
            role: .heading)
        field(
            Strings.columnSeller,
            sums(
                BulkPlan.totals(of: shown) { $0.invoice.seller.name }, most: rows < 12 ? 2 : 4,
                language: language))
        field(
            Strings.planCostCentre,
            sums(
                BulkPlan.totals(of: shown) { $0.costCentre.isEmpty ? Strings.none[language] : $0.costCentre },
                most: rows < 12 ? 2 : 4, language: language))
        let question = question(plan, state: state)
        var reasons = plan.exclusions.map { reason, count in
            StyledLine(
                "! " + Strings.excluded(count, Strings.reason(reason))[language], role: .warning)
        }
        let unseen = plan.rows.count { $0.exclusion == nil } - shown.count
        if unseen > 0 {
            let told = Strings.planUnseen(key: state.keys[.pageDown])
            reasons.insert(
                StyledLine("! " + Strings.excluded(unseen, told)[language], role: .warning), at: 0)
        }
        let passed = shown.count { row in
            plan.action == .approve && row.entry?.findings.contains { $0.severity == .error } == true
        }
        if passed > 0 {
            reasons.insert(
                StyledLine("- " + Strings.overriddenInPlan(passed)[language], role: .accent), at: 0)
        }
        let room = max(0, rows - lines.count - 1)
        if reasons.count > room {
            lines += reasons.prefix(max(0, room - 1))
            lines.append(
                StyledLine("! " + Strings.moreExcluded[language], role: .warning))
        } else {
            lines += reasons
        }
        lines.append(question)
        return lines
    }

    /// Sums, the largest first; what does not fit is counted, never left out silently.
    private static func sums(_ totals: [BulkPlan.Total], most: Int, language: Language) -> String {
        guard !totals.isEmpty else { return "-" }
        var parts = totals.prefix(most).map { total in
            let name =
                total.name.isEmpty
                ? ""
                : TerminalText(total.name).withoutAmbiguousWidths().truncated(toColumns: 24).string + " "
            return name + FieldText.amount(total.amount) + " x" + String(total.count)
        }
        if totals.count > most { parts.append(Strings.andMore(totals.count - most)[language]) }
        return parts.joined(separator: language == .zh ? "；" : "; ")
    }

    /// What is asked, under way, or done.
    private static func question(_ plan: BulkPlan, state: ConsoleState) -> StyledLine {
        let language = state.language
        switch plan.phase {
        case .loading, .incomplete: return .blank
        case .recording(let rest):
            let total = plan.rows.count { $0.isIncluded }
            return StyledLine(
                Strings.planRecording(total - rest.count, of: total, key: state.keys[.back])[language],
                role: .info)
        case .finished:
            return StyledLine(
                Strings.planResult(
                    recorded: plan.recordedCount, failed: plan.failedKeys.count,
                    key: state.keys[.retryFailed])[language],
                role: plan.failedKeys.isEmpty ? .good : .warning)
        case .ready:
            var line = StyledLine("[\(state.keys[.confirm])] ", role: .key)
            line.append(Strings.planConfirm(plan.action, count: plan.shownRows.count)[language])
            line.append("   ")
            line.append("[\(state.keys[.back])] ", role: .key)
            line.append(Strings.title(of: .cancel)[language])
            return line
        }
    }

    // MARK: - Rows

    /// Where each column begins. What is outside text stands last.
    private struct Columns {
        let amount: Int
        let state: Int
        let seller: Int
        let account: Int
        let number: Int

        init(width: Int, rows: [BulkPlan.Row]) {
            let amounts = rows.compactMap { $0.entry?.task.invoice.totals.gross }
            amount = max(14, amounts.map { FieldText.listAmount($0).count }.max() ?? 0)
            // Long words of the ledger have more room where there is some.
            state = width >= 120 ? 40 : 28
            let room = max(10, width - 2 - amount - 1 - 9 - 1 - state - 1 - 1)
            number = room >= 74 ? 22 : 0
            account = room >= 44 ? 22 : 0
            seller = room - (number > 0 ? number + 1 : 0) - (account > 0 ? account + 1 : 0)
        }

        /// Start and width of each column, in order.
        var places: [(start: Int, width: Int)] {
            var start = 2
            return [amount, 9, state, seller, account, number].map { width in
                defer { start += width > 0 ? width + 1 : 0 }
                return (start, width)
            }
        }
    }

    private static func drawHeads(
        _ columns: Columns, _ language: Language, into surface: inout Surface, in rect: Rect
    ) {
        let titles = [
            Strings.columnAmount, Strings.columnFindings, Strings.columnPlan, Strings.columnSeller,
            Strings.label(.payeeAccount), Strings.columnNumber,
        ]
        for (index, (title, place)) in zip(titles, columns.places).enumerated() where place.width > 0 {
            surface.write(
                TerminalText(title[language]).padded(
                    toColumns: place.width, alignment: index == 0 ? .right : .left),
                at: rect.point(column: place.start), role: .heading)
        }
    }

    private static func draw(
        _ row: BulkPlan.Row, _ columns: Columns, _ state: ConsoleState, into surface: inout Surface,
        at origin: Point
    ) {
        let task = row.entry?.task
        let findings = row.entry?.findings ?? []
        let worst = findings.map(\.severity).max()
        let (word, role) = outcome(row, state)
        let cells: [(TerminalText, StyleRole)] = [
            (TerminalText(task.map { FieldText.listAmount($0.invoice.totals.gross) } ?? "-"), .text),
            (
                TerminalText(
                    worst.map { worst in
                        Strings.mark(
                            worst, count: findings.count { $0.severity == worst }, of: findings.count)[
                                state.language]
                    } ?? ""),
                worst?.role ?? .text
            ),
            (word, role),
            (state.listText(task?.invoice.seller.name ?? ""), .text),
            (state.accountText(of: task), .text),
            (state.listText(task?.invoice.number.display ?? ""), .text),
        ]
        for (index, (cell, place)) in zip(cells, columns.places).enumerated() where place.width > 0 {
            surface.write(
                cell.0.padded(toColumns: place.width, alignment: index == 0 ? .right : .left),
                at: Point(column: origin.column + place.start, row: origin.row), role: cell.1)
        }
    }

    /// A sign and words: what will happen to the row, or what did.
    private static func outcome(_ row: BulkPlan.Row, _ state: ConsoleState) -> (TerminalText, StyleRole) {
        let language = state.language
        let good = state.usesASCII ? "+ " : "\u{2713} "
        switch row.result {
        case .recorded(let id):
            if let operation = row.entry.flatMap({ state.operations[$0.task.id] }), operation.id == id {
                let word = OperationStateWord(operation.state)
                return (state.overlayWord(word), word.role)
            }
            return (TerminalText(good + Strings.overlay(.recorded)[language]), .good)
        case .refused(let failure):
            return (TerminalText("! " + Strings.refused(failure)[language]), .danger)
        case .stopped: return (TerminalText("- " + Strings.planStopped[language]), .warning)
        case nil: break
        }
        if let exclusion = row.exclusion {
            return (TerminalText("- " + Strings.reason(exclusion)[language]), .warning)
        }
        return (.empty, .text)
    }
}
