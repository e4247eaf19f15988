import Audit
import Invoicing
import Store

/// What the audit log must have before it happens on the screen.
extension StoreWorker {
    /// - Throws: `StoreError`; then nothing may be shown.
    func reveal(_ versions: [ApprovalTask], as task: RevealedTask) throws(StoreError) -> ConsoleEvent {
        for version in versions {
            for hidden in Veil.hidden(in: version) {
                try services.ledger.note(
                    .revealed(hidden.rawValue, on: SeenTask(version)), at: context.now())
            }
        }
        return .revealed(task)
    }

    /// - Throws: `StoreError`; then nothing may be copied.
    func note(copyOf text: String, as what: String, _ task: ApprovalTask) throws(StoreError) -> ConsoleEvent {
        try services.ledger.note(.copied(what, on: SeenTask(task)), at: context.now())
        return .copyNoted(text)
    }
}
