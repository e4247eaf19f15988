import Foundation
import Invoicing
import Store

/// What a company says about its archive: how numbers are made up, and how long what is kept.
public struct ArchiveRules: Hashable, Sendable {
    /// How archive numbers are made up.
    public var scheme = NumberScheme.standard
    /// 全宗号; empty where the company has none.
    public var fonds = ""
    /// The codes of the categories in archive numbers. Those given here follow DA/T 13 (会计 KU) at second hand:
    /// UNCONFIRMED, a company may have its own.
    public var codes: [RecordCategory: String] = [
        .voucher: "KU.PZ", .book: "KU.ZB", .report: "KU.BG", .annualReport: "KU.NB", .bankStatement: "KU.DZ",
        .taxReturn: "KU.SB", .handoverList: "KU.QC",
    ]
    /// How long each category is kept, where that is longer than the law asks for.
    public var retention: [RecordCategory: Retention] = [:]
    /// Whose signatures on destruction lists are believed: the path of an OpenSSH allowed-signers file; empty where none
    /// is named.
    public var allowedSigners = ""

    /// What holds where nothing is said.
    public init() {}

    /// How long a category is kept: never shorter than the law.
    public func retention(of category: RecordCategory) -> Retention {
        guard let own = retention[category], own.covers(category.lawful) else { return category.lawful }
        return own
    }

    /// How an approved invoice is archived.
    /// - Parameters:
    ///   - decidedAt: when the OA took the approval, in milliseconds since 1970.
    ///   - offset: seconds east of UTC where the company keeps its books.
    ///   - user: whose store it is.
    ///   - now: milliseconds since 1970.
    public func plan(
        for task: ApprovalTask, as category: RecordCategory, decidedAt: Int64, utcOffset offset: Int,
        user: String, now: Int64
    ) -> ArchivePlan {
        let year = Self.fiscalYear(of: task, decidedAt: decidedAt, utcOffset: offset, now: now)
        let kept = retention(of: category)
        return ArchivePlan(
            series: scheme.series([
                .fonds: fonds, .year: String(year), .retention: kept.code, .category: codes[category] ?? "",
                .department: task.department, .user: user,
            ]), category: category, fiscalYear: year, retention: kept)
    }

    /// The accounting year: the one in which the approval was taken, which is that of the posting; a later date on the
    /// invoice moves it by one year at most. What is no plausible time counts as now: too late a year keeps a record longer,
    /// too early a one would destroy it too soon.
    static func fiscalYear(of task: ApprovalTask, decidedAt: Int64, utcOffset: Int, now: Int64) -> Int {
        func year(_ time: Int64) -> Int {
            CalendarDate(daysSince1970: Int((time / 1_000 + Int64(utcOffset)) / 86_400)).year
        }
        let current = year(now)
        let isPlausible =
            decidedAt > 0 && decidedAt <= now.addingReportingOverflow(86_400_000 * 400).partialValue
        let decided = isPlausible ? year(decidedAt) : current
        let issued = task.invoice.issued.day?.year ?? decided
        return min(max(decided, issued), decided + 1)
    }
}
