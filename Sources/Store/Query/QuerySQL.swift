import GRDB

/// A query as SQL on the mirror: text and bound arguments, never a value inside the text.
///
/// SQLite's planner does not know how many tasks have a word, a rule or a day, so it is not left to it in which order the
/// terms are answered: terms of the outermost level that are sets of keys are read by themselves, see ``KeySearch``.
struct QuerySQL {
    /// A piece of SQL with its arguments.
    struct Piece {
        var sql: String
        var arguments: [any DatabaseValueConvertible] = []
    }

    /// Each selects the keys of a term; a task must be in all of them. A key may come more than once.
    let sets: [Piece]
    /// All that a task must be besides.
    let rest: [Condition]
    /// The whole condition on `summary`, the sets included.
    let whole: Piece
    /// `due`, `submitted`, `key`, or what the query asked for before it.
    let terms: [String]
    private let indexes: SearchIndexes

    /// The terms as one text.
    var order: String { terms.joined(separator: ", ") }

    static let truth = "1"

    /// - Parameter db: where the names are that a query gives by their sound, and the indexes.
    init(_ query: Query, in db: Database) throws {
        indexes = try SearchIndexes(in: db)
        terms = Self.terms(query.order)
        whole = Self.piece(of: try query.condition.resolved(in: db))
        let parts = if case .all(let parts) = query.condition { parts } else { [query.condition] }
        var sets: [Piece] = []
        var rest: [Condition] = []
        var wanted: [String] = []
        var unwanted: [String] = []
        for part in parts {
            if case .sound(let field, let typed, let words) = part,
                let set = indexes.sellers(field, typed, words)
            {
                sets.append(set)
                continue
            }
            switch try part.resolved(in: db) {
            case .everything: break
            case .words(let expression): wanted.append(expression)
            case .any(let choices) where choices.allSatisfy(\.isWords):
                wanted.append(choices.compactMap(\.expression).map { "(\($0))" }.joined(separator: " OR "))
            case .not(let inner) where inner.isWords: unwanted += [inner.expression].compactMap(\.self)
            case .name(let beginnings): sets.append(Self.members(named: beginnings))
            case .rule(let text, let rules): sets.append(try Self.members(of: text, rules, in: db))
            case let other:
                if let set = indexes.foreign(other) { sets.append(set) } else { rest.append(other) }
            }
        }
        if wanted.isEmpty {
            rest += unwanted.map { .not(.words($0)) }
        } else {
            // All words of the outermost level are one expression of the index.
            let all = wanted.map { "(\($0))" }.joined(separator: " AND ")
            sets.append(Self.members(matching: unwanted.reduce("(\(all))") { "(\($0) NOT (\($1)))" }))
        }
        self.sets = sets
        self.rest = rest
    }

    /// A query as it is written, without looking for names.
    init(_ query: Query) {
        indexes = .none
        terms = Self.terms(query.order)
        whole = Self.piece(of: query.condition)
        sets = []
        rest = [query.condition]
    }

    private static func terms(_ wanted: [SortKey]) -> [String] {
        let rest = SortKey.standard.filter { key in !wanted.contains { $0.column == key.column } }
        return (wanted + rest).map { $0.column.rawValue + ($0.isDescending ? " DESC" : "") }
    }

    /// A condition as SQL, with its arguments.
    static func statement(of condition: Condition) -> (sql: String, arguments: StatementArguments) {
        let piece = piece(of: condition)
        return (piece.sql, StatementArguments(piece.arguments))
    }

    // MARK: Indexes

    /// Selects the keys of a term along an index; nothing where there is none, or the walk in that order has it anyway.
    func set(of condition: Condition, orderedBy order: [String]) -> Piece? {
        guard let index = index(selecting: condition, orderedBy: order) else { return nil }
        let piece = Self.piece(of: condition)
        guard piece.sql != Self.truth else { return nil }
        return Piece(
            sql: "SELECT key FROM summary INDEXED BY \(index) WHERE \(piece.sql)", arguments: piece.arguments)
    }

    /// The index in which the tasks of a term stand together; nothing where there is none.
    func index(selecting condition: Condition, orderedBy order: [String]) -> String? {
        switch condition {
        case .within(.amount, _): indexes[.amount]
        case .within(.issued, _): indexes[.issued]
        case .oneOf(.status, _) where order.first != "due": indexes.status
        default: nil
        }
    }

    /// The index to walk along for an order; nothing where none has it.
    func index(ordering order: [String], for rest: Condition) -> String? {
        guard let column = order.first?.split(separator: " ").first else { return nil }
        switch column {
        case "due": return order.first == "due" ? statusIndex(for: rest) ?? indexes.due : indexes.due
        case "amount": return indexes[.amount]
        case "issued": return indexes[.issued]
        case "seller": return indexes[.seller]
        default: return nil
        }
    }

