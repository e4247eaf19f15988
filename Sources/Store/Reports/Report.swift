import Invoicing

// Figures over the tasks that a query selects: how much is decided, what waits how long, what is flagged, what is spent.
// In: a query and the moment. Out: rows of counts, times and sums, each from one SQL statement over the mirror.
// `ReportSQL` holds the statements, `Mirror+Reports` runs them so that they can be given up, `Report` is what comes out.

/// A report over the mirror.
public struct Report: Hashable, Sendable {
    /// Which report.
    public enum Name: String, CaseIterable, Codable, Sendable {
        /// Decisions a day, the last ``Report/days`` days.
        case throughput
        /// What waits, by the days since it was submitted.
        case ageing
        /// How long each step takes, from the decision before it (or the submission) to its own.
        case cycle
        /// How often each rule flags.
        case rules
        /// What is spent, by seller.
        case sellers
        /// What is spent, by the submitter's department.
        case departments
        /// What is spent, by month of issue.
        case months

        /// The report of a name; nothing for an unknown one.
        public init?(named text: String) { self.init(rawValue: text.lowercased()) }

        /// Whether its figures are sums of money, one row a currency.
        public var isSpend: Bool { [.sellers, .departments, .months].contains(self) }
    }

    /// How far back ``Name/throughput`` looks, in days, today included.
    public static let days = 30
    /// The most rows of a report; the rest is counted in ``omitted``.
    public static let mostRows = 5_000
    /// The first days of the classes of ``Name/ageing``; the last class has no end.
    public static let ages = [0, 1, 3, 7, 14, 30]

    /// Which report.
    public var name: Name
    /// How many claims (for ``Name/ageing`` tasks, for ``Name/throughput`` and ``Name/cycle`` decisions) it rests on.
    public var total: Int
    /// The rows, in the order in which they are shown.
    public var rows: [Row]
    /// How many rows were left out because there are more than ``mostRows``.
    public var omitted: Int

    /// One row.
    public struct Row: Hashable, Sendable {
        /// What it is about.
        public var subject: Subject
        /// How many claims, tasks or decisions.
        public var count: Int
        /// What the report says beside the count.
        public var figures: Figures

        /// Makes a row.
        public init(_ subject: Subject, count: Int, _ figures: Figures) {
            self.subject = subject
            self.count = count
            self.figures = figures
        }
    }

    /// What a row is about.
    public enum Subject: Hashable, Sendable {
        /// A day in the user's zone.
        case day(CalendarDate)
        /// Days since the submission, from and to; without an end the oldest class.
        case age(from: Int, to: Int?)
        /// A step of the workflow, by its title, or its node where it has none.
        case step(String)
        /// A rule, by its id, with its title where it is known.
        case rule(id: String, title: LocalizedText?)
        /// A seller or a department, as the documents name it; may be empty.
        case name(String)
        /// A month; nothing where the day of issue cannot be read.
        case month(year: Int, month: Int)
        /// No month: the day of issue cannot be read.
        case noMonth
    }

    /// What a report says beside the count.
    public enum Figures: Hashable, Sendable {
        /// Of the decisions: approvals, rejections, returns; the rest of the count is something else.
        case outcomes(approved: Int, rejected: Int, returned: Int)
        /// A sum in one currency; nothing where it does not fit 64 bits of minor units.
        case sum(Money?, currency: Currency)
        /// Durations in milliseconds: the middle one, the one that nine of ten do not exceed (both by nearest rank), the
        /// longest.
        case durations(median: Int64, ninth: Int64, longest: Int64)
        /// How many of the findings' claims have it as an error, a warning, a hint at worst.
        case flagged(errors: Int, warnings: Int, hints: Int)
    }

    /// Puts a report together.
    public init(name: Name, total: Int, rows: [Row], omitted: Int = 0) {
        self.name = name
        self.total = total
        self.rows = rows
        self.omitted = omitted
    }
}

/// What a report is made over.
public struct ReportScope: Hashable, Sendable {
    /// Which tasks.
    public var query: Query
    /// Now, in milliseconds since 1970.
    public var now: Int64
    /// The user's zone, in seconds east of UTC.
    public var utcOffset: Int

    /// Makes a scope.
    public init(query: Query, now: Int64, utcOffset: Int) {
        self.query = query
        self.now = now
        self.utcOffset = utcOffset
    }
}
