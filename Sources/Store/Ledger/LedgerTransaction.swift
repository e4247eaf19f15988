import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile

/// The steps that a transaction on the ledger is made of. Each change of an operation's state writes its audit entry here,
/// in one place, so that none can be forgotten.
struct LedgerTransaction {
    let db: Database
    let session: Ledger.Session
    /// Milliseconds since 1970.
    let now: Int64
    /// Milliseconds since boot.
    let monotonic: Int64
    /// Makes the salt of a commitment: 32 random bytes.
    let salt: () -> ContentDigest

    /// What a step changes beside the state.
    struct Change {
        var reason = ""
        var problem: Problem?
        var receipt: DecisionReceipt?
        var nextAttemptAt: Int64?
        var httpStatus: Int?
        var isNewAttempt = false
        var evidence: ContentDigest?
        var signed: ContentDigest?
    }

    /// An operation that must be there.
    func operation(_ id: OperationID) throws -> RecordedOperation {
        guard let found = try RecordedOperation.fetch(db, id) else {
            throw StoreError.noSuchOperation(id.rawValue)
        }
        return found
    }

    /// Takes an operation to its next state.
    /// - Throws: ``StoreError/impossibleStep(operation:from:to:)``.
    @discardableResult
    func move(_ operation: RecordedOperation, to state: OperationState, _ change: Change = Change()) throws
        -> RecordedOperation
    {
        // Asking again about an unknown outcome may leave it unknown; it is the only step that leads nowhere.
        let stays = operation.state == .unknown && state == .unknown
        guard operation.state.successors.contains(state) || stays else {
            throw StoreError.impossibleStep(operation: operation.id, from: operation.state, to: state)
        }
        try db.cachedStatement(
            sql: """
                UPDATE op SET state = ?, reason = ?, problem_json = coalesce(?, problem_json), receipt_json = ?,
                  server_decision_id = ?, next_attempt_at = ?, terminal_at = ?, attempts = attempts + ?,
                  first_sent_at = coalesce(first_sent_at, ?)
                WHERE op_id = ?
                """
        ).execute(arguments: [
            state.rawValue, change.reason.isEmpty ? nil : change.reason, try change.problem.map(Self.json),
            try change.receipt.map(Self.json), change.receipt?.decisionID, change.nextAttemptAt,
            state.isTerminal ? now : nil, change.isNewAttempt ? 1 : 0, change.isNewAttempt ? now : nil,
            operation.id.rawValue,
        ])
        if change.isNewAttempt {
            try db.cachedStatement(sql: "INSERT INTO attempt(op_id, n, started_at) VALUES (?, ?, ?)")
                .execute(arguments: [operation.id.rawValue, operation.attempts + 1, now])
        } else if operation.attempts > 0 {
            try db.cachedStatement(
                sql: """
                    UPDATE attempt SET ended_at = ?, http_status = ?, problem_code = ?
                    WHERE op_id = ? AND n = ? AND ended_at IS NULL
                    """
            ).execute(arguments: [
                now, change.httpStatus, change.problem?.code.rawValue, operation.id.rawValue,
                operation.attempts,
            ])
        }
        let moved = try self.operation(operation.id)
        try log(moved, change)
        return moved
    }

    /// Adds an operation with its evidence.
    func insert(
        _ new: NewOperation, baseRev: String, evidence: Evidence, seen: ContentDigest,
        signed: SignedStatement? = nil
    ) throws -> RecordedOperation {
        let task = new.task
        for (text, name) in [
            (task.id.rawValue, "the task's id"), (task.instance.rawValue, "the instance's id"),
            (task.node, "the node's id"), (baseRev, "the row version"), (new.actor, "the user's name"),
            (task.onBehalfOf, "the principal's name"),
        ] {
            try UnstorableText.refuse(text, name)
        }
        let request = DecisionRequest(
            opID: new.id, task: task.id, round: task.round, decision: new.decision, seenDigest: seen,
            onBehalfOf: task.onBehalfOf, recordedAt: new.recordedAt)
        try db.cachedStatement(
            sql: """
                INSERT INTO op(op_id, seq, instance_id, task_id, node_id, round, action, args_json, base_rev,
                  seen_digest, fingerprint, actor, on_behalf_of, state, hold_until, supersedes, signature, recorded_at)
                VALUES (?, (SELECT coalesce(max(seq), 0) + 1 FROM op), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'recorded', ?,
                  ?, ?, ?)
                """
        ).execute(arguments: [
            new.id.rawValue, task.instance.rawValue, task.id.rawValue, task.node, task.round,
            new.decision.action.rawValue, try Self.json(DecisionArguments(new.decision)), baseRev,
            Data(seen.bytes), Data(request.fingerprint.bytes), new.actor,
            task.onBehalfOf.isEmpty ? nil : task.onBehalfOf, new.holdUntil, new.supersedes?.rawValue,
            signed?.bytes, new.recordedAt,
        ])
        try db.cachedStatement(sql: "INSERT INTO evidence(op_id, doc_json, rendered_sha) VALUES (?, ?, ?)")
            .execute(arguments: [new.id.rawValue, evidence.json, Data(evidence.digest.bytes)])
        let operation = try operation(new.id)
        // The entry names the evidence byte for byte: who checks millions of them need not read what is in it.
        try log(operation, Change(evidence: evidence.digest, signed: signed?.digest))
        return operation
    }

