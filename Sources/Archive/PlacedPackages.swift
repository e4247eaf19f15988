import Foundation
import Invoicing
import OAProfile
import Store

/// What a ledger says stands on a shelf: which package of which approval was placed there. A package proves itself, but not
/// that it is the one that was archived, nor that others are missing; the ledger does.
public struct PlacedPackages: Sendable {
    private let records: [OperationID: ArchivedRecord]
    private let placed: [String: ArchivedRecord]

    /// Takes everything that the ledger registered.
    public init(_ records: [ArchivedRecord]) {
        self.records = Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        placed = Dictionary(
            records.compactMap { record in record.package.map { ($0.hex, record) } },
            uniquingKeysWith: { $1 })
    }

    /// Why a package on the shelf is not the one that was archived; nothing where it is, where it is not placed yet, or where
    /// it is older than archive numbers.
    public func problem(of entry: ArchiveShelf.Entry) -> LocalizedText? {
        guard placed[entry.name] == nil, let about = entry.metadata else { return nil }
        guard let record = records[about.operation] else {
            guard let number = about.registration?.number else { return nil }
            return LocalizedText(
                zh: "账本没有档号 \(number) 的归档记录，这不是本账本归档的档案包。",
                en: "The ledger never archived number \(number): it is not a package of this archive.")
        }
        guard let package = record.package else { return nil }
        return LocalizedText(
            zh: "不是当时归档的档案包：账本为档号 \(record.registration.number) 记录的是 \(package.hex)。",
            en:
                "It is not the package that was archived: for number \(record.registration.number) the ledger has "
                + "\(package.hex).")
    }

    /// Why a tombstone is not that of a destruction which the ledger ordered; nothing where it is.
    func problem(ofTombstone files: FileSet, of name: String) -> LocalizedText? {
        let list = files[Tombstone.list].map { ContentDigest(of: $0) }
        guard let ordered = placed[name]?.list, ordered == list else {
            return LocalizedText(
                zh: "账本没有按这份清册销毁它的记录。", en: "The ledger ordered no destruction of it by this list.")
        }
        return nil
    }

    /// Each package that was placed and that neither stands there nor was destroyed by a list; and each destroyed one that has
    /// no tombstone. In the order of their registration.
    public func missing(on shelf: ArchiveShelf) throws -> [FourChecks] {
        let names = Set(try shelf.entries().map(\.name))
        let stones = Set(shelf.tombstones())
        return records.values.sorted { $0.entry < $1.entry }.compactMap { record in
            guard let name = record.package?.hex, !names.contains(name) else { return nil }
            // What is being destroyed may be gone before the log says so.
            if record.list != nil, record.destroyedAt == nil || stones.contains(name) { return nil }
            return FourChecks(missing: record, name: name)
        }
    }
}

extension FourChecks {
    /// Adds whether the package is the one that the ledger placed on the shelf.
    public mutating func compare(_ entry: ArchiveShelf.Entry, with placed: PlacedPackages) {
        add(
            .authenticity, zh: "与账本归档记录一致", en: "it is the package that the ledger archived",
            placed.problem(of: entry).map { [$0] } ?? [])
    }

    /// Adds whether the ledger ordered the destruction that a tombstone tells of.
    /// - Parameter name: the destroyed package's name.
    public mutating func compare(tombstone files: FileSet, of name: String, with placed: PlacedPackages) {
        add(
            .authenticity, zh: "与账本销毁记录一致", en: "it was destroyed by the list that the ledger has",
            placed.problem(ofTombstone: files, of: name).map { [$0] } ?? [])
    }

    /// What can be said of a package that should stand on the shelf.
    init(missing record: ArchivedRecord, name: String) {
        package = name
        checks = []
        registration = record.registration
        tombstone = nil
        let number = record.registration.number
        add(
            .integrity, zh: "档案包在档案夹中", en: "the package stands on the shelf",
            [
                record.destroyedAt == nil
                    ? LocalizedText(
                        zh: "账本记录已归档，但档案夹中没有：档号 \(number)，任务 \(record.task.rawValue)。",
                        en: "The ledger archived it, but it is not on the shelf: number \(number), task "
                            + "\(record.task.rawValue).")
                    : LocalizedText(
                        zh: "已按清册销毁，但销毁记录不在档案夹中：档号 \(number)，任务 \(record.task.rawValue)。",
                        en:
                            "It was destroyed by a list, but its tombstone is not on the shelf: number \(number), task "
                            + "\(record.task.rawValue).")
            ])
    }
}
