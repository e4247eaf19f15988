import Invoicing
import Logging
import OAClient
import OAProfile
import Store

extension Synchronizer {
    /// After so many confirmed decisions in a row that the OA still holds, older ones are not asked for: a backup loses the
    /// newest.
    static let heldInARow = 20

    /// The OA's history is another one, as after a restored backup: every decision that it had confirmed is asked for, from
    /// the newest on. One that it no longer holds comes back as a conflict; it is never sent again by itself.
    ///
    /// Runs before the snapshot of the new history is put in place, so that a kill in between does not skip it.
    func reopenLost(_ round: inout Round) async throws {
        let confirmed = try ledger.operations(in: [.acked], limit: 10_000)
        guard !confirmed.isEmpty else { return }
        if session == nil { session = try await connector.session() }
        // Only an OA of level 3 promises to remember every operation.
        guard let session, session.capabilities.capabilityLevel == .full else { return }
        var held = 0
        for operation in confirmed where operation.actor == session.user {
            guard held < Self.heldInARow else { return }
            try Task.checkCancellation()
            if case .acked? = try await connector.report(on: operation.id).map({
                Judgement(report: $0, of: operation.request)
            }) {
                held += 1
                continue
            }
            held = 0
            var generator = world.generator
            let newID = OperationID(milliseconds: world.now(), using: &generator)
            guard let opened = try ledger.reopenLost(operation.id, as: newID, at: world.now()) else {
                continue
            }
            logger.error(
                "the OA lost a confirmed decision", metadata: ["operation": "\(operation.id.rawValue)"])
            round.note(opened)
            announce(.operation(opened))
        }
    }
}
