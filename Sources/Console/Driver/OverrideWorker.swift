import Audit
import Invoicing
import OAProfile
import Store

extension StoreWorker {
    /// Records an override of exactly what was painted: the invoice and what the rule finds on it are judged once more.
    func override(_ order: ConsoleState.OverrideOrder) throws(StoreError) -> ConsoleEvent {
        let target = order.target
        let judged = try mirror.judge(target.task.id)
        guard let judged, TaskIdentity(judged.entry.task) == TaskIdentity(target.task),
            judged.checks.first(where: { $0.rule == target.check.rule })?.findings == target.check.findings
        else { return .notOverridden(.changed, target.task.id) }
        do throws(StoreError) {
            return .overridden(
                try services.ledger.override(
                    OverriddenFinding(
                        rule: target.check.rule, version: target.check.version, reason: order.reason,
                        findings: OverriddenFinding.digest(of: target.check.findings), policy: order.policy),
                    on: target.task, at: context.now()))
        } catch {
            return .notOverridden(.store(error), target.task.id)
        }
    }
}
