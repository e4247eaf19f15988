import Invoicing
import Store
import Terminal

// The table of the queue: which columns stand where, how the list is sorted and grouped, what a cell says.
// In: the user's choice, the width, the rows on the screen. Out: places and cells for Screens/QueueScreen.swift.
// ColumnLayout.swift the places; QueueCell.swift the cells; QueueSort.swift the order; QueueGroups.swift the heads of groups.

/// A column of the queue. Its raw value is its name in the configuration.
public enum QueueColumn: String, CaseIterable, Hashable, Sendable {
    /// Total with tax (价税合计).
    case amount
    /// When it is due, or what the user decided.
    case due
    /// The seller's name.
    case seller
    /// The claim's number and subject; the subject alone where both have no room.
    case claim
    /// Who submitted it.
    case submitter
    /// The submitter's department.
    case department
    /// The worst finding and how many there are.
    case checks
    /// Code and number of the invoice.
    case number
    /// Day of issue.
    case issued
    /// When it was submitted.
    case submitted
    /// The kind of invoice.
    case kind
    /// Who must decide.
    case assignee
    /// Where it stands at the OA.
    case status
    /// The currency's code.
    case currency
    /// The OA's name of the task.
    case task

    var title: LocalizedText {
        switch self {
        case .amount: Strings.columnAmount
        case .due: Strings.columnDue
        case .seller: Strings.columnSeller
        case .claim: Strings.columnTitle
        case .submitter: Strings.columnSubmitter
        case .department: Strings.columnDepartment
        case .checks: Strings.columnFindings
        case .number: Strings.columnNumber
        case .issued: Strings.columnIssued
        case .submitted: Strings.columnSubmitted
        case .kind: Strings.columnKind
        case .assignee: Strings.columnAssignee
        case .status: Strings.columnStatus
        case .currency: Strings.columnCurrency
        case .task: Strings.columnTask
        }
    }

    var alignment: TextAlignment { self == .amount ? .right : .left }

    /// The field of the query language by which it is sorted; nothing where that has no meaning.
    var sortField: String? {
        switch self {
        case .amount: "amount"
        case .due: "due"
        case .seller: "seller"
        case .claim: "title"
        case .submitter: "submitter"
        case .department: "dept"
        case .checks: "severity"
        case .number: "number"
        case .issued: "date"
        case .submitted: "submitted"
        case .kind: "kind"
        case .assignee: "assignee"
        case .status: "status"
        case .currency: "currency"
        case .task: nil
        }
    }

    /// The widths that a user may give it, in columns of the terminal. An amount has no greatest: it is never cut.
    static let widths = 4...80

    /// Its width where nobody said otherwise, in columns. Tight on purpose: each gap between two texts is a jump of the
    /// cursor, of eight bytes, in every row of a page.
    func naturalWidth(in language: Language) -> Int {
        switch self {
        case .amount: 12
        case .due, .checks: language == .zh ? 8 : self == .due ? 10 : 9
        case .seller: 26
        case .claim: 29
        case .submitter: 9
        case .department: 10
        case .number: 23
        case .issued, .status: 10
        case .submitted: 11
        case .kind: 16
        case .assignee: 10
        case .currency: 5
        case .task: 18
        }
    }

    /// Whether it gives way on a narrow terminal and grows on a wide one.
    var isFlexible: Bool { self == .seller || self == .claim }

    /// How wide it grows by itself.
    var widest: Int { self == .seller ? 36 : 40 }
}

/// A column and the width that the user gave it.
public struct ColumnChoice: Hashable, Sendable {
    /// Which.
    public let column: QueueColumn
    /// In columns of the terminal; nothing follows the terminal's width.
    public var width: Int?

    /// Makes a choice. A width out of 4 to 80 is brought into that range.
    public init(_ column: QueueColumn, width: Int? = nil) {
        self.column = column
        self.width = width.map { min(max($0, QueueColumn.widths.lowerBound), QueueColumn.widths.upperBound) }
    }

    /// Reads `seller` or `seller:30`.
    public init?(notation: String) {
        let parts = notation.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let column = QueueColumn(rawValue: String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            self.init(column)
            return
        }
        guard let width = Int(parts[1]), QueueColumn.widths.contains(width) else { return nil }
        self.init(column, width: width)
    }

    /// As the configuration writes it.
    public var notation: String { column.rawValue + (width.map { ":\($0)" } ?? "") }
}
