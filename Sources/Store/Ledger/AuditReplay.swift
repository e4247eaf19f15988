import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile

/// Goes through the audit log once, holding where each operation stands, and then compares that with the operations.
struct AuditReplay {
    /// Where the log has an operation.
    private struct Account {
        var state: OperationState
        var recorded: AuditEntry
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
    private var nextSequence: Int64 = Int64.min

    init(anchors: [Checkpoint]) {
        self.anchors = anchors.sorted { $0.size < $1.size }[...]
        compareAnchors()
    }

    /// Reads the next page of entries; false when none is left.
    mutating func readEntries(_ db: Database) throws -> Bool {
        let rows = try AuditRow.fetch(db, from: nextSequence, limit: Self.page)
        for row in rows {
            let expected = chain.head
            let position = Int64(chain.count) + 1
            let (entry, found) = chain.check(row.sealed)
            for one in found { note(one) }
            // The columns beside the text only repeat it; where they say something else somebody was there.
            if row.sequence != position, entry?.sequence == position {
                note(AuditBreak(position: position, kind: .sequenceDiffers(found: row.sequence)))
            }
            if row.previous != expected, entry?.previous == expected {
                note(AuditBreak(position: position, kind: .previousDiffers))
            }
            if let entry { follow(entry) }
            compareAnchors()
            nextSequence = row.sequence + 1
        }
        return rows.count == Self.page
    }

    /// Compares the next page of operations; false when none is left.
    mutating func compareOperations(_ db: Database) throws -> Bool {
        let ids = try String.fetchAll(
            db, sql: "SELECT op_id FROM op WHERE op_id > ? ORDER BY op_id LIMIT ?",
            arguments: [last, Self.page])
        for name in ids {
            last = name
            operations += 1
            guard accounts[name] != nil else {
                note(name, .notInLog)
                continue
            }
            accounts[name]?.isCompared = true
            do {
                guard let id = OperationID(rawValue: name),
                    let operation = try RecordedOperation.fetch(db, id)
                else { throw DamagedRow(cause: "op") }
                try compare(operation, db)
            } catch is DamagedRow {
                note(name, .unreadable)
            }
        }
        return ids.count == Self.page
    }

    /// The result, after the last page.
    consuming func finish() -> LedgerVerification {
        for anchor in anchors {
            note(AuditBreak(position: Int64(chain.count) + 1, kind: .truncated(anchored: anchor.size)))
        }
        for name in accounts.filter({ !$0.value.isCompared }).keys.sorted() { note(name, .notInLedger) }
        return LedgerVerification(
            entries: chain.count, operations: operations, root: chain.tree.root, breaks: breaks,
            discrepancies: discrepancies, findingCount: findingCount)
    }

    private mutating func follow(_ entry: AuditEntry) {
        guard !entry.operation.isEmpty else {
            if !entry.hasKnownEvent {
                note(AuditBreak(position: entry.sequence, kind: .unknownEvent(entry.event)))
            }
            return
        }
        guard let state = OperationState(rawValue: entry.outcome) else {
            return note(entry.operation, .unknownOutcome(entry: entry.sequence))
        }
        let old = accounts[entry.operation]?.state
        // An unknown outcome may stay unknown; every other entry is a step.
        let isStep =
            old.map { $0.successors.contains(state) || ($0 == .unknown && state == .unknown) }
            ?? (state == .recorded)
        if !isStep {
            note(entry.operation, .impossibleStep(from: old, to: state, entry: entry.sequence))
        }
        if old == nil {
            accounts[entry.operation] = Account(state: state, recorded: entry)
        } else {
            accounts[entry.operation]?.state = state
        }
        if let receipt = entry.serverReceipt { accounts[entry.operation]?.receipt = receipt }
    }

    private mutating func compare(_ operation: RecordedOperation, _ db: Database) throws {
        let name = operation.id.rawValue
        guard let account = accounts[name] else { return }
        if account.state != operation.state {
            note(name, .stateDiffers(log: account.state, ledger: operation.state))
        }
        // Compared in canonical form, in which one text has one spelling.
        var recorded = account.recorded
        let logged = recorded.canonical
        recorded.wallTime = operation.recordedAt
        recorded.actor = operation.actor
        recorded.onBehalfOf = operation.onBehalfOf
        recorded.event = operation.decision.action.rawValue
        recorded.task = operation.task.rawValue
        recorded.instance = operation.instance.rawValue
        recorded.revBefore = operation.baseRev
        recorded.seenDigest = operation.seenDigest
        recorded.fingerprint = operation.request.fingerprint
        if recorded.canonical != logged { note(name, .decisionDiffers) }
        let receipt = try String.fetchOne(
            db, sql: "SELECT receipt_json FROM op WHERE op_id = ?", arguments: [name])
        if receipt.map({ ContentDigest(of: $0) }) != account.receipt { note(name, .receiptDiffers) }
        guard let evidence = try Ledger.evidence(db, of: operation.id),
            try Data.fetchOne(
                db, sql: "SELECT rendered_sha FROM evidence WHERE op_id = ?", arguments: [name])
                == Data(evidence.digest.bytes),
            let task = try? evidence.task(), SeenContent(of: task).digest == operation.seenDigest
        else { return note(name, .evidenceDiffers) }
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
