import Audit
import Foundation
import Invoicing
import OAProfile

/// One running series of archive numbers (档号): what stands before and behind the running number, and how many digits it
/// has at least.
public struct NumberSeries: Hashable, Sendable {
    /// What stands before.
    public var prefix: String
    /// What stands behind.
    public var suffix: String
    /// The least digits, filled up with zeros.
    public var width: Int

    /// Makes one.
    public init(prefix: String, suffix: String = "", width: Int) {
        self.prefix = prefix
        self.suffix = suffix
        self.width = width
    }

    /// Its name: numbers run within it, and another width does not make another series.
    public var name: String { prefix + "{number}" + suffix }

    /// The number at a place, from 1.
    public func number(_ running: Int) -> String {
        let digits = String(running)
        return prefix + String(repeating: "0", count: max(0, width - digits.count)) + digits + suffix
    }
}

/// How an approved invoice is to be archived.
public struct ArchivePlan: Hashable, Sendable {
    /// Where its number runs.
    public var series: NumberSeries
    /// What it is.
    public var category: RecordCategory
    /// The accounting year (会计年度) that it belongs to.
    public var fiscalYear: Int
    /// How long it is kept.
    public var retention: Retention

    /// Makes one.
    public init(series: NumberSeries, category: RecordCategory, fiscalYear: Int, retention: Retention) {
        self.series = series
        self.category = category
        self.fiscalYear = fiscalYear
        self.retention = retention
    }
}

/// What an approved invoice was registered as when it was archived: given once, never changed.
public struct ArchiveRegistration: Hashable, Codable, Sendable {
    /// Its archive number (档号).
    public var number: String
    /// The series that it runs in.
    public var series: String
    /// Its place in the series, from 1, without gaps.
    public var running: Int
    /// What it is.
    public var category: RecordCategory
    /// The accounting year.
    public var fiscalYear: Int
    /// How long it is kept.
    public var retention: Retention

    private enum CodingKeys: String, CodingKey {
        case number
        case series
        case running
        case category
        case fiscalYear = "fiscal_year"
        case retention
    }

    /// Puts it together.
    public init(
        number: String, series: String, running: Int, category: RecordCategory, fiscalYear: Int,
        retention: Retention
    ) {
        self.number = number
        self.series = series
        self.running = running
        self.category = category
        self.fiscalYear = fiscalYear
        self.retention = retention
    }

    /// The first day of its retention.
    public var start: CalendarDate? { Retention.start(after: fiscalYear) }

    /// The first day on which its retention is over; nothing where it is kept for ever.
    public var end: CalendarDate? { retention.end(after: fiscalYear) }

    /// SHA-256 of all of it and of the operation that it is about: what the log says of it.
    public func digest(of operation: OperationID) -> ContentDigest {
        ContentDigest(
            of: JSONValue.object([
                "op_id": .string(operation.rawValue), "number": .string(number), "series": .string(series),
                "running": .integer(Int64(running)), "category": .string(category.rawValue),
                "fiscal_year": .integer(Int64(fiscalYear)), "retention": .string(retention.code),
            ]).canonical)
    }

    /// It in words, for the log.
    public var words: String {
        let end = end.map { "until \($0)" } ?? "for ever"
        return "\(category.rawValue) \(retention.code) from \(start?.description ?? "?") \(end)"
    }
}

/// An archived invoice as the ledger knows it.
public struct ArchivedRecord: Hashable, Sendable, Identifiable {
    /// That nobody may destroy it.
    public struct Hold: Hashable, Sendable {
        /// Why it is kept.
        public enum Kind: String, CaseIterable, Sendable {
            /// A court, an authority or an audit asks for it.
            case legal
            /// Claims or debts are not settled, or other business is open (未了事项; 会计档案管理办法第十九条).
            case unsettled

            /// Its name.
            public var title: LocalizedText {
                switch self {
                case .legal: LocalizedText(zh: "法律保全", en: "legal hold")
                case .unsettled: LocalizedText(zh: "未了事项", en: "unsettled matter")
                }
            }
        }

        /// Its entry in the audit log, which is its name.
        public let entry: Int64
        /// Why it is kept.
        public let kind: Kind
        /// Why, in words.
        public let reason: String
        /// Who asked for it.
        public let actor: String
        /// When, in milliseconds since 1970.
        public let at: Int64
    }

