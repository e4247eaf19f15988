import Invoicing
import OAProfile
import Store
import Terminal
import Verification

/// Opening the checks of an invoice, moving among them, judging anew.
extension ConsoleState {
    /// The checks of the selected row, or of the open invoice.
    mutating func openFindings() -> [ConsoleEffect] {
        let task: TaskID
        switch screens.last {
        case .detail(let detail): task = detail.identity.task
        case nil:
            guard let row = selectedRow else {
                say(Strings.nothingSelected)
                return []
            }
            task = row.task
        default: return []
        }
        open(.findings(FindingsPage(task: task)))
        return [.loadOverview(.checks(task, storing: false))]
    }

    /// Judges the invoice anew and stores what came of it.
    mutating func reverify() -> [ConsoleEffect] {
        guard case .findings(let page) = overview else { return [] }
        say(Strings.checkingAgain)
        // A read-only session judges anew and keeps nothing.
        return [.loadOverview(.checks(page.task, storing: !setting.isReadOnly))]
    }

    /// Judges again what is open and may have changed.
    func rereadChecks(where isConcerned: (TaskID) -> Bool) -> [ConsoleEffect] {
        screens.compactMap { screen in
            guard case .overview(.findings(let page)) = screen, isConcerned(page.task) else { return nil }
            return .loadOverview(.checks(page.task, storing: false))
        }
    }

    mutating func acceptChecks(of task: TaskID, _ judged: JudgedTask?, isStored: Bool) {
        for index in screens.indices {
            guard case .overview(.findings(var page)) = screens[index], page.task == task else { continue }
            guard let judged else {
                screens.removeSubrange(index...)
                say(Strings.taskGone, role: .warning)
                return
            }
            let before = page.check?.rule
            if isStored || (setting.isReadOnly && page.judged != nil) { tell(judged, after: page.judged) }
            // What is stored now is what was judged now.
            page.judged =
                isStored
                ? JudgedTask(
                    entry: MirrorEntry(
                        key: judged.entry.key, task: judged.entry.task, findings: judged.findings),
                    checks: judged.checks, neighbours: judged.neighbours) : judged
            page.judgedAt = now
            // The marker follows its rule, wherever that stands now.
            page.selected = judged.checks.firstIndex { $0.rule == before } ?? 0
            screens[index] = .overview(.findings(page))
        }
        keepCheckInSight()
    }

    /// Says how many findings there are now and what is other than before.
    private mutating func tell(_ judged: JudgedTask, after before: JudgedTask?) {
        let known = Dictionary(grouping: before?.findings ?? judged.entry.findings, by: \.rule)
        let found = Dictionary(grouping: judged.findings, by: \.rule)
        let new = found.keys.filter { known[$0] == nil }.sorted()
        let gone = known.keys.filter { found[$0] == nil }.sorted()
        let other = found.keys.filter { known[$0] != nil && known[$0] != found[$0] }.sorted()
        let isSame = new.isEmpty && gone.isEmpty && other.isEmpty && judged.changedRules.isEmpty
        say(
            isSame
                ? Strings.checkedUnchanged(count: judged.findings.count)
                : Strings.checkedChanged(
                    count: judged.findings.count, new: new, gone: gone,
                    other: other + judged.changedRules.filter { !(new + gone + other).contains($0) }),
            role: judged.findings.isEmpty ? .good : .warning)
    }

    // MARK: - Moving

    /// To the next check that found something, or back.
    mutating func moveToFinding(by count: Int) {
        guard case .findings(var page) = overview, let judged = page.judged else { return }
        let last = judged.checks.lastIndex { $0.worst != nil }
        guard let last else {
            say(Strings.noFindings, role: .good)
            return
        }
        let target = page.selected + count
        guard (0...last).contains(target) || page.selected > last && count < 0 else {
            say(count > 0 ? Strings.lastFinding : Strings.firstFinding)
            return
        }
        page.selected = min(max(0, target), last)
        let starts = page.layout(for: self).starts
        if starts.indices.contains(page.selected) {
            let lines = page.layout(for: self).lines.count
            // The head of the group stays in sight with its first check.
            page.top = min(max(0, starts[page.selected] - 1), lastTop(ofLines: lines))
        }
        set(.findings(page))
    }

    /// After scrolling the marker stands at a check that can be seen: nothing is done to one out of sight.
    mutating func keepCheckInSight() {
        guard case .findings(var page) = overview else { return }
        let layout = page.layout(for: self)
        let end = page.top + ConsoleState.documentRows(of: size)
        guard layout.starts.indices.contains(page.selected) else { return }
        let start = layout.starts[page.selected]
        guard start < page.top || start >= end else { return }
        let visible = layout.starts.indices.filter {
            layout.starts[$0] >= page.top && layout.starts[$0] < end
        }
        guard let nearest = start < page.top ? visible.first : visible.last else { return }
        page.selected = nearest
        set(.findings(page))
    }
}
