import Invoicing
import Store

extension Synchronizer {
    /// How many tasks are judged again in one transaction: well below what a reader would notice.
    static let judgedAtOnce = 200

    /// Judges again what other rules or another policy judged before. Between two parts whatever became due is pushed, so
    /// that a million tasks delay no decision; what is left when the program ends goes on with the next round.
    /// - Throws: ``StoreError``, ``OAError`` or `CancellationError`.
    func judgeAgain(_ round: inout Round) async throws {
        while let changed = try mirror.judgeAgain(limit: Self.judgedAtOnce) {
            try Task.checkCancellation()
            if !changed.isEmpty { announce(.mirror(AppliedChanges(changed: changed))) }
            try await push(&round)
        }
    }
}
