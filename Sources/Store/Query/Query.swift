import Invoicing

// One query language for the console's search, saved views, bulk and the command line.
// In: text as it is typed, in either language, ASCII or full width. Out: a condition and an order, as SQL.
// `QueryLexer` cuts words, `QueryParser` builds a `Condition` by `QueryField`, `QuerySQL` writes the SQL.

/// A search in the product's own language: `amount>10000 seller:晨光 status:pending due<3d "fuzzy words"`.
///
/// One language for the console's search, for saved views and for the command line.
///
/// Terms side by side must all hold; `or`, `not`, `-` and parentheses do what they say. A word without a
/// field is looked for in title, seller, department, submitter, invoice number, items and remark: Chinese
/// text anywhere, words of letters and digits by their beginning. ``fields`` and ``words`` list everything
/// else.
public struct Query: Hashable, Sendable {
    /// What a query means where it speaks of days and of the user.
    public struct Context: Hashable, Sendable {
        /// Now, in milliseconds since 1970.
        public var now: Int64
        /// The user's zone, in seconds east of UTC.
        public var utcOffset: Int
        /// The signed-in user, for `mine`.
        public var user: String

        /// Makes a context.
        public init(now: Int64, utcOffset: Int, user: String) {
            self.now = now
            self.utcOffset = utcOffset
            self.user = user
        }
    }

    /// The text as it was typed.
    public let text: String

    /// What a task must be.
    let condition: Condition
    /// By what the tasks are sorted, before the default order.
    let order: [SortKey]

    /// Reads a query; an empty one selects everything. Default order: due first, then submitted first.
    /// - Throws: ``QueryError`` that says where and why.
    public init(parsing text: String, in context: Context) throws(QueryError) {
        var parser = try QueryParser(text, in: context)
        (condition, order) = try parser.query()
        self.text = text
    }

    private init() {
        text = ""
        condition = .everything
        order = []
    }

    /// This query and another one, both of which must hold; the other one's order counts first. Parts that people wrote keep
    /// their own `or` and their own order this way, which they could not as one text.
    public func and(_ other: Query) -> Query {
        let added = order.filter { key in !other.order.contains { $0.column == key.column } }
        return Query(
            text: [text, other.text].filter { !$0.isEmpty }.joined(separator: " "),
            condition: condition.and(other.condition), order: other.order + added)
    }

    /// The same, of which a condition holds too.
    func limited(to condition: Condition) -> Query {
        Query(text: text, condition: self.condition.and(condition), order: order)
    }

    private init(text: String, condition: Condition, order: [SortKey]) {
        self.text = text
        self.condition = condition
        self.order = order
    }

    /// The query that selects everything, in the default order.
    public static let everything = Query()

    /// How long a query may be, in characters.
    public static let lengthLimit = 1_000
    /// How many terms it may have.
    public static let termLimit = 100
    /// How deep its parentheses may nest.
    public static let depthLimit = 32
}

/// What is wrong with a query, and where.
public struct QueryError: ExplainedError, Hashable, Sendable {
    /// The character at which reading stopped, counted from 0.
    public let position: Int
    /// One sentence that names the thing and the cause.
    public let explanation: LocalizedText
    /// One sentence that says what to do next.
    public let remedy: LocalizedText

    /// Makes an error.
    public init(position: Int, explanation: LocalizedText, remedy: LocalizedText) {
        self.position = position
        self.explanation = explanation
        self.remedy = remedy
    }
}
