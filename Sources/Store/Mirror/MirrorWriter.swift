import Foundation
import GRDB
import Invoicing
import OAProfile

/// Writes changes into one set of tables inside one transaction, and judges what they touch.
///
/// A page is taken in two steps: first every document, its words and its neighbour keys go in; then each task
/// whose findings may have become others is judged once, and the summary rows are written with the outcome.
/// So two tasks of one page see each other whatever their order.
final class MirrorWriter {
    private let db: Database
    private let tables: MirrorTables
    private let judge: MirrorJudge
    private let keys: KeyCounter
    private var names: KnownNames.Writer
    /// Whether what is there belongs to the same history of the OA, so that versions can be compared.
    private let isSameEpoch: Bool
    /// Whether any task is known to be gone.
    private var hasTombstones: Bool
    private let rows: MirrorRows
    private let rules: TaskRules
    private let selectTask: RowStatement
    /// Whether the live tables hold a task that a snapshot may bring again.
    private let hasLiveTasks: Bool
    private var changes = AppliedChanges()
    /// The tasks whose summary row must be written, by key.
    private var pending: [Int64: Summary] = [:]
    /// The tasks whose findings may have become others.
    private var touched: Set<Int64> = []
    /// Whether tasks without a new document are only noted, to be judged once at the end of a snapshot: each of its pages
    /// would judge many of them again.
    private let defersJudging: Bool
    /// The tasks whose findings became others without their document.
    private var rejudged: Set<Int64> = []

    private struct Summary {
        var searchMark: Int64
        var isNew: Bool
    }

    /// A row of `task` beside its mark.
    private struct Stored {
        var key: Int64
        var rev: String
        /// Nothing where the file holds another count of bytes than a digest has.
        var digest: ContentDigest?
        var json: String
        var searchMark: Int64
    }

    init(
        _ db: Database, tables: MirrorTables, rules: TaskRules, isSameEpoch: Bool, defersJudging: Bool = false
    ) throws {
        self.defersJudging = defersJudging
        self.db = db
        self.tables = tables
        self.isSameEpoch = isSameEpoch
        judge = try MirrorJudge(db, tables: tables, rules: rules)
        keys = try KeyCounter(db)
        names = try KnownNames.Writer(db)
        self.rules = rules
        rows = try MirrorRows(db, tables: tables)
        selectTask = try RowStatement(
            db,
            sql: """
                SELECT t.rowid, t.rev, t.digest, t.doc_json, s.search_mark FROM \(tables.task) t
                LEFT JOIN \(tables.summary) s ON s.key = t.rowid WHERE t.task_id = ?
                """)
        hasLiveTasks =
            try !tables.prefix.isEmpty
            && Bool.fetchOne(db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM task)")) == true
        hasTombstones =
            try tables.prefix.isEmpty
            && Bool.fetchOne(db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM tombstone)")) == true
    }

    /// Takes the items of a page.
    /// - Parameter prepared: what is to be written of each item, where that was made ready before.
    func take(_ items: [ChangeItem], prepared: [PreparedTask?] = [], at now: Int64) throws -> AppliedChanges {
        for place in latest(of: items) {
            let item = items[place]
            // What was imported here is not the OA's to change.
            guard !item.id.isLocal else {
                changes.unreadable[item.id] = "the name is one of invoices that were imported here"
                continue
            }
            guard Self.canBeStored(item.id.rawValue), Self.canBeStored(item.rev) else {
                changes.unreadable[item.id] = "the task's name or version is too long or contains NUL"
                continue
            }
            switch item.content {
            case .upsert(let document) where document.task.status == .local:
                changes.unreadable[item.id] = "the status is one that no OA has"
            case .upsert(let document) where Self.canBeStored(document.task.instance.rawValue):
                let ready = prepared.indices.contains(place) ? prepared[place] : nil
                try upsert(ready ?? PreparedTask(document, rules: rules))
            case .upsert:
                changes.unreadable[item.id] = "the instance's name is too long or contains NUL"
            case .gone(let reason): try remove(item, reason: reason, at: now)
            case .unreadable(let cause):
                changes.unreadable[item.id] = cause
                if tables.prefix == MirrorTables.next.prefix { try keep(item.id) }
            }
        }
        try settle()
        return changes
    }

