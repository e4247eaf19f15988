import Invoicing
import OAProfile
import Store
import Terminal
import Verification

/// Letting a finding pass with a reason, and taking that back.
extension ConsoleState {
    /// What is let pass: the rule's findings as they were painted, on the invoice as it was painted.
    struct OverrideTarget: Hashable, Sendable {
        let task: ApprovalTask
        let check: Check
    }

    /// What a worker is asked to record.
    struct OverrideOrder: Hashable, Sendable {
        let target: OverrideTarget
        let reason: String
        let policy: String
    }

    mutating func beginOverride() -> [ConsoleEffect] {
        guard let target = paintedFinding() else { return [] }
        if let refusal = OverrideRefusal.reason(
            setting.overrides, user: identity.user, names: [identity.displayName], on: target.task)
        {
            say(Strings.mayNotOverride(refusal) { named($0) }, role: .warning)
            return []
        }
        if let known = overrides(of: target) {
            say(Strings.alreadyOverridden(known, key: keys[.withdrawOverride]), role: .warning)
            return []
        }
        modal = .overviewText(.override(target), LineEditor())
        return []
    }

    mutating func acceptOverride(_ target: OverrideTarget, _ editor: LineEditor) -> [ConsoleEffect] {
        guard let reason = Decision.Reason(editor.text) else {
            say(Strings.reasonRequired, role: .warning)
            return []
        }
        modal = nil
        return [
            .override(
                OverrideOrder(target: target, reason: reason.text, policy: setting.overrides.policy))
        ]
    }

    mutating func withdrawOverride() -> [ConsoleEffect] {
        guard let target = paintedFinding() else { return [] }
        guard let known = overrides(of: target) else {
            say(Strings.notOverridden, role: .warning)
            return []
        }
        return [.withdrawOverride(known.id)]
    }

    /// The check at the marker with what it found, if it is what the screen shows.
    private mutating func paintedFinding() -> OverrideTarget? {
        guard case .findings(let page) = overview, let judged = page.judged, let check = page.check else {
            return nil
        }
        guard painted.opened == page.identity else {
            say(Strings.changedUnderHand, role: .warning)
            return nil
        }
        guard check.worst != nil else {
            say(Strings.nothingToOverride, role: .warning)
            return nil
        }
        return OverrideTarget(task: judged.entry.task, check: check)
    }

    private func overrides(of target: OverrideTarget) -> FindingOverride? {
        overrides[target.task.id]?.last { $0.covers(target.check.findings, on: target.task) }
    }

    // MARK: - What came of it

    mutating func accept(_ loaded: [FindingOverride]) {
        overrides = Dictionary(grouping: loaded.filter { $0.withdrawal == nil }, by: \.task)
        recompose()
    }

    mutating func finishOverriding(_ known: FindingOverride) -> [ConsoleEffect] {
        var all = overrides[known.task, default: []].filter { $0.id != known.id }
        if known.withdrawal == nil { all.append(known) }
        overrides[known.task] = all.isEmpty ? nil : all
        say(
            known.withdrawal == nil
                ? Strings.overridden(known.finding.rule) : Strings.overrideWithdrawn(known.finding.rule),
            role: known.withdrawal == nil ? .good : .warning)
        recompose()
        return []
    }

    mutating func failOverriding(_ failure: RecordingFailure, on task: TaskID) -> [ConsoleEffect] {
        switch failure {
        case .changed:
            say(Strings.overrideChanged, role: .warning)
            return [.loadOverview(.checks(task, storing: false))]
        case .store(let error):
            fail(error)
            return []
        }
    }
}
