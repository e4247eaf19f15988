import Foundation
import Invoicing
import OAProfile
import Store

/// What a package says of itself: `metadata.json`.
public struct PackageMetadata: Hashable, Codable, Sendable {
    /// An item of DA/T 94-2022 (电子会计档案管理规范), as far as it is known when an invoice is approved. The numbers of
    /// the items are from a third party's listing: UNCONFIRMED, so the names count, not the numbers.
    public struct Item: Hashable, Codable, Sendable {
        /// Its number, as `M14`.
        public var number: String
        /// Its name.
        public var name: LocalizedText
        /// Its value.
        public var value: String
    }

    /// An original file.
    public struct Original: Hashable, Codable, Sendable {
        /// The name that the submitter gave it; untrusted.
        public var name: String
        /// The media type that the OA claims.
        public var mediaType: String
        /// Its size in bytes.
        public var size: Int
        /// SHA-256 of its bytes, in hexadecimal.
        public var sha256: String
        /// Where it stands in the package; nothing where its bytes were not held.
        public var file: String?

        private enum CodingKeys: String, CodingKey {
            case name
            case mediaType = "media_type"
            case size
            case sha256
            case file
        }
    }

    /// Which form it has.
    public var format: String
    /// The operation that approved the invoice.
    public var operation: OperationID
    /// Its task.
    public var task: TaskID
    /// When the package was made, in milliseconds since 1970.
    public var archivedAt: Int64
    /// The version of the program that made it.
    public var appVersion: String
    /// The items.
    public var items: [Item]
    /// The original files, in the order of the document.
    public var originals: [Original]
    /// Archive number, category and retention; nothing in packages of the first form.
    public var registration: ArchiveRegistration?

    /// The form that is written here for what has an archive number.
    public static let currentFormat = "countersign-archive v2"
    /// The form without archive numbers.
    static let firstFormat = "countersign-archive v1"

    /// Whether the form is one that is known, and says what it should.
    var isKnownForm: Bool { format == (registration == nil ? Self.firstFormat : Self.currentFormat) }

    private enum CodingKeys: String, CodingKey {
        case format
        case operation = "op_id"
        case task
        case archivedAt = "archived_at"
        case appVersion = "app_version"
        case items
        case originals
        case registration
    }

    /// The value of an item; nothing where it is not there.
    public func value(_ number: String) -> String? { items.first { $0.number == number }?.value }

    /// The items that must be there.
    static let required = ["M14", "M15", "M17", "M18", "M20", "M21", "M30", "M34", "M35"]

    /// The items of an approved task. The retention of vouchers is that of 会计档案管理办法 (财政部、国家档案局令第79号).
    static func items(of task: ApprovalTask, as registration: ArchiveRegistration? = nil) -> [Item] {
        let invoice = task.invoice
        func item(_ number: String, _ zh: String, _ en: String, _ value: String) -> Item {
            Item(number: number, name: LocalizedText(zh: zh, en: en), value: value)
        }
        let number = registration.map { item("M13", "档号", "archive number", $0.number) }
        let year = registration.map { item("M29", "会计年度", "accounting year", String($0.fiscalYear)) }
        return [number].compactMap { $0 } + [
            item("M14", "题名", "title", task.title),
            item("M15", "日期", "date", invoice.issued.description),
            item("M17", "责任者", "responsible party", invoice.seller.name),
            item("M18", "附件", "attachments", String(task.attachments.count)),
            item("M20", "保管期限", "retention", registration?.retention.title.zh ?? "30年"),
            item("M21", "摘要", "summary", "\(invoice.kind.title.zh) \(invoice.number.display)"),
        ] + [year].compactMap { $0 } + [
            item("M30", "会计资料形式", "form of the record", "电子"),
            item("M34", "币种", "currency", invoice.totals.gross.currency.code),
            item("M35", "合计金额", "total", invoice.totals.gross.plain),
        ]
    }
}