    /// Takes invoices that were imported here.
    func takeLocal(_ tasks: [ApprovalTask]) throws -> AppliedChanges {
        for task in tasks where task.id.isLocal {
            try upsert(PreparedTask(TaskDocument(task), rules: rules))
        }
        try settle()
        return changes
    }

    /// Judges some of the tasks that earlier pages noted; whether more are left.
    func judgeDeferred(limit: Int) throws -> Bool {
        let keys = try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT key FROM next_judged ORDER BY key LIMIT ?"), arguments: [limit])
        try judge.load(keys)
        touched.formUnion(keys)
        try settle()
        if let last = keys.last {
            try db.cachedStatement(sql: "DELETE FROM next_judged WHERE key <= ?").execute(arguments: [last])
        }
        return keys.count == limit
    }

    /// Judges tasks again whose documents did not change, and those that meet them. Returns the tasks whose findings did.
    func judgeAgain(_ keys: [Int64]) throws -> [TaskID] {
        for key in keys {
            guard let box = try judge.document(key) else { continue }
            touched.formUnion(try judge.note(box, key: key, isNew: false))
            touched.insert(key)
        }
        // Whom they meet now, they may not have met under the old keys.
        for key in keys { touched.formUnion(try judge.met(by: key).affected) }
        try settle()
        return try rejudged.sorted().compactMap { key in
            try String.fetchOne(
                db.cachedStatement(sql: "SELECT task_id FROM \(tables.task) WHERE rowid = ?"),
                arguments: [key]
            ).map(TaskID.init(rawValue:))
        }
    }

    // MARK: Steps

    /// The places of the last word on each task of a page, and of what cannot be read, which is told beside it.
    private func latest(of items: [ChangeItem]) -> [Int] {
        var known: [TaskID: Int] = [:]
        var latest: [Int] = []
        for (place, item) in items.enumerated() {
            if case .unreadable = item.content {
                latest.append(place)
            } else if let index = known[item.id] {
                if !RowVersion(item.rev).isOlder(than: items[latest[index]].rev) { latest[index] = place }
            } else {
                known[item.id] = latest.count
                latest.append(place)
            }
        }
        return latest
    }

    private func upsert(_ prepared: PreparedTask) throws {
        let task = prepared.box.task
        let digest = prepared.digest
        let mark = prepared.mark
        let key: Int64
        let stored = try stored(task.id)
        let isNew = stored == nil
        var old: ApprovalTask?
        if let stored {
            if isOlder(task.rev, than: stored.rev) { return }
            if stored.rev == task.rev, stored.digest == digest, stored.json == prepared.json { return }
            key = stored.key
            try rows.update(key, prepared)
            let before = try TaskJSON.task(from: stored.json)
            old = before
            if stored.searchMark != mark {
                try rows.unindex(key, SearchWords(of: before))
                try rows.index(key, prepared.words)
            }
        } else {
            if try isBuried(task) { return }
            key = try newKey(task.id, rev: task.rev, digest: digest)
            try rows.insert(key, prepared)
            try rows.index(key, prepared.words)
        }
        touched.formUnion(try judge.note(prepared.box, key: key, isNew: isNew, replacing: old))
        try names.note(task)
        pending[key] = Summary(searchMark: mark, isNew: isNew && pending[key] == nil)
        changes.changed.append(task.id)
    }

    private func remove(_ item: ChangeItem, reason: String, at now: Int64) throws {
        let stored = try stored(item.id)
        if let stored, isOlder(item.rev, than: stored.rev) { return }
        if let stored {
            touched.formUnion(try judge.met(by: stored.key).affected)
            let task = try TaskJSON.task(from: stored.json)
            try rows.unindex(stored.key, SearchWords(of: task))
            try judge.forget(stored.key, task)
            for (table, column) in [
                (tables.task, "rowid"), (tables.summary, "key"), (tables.finding, "task"),
                (tables.neighbourKey, "task"),
            ] {
                try db.cachedStatement(sql: "DELETE FROM \(table) WHERE \(column) = ?")
                    .execute(arguments: [stored.key])
            }
            pending[stored.key] = nil
            touched.remove(stored.key)
            changes.gone.append(item.id)
        }
        if tables.prefix.isEmpty {
            try Tombstone(task: item.id, reason: reason, rev: item.rev, at: now)
                .insert(in: db, isSameEpoch: isSameEpoch)
            hasTombstones = true
        }
    }

