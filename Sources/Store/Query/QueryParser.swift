import Invoicing

/// Reads a query: terms side by side, `and`, `or`, `not`, `-` and parentheses.
///
/// ```
/// any    := all (or all)*
/// all    := (and? not)*
/// not    := (not | -) not | "(" any ")" | term
/// term   := field comparison value | word | "words"
/// ```
struct QueryParser {
    let context: Query.Context
    private let tokens: [QueryToken]
    private var next = 0
    private var depth = 0
    private var terms = 0
    private var order: [SortKey] = []

    init(_ text: String, in context: Query.Context) throws(QueryError) {
        tokens = try QueryLexer.tokens(of: text)
        self.context = context
    }

    /// The condition and order of the whole text.
    mutating func query() throws(QueryError) -> (Condition, [SortKey]) {
        if token.kind == .end { return (.everything, []) }
        let condition = try any(isOutermost: true)
        guard token.kind == .end else { throw .strayClose(at: token.position) }
        return (condition ?? .everything, order)
    }

    private enum Link { case and, or, not }

    private var token: QueryToken { tokens[min(next, tokens.count - 1)] }

    private var comparisonFollows: Bool {
        guard next + 1 < tokens.count, case .comparison = tokens[next + 1].kind else { return false }
        return true
    }

    /// The link that the next word is, unless it is the name of a field.
    private var link: Link? {
        guard case .word(let word) = token.kind, !comparisonFollows else { return nil }
        switch word.lowercased() {
        case "and", "&&", "且", "并且": return .and
        case "or", "||", "|", "或", "或者": return .or
        case "not", "非": return .not
        default: return nil
        }
    }

    /// Nothing for a part that only sorts.
    private mutating func any(isOutermost: Bool) throws(QueryError) -> Condition? {
        var parts: [Condition] = []
        var position = token.position
        var first = try all(isOutermost: isOutermost)
        guard link == .or else { return first }
        while true {
            guard let part = first else { throw .sortInside(at: position) }
            parts.append(part)
            guard link == .or else { break }
            next += 1
            position = token.position
            first = try all(isOutermost: false)
        }
        return .any(parts)
    }

    private mutating func all(isOutermost: Bool) throws(QueryError) -> Condition? {
        var whole: Condition?
        var isFirst = true
        while true {
            switch (token.kind, link) {
            case (.end, _), (.close, _), (_, .or):
                guard !isFirst else { throw .somethingMissing(at: token.position) }
                return whole
            case (_, .and):
                guard !isFirst else { throw .somethingMissing(at: token.position) }
                next += 1
                if link == .and || link == .or { throw .somethingMissing(at: token.position) }
                switch token.kind {
                case .end, .close: throw .somethingMissing(at: token.position)
                default: break
                }
            default: break
            }
            if let part = try not(isOutermost: isOutermost) { whole = whole.map { $0.and(part) } ?? part }
            isFirst = false
        }
    }

    private mutating func not(isOutermost: Bool) throws(QueryError) -> Condition? {
        let position = token.position
        depth += 1
        defer { depth -= 1 }
        guard depth <= Query.depthLimit else { throw .tooDeep(at: position) }
        if token.kind == .minus || link == .not {
            next += 1
            if link == .and || link == .or { throw .somethingMissing(at: token.position) }
            guard let part = try not(isOutermost: false) else { throw .sortInside(at: position) }
            return .not(part)
        }
        guard token.kind == .open else { return try term(isOutermost: isOutermost) }
        next += 1
        let inner = try any(isOutermost: false)
        guard token.kind == .close else { throw .openParenthesis(at: position) }
        next += 1
        guard let inner else { throw .sortInside(at: position) }
        return inner
    }

    private mutating func term(isOutermost: Bool) throws(QueryError) -> Condition? {
        terms += 1
        guard terms <= Query.termLimit else { throw .tooMany(at: token.position) }
        let start = token
        switch start.kind {
        case .word(let word) where comparisonFollows:
            return try comparison(field: word, isOutermost: isOutermost)
        case .word(let word):
            next += 1
            if let word = QueryWord(named: word) { return condition(of: word) }
            return try words(word, at: start.position)
        case .quoted(let text):
            next += 1
            return try words(text, at: start.position)
        case .end, .close: throw .somethingMissing(at: start.position)
        case .comparison, .open, .minus: throw .fieldMissing(at: start.position)
        }
    }

    private func words(_ text: String, at position: Int, in column: String? = nil) throws(QueryError)
        -> Condition
    {
        guard let expression = SearchWords.expression(containing: text, in: column) else {
            throw .noWord(text, at: position)
        }
        // A name may be typed as it sounds, by whole syllables or by their beginnings.
        if let column, let field = KnownNames.Field(rawValue: column), Pinyin.isSpelling(text.lowercased()) {
            return .sound(field, typed: text.lowercased(), words: expression)
        }
        return .words(expression)
    }

    private mutating func comparison(field word: String, isOutermost: Bool) throws(QueryError) -> Condition? {
        let position = token.position
        guard let field = QueryField(named: word) else { throw .unknownField(word, at: position) }
        next += 1
        let sign = token.position
        guard case .comparison(let comparison) = token.kind else { throw .fieldMissing(at: sign) }
        next += 1
        let value = token
        let text: String
        switch value.kind {
        case .word(let word): text = word
        case .quoted(let words): text = words
        default: throw .valueMissing(field, at: value.position)
        }
        next += 1
        if case .comparison = token.kind { throw .secondComparison(at: token.position) }
        if case .order = field.kind {
            guard isOutermost else { throw .sortInside(at: position) }
            guard comparison == .equal else { throw .notComparable(field, at: sign) }
            order += try QueryValue.order(text, at: value.position)
            return nil
        }
        switch field.kind {
        case .amount, .time, .day, .severity: break
        case .text, .choice, .rule, .person, .name, .order:
            guard comparison == .equal || comparison == .unequal else {
                throw .notComparable(field, at: sign)
            }
        }
        if comparison == .unequal { return .not(try condition(field, .equal, text, at: value.position)) }
        return try condition(field, comparison, text, at: value.position)
    }

    private func condition(
        _ field: QueryField, _ comparison: Comparison, _ text: String, at position: Int
    ) throws(QueryError) -> Condition {
        switch field.kind {
        case .amount: return try QueryValue.amount(text, comparison, at: position)
        case .time(let column):
            return try QueryTime(context).condition(column, comparison, text, at: position, byDay: false)
        case .day(let column):
            return try QueryTime(context).condition(column, comparison, text, at: position, byDay: true)
        case .severity: return try QueryValue.severity(text, comparison, at: position)
        case .text(let column): return try words(text, at: position, in: column)
        case .choice(let column): return try QueryValue.choice(text, column, at: position)
        case .rule: return QueryValue.rule(text)
        case .person: return .oneOf(.assignee, [text])
        case .name, .order:
            return .name(beginning: Array(Set([text, text.uppercased(), text.lowercased()])).sorted())
        }
    }

    private func condition(of word: QueryWord) -> Condition {
        let time = QueryTime(context)
        switch word {
        case .flagged: return .within(.worst, 1...3)
        case .mine: return .oneOf(.assignee, [context.user])
        case .overdue:
            return .all([
                .oneOf(.status, [TaskStatus.pending.rawValue]), .within(.due, .min...(time.now - 1)),
            ])
        case .today: return .within(.due, time.day(0))
        case .tomorrow: return .within(.due, time.day(1))
        }
    }
}