    /// Appends the entry of something that happened beside the decisions, and gives its place in the log.
    @discardableResult
    func note(_ event: AuditEvent) throws -> Int64 { try append { event.tell(in: &$0) } }

    /// Notes that the user has seen how an operation ended.
    func acknowledge(_ operation: RecordedOperation) throws {
        try db.execute(
            sql: "INSERT INTO acknowledged(op_id, at) VALUES (?, ?)",
            arguments: [operation.id.rawValue, now])
        try note(.acknowledged(operation.id, on: SeenTask(of: operation)))
    }

    /// Appends the entry of an operation's new state.
    private func log(_ operation: RecordedOperation, _ change: Change) throws {
        let receipt = try change.receipt.map { ContentDigest(of: try Self.json($0)) }
        try append { entry in
            if operation.state == .recorded { entry.actor = operation.actor }
            entry.onBehalfOf = operation.onBehalfOf
            entry.event = operation.decision.action.rawValue
            entry.operation = operation.id.rawValue
            entry.task = operation.task.rawValue
            entry.instance = operation.instance.rawValue
            entry.revBefore = operation.baseRev
            entry.revAfter = change.receipt?.rev ?? change.problem?.currentRev ?? ""
            entry.seenDigest = operation.seenDigest
            entry.digest = change.evidence
            entry.signed = change.signed
            entry.fingerprint = operation.state == .recorded ? operation.request.fingerprint : nil
            entry.outcome = operation.state.rawValue
            entry.reason = Self.clip(change.reason)
            entry.httpStatus = change.httpStatus
            entry.serverReceipt = receipt
        }
    }

    /// Appends the next entry: its place, its link, who writes and from where are filled in already.
    @discardableResult
    private func append(_ fill: (inout AuditEntry) -> Void) throws -> Int64 {
        let last = try Row.fetchOne(
            try db.cachedStatement(sql: "SELECT seq, leaf FROM audit ORDER BY seq DESC LIMIT 1"))
        let sequence: Int64 = last?[0] ?? 0
        let leaf: Data = last?[1] ?? Data(AuditChain.origin.bytes)
        guard let previous = ContentDigest(bytes: leaf) else { throw DamagedRow(cause: "audit.leaf") }
        var entry = AuditEntry(
            sequence: sequence + 1, previous: previous, wallTime: now, monotonicTime: monotonic,
            bootID: session.bootID, sessionID: session.id, actor: session.actor, host: session.host,
            ttyHash: session.ttyHash, client: session.client, event: "", appVersion: session.appVersion)
        fill(&entry)
        let concealed = entry.conceal(salt: salt)
        let sealed = SealedEntry(entry)
        try db.cachedStatement(sql: "INSERT INTO audit(seq, prev, leaf, entry) VALUES (?, ?, ?, ?)")
            .execute(arguments: [
                entry.sequence, Data(previous.bytes), Data(sealed.leaf.bytes), sealed.text,
            ])
        if let concealed {
            try db.execute(
                sql: "INSERT INTO concealed_text(entry, salt, text) VALUES (?, ?, ?)",
                arguments: [entry.sequence, Data(concealed.salt.bytes), concealed.text])
        }
        return entry.sequence
    }

    /// The reason in an entry is a hint; the whole text stands beside the operation. An OA's essay must not make the log
    /// grow.
    private static func clip(_ reason: String) -> String {
        let limit = 200
        return reason.count <= limit ? reason : reason.prefix(limit) + "…"
    }

    /// One form for one value: sorted members, so that what is hashed can be hashed again.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

/// The task as it was painted, as it is kept.
struct Evidence {
    /// The document.
    let json: String

    /// SHA-256 of the document.
    var digest: ContentDigest { ContentDigest(of: json) }

    init(of task: ApprovalTask) throws { json = try LedgerTransaction.json(task) }

    init(json: String) { self.json = json }

    /// The task.
    func task() throws -> ApprovalTask {
        do {
            return try JSONDecoder().decode(ApprovalTask.self, from: Data(json.utf8))
        } catch {
            throw DamagedRow(cause: "evidence.doc_json")
        }
    }
}

extension SeenTask {
    /// The task of an operation, which rests on no version any more.
    fileprivate init(of operation: RecordedOperation) {
        self.init(named: operation.task.rawValue)
        instance = operation.instance.rawValue
        onBehalfOf = operation.onBehalfOf
    }
}
