/// What a query asks of a task: the small tree between the parser and the SQL. Every value in it is final;
/// days and names of the context are already worked in.
indirect enum Condition: Hashable, Sendable {
    /// Every task.
    case everything
    /// All of them hold.
    case all([Condition])
    /// One of them holds.
    case any([Condition])
    /// It does not hold.
    case not(Condition)
    /// The full-text index finds it; an expression of ``SearchWords/expression(containing:in:)``.
    case words(String)
    /// The name in that field sounds like the letters, or the words of the index find them.
    case sound(KnownNames.Field, typed: String, words: String)
    /// A number lies in a range; false where the column is empty.
    case within(NumberColumn, ClosedRange<Int64>)
    /// The column is empty.
    case missing(NumberColumn)
    /// A text column is one of these.
    case oneOf(TextColumn, [String])
    /// A finding's rule is one of these, or its name contains the text.
    case rule(containing: String, orOneOf: [String])
    /// The task's name begins so, in one of these spellings.
    case name(beginning: [String])

    /// Both hold.
    func and(_ other: Condition) -> Condition {
        switch (self, other) {
        case (.everything, _): other
        case (_, .everything): self
        case (.all(let left), _): .all(left + [other])
        default: .all([self, other])
        }
    }
}

/// The columns of `summary` that hold numbers.
enum NumberColumn: String, Sendable {
    /// Milliseconds since 1970; `Int64.max` is no due date.
    case due
    /// Milliseconds since 1970.
    case submitted
    /// Days since 1970; empty where the day could not be read.
    case issued
    /// Ten-thousandths of the currency's unit.
    case amount
    /// 0 for no finding, then 1, 2, 3.
    case worst
    /// How many findings.
    case findings
}

/// The columns of `summary` that hold texts.
enum TextColumn: String, Sendable {
    case status, kind, currency, assignee
}

/// A column to sort by.
struct SortKey: Hashable, Sendable {
    /// The columns of `summary` that can be sorted by.
    enum Column: String, Sendable {
        case due, submitted, issued, amount, worst, findings, status, kind, currency, title, seller,
            department
        case submitter, assignee, number, key
    }

    var column: Column
    var isDescending = false

    /// Due first, then submitted first, then known first.
    static let standard = [SortKey(column: .due), SortKey(column: .submitted), SortKey(column: .key)]
}
