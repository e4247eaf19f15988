import Invoicing

// What can be wrong with a query, each with its place, the cause and what would be right.
extension QueryError {
    private init(_ position: Int, zh: (String, String), en: (String, String)) {
        self.init(
            position: position, explanation: LocalizedText(zh: zh.0, en: en.0),
            remedy: LocalizedText(zh: zh.1, en: en.1))
    }

    /// At most so much of what was typed is repeated.
    private static func short(_ text: String) -> String {
        text.count > 40 ? text.prefix(40) + "…" : text
    }

    static var tooLong: QueryError {
        QueryError(
            Query.lengthLimit,
            zh: ("查询超过 \(Query.lengthLimit) 个字符。", "请缩短查询。"),
            en: ("The query is longer than \(Query.lengthLimit) characters.", "Make it shorter."))
    }

    static func tooMany(at position: Int) -> QueryError {
        QueryError(
            position, zh: ("查询条件超过 \(Query.termLimit) 个。", "请减少条件，或拆成几个查询。"),
            en: ("The query has more than \(Query.termLimit) terms.", "Leave some out, or split the query."))
    }

    static func tooDeep(at position: Int) -> QueryError {
        QueryError(
            position, zh: ("括号或“非”嵌套超过 \(Query.depthLimit) 层。", "请简化查询。"),
            en: ("Parentheses and “not” nest deeper than \(Query.depthLimit).", "Simplify the query."))
    }

    static func openQuote(at position: Int) -> QueryError {
        QueryError(
            position, zh: ("引号没有闭合。", "请在文字末尾补上引号。"),
            en: ("The quotation mark is not closed.", "Add one at the end of the words."))
    }

    static func openParenthesis(at position: Int) -> QueryError {
        QueryError(
            position, zh: ("括号没有闭合。", "请补上“)”。"),
            en: ("The parenthesis is not closed.", "Add “)” where the group ends."))
    }

    static func strayClose(at position: Int) -> QueryError {
        QueryError(
            position, zh: ("多了一个“)”。", "请删掉它，或在前面补上“(”。"),
            en: ("There is a “)” without its “(”.", "Remove it, or open the group before it."))
    }

    static func somethingMissing(at position: Int) -> QueryError {
        QueryError(
            position, zh: ("这里缺少一个条件。", "“且”“或”两边、“非”之后和括号之内都要有条件。"),
            en: (
                "A term is missing here.",
                "“and” and “or” need one on both sides, “not” one after it, parentheses one inside."
            ))
    }

    static func fieldMissing(at position: Int) -> QueryError {
        QueryError(
            position, zh: ("比较符号前面缺少字段。", "请写成“字段:值”，如 金额>1万。"),
            en: ("A comparison needs a field before it.", "Write field and value together, as amount>10000."))
    }

    static func secondComparison(at position: Int) -> QueryError {
        QueryError(
            position, zh: ("一个条件里有两个比较符号。", "带有 : = < > 的文字请加引号，如 标题:\"A:1\"。"),
            en: (
                "There are two comparisons in one term.",
                "Put words that contain : = < > in quotes, as title:\"A:1\"."
            ))
    }

    static func unknownField(_ word: String, at position: Int) -> QueryError {
        let zh: String
        let en: String
        if let near = NearestName.of(word) {
            zh = "是不是“\(near.chineseName)”（\(near.name)）？如 \(near.example.zh)。要查找带冒号的文字请加引号。"
            en =
                "Did you mean “\(near.name)”, as \(near.example.en)? Put words with a colon in quotes to look for them."
        } else {
            zh = "可用字段：\(Query.fields.map(\.chineseName).joined(separator: "、"))。要查找带冒号的文字请加引号。"
            en =
                "The fields are \(Query.fields.map(\.name).joined(separator: ", ")). Put words with a colon in quotes."
        }
        return QueryError(
            position, zh: ("没有名为“\(short(word))”的字段。", zh), en: ("There is no field “\(short(word))”.", en))
    }

    static func valueMissing(_ field: QueryField, at position: Int) -> QueryError {
        let name = field.name
        return QueryError(
            position, zh: ("“\(name.chineseName)”后面缺少值。", "例如 \(name.example.zh)。"),
            en: ("The field “\(name.name)” has no value.", "Write one behind it, as \(name.example.en)."))
    }

    static func notComparable(_ field: QueryField, at position: Int) -> QueryError {
        let name = field.name
        return QueryError(
            position, zh: ("“\(name.chineseName)”不能比较大小。", "请用冒号，如 \(name.example.zh)。"),
            en: ("The field “\(name.name)” has no greater or less.", "Use a colon, as \(name.example.en)."))
    }

