import Invoicing

/// The day of issue (开票日期).
enum DateRules {
    static let rules = [shape, future]

    static let shape = Rule(
        "date.shape", title: LocalizedText(zh: "开票日期不存在", en: "The day of issue does not exist"),
        basis: LocalizedText(
            zh: "会计基础工作规范第四十八条：原始凭证必须有填制日期",
            en: "Basic accounting rules, art. 48: a source document bears its date"),
        severity: .error
    ) { claim, _ in hits(on: claim.invoice.issued) }

    static func hits(on issued: IssueDate) -> [Hit] {
        guard case .unreadable(let text) = issued else { return [] }
        let isMissing = text.allSatisfy(\.isWhitespace)
        return [
            Hit(
                zh: isMissing ? "没有开票日期。" : "开票日期“\(text)”不是一个真实存在的日期。",
                en: isMissing
                    ? "There is no day of issue." : "The day of issue, \(text), is no day of the calendar.",
                [Evidence(field: "issued", expected: "YYYY-MM-DD", found: text)])
        ]
    }

    static let future = Rule(
        "date.future", title: LocalizedText(zh: "开票日期晚于提交日期", en: "Issued after it was submitted"),
        basis: LocalizedText(
            zh: "发票先开具、后报销：开票日期不会晚于提交日期", en: "An invoice is issued before it can be submitted"),
        severity: .error
    ) { claim, _ in
        guard let issued = claim.invoice.issued.day, let submittedAt = claim.submittedAt else { return [] }
        let submitted = chineseDay(of: submittedAt)
        guard issued > submitted else { return [] }
        // One day may be a clock or a zone.
        let isOneDay = issued.daysSince1970 - submitted.daysSince1970 == 1
        return [
            Hit(
                isOneDay ? .warning : nil, zh: "开票日期\(issued)晚于提交日期\(submitted)。",
                en: "Issued on \(issued), but submitted on \(submitted).",
                [Evidence(field: "issued", expected: "≤ \(submitted)", found: issued.description)])
        ]
    }

    /// The day in China (UTC+8) of a time in milliseconds since 1970; times beyond the year 9999 count as its end.
    static func chineseDay(of milliseconds: Int64) -> CalendarDate {
        let bounded = min(max(milliseconds, -62_000_000_000_000), 253_000_000_000_000)
        let (days, rest) = (bounded + 8 * 3_600_000).quotientAndRemainder(dividingBy: 86_400_000)
        return CalendarDate(daysSince1970: Int(rest < 0 ? days - 1 : days))
    }
}
