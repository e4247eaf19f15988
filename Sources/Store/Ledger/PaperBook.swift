import Audit
import Foundation
import Invoicing
import OAProfile

/// A working paper as it is kept.
public struct KeptPaper: Hashable, Sendable {
    /// Its place in the book, from 1.
    public let place: Int64
    /// Its entry in the book's own log; nothing where that cannot be read.
    public let entry: AuditEntry?
    /// Whether its text is the one that was hashed.
    public let isSealed: Bool

    /// What it is; nothing for a form that is not known.
    public var form: WorkingPaper.Form? { entry.flatMap { WorkingPaper.Form(rawValue: $0.outcome) } }
}

/// The working papers of an auditor: a log of their own, beside the store that is audited, which an auditor only reads.
///
/// It is a ledger like any other, without operations: each paper is an entry, hashed and chained, that names what was looked
/// at by its digest. So it is checkpointed, exported and verified by what checks every log, and nothing in it can be changed
/// afterwards without being noticed; a paper that was wrong is followed by another one that says so.
public final class PaperBook: Sendable {
    /// The log.
    public let ledger: Ledger

    /// Opens or makes the book in a folder.
    public init(folder: URL, session: Ledger.Session) throws(StoreError) {
        ledger = try Ledger(folder: folder, session: session)
    }

    private init(_ ledger: Ledger) { self.ledger = ledger }

    /// Opens a book for reading; nothing where there is none yet.
    public static func reading(folder: URL, session: Ledger.Session) throws(StoreError) -> PaperBook? {
        guard FileManager.default.fileExists(atPath: folder.appendingPathComponent("ledger.db").path) else {
            return nil
        }
        return PaperBook(try Ledger.openReadOnly(folder: folder, session: session))
    }

    /// Keeps a paper, durable when it returns.
    /// - Returns: its place.
    public func add(_ paper: WorkingPaper, at now: Int64) throws(StoreError) -> Int64 {
        try ledger.write(at: now) { transaction in try transaction.note(.workingPaper(paper)) }
    }

    /// Papers, oldest first: all, or those about a task.
    public func papers(about task: String? = nil) throws(StoreError) -> [KeptPaper] {
        let filter = AuditFilter(
            event: AuditEvent.Kind.workingPaper.rawValue, about: task)
        var found: [Int64] = []
        var stretch = AuditStretch(sequences: [], next: .max, floor: nil)
        while let below = stretch.next {
            stretch = try ledger.auditStretch(
                matching: filter, below: below, floor: stretch.floor, most: 10_000)
            found += stretch.sequences
        }
        return try ledger.auditRecords(at: found.reversed()).map {
            KeptPaper(place: $0.sequence, entry: $0.entry, isSealed: $0.isSealed)
        }
    }
}