    /// In a snapshot, a task that cannot be read stays what it was.
    private func keep(_ id: TaskID) throws {
        let live = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT doc_json, digest FROM task WHERE task_id = ?"),
            arguments: [id.rawValue])
        guard let live, try stored(id) == nil else { return }
        let task = try TaskJSON.task(from: live[0])
        let digest: Data = live[1]
        guard let decisionDigest = ContentDigest(bytes: digest) else {
            throw DamagedRow(cause: "task.digest of \(id.rawValue)")
        }
        var document = TaskDocument(task)
        document.decisionDigest = decisionDigest
        try upsert(PreparedTask(document, rules: rules))
    }

    /// Judges what was touched and writes the summary rows.
    private func settle() throws {
        // Of tasks that went in this page nothing is left to judge.
        touched.formUnion(try judge.settleStatistics())
        var neighbours: [Int64: [Int64]] = [:]
        for key in pending.keys {
            let met = try judge.met(by: key)
            neighbours[key] = met.compared
            touched.formUnion(met.affected)
        }
        touched.formUnion(pending.keys)
        touched.formUnion(try judge.imitators(of: names.takeNewSellers()))
        var cases: [JudgingCase] = []
        for key in touched.sorted() {
            let isPending = pending[key] != nil
            if !isPending, defersJudging {
                try db.cachedStatement(sql: "INSERT OR IGNORE INTO next_judged(key) VALUES(?)")
                    .execute(arguments: [key])
            } else if let one = try judge.judgingCase(
                of: key, among: try isPending ? neighbours[key] ?? [] : judge.met(by: key).compared)
            {
                cases.append(one)
            }
        }
        // What is known to the rules is complete; only then are they asked, on all cores.
        for (one, judged) in zip(cases, try StoredFindings.judging(cases, by: rules)) {
            let key = one.key
            if let summary = pending[key] {
                try rows.write(
                    one.box.task, mark: summary.searchMark, key: key,
                    outcome: try judge.store(judged, key: key, isNew: summary.isNew))
            } else if let outcome = try judge.changedOutcome(judged, key: key) {
                try db.cachedStatement(
                    sql: "UPDATE \(tables.summary) SET worst = ?, findings = ? WHERE key = ?"
                ).execute(arguments: [outcome.worst, outcome.count, key])
                rejudged.insert(key)
            }
        }
        touched = []
        pending = [:]
        try keys.save()
    }

    private func isOlder(_ rev: String, than known: String) -> Bool {
        isSameEpoch && RowVersion(rev).isOlder(than: known)
    }

    // MARK: Rows

    private func stored(_ id: TaskID) throws -> Stored? {
        try selectTask.first {
            $0.add(id.rawValue)
        } _: { columns in
            // Within one page a task's summary row may still be pending.
            let key = columns.integer(0)
            return Stored(
                key: key, rev: columns.text(1), digest: columns.digest(2), json: columns.text(3),
                searchMark: pending[key]?.searchMark ?? columns.integer(4))
        }
    }

    /// A task that was in the mirror before keeps its key in a snapshot; every other gets one that was never
    /// used.
    private func newKey(_ id: TaskID, rev: String, digest: ContentDigest) throws -> Int64 {
        guard hasLiveTasks else { return keys.next() }
        let live = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT rowid, rev, digest FROM task WHERE task_id = ?"),
            arguments: [id.rawValue])
        guard let live else { return keys.next() }
        if live[1] != rev || live[2] != Data(digest.bytes) {
            try db.cachedStatement(sql: "INSERT OR IGNORE INTO next_change(task_id) VALUES(?)")
                .execute(arguments: [id.rawValue])
        }
        return live[0]
    }

    /// Whether a later version of the task is known to be gone; an earlier tombstone ends here.
    private func isBuried(_ task: ApprovalTask) throws -> Bool {
        guard hasTombstones, let tombstone = try Tombstone.of(task.id, in: db) else { return false }
        if isOlder(task.rev, than: tombstone.rev) { return true }
        try Tombstone.remove(task.id, in: db)
        return false
    }

    // MARK: Limits

    /// SQLite's text ends at NUL for many of its functions, and a name is no document.
    private static func canBeStored(_ name: String) -> Bool {
        !name.utf8.contains(0) && (1...512).contains(name.utf8.count)
    }
}
