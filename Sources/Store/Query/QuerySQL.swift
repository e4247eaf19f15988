import GRDB

/// A query as SQL on the mirror: text and bound arguments, never a value inside the text.
///
/// Terms that a set of keys answers (words, rules) are not left to SQLite's planner, which does not know how
/// many tasks a word occurs in: the first such term of the outermost level drives the reading, see
/// ``Mirror/keys(_:limit:)``.
struct QuerySQL {
    /// A piece of SQL with its arguments.
    struct Piece {
        var sql: String
        var arguments: [any DatabaseValueConvertible] = []
    }

    /// Selects the keys (as `member`) of the term that drives the reading; nothing where no term can.
    let driver: Piece?
    /// The condition on `summary` that everything else makes.
    let rest: Piece
    /// The whole condition on `summary`, the driver included.
    let whole: Piece
    /// `due, submitted, key`, or what the query asked for before it.
    let order: String

    /// Whether ``rest`` holds for every task.
    var restIsEverything: Bool { rest.sql == Self.truth }

    private static let truth = "1"

    /// - Parameter db: where the names are that a query gives by their sound.
    init(_ query: Query, in db: Database) throws {
        self.init(try query.condition.resolved(in: db), by: query.order)
    }

    /// A query as it is written, without looking for names.
    init(_ query: Query) { self.init(query.condition, by: query.order) }

    private init(_ condition: Condition, by wanted: [SortKey]) {
        var parts = if case .all(let parts) = condition { parts } else { [condition] }
        whole = Self.piece(of: condition)
        // All words of the outermost level are one expression of the index.
        let expressions = parts.compactMap { part in if case .words(let text) = part { text } else { nil } }
        if !expressions.isEmpty {
            parts.removeAll { if case .words = $0 { true } else { false } }
            driver = Self.members(matching: expressions.map { "(\($0))" }.joined(separator: " AND "))
        } else if let place = parts.firstIndex(where: { if case .rule = $0 { true } else { false } }),
            case .rule(let text, let rules) = parts[place]
        {
            parts.remove(at: place)
            let condition = Self.ruleCondition(text, rules)
            driver = Piece(
                sql: "SELECT DISTINCT task AS member FROM finding WHERE \(condition.sql)",
                arguments: condition.arguments)
        } else {
            driver = nil
        }
        rest = Self.piece(of: parts.isEmpty ? .everything : .all(parts))
        var keys = wanted
        for key in SortKey.standard where !keys.contains(where: { $0.column == key.column }) {
            keys.append(key)
        }
        order = keys.map { $0.column.rawValue + ($0.isDescending ? " DESC" : "") }.joined(separator: ", ")
    }

    private static func members(matching expression: String) -> Piece {
        Piece(sql: "SELECT rowid AS member FROM search WHERE search MATCH ?", arguments: [expression])
    }

    private static func piece(of condition: Condition) -> Piece {
        switch condition {
        case .everything: Piece(sql: truth)
        case .all(let parts): joined(parts, with: " AND ")
        case .any(let parts): joined(parts, with: " OR ")
        case .not(let inner):
            Piece(sql: "NOT (\(piece(of: inner).sql))", arguments: piece(of: inner).arguments)
        case .words(let expression):
            Piece(sql: "key IN (\(members(matching: expression).sql))", arguments: [expression])
        case .sound(let field, let typed, let expression):
            Piece(
                sql: """
                    \(field.rawValue) IN (SELECT name FROM known_name WHERE field = ? AND sounds_like(sound, ?))
                    OR key IN (\(members(matching: expression).sql))
                    """,
                arguments: [field.rawValue, typed, expression])
        case .within(let column, let range): within(column, range)
        case .missing(.due): Piece(sql: "due = ?", arguments: [Int64.max])
        case .missing(let column): Piece(sql: "\(column.rawValue) IS NULL")
        case .oneOf(let column, let values):
            Piece(
                sql: values.count == 1
                    ? "\(column.rawValue) = ?"
                    : "\(column.rawValue) IN (\(values.map { _ in "?" }.joined(separator: ",")))",
                arguments: values)
        case .rule(let text, let rules): rule(text, rules)
        case .name(let beginnings): name(beginnings)
        }
    }

    private static func joined(_ parts: [Condition], with sign: String) -> Piece {
        guard !parts.isEmpty else { return Piece(sql: truth) }
        let pieces = parts.map(piece)
        return Piece(
            sql: pieces.map { $0.sql == truth ? truth : "(\($0.sql))" }.joined(separator: sign),
            arguments: pieces.flatMap(\.arguments))
    }

    private static func within(_ column: NumberColumn, _ range: ClosedRange<Int64>) -> Piece {
        let name = column.rawValue
        // Not even "not" of a comparison may come out as NULL.
        let guarded = column == .issued ? "issued IS NOT NULL AND " : ""
        switch (range.lowerBound, range.upperBound) {
        case (.min, .max): return Piece(sql: truth)
        case (.min, let high): return Piece(sql: "\(guarded)\(name) <= ?", arguments: [high])
        case (let low, .max): return Piece(sql: "\(guarded)\(name) >= ?", arguments: [low])
        case (let low, let high) where low == high:
            return Piece(sql: "\(guarded)\(name) = ?", arguments: [low])
        case (let low, let high):
            return Piece(sql: "\(guarded)\(name) BETWEEN ? AND ?", arguments: [low, high])
        }
    }

    private static func rule(_ text: String, _ rules: [String]) -> Piece {
        let condition = ruleCondition(text, rules)
        return Piece(
            sql: """
                worst > 0 AND EXISTS (SELECT 1 FROM finding WHERE finding.task = summary.key AND (\(condition.sql)))
                """,
            arguments: condition.arguments)
    }

    private static func ruleCondition(_ text: String, _ rules: [String]) -> Piece {
        let escaped = text.reduce(into: "") { $0 += "\\%_".contains($1) ? "\\\($1)" : String($1) }
        let like = Piece(sql: "rule LIKE ? ESCAPE '\\'", arguments: ["%\(escaped)%"])
        guard !rules.isEmpty else { return like }
        return Piece(
            sql: "\(like.sql) OR rule IN (\(rules.map { _ in "?" }.joined(separator: ",")))",
            arguments: like.arguments + rules)
    }

    private static func name(_ beginnings: [String]) -> Piece {
        // A range of the index on task_id: LIKE could not use it.
        let ranges = beginnings.map { _ in "task_id >= ? AND task_id < ?" }.joined(separator: " OR ")
        return Piece(
            sql: "key IN (SELECT rowid FROM task WHERE \(ranges))",
            arguments: beginnings.flatMap { [$0, $0 + "\u{10FFFF}"] })
    }
}
