import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile

/// Goes through the audit log once, holding where each operation stands, and then compares that with the operations.
///
/// What is right is found right by comparing bytes and hashes where they stand: no JSON is decoded, no query is asked per
/// entry. Only what does not fit at once is taken apart (`examine`), to say what is wrong with it.
struct AuditReplay {
    /// Where the log has an operation.
    private struct Account {
        var state: OperationState
        /// The place of the entry with which it was recorded.
        var recorded: Int64
        /// That entry's words about the decision, hashed.
        var words: ContentDigest
        /// SHA-256 of the evidence as that entry has it; entries of older versions have none.
        var evidence: ContentDigest?
        /// SHA-256 of the signed statement as that entry has it.
        var signed: ContentDigest?
        var receipt: ContentDigest?
        var isCompared = false
    }

    private static let page = 2_000

    private var chain = AuditChain()
    private var anchors: ArraySlice<Checkpoint>
    private var accounts: [String: Account] = [:]
    private var last = ""
    private var operations = 0
    private var breaks: [AuditBreak] = []
    private var discrepancies: [LedgerDiscrepancy] = []
    private var findingCount = 0
    private var destroyed = 0
    /// Entries of overrides and withdrawals of which no row was met yet, by their place.
    private var overrides: [Int64: AuditEntry] = [:]
    /// Entries of the archive of which no row was met yet, by their place.
    private var archive: [Int64: AuditEntry] = [:]
    /// Commitments of which no row was met yet, by the place of their entry, and the entries that erased some.
    private var concealed: [Int64: ContentDigest] = [:]
    private var erasures: Set<Int64> = []
    private var nextSequence: Int64 = Int64.min

    init(anchors: [Checkpoint]) {
        self.anchors = anchors.sorted { $0.size < $1.size }[...]
        compareAnchors()
    }

    /// How many entries were read.
    var entryCount: Int { chain.count }

    /// Reads the next page of entries; false when none is left.
    mutating func readEntries(_ db: Database) throws -> Bool {
        // The text as bytes: what stands behind a NUL byte must not escape the hash.
        let statement = try db.cachedStatement(
            sql: "SELECT seq, prev, leaf, CAST(entry AS BLOB) FROM audit WHERE seq >= ? ORDER BY seq LIMIT ?")
        let rows = try Row.fetchCursor(statement, arguments: [nextSequence, Self.page])
        var count = 0
        while let row = try rows.next() {
            count += 1
            let sequence: Int64 = row[0]
            let previous = try row.digest(1)
            let leaf = try row.digest(2)
            try row.withBytes(3) { read(sequence, previous: previous, leaf: leaf, $0) }
            nextSequence = sequence + 1
        }
        return count == Self.page
    }

    private mutating func read(
        _ sequence: Int64, previous: ContentDigest?, leaf: ContentDigest?, _ text: UnsafeBufferPointer<UInt8>
    ) {
        let expected = chain.head
        let position = Int64(chain.count) + 1
        // A hash of another length cannot be that of the text.
        let (outline, found) = chain.check(text, leaf: leaf ?? AuditChain.origin)
        for one in found { note(one) }
        // The columns beside the text only repeat it; where they say something else somebody was there.
        if sequence != position, outline?.sequence == position {
            note(AuditBreak(position: position, kind: .sequenceDiffers(found: sequence)))
        }
        if previous != expected, outline?.previous == expected {
            note(AuditBreak(position: position, kind: .previousDiffers))
        }
        if let outline { follow(outline, text) }
        compareAnchors()
    }