    /// The operation that approved the invoice.
    public let id: OperationID
    /// Its task.
    public let task: TaskID
    /// Its workflow instance.
    public let instance: InstanceID
    /// Number, category and retention.
    public let registration: ArchiveRegistration
    /// Its entry in the audit log.
    public let entry: Int64
    /// When it was registered, in milliseconds since 1970.
    public let at: Int64
    /// The name of its package; nothing before that stands on the shelf.
    public let package: ContentDigest?
    /// What keeps it from being destroyed.
    public let holds: [Hold]
    /// The list by which it is destroyed; nothing where nobody ordered that.
    public let list: ContentDigest?
    /// When its content was gone, in milliseconds since 1970.
    public let destroyedAt: Int64?
}

/// Why a step in the archive is not taken.
public enum ArchiveRefusal: ExplainedError, Hashable {
    /// The operation is no confirmed approval.
    case notApproved(String)
    /// It has no archive number.
    case notRegistered(String)
    /// Another invoice has the number that comes next in the series.
    case numberTaken(String)
    /// Its package stands there under another name.
    case placedElsewhere(number: String, package: String)
    /// A hold needs a reason of 1 to 2,000 characters.
    case noReason
    /// No such hold stands on it.
    case notHeld(String)
    /// Several holds stand on it; the one that is meant must be named.
    case severalHolds(String, [Int64])
    /// Its destruction was ordered.
    case destroyed(String)
    /// It may not be destroyed: it is on hold, something of it is under way, or nobody ordered it.
    case keptBack(String)

    /// One sentence.
    public var explanation: LocalizedText {
        switch self {
        case .notApproved(let name):
            LocalizedText(
                zh: "\(name) 没有经 OA 确认的同意决定，不能编制档号。",
                en: "\(name) has no approval that the OA confirmed, so it gets no archive number.")
        case .notRegistered(let name):
            LocalizedText(zh: "\(name) 还没有档号。", en: "\(name) has no archive number.")
        case .numberTaken(let number):
            LocalizedText(
                zh: "档号 \(number) 已被另一单据使用，没有归档。",
                en: "Another document has the archive number \(number); nothing was archived.")
        case .placedElsewhere(let number, let package):
            LocalizedText(
                zh: "\(number) 已归档为 \(package)。", en: "\(number) is archived already as \(package).")
        case .noReason:
            LocalizedText(
                zh: "需要写明原因（1 到 2,000 个字）。", en: "It needs a reason of 1 to 2,000 characters.")
        case .notHeld(let number):
            LocalizedText(zh: "\(number) 没有这项暂停销毁。", en: "\(number) has no such hold.")
        case .severalHolds(let number, let holds):
            LocalizedText(
                zh: "\(number) 有 \(holds.count) 项暂停销毁："
                    + holds.map { "#\($0)" }.joined(separator: "、") + "。",
                en: "\(number) has \(holds.count) holds: "
                    + holds.map { "#\($0)" }.joined(separator: ", ") + ".")
        case .keptBack(let number):
            LocalizedText(
                zh: "\(number) 不得销毁：已暂停销毁、仍有未了结的操作，或未经批准。",
                en:
                    "\(number) may not be destroyed: it is on hold, something of it is open, or nobody ordered it."
            )
        case .destroyed(let number):
            LocalizedText(zh: "\(number) 已批准销毁。", en: "The destruction of \(number) was ordered.")
        }
    }

    /// What to do next.
    public var remedy: LocalizedText {
        switch self {
        case .notApproved:
            LocalizedText(
                zh: "请先同意该单据并同步，待 OA 确认后再归档。",
                en: "Approve it and sync first; it can be archived once the OA has confirmed.")
        case .notRegistered:
            LocalizedText(
                zh: "请先运行 countersign archive add 归档。", en: "Archive it first with countersign archive add.")
        case .numberTaken:
            LocalizedText(
                zh: "请在配置 [archive] number 中改用不会重复的编号规则。",
                en: "Choose a scheme in [archive] number whose series cannot meet.")
        case .placedElsewhere, .destroyed, .keptBack:
            LocalizedText(zh: "用 countersign archive show 查看。", en: "See it with countersign archive show.")
        case .noReason:
            LocalizedText(zh: "请用 --reason 写明。", en: "Give it with --reason.")
        case .notHeld:
            LocalizedText(
                zh: "用 countersign archive show 查看现有的暂停销毁。",
                en: "countersign archive show tells what holds stand on it.")
        case .severalHolds:
            LocalizedText(zh: "请用 --hold 编号 指定其中一项。", en: "Name one of them with --hold NUMBER.")
        }
    }
}
