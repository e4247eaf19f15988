import Foundation
import GRDB
import Invoicing
import OAProfile
import Verification

/// What may stand at the end of a query that is being typed: names of fields, and values that exist.
public struct QueryCompletion: Hashable, Sendable {
    /// Where the part that is replaced begins, in characters from 0; it ends at the caret.
    public let start: Int
    /// What may replace it, the likeliest first; at most ``limit``.
    public let candidates: [String]

    /// Makes a completion.
    public init(start: Int, candidates: [String]) {
        self.start = start
        self.candidates = candidates
    }

    /// The most candidates that are offered.
    public static let limit = 20

    /// The last word before the caret, cut at its comparison.
    struct Word: Hashable {
        var field: QueryField?
        var start: Int
        var typed: String

        /// - Parameter text: the query up to the caret.
        init(_ text: String) {
            let characters = Array(text)
            var begin = 0
            var isQuoted = false
            for (place, character) in characters.enumerated() {
                if "\"“”".contains(character) { isQuoted.toggle() }
                if !isQuoted && (character.isWhitespace || "()（）".contains(character)) { begin = place + 1 }
            }
            let word = characters[begin...]
            if let sign = word.firstIndex(where: { ":：=＝".contains($0) }),
                let field = QueryField(named: String(word[..<sign].drop { "-－".contains($0) }))
            {
                self.field = field
                // After a comma another value of the list begins.
                let comma = word[sign...].lastIndex { ",，、".contains($0) } ?? sign
                let isName = if case .text = field.kind { true } else { false }
                start = (isName ? sign : comma) + 1
                typed = String(characters[start...])
                if isName, let quote = typed.first, "\"“”".contains(quote) { typed.removeFirst() }
            } else {
                start = begin + word.prefix { "-－".contains($0) }.count
                typed = String(characters[start...])
            }
        }
    }
}

extension Mirror {
    /// Completes a query that is being typed from the names of fields and from values that occur in the mirror. One
    /// indexed read of the names, never of the tasks.
    /// - Parameter text: the query up to the caret.
    public func completion(of text: String) throws(StoreError) -> QueryCompletion {
        let word = QueryCompletion.Word(String(text.prefix(Query.lengthLimit)))
        let found: [String]
        switch word.field?.kind {
        case nil: found = Self.fieldNames(beginning: word.typed)
        case .text(let column):
            found =
                try KnownNames.Field(rawValue: column).map { field throws(StoreError) in
                    try names(like: word.typed, in: field)
                } ?? []
        case .rule: found = try rules(like: word.typed)
        case .severity:
            found = Self.matching(word.typed, Severity.allCases.map { ($0.rawValue, $0.title.zh) })
        case .choice(.status):
            found = Self.matching(word.typed, TaskStatus.allCases.map { ($0.rawValue, $0.title.zh) })
        case .choice(.kind):
            found = Self.matching(word.typed, InvoiceKind.allCases.map { ($0.rawValue, $0.title.zh) })
        case .choice(.currency), .choice(.assignee), .person, .amount, .time, .day, .name, .order: found = []
        }
        return QueryCompletion(start: word.start, candidates: Array(found.prefix(QueryCompletion.limit)))
    }

    /// Field names and words that begin so, in the language in which the beginning is typed.
    private static func fieldNames(beginning typed: String) -> [String] {
        let wanted = typed.lowercased()
        let names = Query.fields.map { ($0, ":") } + Query.words.map { ($0, " ") }
        return names.compactMap { name, end in
            if !wanted.isEmpty, name.chineseName.hasPrefix(wanted) { return name.chineseName + end }
            if name.name.hasPrefix(wanted) || Pinyin.found(wanted, in: name.chineseName) {
                return name.name + end
            }
            return name.aliases.first { !wanted.isEmpty && $0.hasPrefix(wanted) }.map { $0 + end }
        }
    }

    private static func matching(_ typed: String, _ choices: [(String, String)]) -> [String] {
        let wanted = typed.lowercased()
        return choices.compactMap { name, chinese in
            if !wanted.isEmpty, chinese.contains(wanted) { return chinese }
            return name.hasPrefix(wanted) || Pinyin.found(wanted, in: chinese) ? name : nil
        }
    }

    /// Names that contain the text or sound like it, and that some task still has.
    private func names(like typed: String, in field: KnownNames.Field) throws(StoreError) -> [String] {
        try read { db in
            let cursor = try Row.fetchCursor(
                db,
                sql: """
                    SELECT name, expression FROM known_name
                    WHERE field = ?1 AND expression <> '' AND (instr(lower(name), lower(?2)) > 0 OR sounds_like(sound, lower(?2)))
                    ORDER BY instr(lower(name), lower(?2)) <> 1, name LIMIT 200
                    """, arguments: [field.rawValue, typed])
            let exists = try db.cachedStatement(sql: "SELECT 1 FROM search WHERE search MATCH ? LIMIT 1")
            var found: [String] = []
            while found.count < QueryCompletion.limit, let row = try cursor.next() {
                let name: String = row[0]
                let expression: String = row[1]
                guard try Int.fetchOne(exists, arguments: [expression]) != nil else { continue }
                found.append(Self.quoted(name))
            }
            return found
        }
    }

    /// Rules that have a finding, by name, or by title in either language.
    private func rules(like typed: String) throws(StoreError) -> [String] {
        let wanted = typed.lowercased()
        let known = Dictionary(RuleBook.rules.map { ($0.id, $0.title) }) { first, _ in first }
        // Walks the index on the rule from one name to the next.
        return try read { db in
            try String.fetchAll(
                db,
                sql: """
                    WITH RECURSIVE found(rule) AS (SELECT min(rule) FROM finding UNION ALL
                     SELECT (SELECT min(rule) FROM finding WHERE rule > found.rule) FROM found WHERE rule IS NOT NULL)
                    SELECT rule FROM found WHERE rule IS NOT NULL LIMIT 1000
                    """)
        }.filter { rule in
            guard let title = known[rule] else { return rule.lowercased().contains(wanted) }
            return [rule, title.zh, title.en].contains { wanted.isEmpty || $0.lowercased().contains(wanted) }
                || Pinyin.found(wanted, in: title.zh)
        }
    }

    /// A name as a query takes it: in quotes where it has more than letters, digits and Chinese characters.
    private static func quoted(_ name: String) -> String {
        let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber }
        return isPlain ? name : "\"" + name.filter { $0 != "\"" } + "\""
    }
}
