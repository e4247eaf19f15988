import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile

extension Ledger {
    /// Records that what a rule found was let pass, with its audit entry, durably, in one transaction. Where the same was
    /// let pass already and still is, nothing is written and that override comes back.
    public func override(_ finding: OverriddenFinding, on task: ApprovalTask, at now: Int64)
        throws(StoreError) -> FindingOverride
    {
        try write(at: now) { transaction in
            let seen = SeenContent(of: task).digest
            let known = try FindingOverride.fetch(
                transaction.db, where: "o.task_id = ? AND o.rule = ? AND w.override_id IS NULL",
                [task.id.rawValue, finding.rule])
            let same = known.last {
                $0.finding.version == finding.version && $0.finding.findings == finding.findings
                    && $0.seenDigest == seen
            }
            if let same { return same }
            for (text, name) in [
                (task.id.rawValue, "the task's id"), (task.instance.rawValue, "the instance's id"),
                (finding.reason, "the reason"),
            ] {
                try UnstorableText.refuse(text, name)
            }
            let entry = try transaction.note(.findingOverridden(finding, on: SeenTask(task)))
            try transaction.db.execute(
                sql: """
                    INSERT INTO finding_override(task_id, instance_id, rule, rule_version, reason, rev, seen_digest,
                      findings_digest, policy, actor, at, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    task.id.rawValue, task.instance.rawValue, finding.rule, finding.version,
                    // Whole it is kept where it can be erased (`concealed_text`).
                    Veil.general.text(finding.reason),
                    task.rev, Data(seen.bytes), Data(finding.findings.bytes), finding.policy,
                    transaction.session.actor, now, entry,
                ])
            return try Self.override(transaction.db.lastInsertedRowID, in: transaction.db)
        }
    }

    /// Records that an override was taken back: from then on the finding stands again. A second time changes nothing.
    public func withdrawOverride(_ id: Int64, at now: Int64) throws(StoreError) -> FindingOverride {
        try write(at: now) { transaction in
            let known = try Self.override(id, in: transaction.db)
            guard known.withdrawal == nil else { return known }
            let entry = try transaction.note(
                .overrideWithdrawn(known.finding, entry: known.entry, on: known.seen))
            try transaction.db.execute(
                sql: "INSERT INTO override_withdrawal(override_id, actor, at, entry) VALUES (?, ?, ?, ?)",
                arguments: [id, transaction.session.actor, now, entry])
            return try Self.override(id, in: transaction.db)
        }
    }

    /// Every override of a task, those that were taken back included, in their order.
    public func overrides(on task: TaskID) throws(StoreError) -> [FindingOverride] {
        try connection.read { db in
            try FindingOverride.fetch(db, where: "o.task_id = ?", [task.rawValue])
        }
    }

    /// The newest overrides that were not taken back, in their order.
    public func overridesInForce(limit: Int = 10_000) throws(StoreError) -> [FindingOverride] {
        try connection.read { db in
            try FindingOverride.fetch(
                db,
                where: """
                    w.override_id IS NULL AND o.id IN (SELECT id FROM finding_override ORDER BY id DESC LIMIT ?)
                    """, [max(0, limit)])
        }
    }

    private static func override(_ id: Int64, in db: Database) throws -> FindingOverride {
        guard let found = try FindingOverride.fetch(db, where: "o.id = ?", [id]).first else {
            throw DamagedRow(cause: "finding_override \(id) is missing")
        }
        return found
    }
}

extension FindingOverride {
    fileprivate static func fetch(
        _ db: Database, where condition: String, _ arguments: StatementArguments
    ) throws -> [FindingOverride] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT o.id, o.task_id, o.instance_id, o.rule, o.rule_version, o.reason, o.rev, o.seen_digest,
                  o.findings_digest, o.policy, o.actor, o.at, o.entry, w.actor, w.at, w.entry
                FROM finding_override AS o LEFT JOIN override_withdrawal AS w ON w.override_id = o.id
                WHERE \(condition) ORDER BY o.id
                """)
        return try Row.fetchAll(statement, arguments: arguments).map(FindingOverride.init(row:))
    }

    static func all(in db: Database) throws -> [FindingOverride] { try fetch(db, where: "1", []) }

    private init(row: Row) throws {
        guard let seen = ContentDigest(bytes: row[7] as Data),
            let findings = ContentDigest(bytes: row[8] as Data)
        else { throw DamagedRow(cause: "finding_override") }
        let withdrawnAt: Int64? = row[14]
        self.init(
            id: row[0], task: TaskID(rawValue: row[1]), instance: InstanceID(rawValue: row[2]),
            finding: OverriddenFinding(
                rule: row[3], version: row[4], reason: row[5], findings: findings, policy: row[9]),
            rev: row[6], seenDigest: seen, actor: row[10], at: row[11], entry: row[12],
            withdrawal: withdrawnAt.map { Withdrawal(actor: row[13] ?? "", at: $0, entry: row[15] ?? 0) })
    }

    /// The task as it was seen, for the log.
    var seen: SeenTask {
        var seen = SeenTask(named: "")
        seen.task = task.rawValue
        seen.instance = instance.rawValue
        seen.rev = rev
        seen.digest = seenDigest
        return seen
    }
}

extension AuditReplay {
    /// Compares every override and every withdrawal with its entry, and finds entries that no row belongs to. To be called
    /// in the transaction in which the last page was read.
    mutating func compareOverrides(_ db: Database) throws {
        for known in try FindingOverride.all(in: db) {
            compareOverride(at: known.entry) { entry in
                AuditEvent.findingOverridden(known.finding, on: known.seen).tell(in: &entry)
                entry.actor = known.actor
                entry.wallTime = known.at
            }
            guard let withdrawal = known.withdrawal else { continue }
            compareOverride(at: withdrawal.entry) { entry in
                AuditEvent.overrideWithdrawn(known.finding, entry: known.entry, on: known.seen)
                    .tell(in: &entry)
                entry.actor = withdrawal.actor
                entry.wallTime = withdrawal.at
            }
        }
        finishOverrides()
    }
}
