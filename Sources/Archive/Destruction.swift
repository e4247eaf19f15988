import Foundation
import Invoicing
import OAProfile
import Store

/// Destroys packages by a list on which two persons agreed, in steps that a crash may part:
///
/// 1. the order, for the whole list, in one transaction of the ledger; from here on there is no way back;
/// 2. for each package its tombstone, which appears whole or not at all;
/// 3. its folder leaves its name, and then the disk;
/// 4. the originals that no other package needs leave `blobs`;
/// 5. its evidence in the ledger is emptied, and the log says that it is gone.
///
/// Before 1 everything is whole; after it, whoever runs it again finishes what is left of it.
public struct Destruction {
    /// A place at which a crash leaves something to finish; for tests.
    public enum Step: CaseIterable, Sendable {
        case ordered
        case tombstoned
        case moved
        case removed
        case forgotten
    }

    private let ledger: Ledger
    private let shelf: ArchiveShelf
    private let blobs: BlobStore
    private let after: (Step) throws -> Void

    /// Takes the places that hold what is destroyed.
    /// - Parameter after: is told after each step; what it throws ends the run there.
    public init(
        ledger: Ledger, shelf: ArchiveShelf, blobs: BlobStore,
        after: @escaping (Step) throws -> Void = { _ in }
    ) {
        self.ledger = ledger
        self.shelf = shelf
        self.blobs = blobs
        self.after = after
    }

    /// Why an archived invoice may not be destroyed; nothing where it may.
    public func refusal(of stated: ArchivedRecord, on day: CalendarDate) throws -> LocalizedText? {
        // As it stands now, whatever the caller saw before.
        guard let record = try ledger.archived(stated.id) else {
            return LocalizedText(zh: "没有档号", en: "it has no archive number")
        }
        if record.list != nil {
            return LocalizedText(zh: "已批准销毁", en: "its destruction was ordered before")
        }
        if let hold = record.holds.first {
            return LocalizedText(
                zh: "\(hold.kind.title.zh)：\(hold.reason)", en: "\(hold.kind.title.en): \(hold.reason)")
        }
        guard let end = record.registration.end else {
            return LocalizedText(zh: "永久保管", en: "it is kept for ever")
        }
        guard end <= day else {
            return LocalizedText(zh: "保管期至 \(end) 才满", en: "its retention ends on \(end)")
        }
        if try ledger.hasOpenOperation(on: record.instance) {
            return LocalizedText(zh: "该单据仍有未了结的操作", en: "something of the claim is still under way")
        }
        guard let package = record.package, try shelf.holds(package.hex) else {
            return LocalizedText(zh: "档案包不在档案夹中", en: "its package is not on the shelf")
        }
        return nil
    }

    /// Draws up a list of what may be destroyed, all of it.
    /// - Throws: ``DestructionProblem/refused(_:)`` that names each one that may not.
    public func propose(
        _ records: [ArchivedRecord], archive: String, proposer: String, reason: String, at time: Int64,
        on day: CalendarDate
    ) throws -> DestructionList {
        let reason = try ArchiveShelf.reason(reason)
        guard !records.isEmpty else { throw DestructionProblem.nothing }
        let refusals = try records.compactMap { record in
            try refusal(of: record, on: day).map {
                DestructionProblem.Refusal(number: record.registration.number, why: $0)
            }
        }
        guard refusals.isEmpty else { throw DestructionProblem.refused(refusals) }
        return DestructionList(
            of: records, archive: archive, proposer: proposer, reason: reason, at: time)
    }

    /// Carries out an agreed list, or finishes that.
    /// - Parameter archive: the name of this store's log.
    /// - Returns: the numbers of what is gone now, all of the list.
    /// - Throws: ``DestructionProblem`` where anything on the list may not be destroyed: then nothing was.
    public func carryOut(
        _ agreed: AgreedDestruction, archive: String, at time: Int64, on day: CalendarDate
    ) throws -> [String] {
        guard agreed.list.archive == archive else {
            throw DestructionProblem.otherArchive(agreed.list.archive)
        }
        var records: [(record: ArchivedRecord, item: DestructionList.Item)] = []
        var refusals: [DestructionProblem.Refusal] = []
        for item in agreed.list.items {
            guard let id = OperationID(rawValue: item.operation), let record = try ledger.archived(id),
                DestructionList(
                    of: [record], archive: "", proposer: "", reason: "", at: 0
                ).items == [item]
            else {
                refusals.append(
                    .init(
                        number: item.number,
                        why: LocalizedText(zh: "与账本登记不符", en: "it is not what the ledger has registered")))
                continue
            }
            if record.list != agreed.kept.digest, let why = try refusal(of: record, on: day) {
                refusals.append(.init(number: item.number, why: why))
            }
            records.append((record, item))
        }
        guard refusals.isEmpty else { throw DestructionProblem.refused(refusals) }
        try ledger.order(records.map(\.record.id), by: agreed.kept, words: agreed.words, at: time)
        try after(.ordered)
        for (record, item) in records { try destroy(record.id, item, agreed, at: time) }
        return records.map(\.item.number)
    }

    /// Finishes every destruction that was ordered and broken off.
    /// - Returns: the numbers of what is gone now.
    public func finish(at time: Int64) throws -> [String] {
        var numbers: [String] = []
        for record in try ledger.archived() where record.destroyedAt == nil {
            guard let digest = record.list, let kept = try ledger.destructionList(digest) else { continue }
            // The signatures were checked before it was ordered; who checks them again has the tombstone.
            let agreed = try AgreedDestruction(stated: kept)
            guard let item = agreed.list.items.first(where: { $0.operation == record.id.rawValue }) else {
                throw DestructionProblem.otherList
            }
            try destroy(record.id, item, agreed, at: time)
            numbers.append(item.number)
        }
        return numbers
    }

    private func destroy(
        _ id: OperationID, _ item: DestructionList.Item, _ agreed: AgreedDestruction, at time: Int64
    ) throws {
        guard try ledger.archived(id)?.destroyedAt == nil else { return }
        // Known before the package goes: which originals it holds.
        let originals = Set(
            (try ledger.evidence(of: id)?.attachments ?? []).compactMap { ContentDigest(hex: $0.sha256) })
        try shelf.bury(item.package, under: try Tombstone.files(of: item, by: agreed, at: time))
        try after(.tombstoned)
        try shelf.take(item.package) { try after(.moved) }
        try after(.removed)
        let needed = Set(
            try shelf.entries().flatMap { $0.metadata?.originals.map(\.sha256) ?? [] })
        for digest in originals where !needed.contains(digest.hex) {
            if try !ledger.hasImport(of: digest) { try blobs.remove(digest) }
        }
        try after(.forgotten)
        try ledger.finishDestruction(of: id, at: time)
    }
}

extension ArchiveShelf {
    static func reason(_ text: String) throws(ArchiveRefusal) -> String {
        let kept = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...2_000).contains(kept.unicodeScalars.count) else { throw .noReason }
        return kept
    }
}
