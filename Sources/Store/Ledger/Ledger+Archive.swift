import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile

extension Ledger {
    /// Gives an approved invoice its archive number and its retention, durably, in one transaction with its audit entry.
    /// Whoever asks again gets what was given before, whatever the plan says by then.
    /// - Parameter now: milliseconds since 1970.
    /// - Throws: ``ArchiveRefusal``, ``StoreError``.
    public func register(_ id: OperationID, as plan: ArchivePlan, at now: Int64) throws -> ArchivedRecord {
        var refusal: ArchiveRefusal?
        let found: ArchivedRecord? = try write(at: now) { transaction in
            let db = transaction.db
            if let known = try ArchivedRecord.fetch(db, where: "a.op_id = ?", [id.rawValue]).first {
                return known
            }
            guard let operation = try RecordedOperation.fetch(db, id),
                operation.decision.action == .approve, operation.state == .acked
            else {
                refusal = .notApproved(id.rawValue)
                return nil
            }
            let last =
                try Int.fetchOne(
                    db, sql: "SELECT max(running) FROM archived WHERE series = ?",
                    arguments: [plan.series.name]) ?? 0
            let registration = ArchiveRegistration(
                number: plan.series.number(last + 1), series: plan.series.name, running: last + 1,
                category: plan.category, fiscalYear: plan.fiscalYear, retention: plan.retention)
            try UnstorableText.refuse(registration.number, "the archive number")
            let isTaken =
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM archived WHERE number = ?",
                    arguments: [registration.number])
                != 0
            guard !isTaken else {
                refusal = .numberTaken(registration.number)
                return nil
            }
            var step = operation.archiveStep(.numbered, number: registration.number)
            step.digest = registration.digest(of: id)
            step.reason = registration.words
            let entry = try transaction.note(.archive(step))
            try db.execute(
                sql: """
                    INSERT INTO archived(op_id, number, series, running, category, fiscal_year, years, actor, at, entry)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id.rawValue, registration.number, registration.series, registration.running,
                    registration.category.rawValue, registration.fiscalYear,
                    registration.retention.storedYears, transaction.session.actor, now, entry,
                ])
            return try ArchivedRecord.fetch(db, where: "a.op_id = ?", [id.rawValue]).first
        }
        if let refusal { throw refusal }
        guard let found else { throw ArchiveRefusal.notRegistered(id.rawValue) }
        return found
    }

    /// Writes down that the package of a registered invoice stands on the shelf. A second time changes nothing.
    /// - Throws: ``ArchiveRefusal``, ``StoreError``.
    @discardableResult
    public func place(_ id: OperationID, package: ContentDigest, at now: Int64) throws -> ArchivedRecord {
        try step(on: id, at: now) { transaction, record in
            if let known = record.package {
                guard known == package else {
                    return .placedElsewhere(number: record.registration.number, package: known.hex)
                }
                return nil
            }
            try transaction.take(.placed, on: record, digest: package)
            return nil
        }
    }

    /// Every archived invoice, in the order of its registration.
    public func archived() throws(StoreError) -> [ArchivedRecord] {
        try connection.read { db in try ArchivedRecord.fetch(db, where: "1", []) }
    }

    /// The archived invoice of an operation; nothing where it was not registered.
    public func archived(_ id: OperationID) throws(StoreError) -> ArchivedRecord? {
        try connection.read { db in
            try ArchivedRecord.fetch(db, where: "a.op_id = ?", [id.rawValue]).first
        }
    }

    /// Takes one step on a registered invoice, or none where it is refused.
    func step(
        on id: OperationID, at now: Int64,
        _ body: (LedgerTransaction, ArchivedRecord) throws -> ArchiveRefusal?
    ) throws -> ArchivedRecord {
        var refusal: ArchiveRefusal?
        let after: ArchivedRecord? = try write(at: now) { transaction in
            func record() throws -> ArchivedRecord? {
                try ArchivedRecord.fetch(transaction.db, where: "a.op_id = ?", [id.rawValue]).first
            }
            guard let before = try record() else {
                refusal = .notRegistered(id.rawValue)
                return nil
            }
            refusal = try body(transaction, before)
            return try record()
        }
        if let refusal { throw refusal }
        guard let after else { throw ArchiveRefusal.notRegistered(id.rawValue) }
        return after
    }
}

extension LedgerTransaction {
    /// Appends a step with its entry.
    /// - Parameters:
    ///   - logged: what the entry holds as digest, where that is another one than the row's.
    ///   - sort: the kind of hold.
    func take(
        _ kind: ArchiveStep.Kind, on record: ArchivedRecord, digest: ContentDigest? = nil,
        sort: String = "", reason: String = "", refers: Int64? = nil
    ) throws {
        try UnstorableText.refuse(reason, "the reason")
        let operation = try operation(record.id)
        var step = operation.archiveStep(kind, number: record.registration.number)
        step.digest = digest
        step.reason = ArchiveStep.words(sort, reason)
        step.refers = refers
        let entry = try note(.archive(step))
        try db.execute(
            sql: """
                INSERT INTO archive_step(entry, op_id, kind, sort, reason, digest, refers, actor, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                // Whole the reason is kept where it can be erased (`concealed_text`).
                entry, record.id.rawValue, "\(kind)", sort, Veil.general.text(reason),
                digest.map { Data($0.bytes) }, refers,
                session.actor, now,
            ])
    }
}