    static func rangeCompared(at position: Int) -> QueryError {
        QueryError(
            position, zh: ("范围、列表和“无”前面只能用冒号。", "请写成 金额:100..500、级别:错误,警告 或 期限:无。"),
            en: (
                "A range, a list and “none” go with a colon only.",
                "Write amount:100..500, severity:error,warning or due:none."
            ))
    }

    static func emptyRange(_ text: String, at position: Int) -> QueryError {
        QueryError(
            position, zh: ("范围“\(short(text))”的起点大于终点。", "请把较小的写在前面。"),
            en: ("The range “\(short(text))” ends before it begins.", "Put the smaller end first."))
    }

    static func noAmount(_ text: String, at position: Int) -> QueryError {
        QueryError(
            position, zh: ("“\(short(text))”不是金额。", "例如 金额>10000、金额>1.5万、金额:100..500。"),
            en: (
                "“\(short(text))” is not an amount.",
                "Write it as amount>10000, amount>1.5万 or amount:100..500."
            ))
    }

    static func amountTooLarge(_ text: String, at position: Int) -> QueryError {
        QueryError(
            position, zh: ("金额“\(short(text))”太大。", "金额不能超过九百万亿。"),
            en: ("The amount “\(short(text))” is too large.", "Amounts end at 900 trillion."))
    }

    static func noDate(_ text: String, at position: Int) -> QueryError {
        QueryError(
            position,
            zh: ("“\(short(text))”不是日期。", "例如 今天、明天、3天、-7天、2026-03-01、2026年3月、2026-01-01..2026-03-31。"),
            en: (
                "“\(short(text))” is not a date.",
                "Write today, tomorrow, 3d, -7d, 2026-03-01, 2026-03 or 2026-01-01..2026-03-31."
            ))
    }

    static func noCurrency(_ text: String, at position: Int) -> QueryError {
        QueryError(
            position, zh: ("“\(short(text))”不是币种代码。", "币种代码是三个字母，如 CNY、USD。"),
            en: ("“\(short(text))” is not a currency.", "A currency is three letters, as CNY or USD."))
    }

    static func noSuchChoice(_ text: String, of choices: [String], zh: [String], at position: Int)
        -> QueryError
    {
        QueryError(
            position, zh: ("没有“\(short(text))”这个值。", "可用的值：\(zh.joined(separator: "、"))。"),
            en: ("There is no value “\(short(text))” here.", "It may be \(choices.joined(separator: ", "))."))
    }

    static func notSortable(_ text: String, at position: Int) -> QueryError {
        let fields = QueryField.allCases.filter { $0.sortColumn != nil }.map(\.name)
        return QueryError(
            position,
            zh: ("不能按“\(short(text))”排序。", "可以按这些字段排序：\(fields.map(\.chineseName).joined(separator: "、"))。"),
            en: (
                "“\(short(text))” cannot be sorted by.",
                "Sort by \(fields.map(\.name).joined(separator: ", "))."
            ))
    }

    static func sortInside(at position: Int) -> QueryError {
        QueryError(
            position, zh: ("排序不能放在括号、“或”或“非”里面。", "请把“排序:…”放在查询的最外层。"),
            en: (
                "A sort order cannot stand inside parentheses, “or” or “not”.",
                "Put sort: at the outermost level."
            ))
    }

    static func noWord(_ text: String, at position: Int) -> QueryError {
        QueryError(
            position, zh: ("“\(short(text))”里没有可以查找的文字。", "请输入文字、字母或数字。"),
            en: (
                "There is nothing to look for in “\(short(text))”.",
                "Type letters, digits or Chinese characters."
            ))
    }
}

/// Finds the field that was probably meant.
private enum NearestName {
    static func of(_ word: String) -> Query.Name? {
        let wanted = Array(word.lowercased().prefix(30))
        guard !wanted.isEmpty else { return nil }
        var best: (name: Query.Name, distance: Int)?
        for name in Query.fields {
            for spelling in name.spellings {
                let characters = Array(spelling)
                let distance = distance(wanted, characters)
                let allowed = max(1, min(wanted.count, characters.count) / 2)
                let isShort = min(wanted.count, characters.count) < 2
                if distance <= allowed, !isShort, best.map({ distance < $0.distance }) ?? true {
                    best = (name, distance)
                }
            }
        }
        return best?.name
    }

    /// The fewest insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var rows = [Array(0...right.count)]
        for i in 1...max(1, left.count) where i <= left.count {
            var row = [i]
            for j in 0..<right.count {
                let isSame = left[i - 1] == right[j]
                var cost = min(rows[i - 1][j + 1] + 1, row[j] + 1, rows[i - 1][j] + (isSame ? 0 : 1))
                if i > 1, j > 0, left[i - 1] == right[j - 1], left[i - 2] == right[j] {
                    cost = min(cost, rows[i - 2][j - 1] + 1)
                }
                row.append(cost)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
