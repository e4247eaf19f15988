import Invoicing
import Verification

/// Reads the values of fields: amounts, severities, choices, rules and orders.
enum QueryValue {
    // MARK: Amounts

    /// `10000`, `1,234.50`, `1万`, `3千`, `2.5k`, `¥100`, `100元`, and ranges of them: `100..500`, `100~500`,
    /// `100..`.
    static func amount(_ text: String, _ comparison: Comparison, at position: Int) throws(QueryError)
        -> Condition
    {
        if let (from, to) = range(in: text) {
            guard comparison == .equal else { throw .rangeCompared(at: position) }
            let low = from.isEmpty ? Int64.min : try amount(from, at: position)
            let high = to.isEmpty ? Int64.max : try amount(to, at: position)
            guard low <= high else { throw .emptyRange(text, at: position) }
            return .within(.amount, low...high)
        }
        let value = try amount(text, at: position)
        return switch comparison {
        case .equal, .unequal: .within(.amount, value...value)
        case .less: value == .min ? .not(.everything) : .within(.amount, .min...(value - 1))
        case .lessOrEqual: .within(.amount, .min...value)
        case .greater: value == .max ? .not(.everything) : .within(.amount, (value + 1)...(.max))
        case .greaterOrEqual: .within(.amount, value...(.max))
        }
    }

    /// The two ends of a range; nothing for a single value. An end may be left out, not both.
    static func range(in text: String) -> (from: String, to: String)? {
        for sign in ["..", "~", "至"] {
            let parts = text.split(separator: sign, omittingEmptySubsequences: false)
            if parts.count == 2, !(parts[0].isEmpty && parts[1].isEmpty) {
                return (String(parts[0]), String(parts[1]))
            }
        }
        return nil
    }

    /// An amount in ten-thousandths.
    private static func amount(_ text: String, at position: Int) throws(QueryError) -> Int64 {
        var digits = text.lowercased().filter { $0 != "," }
        let isNegative = digits.hasPrefix("-")
        if isNegative { digits.removeFirst() }
        if let first = digits.first, "¥￥".contains(first) { digits.removeFirst() }
        if digits.hasSuffix("元") { digits.removeLast() }
        var unit: Int64 = 1
        if let last = digits.last, let known = units[last] {
            unit = known
            digits.removeLast()
        }
        guard let number = ExactDecimal(digits) else { throw .noAmount(text, at: position) }
        guard let value = number.product(with: ExactDecimal(unit), decimals: 4) else {
            throw .amountTooLarge(text, at: position)
        }
        return isNegative ? -value : value
    }

    private static let units: [Character: Int64] = [
        "百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000, "亿": 100_000_000,
    ]

    // MARK: Severities

    static func severity(_ text: String, _ comparison: Comparison, at position: Int) throws(QueryError)
        -> Condition
    {
        let names: [(names: [String], rank: Int64)] =
            [(["none", "无"], 0)]
            + Severity.allCases.map {
                ([$0.rawValue, $0.title.zh, $0.title.en], Int64(SeverityRank.rank($0)))
            }
        var ranks: [Int64] = []
        for part in parts(of: text) {
            guard let match = names.first(where: { $0.names.contains(part.lowercased()) }) else {
                throw .noSuchChoice(
                    part, of: names.map { $0.names[0] }, zh: names.map { $0.names[1] }, at: position)
            }
            ranks.append(match.rank)
        }
        guard comparison == .equal || ranks.count == 1, let rank = ranks.first else {
            throw .rangeCompared(at: position)
        }
        return switch comparison {
        case .equal, .unequal: any(ranks.map { .within(.worst, $0...$0) })
        case .less: .within(.worst, -1...(rank - 1))
        case .lessOrEqual: .within(.worst, 0...rank)
        case .greater: .within(.worst, (rank + 1)...4)
        case .greaterOrEqual: .within(.worst, rank...3)
        }
    }

    // MARK: Choices

    /// One or several values by a part of their names in either language: `pending,returned`, `专票`.
    static func choice(_ text: String, _ column: TextColumn, at position: Int) throws(QueryError) -> Condition
    {
        var chosen: [String] = []
        for part in parts(of: text) {
            let wanted = part.lowercased()
            switch column {
            case .status:
                chosen += try matches(
                    part,
                    TaskStatus.allCases.map { ($0.rawValue, [$0.title.zh] + synonyms(of: $0)) } + [
                        (MirrorTables.heldStatus, ["已挂起", "挂起", "on hold"])
                    ],
                    at: position
                )
            case .kind:
                chosen += try matches(
                    part, InvoiceKind.allCases.map { ($0.rawValue, [$0.title.zh, $0.title.en]) }, at: position
                )
            case .currency:
                guard wanted.utf8.count == 3, wanted.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
                    throw .noCurrency(part, at: position)
                }
                chosen.append(wanted.uppercased())
            case .assignee: chosen.append(part)
            }
        }
        return .oneOf(column, chosen)
    }

    private static func synonyms(of status: TaskStatus) -> [String] {
        switch status {
        case .pending: ["open", "待办", "未审", "待审批"]
        case .approved: ["通过", "已通过"]
        case .rejected: ["驳回", "已驳回"]
        case .suspended: ["加签中"]
        case .local: ["本地"]
        case .returned, .transferred, .withdrawn: []
        }
    }

    private static func matches(_ text: String, _ choices: [(String, [String])], at position: Int)
        throws(QueryError) -> [String]
    {
        let wanted = text.lowercased()
        if let exact = choices.first(where: { ([$0.0] + $0.1).contains { $0.lowercased() == wanted } }) {
            return [exact.0]
        }
        let matching = choices.filter { ([$0.0] + $0.1).contains { $0.lowercased().contains(wanted) } }
        guard !wanted.isEmpty, !matching.isEmpty else {
            throw .noSuchChoice(text, of: choices.map(\.0), zh: choices.map { $0.1[0] }, at: position)
        }
        return matching.map(\.0)
    }

    // MARK: Rules

    /// Rules by a part of their name, or of their title in either language.
    static func rule(_ text: String) -> Condition {
        let wanted = text.lowercased()
        let titled = RuleBook.rules.filter { rule in
            [rule.title.zh, rule.title.en].contains { $0.lowercased().contains(wanted) }
        }
        return .rule(containing: text, orOneOf: titled.map(\.id))
    }

    // MARK: Orders

    /// `due`, `amount-`, `-amount`, `dept,amount-`.
    static func order(_ text: String, at position: Int) throws(QueryError) -> [SortKey] {
        var keys: [SortKey] = []
        for part in parts(of: text) {
            let isDescending = part.hasPrefix("-") || part.hasSuffix("-")
            let name = part.filter { $0 != "-" && $0 != "+" }
            guard let column = QueryField(named: name)?.sortColumn else {
                throw .notSortable(name, at: position)
            }
            if !keys.contains(where: { $0.column == column }) {
                keys.append(SortKey(column: column, isDescending: isDescending))
            }
        }
        return keys
    }

    private static func parts(of text: String) -> [String] {
        let parts = text.split(whereSeparator: { $0 == "," || $0 == "，" || $0 == "、" }).map {
            $0.filter { !$0.isWhitespace }
        }
        return parts.isEmpty ? [text] : parts
    }

    private static func any(_ conditions: [Condition]) -> Condition {
        conditions.count == 1 ? conditions[0] : .any(conditions)
    }
}
