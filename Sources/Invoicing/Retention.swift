/// What an accounting record is, as far as the law gives each kind its own time (会计档案管理办法, 财政部、国家档案局令第79号,
/// annex 1). The product archives vouchers; a company may put a bank's or a tax document under its own kind.
public enum RecordCategory: String, CaseIterable, Codable, Sendable {
    /// 会计凭证: original and posting vouchers, and so every approved invoice.
    case voucher
    /// 会计账簿
    case book
    /// 月度、季度、半年度财务会计报告
    case report
    /// 年度财务会计报告
    case annualReport = "annual-report"
    /// 银行对账单、银行存款余额调节表
    case bankStatement = "bank-statement"
    /// 纳税申报表
    case taxReturn = "tax-return"
    /// 会计档案移交清册
    case handoverList = "handover-list"

    /// Its name.
    public var title: LocalizedText {
        switch self {
        case .voucher: LocalizedText(zh: "会计凭证", en: "voucher")
        case .book: LocalizedText(zh: "会计账簿", en: "book")
        case .report: LocalizedText(zh: "财务会计报告（月、季、半年）", en: "interim report")
        case .annualReport: LocalizedText(zh: "年度财务会计报告", en: "annual report")
        case .bankStatement: LocalizedText(zh: "银行对账单", en: "bank statement")
        case .taxReturn: LocalizedText(zh: "纳税申报表", en: "tax return")
        case .handoverList: LocalizedText(zh: "会计档案移交清册", en: "list of a hand-over")
        }
    }

    /// How long the law keeps it at least.
    public var lawful: Retention {
        switch self {
        case .voucher, .book, .handoverList: .years(30)
        case .report, .bankStatement, .taxReturn: .years(10)
        case .annualReport: .permanent
        }
    }
}

/// How long a record is kept (保管期限). It begins on the first day after the accounting year, which in China is the
/// calendar year (会计法; 会计档案管理办法).
public enum Retention: Hashable, Sendable {
    /// For so many years.
    case years(Int)
    /// 永久
    case permanent

    /// Not more years than this.
    public static let mostYears = 200

    /// As a person writes it.
    public var title: LocalizedText {
        switch self {
        case .years(let count): LocalizedText(zh: "\(count)年", en: "\(count) years")
        case .permanent: LocalizedText(zh: "永久", en: "permanent")
        }
    }

    /// As it stands in archive numbers: `D30`, `Y`. (The codes are those in use for documents; DA/T 13-2022 and DA/T 22
    /// are known here at second hand: UNCONFIRMED.)
    public var code: String {
        switch self {
        case .years(let count): "D\(count)"
        case .permanent: "Y"
        }
    }

    /// Whether it is as long as another one at least.
    public func covers(_ other: Retention) -> Bool {
        switch (self, other) {
        case (.permanent, _): true
        case (.years, .permanent): false
        case (.years(let own), .years(let least)): own >= least
        }
    }

    /// The first day of it.
    public static func start(after fiscalYear: Int) -> CalendarDate? {
        CalendarDate(year: fiscalYear + 1, month: 1, day: 1)
    }

    /// The first day on which it is over; nothing where it never is.
    public func end(after fiscalYear: Int) -> CalendarDate? {
        guard case .years(let count) = self else { return nil }
        return CalendarDate(year: fiscalYear + 1 + count, month: 1, day: 1)
    }
}

extension Retention: Codable {
    /// Reads `30` or `"permanent"`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let count = try? container.decode(Int.self), (1...Self.mostYears).contains(count) {
            self = .years(count)
        } else if try container.decode(String.self) == "permanent" {
            self = .permanent
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no retention")
        }
    }

    /// Writes what is read.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .years(let count): try container.encode(count)
        case .permanent: try container.encode("permanent")
        }
    }
}
