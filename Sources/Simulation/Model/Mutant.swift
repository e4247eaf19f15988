/// A deliberate fault in the protocol. The model must notice each of them; a model that does not proves nothing.
package enum Mutant: String, CaseIterable, Sendable {
    /// Every attempt has a name of its own.
    case newKeyEachTry
    /// The OA does not compare the row version.
    case noPrecondition
    /// The cursor is durable before its page.
    case cursorFirst
    /// Any 409 or 412 counts as applied.
    case ackAny409
    /// A full resync forgets what was decided.
    case resyncWipesOutbox
    /// What may have left is cancelled here alone.
    case cancelUnfenced
    /// A refusal makes the decision vanish.
    case dropOnRefusal
    /// The OA forgets names after a while.
    case keyExpires
    /// The decision leaves before it is durable.
    case sendBeforeCommit
    /// The OA answers cursors of another history.
    case ignoreEpoch
    /// A change takes its place in the feed before it is visible.
    case sequenceAtBegin
    /// Nothing is sent while a conflict waits.
    case stopOnHeadBlock
    /// A changed row is decided again without asking.
    case autoRebase
    /// A pulled row version is written into a recorded decision.
    case mirrorOverPending
    /// Only success is remembered under a name.
    case refusalNotSticky
}
