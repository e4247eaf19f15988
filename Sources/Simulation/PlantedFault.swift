/// A fault that is planted on purpose, to see that the simulation notices it and finds its shortest trace. None of them is
/// in the product's code: they are in the OA, on the way to it, on the disk and in what the user is told.
package enum PlantedFault: String, CaseIterable, Sendable {
    /// The OA forgets the names of operations after a while.
    case nameForgotten
    /// The OA compares neither row version nor digest.
    case noPrecondition
    /// A conflict comes back as a receipt.
    case anyConflictCounts
    /// The change feed leaves something out, as one does that numbers changes before they are visible.
    case gapInFeed
    /// The user is told "recorded" before it is.
    case toldTooEarly
    /// Somebody tidies up the ledger's journal after a crash.
    case journalTidiedUp
}