    /// Compares the next page of operations; false when none is left.
    mutating func compareOperations(_ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                SELECT o.op_id, o.state, o.args_json, o.round, o.actor, o.on_behalf_of, o.action, o.instance_id,
                  o.base_rev, o.task_id, o.recorded_at, o.seen_digest, CAST(o.receipt_json AS BLOB), e.rendered_sha,
                  CAST(e.doc_json AS BLOB), o.signature
                FROM op AS o LEFT JOIN evidence AS e ON e.op_id = o.op_id
                WHERE o.op_id > ? ORDER BY o.op_id LIMIT ?
                """)
        let rows = try Row.fetchCursor(statement, arguments: [last, Self.page])
        var count = 0
        var doubtful: [String] = []
        while let row = try rows.next() {
            count += 1
            operations += 1
            let name: String = row[0]
            last = name
            guard let place = accounts.index(forKey: name) else {
                note(name, .notInLog)
                continue
            }
            accounts.values[place].isCompared = true
            if try !isSame(row, accounts.values[place]) { doubtful.append(name) }
        }
        for name in doubtful { try examine(name, db) }
        return count == Self.page
    }

    /// The result, after the last page.
    consuming func finish() -> LedgerVerification {
        for anchor in anchors {
            note(AuditBreak(position: Int64(chain.count) + 1, kind: .truncated(anchored: anchor.size)))
        }
        for name in accounts.filter({ !$0.value.isCompared }).keys.sorted() { note(name, .notInLedger) }
        return LedgerVerification(
            entries: chain.count, operations: operations, root: chain.tree.root, breaks: breaks,
            discrepancies: discrepancies, findingCount: findingCount, destroyed: destroyed)
    }

    private mutating func follow(_ entry: AuditEntryOutline, _ text: UnsafeBufferPointer<UInt8>) {
        if let commitment = entry.concealed { concealed[entry.sequence] = commitment }
        guard !entry.operation.isEmpty else {
            let whole = AuditEntry(entry, of: text)
            if !whole.hasKnownEvent {
                note(AuditBreak(position: entry.sequence, kind: .unknownEvent(whole.event)))
            }
            if [.findingOverridden, .overrideWithdrawn].contains(whole.eventKind) {
                overrides[entry.sequence] = whole
            }
            if whole.eventKind?.isArchiveStep == true { archive[entry.sequence] = whole }
            if whole.eventKind == .personalDataErased { erasures.insert(entry.sequence) }
            return
        }
        // A name of ours has no escapes; any other one is found nowhere, and said so.
        let name = String(decoding: text[entry.operation], as: UTF8.self)
        guard let state = OperationState(rawValue: String(decoding: text[entry.outcome], as: UTF8.self))
        else {
            return note(name, .unknownOutcome(entry: entry.sequence))
        }
        if let place = accounts.index(forKey: name) {
            let old = accounts.values[place].state
            // An unknown outcome may stay unknown; every other entry is a step.
            if !old.successors.contains(state), old != .unknown || state != .unknown {
                note(name, .impossibleStep(from: old, to: state, entry: entry.sequence))
            }
            accounts.values[place].state = state
            if let receipt = entry.serverReceipt { accounts.values[place].receipt = receipt }
        } else {
            if state != .recorded {
                note(name, .impossibleStep(from: nil, to: state, entry: entry.sequence))
            }
            accounts[name] = Account(
                state: state, recorded: entry.sequence, words: DecisionWords.digest(of: entry, in: text),
                evidence: entry.digest, signed: entry.signed, receipt: entry.serverReceipt)
        }
    }

    /// Whether an operation is, byte for byte, what was recorded. False says only that one must look closely.
    private func isSame(_ row: Row, _ account: Account) throws -> Bool {
        guard let evidence = account.evidence, row[1] == account.state.rawValue,
            try row.digest(13) == evidence,
            try row.withBytes(14, { ContentDigest(of: UnsafeRawBufferPointer($0)) }) == evidence,
            let seen = try row.digest(11)
        else { return false }
        guard try row.hash(12) == account.receipt, try row.hash(15) == account.signed else { return false }
        let words = DecisionWords.digest(
            arguments: row[2], round: row[3], actor: row[4], onBehalfOf: row[5] ?? "", action: row[6],
            instance: row[7], rev: row[8], task: row[9], recordedAt: row[10], seen: seen)
        return words == account.words
    }

    /// Takes an operation apart and says what is wrong with it, if anything is.
    private mutating func examine(_ name: String, _ db: Database) throws {
        do {
            guard let id = OperationID(rawValue: name), let operation = try RecordedOperation.fetch(db, id),
                let account = accounts[name],
                let row = try AuditRow.fetch(db, from: account.recorded, limit: 1).first,
                let recorded = try? row.sealed.entry()
            else { throw DamagedRow(cause: "op") }
            try compare(operation, account, recorded, db)
        } catch is DamagedRow {
            note(name, .unreadable)
        }
    }

    private mutating func compare(
        _ operation: RecordedOperation, _ account: Account, _ logged: AuditEntry, _ db: Database
    ) throws {
        let name = operation.id.rawValue
        if account.state != operation.state {
            note(name, .stateDiffers(log: account.state, ledger: operation.state))
        }
        // Compared in canonical form, in which one text has one spelling.
        var recorded = logged
        recorded.wallTime = operation.recordedAt
        recorded.actor = operation.actor
        recorded.onBehalfOf = operation.onBehalfOf
        recorded.event = operation.decision.action.rawValue
        recorded.task = operation.task.rawValue
        recorded.instance = operation.instance.rawValue
        recorded.revBefore = operation.baseRev
        recorded.seenDigest = operation.seenDigest
        recorded.fingerprint = operation.request.fingerprint
        if recorded.canonical != logged.canonical { note(name, .decisionDiffers) }
        let receipt = try String.fetchOne(
            db, sql: "SELECT receipt_json FROM op WHERE op_id = ?", arguments: [name])
        if receipt.map({ ContentDigest(of: $0) }) != account.receipt { note(name, .receiptDiffers) }
        let signed = try Data.fetchOne(
            db, sql: "SELECT signature FROM op WHERE op_id = ?", arguments: [name])
        if signed.map({ ContentDigest(of: $0) }) != account.signed { note(name, .signatureDiffers) }
        if try isDestroyed(name, account, db) {
            destroyed += 1
            return
        }
        guard let evidence = try Ledger.evidence(db, of: operation.id),
            try Data.fetchOne(
                db, sql: "SELECT rendered_sha FROM evidence WHERE op_id = ?", arguments: [name])
                == Data(evidence.digest.bytes),
            account.evidence == nil || account.evidence == evidence.digest,
            let task = try? evidence.task(), SeenContent(of: task).digest == operation.seenDigest
        else { return note(name, .evidenceDiffers) }
    }

    /// Whether the evidence was destroyed with its package, and only its hash is left, which is the one in the log. That the
    /// destruction was ordered and done the log must say, too: `compareArchive` asks for that.
    private func isDestroyed(_ name: String, _ account: Account, _ db: Database) throws -> Bool {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT e.rendered_sha FROM evidence AS e WHERE e.op_id = ? AND e.doc_json = ''
                  AND EXISTS(SELECT 1 FROM archive_step WHERE op_id = e.op_id AND kind = 'destroyed')
                """, arguments: [name])
        guard let row, let evidence = account.evidence else { return false }
        return try row.digest(0) == evidence
    }

    /// Compares what a row says with the entry that it names.
    mutating func compareOverride(at sequence: Int64, _ fill: (inout AuditEntry) -> Void) {
        guard let logged = overrides.removeValue(forKey: sequence) else {
            return note("#\(sequence)", .overrideNotInLog)
        }
        var kept = logged
        fill(&kept)
        kept.cover(like: logged)
        // For whom is known to the log alone.
        kept.onBehalfOf = logged.onBehalfOf
        if kept.canonical != logged.canonical { note("#\(sequence)", .overrideDiffers) }
    }

    /// Compares what a row of the archive says with the entry that it names.
    mutating func compareArchived(
        at sequence: Int64, _ number: String, _ fill: (inout AuditEntry) -> Void
    ) {
        guard let logged = archive.removeValue(forKey: sequence) else {
            return note(number, .archiveNotInLog)
        }
        var kept = logged
        fill(&kept)
        kept.cover(like: logged)
        if kept.canonical != logged.canonical { note(number, .archiveDiffers) }
    }

    /// Compares what is kept of a commitment with it.
    mutating func compareConcealed(at sequence: Int64, kept: ContentDigest?, erasure: Int64?) {
        guard let commitment = concealed.removeValue(forKey: sequence) else {
            return note("#\(sequence)", .concealedDiffers)
        }
        let isErased = erasure.map { erasures.contains($0) && $0 > sequence } ?? false
        if kept == nil ? !isErased : kept != commitment { note("#\(sequence)", .concealedDiffers) }
    }

    /// Commitments of which nothing is kept although nobody erased it.
    mutating func finishConcealed() {
        for sequence in concealed.keys.sorted() { note("#\(sequence)", .concealedDiffers) }
        concealed = [:]
    }

    /// Entries of the archive whose rows are gone.
    mutating func finishArchive() {
        for sequence in archive.keys.sorted() { note("#\(sequence)", .archiveNotInLedger) }
        archive = [:]
    }

    /// Entries whose rows are gone.
    mutating func finishOverrides() {
        for sequence in overrides.keys.sorted() { note("#\(sequence)", .overrideNotInLedger) }
        overrides = [:]
    }

    private mutating func compareAnchors() {
        while let anchor = anchors.first, anchor.size == chain.count {
            anchors.removeFirst()
            if anchor.root != chain.tree.root {
                note(AuditBreak(position: Int64(chain.count), kind: .rootDiffers(anchored: chain.count)))
            }
        }
    }

    private mutating func note(_ found: AuditBreak) {
        findingCount += 1
        if breaks.count < LedgerVerification.limit { breaks.append(found) }
    }

    private mutating func note(_ operation: String, _ kind: LedgerDiscrepancy.Kind) {
        findingCount += 1
        if discrepancies.count < LedgerVerification.limit {
            discrepancies.append(LedgerDiscrepancy(operation: operation, kind: kind))
        }
    }
}

extension Row {
    /// Lends the bytes of a column; none where it is NULL.
    fileprivate func withBytes<T>(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> T) throws -> T
    {
        try withUnsafeData(atIndex: column) { data in
            guard let data else { return try body(UnsafeBufferPointer(start: nil, count: 0)) }
            return try data.withUnsafeBytes { try body($0.bindMemory(to: UInt8.self)) }
        }
    }

    /// SHA-256 of a column; nothing where it is NULL.
    fileprivate func hash(_ column: Int) throws -> ContentDigest? {
        hasNull(atIndex: column)
            ? nil : try withBytes(column) { ContentDigest(of: UnsafeRawBufferPointer($0)) }
    }

    /// A digest; nothing where the column holds none.
    fileprivate func digest(_ column: Int) throws -> ContentDigest? {
        try withUnsafeData(atIndex: column) { data in
            data?.withUnsafeBytes { ContentDigest(memory: $0) } ?? nil
        }
    }
}