    /// The index in which the fewest entries must be read to count; nothing where SQLite knows best.
    func index(holding rest: Condition) -> String? {
        if let status = statusIndex(for: rest) { return status }
        let parts = if case .all(let parts) = rest { parts } else { [rest] }
        for part in parts {
            switch part {
            case .within(.issued, _): if let index = indexes[.issued] { return index }
            case .within(.amount, _): if let index = indexes[.amount] { return index }
            default: break
            }
        }
        return rest == .everything ? nil : indexes.due
    }

    /// The index by status, where one status is asked for and nothing that it does not hold.
    private func statusIndex(for rest: Condition) -> String? {
        let parts = if case .all(let parts) = rest { parts } else { [rest] }
        let isOne = parts.contains { part in
            if case .oneOf(.status, let values) = part { values.count == 1 } else { false }
        }
        return isOne && parts.allSatisfy(\.isHeldByStatusIndex) ? indexes.status : nil
    }

    // MARK: Pieces

    private static func members(matching expression: String) -> Piece {
        Piece(sql: "SELECT rowid FROM search WHERE search MATCH ?", arguments: [expression])
    }

    /// The tasks with a finding of these rules. There are some tens of rules: their names are found by jumping along the
    /// index, and the findings themselves are never looked through.
    private static func members(of text: String, _ rules: [String], in db: Database) throws -> Piece {
        let condition = ruleCondition(text, rules)
        let names = try String.fetchAll(
            db,
            sql: """
                WITH RECURSIVE known(rule) AS (SELECT min(rule) FROM finding UNION ALL
                 SELECT (SELECT min(rule) FROM finding WHERE rule > known.rule) FROM known WHERE known.rule IS NOT NULL)
                SELECT rule FROM known WHERE rule IS NOT NULL AND (\(condition.sql))
                """, arguments: StatementArguments(condition.arguments))
        return Piece(
            sql: "SELECT task FROM finding WHERE rule IN (\(names.map { _ in "?" }.joined(separator: ",")))",
            arguments: names)
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
        let members = members(named: beginnings)
        return Piece(sql: "key IN (\(members.sql))", arguments: members.arguments)
    }

    private static func members(named beginnings: [String]) -> Piece {
        // A range of the index on task_id: LIKE could not use it.
        let ranges = beginnings.map { _ in "task_id >= ? AND task_id < ?" }.joined(separator: " OR ")
        return Piece(
            sql: "SELECT rowid FROM task WHERE \(ranges)",
            arguments: beginnings.flatMap { [$0, $0 + "\u{10FFFF}"] })
    }
}

extension SearchIndexes {
    /// Selects the tasks whose seller's name sounds so, or has the words; nothing without the index of sellers.
    fileprivate func sellers(_ field: KnownNames.Field, _ typed: String, _ words: String) -> QuerySQL.Piece? {
        guard field == .seller, let index = self[.seller] else { return nil }
        return QuerySQL.Piece(
            sql: """
                SELECT key FROM summary INDEXED BY \(index) WHERE seller IN
                 (SELECT name FROM known_name WHERE field = 'seller' AND sounds_like(sound, ?))
                UNION ALL SELECT rowid FROM search WHERE search MATCH ?
                """, arguments: [typed, words])
    }

    /// Selects the tasks in foreign currencies; nothing for any other condition.
    fileprivate func foreign(_ condition: Condition) -> QuerySQL.Piece? {
        guard case .oneOf(.currency, let values) = condition, !values.contains("CNY"),
            let index = self[.foreign]
        else { return nil }
        return QuerySQL.Piece(
            sql: """
                SELECT key FROM summary INDEXED BY \(index)
                WHERE currency <> 'CNY' AND currency IN (\(values.map { _ in "?" }.joined(separator: ",")))
                """, arguments: values)
    }
}

extension Condition {
    fileprivate var isWords: Bool { expression != nil }

    fileprivate var expression: String? { if case .words(let text) = self { text } else { nil } }

    /// Whether the index by status holds every column that it asks for.
    fileprivate var isHeldByStatusIndex: Bool {
        switch self {
        case .everything: true
        case .all(let parts), .any(let parts): parts.allSatisfy(\.isHeldByStatusIndex)
        case .not(let inner): inner.isHeldByStatusIndex
        case .within(let column, _), .missing(let column):
            [.due, .submitted, .amount, .worst].contains(column)
        case .oneOf(let column, _): column == .status || column == .assignee
        case .words, .name: true
        case .sound, .rule: false
        }
    }
}
