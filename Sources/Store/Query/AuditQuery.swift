import Audit
import Invoicing
import OAProfile

/// The language in which the audit log is asked, on the screen and on the command line:
/// `by:zhang.wei time:2026-11 event:approve about:T-212 "any words"`, or `人员:zhang.wei 时间:本月 动作:同意`.
///
/// Times are those of ``Query``; terms side by side must all hold.
extension AuditFilter {
    /// A field of the language.
    enum Field: CaseIterable {
        case person, time, event, about, text

        var spellings: [String] {
            switch self {
            case .person: ["by", "person", "actor", "人员", "谁", "操作人"]
            case .time: ["time", "date", "at", "时间", "日期"]
            case .event: ["event", "action", "动作", "事件"]
            case .about: ["about", "task", "op", "关于", "任务", "操作"]
            case .text: ["text", "content", "内容", "文字"]
            }
        }

        init?(named text: String) {
            let wanted = text.lowercased()
            guard let field = Self.allCases.first(where: { $0.spellings.contains(wanted) }) else {
                return nil
            }
            self = field
        }
    }

    /// Reads a filter; an empty text asks for nothing.
    /// - Throws: ``QueryError`` that says where and why.
    public init(parsing text: String, in context: Query.Context) throws(QueryError) {
        self.init()
        var tokens = try QueryLexer.tokens(of: text)[...]
        while let token = tokens.popFirst() {
            switch token.kind {
            case .end: return
            case .quoted(let words): try add(words, at: token.position)
            case .word(let word):
                guard case .comparison(let comparison)? = tokens.first?.kind else {
                    try add(word, at: token.position)
                    continue
                }
                tokens.removeFirst()
                guard let field = Field(named: word) else {
                    throw .unknownLogField(word, at: token.position)
                }
                let value = tokens.popFirst()
                switch value?.kind {
                case .word(let text)?, .quoted(let text)?:
                    try take(field, comparison, text, at: value?.position ?? token.position, context)
                default: throw .logValueMissing(word, at: token.position)
                }
            case .comparison: throw .fieldMissing(at: token.position)
            case .open, .close, .minus: throw .logJoinsOnly(at: token.position)
            }
        }
    }

    private mutating func add(_ word: String, at position: Int) throws(QueryError) {
        guard !word.isEmpty else { throw .noWord(word, at: position) }
        guard words.count < 20 else { throw .tooMany(at: position) }
        words.append(word)
    }

    private mutating func take(
        _ field: Field, _ comparison: Comparison, _ value: String, at position: Int, _ context: Query.Context
    ) throws(QueryError) {
        guard field == .time || comparison == .equal else { throw .logNotComparable(value, at: position) }
        func once(_ known: String?) throws(QueryError) {
            guard known == nil else { throw .logTwice(value, at: position) }
        }
        switch field {
        case .person:
            try once(actor)
            actor = value
        case .event:
            try once(event)
            event = Self.event(named: value)
            guard event != nil else { throw .noLogEvent(value, at: position) }
        case .about:
            try once(about)
            about = value
        case .text: try add(value, at: position)
        case .time:
            guard comparison != .unequal,
                case .within(_, let range) = try QueryTime(context).condition(
                    .submitted, comparison, value, at: position, byDay: false)
            else { throw .noDate(value, at: position) }
            from = max(from ?? range.lowerBound, range.lowerBound)
            before = min(before ?? (range.upperBound + 1), range.upperBound + 1)
        }
    }

    /// The log's word for an event, from that word or its title in either language; nothing for an unknown one.
    static func event(named text: String) -> String? {
        let wanted = text.lowercased()
        let kinds = AuditEvent.Kind.allCases.map { ($0.rawValue, $0.title) }
        let actions = Decision.Action.allCases.map { ($0.rawValue, $0.title) }
        return (kinds + actions).first { word, title in
            [word, title.zh, title.en.lowercased()].contains(wanted)
        }?.0
    }
}

extension QueryError {
    private static func log(_ position: Int, zh: (String, String), en: (String, String)) -> QueryError {
        QueryError(
            position: position, explanation: LocalizedText(zh: zh.0, en: en.0),
            remedy: LocalizedText(zh: zh.1, en: en.1))
    }

    private static func cut(_ text: String) -> String { text.count > 40 ? text.prefix(40) + "…" : text }

    fileprivate static func unknownLogField(_ word: String, at position: Int) -> QueryError {
        log(
            position, zh: ("审计日志没有“\(cut(word))”这个字段。", "可用：人员、时间、动作、关于、内容；带冒号的文字请加引号。"),
            en: (
                "The log has no field “\(cut(word))”.",
                "There are by, time, event, about and text; put words with a colon in quotes."
            ))
    }

    fileprivate static func logValueMissing(_ word: String, at position: Int) -> QueryError {
        log(
            position, zh: ("“\(cut(word))”后面缺少值。", "例如 人员:zhang.wei、时间:本月、动作:同意。"),
            en: (
                "“\(cut(word))” has no value.",
                "Write one behind it, as by:zhang.wei, time:2026-11, event:approve."
            ))
    }

    fileprivate static func logJoinsOnly(at position: Int) -> QueryError {
        log(
            position, zh: ("查询审计日志时，条件只能并列。", "请去掉括号和“-”，并列的条件须同时满足。"),
            en: (
                "Terms about the log can only stand side by side.",
                "Leave out parentheses and “-”: all terms must hold."
            ))
    }

    fileprivate static func logNotComparable(_ value: String, at position: Int) -> QueryError {
        log(
            position, zh: ("只有时间能比较大小。", "请用冒号，如 人员:\(cut(value))。"),
            en: ("Only times have greater and less.", "Use a colon, as by:\(cut(value))."))
    }

    fileprivate static func logTwice(_ value: String, at position: Int) -> QueryError {
        log(
            position, zh: ("同一个字段写了两次。", "请去掉“\(cut(value))”或前一个值。"),
            en: ("A field stands there twice.", "Leave out “\(cut(value))” or the value before."))
    }

    fileprivate static func noLogEvent(_ value: String, at position: Int) -> QueryError {
        let some = [AuditEvent.Kind.login, .revealed, .findingOverridden, .policyChanged].map(\.title)
        return log(
            position,
            zh: ("没有“\(cut(value))”这种动作。", "例如 同意、拒绝、\(some.map(\.zh).joined(separator: "、"))。"),
            en: (
                "There is no event “\(cut(value))”.",
                "As approve, reject, login, revealed, finding-overridden, policy-changed, archive-exported."
            ))
    }
}