extension ArchiveStep {
    /// The reason as the log has it.
    static func words(_ sort: String, _ reason: String) -> String {
        sort.isEmpty ? reason : "\(sort): \(reason)"
    }
}

extension RecordedOperation {
    /// A step about this operation's package.
    func archiveStep(_ kind: ArchiveStep.Kind, number: String) -> ArchiveStep {
        ArchiveStep(
            kind, number: number, fingerprint: request.fingerprint, task: task.rawValue,
            instance: instance.rawValue, onBehalfOf: onBehalfOf)
    }
}

extension Retention {
    /// As it stands in the column: nothing for ever.
    fileprivate var storedYears: Int? {
        if case .years(let count) = self { count } else { nil }
    }
}

extension ArchivedRecord {
    static func fetch(_ db: Database, where condition: String, _ arguments: StatementArguments) throws
        -> [ArchivedRecord]
    {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT a.op_id, o.task_id, o.instance_id, a.number, a.series, a.running, a.category, a.fiscal_year,
                  a.years, a.entry, a.at
                FROM archived AS a JOIN op AS o ON o.op_id = a.op_id WHERE \(condition) ORDER BY a.entry
                """, arguments: arguments)
        guard !rows.isEmpty else { return [] }
        let isAll = rows.count > 1
        let steps = Dictionary(
            grouping: try StepRow.fetch(db, of: isAll ? nil : rows[0][0]), by: \.operation)
        return try rows.map { row in try ArchivedRecord(row, steps[row[0]] ?? []) }
    }

    private init(_ row: Row, _ steps: [StepRow]) throws {
        guard let id = OperationID(rawValue: row[0]), let category = RecordCategory(rawValue: row[6]) else {
            throw DamagedRow(cause: "archived")
        }
        let years: Int? = row[8]
        let released = Set(steps.filter { $0.kind == .released }.compactMap(\.refers))
        self.init(
            id: id, task: TaskID(rawValue: row[1]), instance: InstanceID(rawValue: row[2]),
            registration: ArchiveRegistration(
                number: row[3], series: row[4], running: row[5], category: category, fiscalYear: row[7],
                retention: years.map { .years($0) } ?? .permanent),
            entry: row[9], at: row[10], package: steps.first { $0.kind == .placed }?.digest,
            holds: steps.filter { $0.kind == .held && !released.contains($0.entry) }.map {
                Hold(
                    entry: $0.entry, kind: Hold.Kind(rawValue: $0.sort) ?? .legal, reason: $0.reason,
                    actor: $0.actor, at: $0.at)
            },
            list: steps.first { $0.kind == .ordered }?.digest,
            destroyedAt: steps.first { $0.kind == .destroyed }?.at)
    }
}

/// A row of `archive_step`.
struct StepRow {
    let entry: Int64
    let operation: String
    let kind: ArchiveStep.Kind
    let sort: String
    let reason: String
    let digest: ContentDigest?
    let refers: Int64?
    let actor: String
    let at: Int64

    static func fetch(_ db: Database, of operation: String? = nil) throws -> [StepRow] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT entry, op_id, kind, sort, reason, digest, refers, actor, at FROM archive_step
                WHERE \(operation == nil ? "1" : "op_id = ?") ORDER BY entry
                """, arguments: operation.map { [$0] } ?? []
        ).map { row in
            let kind: String = row[2]
            guard let known = ArchiveStep.Kind.allCases.first(where: { "\($0)" == kind }) else {
                throw DamagedRow(cause: "archive_step.kind")
            }
            return StepRow(
                entry: row[0], operation: row[1], kind: known, sort: row[3], reason: row[4],
                digest: (row[5] as Data?).flatMap { ContentDigest(bytes: $0) }, refers: row[6],
                actor: row[7], at: row[8])
        }
    }
}

extension AuditReplay {
    /// Compares every registration and every later step with its entry, and finds entries that no row belongs to. To be
    /// called in the transaction in which the last page was read.
    mutating func compareArchive(_ db: Database) throws {
        let rows = try Row.fetchAll(db, sql: "SELECT op_id, actor FROM archived")
        let actors = Dictionary(rows.map { ($0[0] as String, $0[1] as String) }, uniquingKeysWith: { $1 })
        let steps = Dictionary(grouping: try StepRow.fetch(db), by: \.operation)
        for record in try ArchivedRecord.fetch(db, where: "1", []) {
            let operation = try RecordedOperation.fetch(db, record.id)
            compareArchived(at: record.entry, record.registration.number) { entry in
                guard var step = operation?.archiveStep(.numbered, number: record.registration.number)
                else { return }
                step.digest = record.registration.digest(of: record.id)
                step.reason = record.registration.words
                AuditEvent.archive(step).tell(in: &entry)
                entry.actor = actors[record.id.rawValue] ?? ""
                entry.wallTime = record.at
            }
            for row in steps[record.id.rawValue] ?? [] {
                compareArchived(at: row.entry, record.registration.number) { entry in
                    guard var step = operation?.archiveStep(row.kind, number: record.registration.number)
                    else { return }
                    step.digest = row.digest
                    step.reason = ArchiveStep.words(row.sort, row.reason)
                    step.refers = row.refers
                    AuditEvent.archive(step).tell(in: &entry)
                    entry.actor = row.actor
                    entry.wallTime = row.at
                }
            }
        }
        finishArchive()
    }
}
