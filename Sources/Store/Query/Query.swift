import Invoicing

/// A search in the product's own language: `amount>10000 seller:晨光 status:pending due<3d "fuzzy words"`.
///
/// One language for the console's search, for saved views and for the command line.
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

    /// Reads a query; an empty one selects everything. Default order: due first, then submitted first.
    /// - Throws: ``QueryError`` that says where and why.
    public init(parsing text: String, in context: Context) throws(QueryError) { fatalError("body follows") }
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
