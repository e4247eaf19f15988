import Store

/// What the state knows about coming back: when the place is saved next, and what of the last one still waits.
struct SessionMemory: Hashable, Sendable {
    /// Whether there is anything to come back to: not for a script.
    var isKept = false
    /// Whether the last place may still be shown: until the first key.
    var mayRestore = false
    /// Whether the list still has to bring the row that was selected.
    var isSeeking = false
    /// When the place is saved, in milliseconds since 1970.
    var dueAt: Int64?
    /// The place as it was saved last.
    var saved: Place?
    /// Whether the user left: then there is nothing to come back to.
    var isOver = false
    /// Text for an editor that is not open again yet.
    var leftOver: Place.Text?

    /// How long a change rests before it is saved, in milliseconds.
    static let pause: Int64 = 400
}

/// A place that was read, with what it takes to show it.
struct RestoredPlace: Sendable {
    var place: Place
    /// The task that was open; nothing when it is gone or none was.
    var entry: MirrorEntry?
    /// Marks whose tasks are gone.
    var lostMarks = 0
}
