import Invoicing
import Store

/// What a user chose on the screen and finds again the next time.
public struct RememberedChoices: Hashable, Sendable {
    /// The columns of the queue; nothing takes what suits the terminal's width.
    public var columns: [ColumnChoice]?
    /// How the queue is sorted.
    public var sort = QueueSort()
    /// Into which groups it is put.
    public var grouping: TaskGrouping?
    /// The look.
    public var theme: String?

    /// Nothing chosen.
    public init() {}
}

/// Something to keep for the next time.
public enum Keepsake: Hashable, Sendable {
    /// Columns, order, groups, look.
    case choices(RememberedChoices)
    /// The views that the user made on the screen, all of them.
    case views([SavedView])
}
