import Archive
import ArgumentParser
import Foundation
import Invoicing
import OAProfile
import Store

/// The archive of one store: the packages on the shelf, and what the ledger says of each. Works without a ledger too, as for
/// a shelf that was copied elsewhere.
struct ArchiveRoom {
    /// A package, or what the ledger alone knows of one.
    struct Item {
        /// The package; nothing where it is not on the shelf.
        var entry: ArchiveShelf.Entry?
        /// What the ledger says; nothing in packages that were never registered.
        var record: ArchivedRecord?

        /// Number and retention.
        var registration: ArchiveRegistration? {
            record?.registration ?? entry?.metadata?.registration
        }

        /// The package's name; empty where there never was one.
        var name: String { entry?.name ?? record?.package?.hex ?? "" }

        /// The task.
        var task: String { record?.task.rawValue ?? entry?.metadata?.task.rawValue ?? "?" }
    }

    /// The shelf.
    let shelf: ArchiveShelf
    /// All there is: the shelf's packages, newest first, and behind them what the ledger alone knows.
    let items: [Item]
    /// What the ledger placed on the shelf; nothing where there is no ledger.
    let placed: PlacedPackages?

    init(in setting: Setting) throws {
        shelf = ArchiveShelf(setting.home.archive)
        let file = setting.home.data.appendingPathComponent("ledger.db").path
        let records =
            FileManager.default.fileExists(atPath: file)
            ? try LedgerReading(in: setting).ledger.archived() : nil
        placed = records.map { PlacedPackages($0) }
        items = Self.items(try shelf.entries(), records ?? [])
    }

    private static func items(_ entries: [ArchiveShelf.Entry], _ records: [ArchivedRecord]) -> [Item] {
        var rest = Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let shelved = entries.map { entry in
            Item(
                entry: entry, record: (entry.metadata?.operation).flatMap { rest.removeValue(forKey: $0) })
        }
        let others = records.reversed().filter { rest[$0.id] != nil }
        return shelved + others.map { Item(entry: nil, record: $0) }
    }

    /// The one that is meant by its archive number, its package's name or the beginning of that (8 digits at least), its
    /// operation or its task.
    func find(_ text: String) throws -> Item {
        let found = items.filter { item in
            item.registration?.number == text || item.name == text
                || (text.utf8.count >= 8 && item.name.hasPrefix(text))
                || item.record?.id.rawValue == text || item.entry?.metadata?.operation.rawValue == text
                || item.task == text
        }
        guard found.count <= 1 else { throw ArchiveProblem.ambiguous(text, found.count) }
        guard let item = found.first else { throw ArchiveProblem.noPackage(text) }
        return item
    }

    /// What keeps each package from being destroyed, by its name.
    var holds: [String: [LocalizedText]] {
        Dictionary(
            items.compactMap { item in
                guard let holds = item.record?.holds, !holds.isEmpty else { return nil }
                return (
                    item.name,
                    holds.map {
                        LocalizedText(
                            zh: "暂停销毁 #\($0.entry) \($0.kind.title.zh)：\($0.reason)",
                            en: "Hold #\($0.entry), \($0.kind.title.en): \($0.reason)")
                    }
                )
            }, uniquingKeysWith: { $1 })
    }

    /// The registered one that is meant.
    func record(_ text: String) throws -> ArchivedRecord {
        guard let record = try find(text).record else { throw ArchiveRefusal.notRegistered(text) }
        return record
    }
}

/// What `--json` says of an archived invoice beside its package.
struct ArchiveStateOutput: Encodable {
    struct HoldOutput: Encodable {
        let hold: Int64
        let kind: String
        let reason: String
        let by: String
        let at: String
    }

    let number: String?
    let category: String?
    let fiscal_year: Int?
    let retention: Retention?
    let retention_start: String?
    let retention_end: String?
    let holds: [HoldOutput]
    let destruction_list: String?
    let destroyed_at: String?

    init(_ item: ArchiveRoom.Item) {
        let registration = item.registration
        number = registration?.number
        category = registration?.category.rawValue
        fiscal_year = registration?.fiscalYear
        retention = registration?.retention
        retention_start = registration?.start?.description
        retention_end = registration?.end?.description
        holds = (item.record?.holds ?? []).map {
            HoldOutput(
                hold: $0.entry, kind: $0.kind.rawValue, reason: $0.reason, by: $0.actor,
                at: WallClock.text($0.at))
        }
        destruction_list = item.record?.list?.hex
        destroyed_at = item.record?.destroyedAt.map { WallClock.text($0) }
    }
}

extension ArchiveRoom.Item {
    /// The lines about number, retention, holds and destruction, for people.
    func lines(in language: Language) -> [String] {
        func line(_ zh: String, _ en: String, _ value: String) -> String {
            "\(LocalizedText(zh: zh, en: en)[language]): \(value)"
        }
        var lines: [String] = []
        if let registration {
            let end =
                registration.end.map { "\($0)" } ?? LocalizedText(zh: "永久保管", en: "for ever")[language]
            lines.append(line("档号", "Archive number", registration.number))
            lines.append(line("类别", "Category", registration.category.title[language]))
            lines.append(
                line(
                    "保管期限", "Retention",
                    registration.retention.title[language]
                        + " (\(registration.start.map { "\($0)" } ?? "?") → \(end))"))
        }
        for hold in record?.holds ?? [] {
            lines.append(
                line(
                    "暂停销毁", "Hold",
                    "#\(hold.entry) \(hold.kind.title[language]) · \(hold.reason) · \(hold.actor) · "
                        + WallClock.text(hold.at)))
        }
        if let list = record?.list { lines.append(line("销毁清册", "Destruction list", list.hex)) }
        if let at = record?.destroyedAt { lines.append(line("已销毁", "Destroyed", WallClock.text(at))) }
        return lines
    }

    /// Words on where it stands, for a list.
    func states(in language: Language) -> [String] {
        if record?.destroyedAt != nil { return [LocalizedText(zh: "已销毁", en: "destroyed")[language]] }
        if record?.list != nil { return [LocalizedText(zh: "销毁中", en: "being destroyed")[language]] }
        var words: [LocalizedText] = []
        if record?.holds.isEmpty == false { words.append(LocalizedText(zh: "暂停销毁", en: "on hold")) }
        if entry == nil { words.append(LocalizedText(zh: "缺档案包", en: "no package")) }
        return words.map { $0[language] }
    }
}

extension ArchiveRoom.Item {
    /// One line for a list.
    func line(in language: Language) -> String {
        let about = entry?.metadata
        let words = [
            String(name.prefix(12)), registration?.number ?? "-", task, about?.value("M15") ?? "",
            about?.value("M35") ?? "", about?.value("M14") ?? "", about?.value("M17") ?? "",
            states(in: language).map { "[\($0)]" }.joined(separator: " "),
        ]
        return words.joined(separator: "  ")
    }
}

extension RecordCategory: ExpressibleByArgument {}
