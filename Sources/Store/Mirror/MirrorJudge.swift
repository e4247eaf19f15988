import Foundation
import GRDB
import Invoicing
import Verification

/// Keeps the findings of one set of tables: knows a task's neighbours, and judges it among them.
final class MirrorJudge {
    /// What a judgement comes to in a summary row.
    struct Outcome {
        /// 0 for no finding, then 1, 2, 3 by severity.
        var worst: Int
        var count: Int
    }

    private let db: Database
    private let tables: MirrorTables
    private let rules: TaskRules
    /// Documents of this transaction, by key: a page's own, and neighbours that were read for it.
    private var documents: [Int64: TaskBox] = [:]
    private var likeSellers = LikeSellers()
    private let statistics: MirrorStatistics
    /// Whether anything was ever verified.
    private let hasVerifications: Bool
    // What every row runs: looked up once a page.
    private let insertKey: RowStatement
    private let hasNeighbour: RowStatement

    /// How many other claims an invoice is compared with under one key: the first by time of submission, so that no order
    /// of arrival makes a difference. `Ensemble.mostUnderOneKey` is the same number.
    static let neighbourLimit = Ensemble.mostUnderOneKey
    /// Tasks under one key that are looked at to find those. More than this share a key only where it says nothing, as the
    /// hash of a form that everybody attaches: then it is the first that came.
    private static let mostUnderKey = 500
    private static let keyLimit = 100
    private static let documentLimit = 4_096

    init(_ db: Database, tables: MirrorTables, rules: TaskRules) throws {
        self.db = db
        self.tables = tables
        self.rules = rules
        statistics = try MirrorStatistics(db, tables: tables)
        hasVerifications =
            try Bool.fetchOne(
                db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM verification WHERE result IS NOT NULL)")
            ) == true
        insertKey = try RowStatement(
            db, sql: "INSERT INTO \(tables.neighbourKey)(key, task) VALUES(?, ?)")
        hasNeighbour = try RowStatement(
            db,
            sql: """
                SELECT 1 FROM \(tables.neighbourKey) mine JOIN \(tables.neighbourKey) other
                ON other.key = mine.key AND other.task <> mine.task WHERE mine.task = ? LIMIT 1
                """)
    }

    /// Takes a new or changed document, with its neighbour keys. Returns the tasks that it met under keys
    /// that it no longer has.
    /// - Parameter old: the document that was there before.
    func note(_ box: TaskBox, key: Int64, isNew: Bool, replacing old: ApprovalTask? = nil) throws -> [Int64] {
        documents[key] = box
        try statistics.replace(
            old.map(rules.observations) ?? .none, with: box.observations, task: key,
            instance: box.task.instance)
        let new = box.keys
        guard !isNew else {
            try insert(new, key: key)
            return []
        }
        let stored = try storedKeys(of: key)
        guard Set(stored) != Set(new) else {
            // At another place in the order of submission it is compared with others.
            guard let old, old.submittedAt != box.task.submittedAt || old.instance != box.task.instance else {
                return []
            }
            return try met(by: key, as: old, under: stored).affected
        }
        let left = try met(by: key, as: old ?? box.task, under: stored).affected
        try db.cachedStatement(sql: "DELETE FROM \(tables.neighbourKey) WHERE task = ?")
            .execute(arguments: [key])
        try insert(new, key: key)
        return left
    }

    /// Forgets a document that goes.
    func forget(_ key: Int64, _ task: ApprovalTask) throws {
        documents[key] = nil
        try statistics.replace(
            rules.observations(task), with: .none, task: key, instance: task.instance)
    }

    /// Settles the statistics, and returns the tasks that they may have changed.
    func settleStatistics() throws -> Set<Int64> { try statistics.settle() }

    /// Whom a task meets under its keys.
    struct Met {
        /// The tasks that it is compared with.
        var compared: [Int64] = []
        /// The tasks that are compared with it, and so are judged again when it comes, changes or goes.
        var affected: [Int64] = []
    }

    /// Whom a task meets, as the tables stand now. Most meet none, which one look tells.
    func met(by key: Int64) throws -> Met {
        guard try hasNeighbour.hasRow({ $0.add(key) }), let box = try document(key) else { return Met() }
        return try met(by: key, as: box.task, under: box.keys)
    }

    private func met(by key: Int64, as task: ApprovalTask, under keys: [String]) throws -> Met {
        var met = Met()
        var compared: Set<Int64> = []
        var affected: Set<Int64> = []
        for text in keys {
            let others = try others(under: text, than: key)
            var first = others
            var isFirst = true
            if others.count > Self.neighbourLimit {
                func place(_ task: ApprovalTask) -> (Int64, String) {
                    (task.submittedAt, task.instance.rawValue)
                }
                // One task for each of the first claims; a later claim is compared with them and they not with it.
                let claims = try claims(of: others, beside: task)
                    .sorted { place($0.task) < place($1.task) }
                first = claims.prefix(Self.neighbourLimit).map(\.key)
                isFirst = claims.count { place($0.task) < place(task) } <= Self.neighbourLimit
            }
            met.compared += first.filter { compared.insert($0).inserted }
            if isFirst { met.affected += others.filter { affected.insert($0).inserted } }
        }
        return met
    }

    private func others(under text: String, than key: Int64) throws -> [Int64] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT task FROM \(tables.neighbourKey) WHERE key = ? AND task <> ?
                ORDER BY task LIMIT \(Self.mostUnderKey)
                """)
        return try Int64.fetchAll(statement, arguments: [text, key])
    }

    /// The latest task of each claim but a task's own.
    private func claims(of others: [Int64], beside task: ApprovalTask) throws -> [(
        key: Int64, task: ApprovalTask
    )] {
        var claims: [InstanceID: (key: Int64, task: ApprovalTask)] = [:]
        for other in others {
            guard let found = try document(other)?.task, found.instance != task.instance else { continue }
            if let known = claims[found.instance]?.task,
                (known.round, known.id.rawValue) > (found.round, found.id.rawValue)
            {
                continue
            }
            claims[found.instance] = (other, found)
        }
        return Array(claims.values)
    }

    /// The tasks whose sellers' names look like one of those, which are known from now on: who imitates may come first.
    func imitators(of names: [String]) throws -> [Int64] {
        guard !names.isEmpty else { return [] }
        likeSellers = LikeSellers()
        let statement = try db.cachedStatement(
            sql: "SELECT task FROM \(tables.neighbourKey) WHERE key = ? ORDER BY task LIMIT 1000")
        return try names.filter { !LookAlike.mayImitate($0) }.compactMap(LookAlike.neighbourKey).flatMap {
            try Int64.fetchAll(statement, arguments: [$0])
        }
    }

    /// Everything that a task is judged by, as the tables stand now; nothing when it is gone.
    func judgingCase(of key: Int64, among others: [Int64]) throws -> JudgingCase? {
        guard let box = try document(key) else { return nil }
        return JudgingCase(
            key: key, box: box, neighbours: try neighbours(beside: box.task, among: others),
            standing: try standing(of: box.task, with: box.observations))
    }

    /// Stores the findings on a task. A new task has none yet.
    func store(_ judged: StoredFindings, key: Int64, isNew: Bool) throws -> Outcome {
        let findings = judged.findings
        if isNew, findings.isEmpty { return Outcome(worst: 0, count: 0) }
        let known = try String.fetchAll(
            db.cachedStatement(
                sql: "SELECT finding_json FROM \(tables.finding) WHERE task = ? ORDER BY place"),
            arguments: [key])
        if judged.texts != known { try store(findings, judged.texts, key: key, replacing: !known.isEmpty) }
        return Self.outcome(of: findings)
    }

    /// Stores the findings on a task whose document did not change; nothing when worst and count did not change either.
    func changedOutcome(_ judged: StoredFindings, key: Int64) throws -> Outcome? {
        let statement = try db.cachedStatement(
            sql: "SELECT worst, findings FROM \(tables.summary) WHERE key = ?")
        guard let row = try Row.fetchOne(statement, arguments: [key]) else { return nil }
        let before = Outcome(worst: row[0], count: row[1])
        let outcome = try store(judged, key: key, isNew: false)
        return outcome.worst == before.worst && outcome.count == before.count ? nil : outcome
    }

    /// Judges a task whose document did not change; nothing when its findings did not change either.
    func changedFindings(on key: Int64) throws -> Outcome? {
        guard let one = try judgingCase(of: key, among: try met(by: key).compared) else { return nil }
        return try StoredFindings.judging([one], by: rules).first.flatMap { try changedOutcome($0, key: key) }
    }

    /// The findings stored for a task, worst first.
    static func stored(_ key: Int64, in db: Database) throws -> [Finding] {
        let texts = try String.fetchAll(
            db.cachedStatement(sql: "SELECT finding_json FROM finding WHERE task = ? ORDER BY place"),
            arguments: [key])
        do {
            return try texts.map { try JSONDecoder().decode(Finding.self, from: Data($0.utf8)) }
        } catch {
            throw DamagedRow(cause: "finding.finding_json of \(key): \(error)")
        }
    }

    /// Where a task stands in the statistics, and what the tax bureau said of its invoice.
    func standing(of task: ApprovalTask) throws -> Standing {
        try standing(of: task, with: rules.observations(task))
    }

    private func standing(of task: ApprovalTask, with observations: Observations) throws -> Standing {
        var standing = try statistics.standing(of: observations)
        if hasVerifications {
            standing.verification = try VerificationTable.result(of: task.invoice.number, in: db)
        }
        return standing
    }

    /// What a task is compared with: other claims, and sellers whose names look like its seller's.
    func neighbours(beside task: ApprovalTask, among others: [Int64]) throws -> [Neighbour] {
        let likeSellers = try likeSellers.neighbours(of: task.invoice.seller.name, in: db)
        guard !others.isEmpty else { return likeSellers }
        // One claim may have many tasks, one a step and round: its latest stands for it, so that no order of
        // arrival makes a difference.
        var claims: [InstanceID: ApprovalTask] = [:]
        for other in others {
            guard let neighbour = try document(other)?.task, neighbour.instance != task.instance else {
                continue
            }
            if let known = claims[neighbour.instance] {
                if (known.round, known.id.rawValue) > (neighbour.round, neighbour.id.rawValue) { continue }
            }
            claims[neighbour.instance] = neighbour
        }
        let beside = claims.values
            .sorted { ($0.submittedAt, $0.instance.rawValue) < ($1.submittedAt, $1.instance.rawValue) }
            .map {
                Neighbour(
                    instance: $0.instance, title: $0.title, submitter: $0.submitter,
                    submittedAt: $0.submittedAt,
                    invoice: $0.invoice, attachments: $0.attachments.map(\.sha256))
            }
        return beside + likeSellers
    }

    private func storedKeys(of key: Int64) throws -> [String] {
        try String.fetchAll(
            db.cachedStatement(sql: "SELECT key FROM \(tables.neighbourKey) WHERE task = ?"), arguments: [key]
        )
    }

    private func store(_ findings: [Finding], _ texts: [String], key: Int64, replacing: Bool) throws {
        if replacing {
            try db.cachedStatement(sql: "DELETE FROM \(tables.finding) WHERE task = ?").execute(arguments: [
                key
            ])
        }
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO \(tables.finding)(task, place, rule, version, severity, finding_json)
                VALUES(?,?,?,?,?,?)
                """)
        for (place, finding) in findings.enumerated() {
            try statement.execute(arguments: [
                key, place, finding.rule, finding.ruleVersion, finding.severity.rawValue, texts[place],
            ])
        }
    }

    /// A task by its key.
    func document(_ key: Int64) throws -> TaskBox? {
        if let known = documents[key] { return known }
        let statement = try db.cachedStatement(sql: "SELECT doc_json FROM \(tables.task) WHERE rowid = ?")
        guard let text = try String.fetchOne(statement, arguments: [key]) else { return nil }
        if documents.count >= Self.documentLimit { documents = [:] }
        let box = TaskBox(try TaskJSON.task(from: text), rules: rules)
        documents[key] = box
        return box
    }

    /// Reads the documents of tasks on all cores, before they are asked for one by one.
    func load(_ keys: some Sequence<Int64>) throws {
        var missing: [(key: Int64, text: String)] = []
        let statement = try RowStatement(db, sql: "SELECT doc_json FROM \(tables.task) WHERE rowid = ?")
        for key in keys where documents[key] == nil && missing.count < Self.documentLimit / 2 {
            if let text = try statement.first({ $0.add(key) }, { $0.text(0) }) { missing.append((key, text)) }
        }
        let boxes = try StoredFindings.inChunks(of: missing.count) { [missing, rules] range in
            try missing[range].map { TaskBox(try TaskJSON.task(from: $0.text), rules: rules) }
        }
        if documents.count + boxes.count > Self.documentLimit { documents = [:] }
        for (place, box) in boxes.enumerated() { documents[missing[place].key] = box }
    }

    private func insert(_ keys: [String], key: Int64) throws {
        for text in keys {
            try insertKey.run {
                $0.add(text)
                $0.add(key)
            }
        }
    }

    private static func outcome(of findings: [Finding]) -> Outcome {
        let worst = findings.map(\.severity).max().map(SeverityRank.rank) ?? 0
        return Outcome(worst: worst, count: findings.count)
    }
}

/// A task that is handed round without being copied.
final class TaskBox: Sendable {
    let task: ApprovalTask
    /// What the task adds to the statistics.
    let observations: Observations
    /// The keys under which it meets others, the most telling first, each once.
    let keys: [String]

    init(_ task: ApprovalTask, rules: TaskRules) {
        self.task = task
        observations = rules.observations(task)
        var seen: Set<String> = []
        keys = rules.neighbourKeys(task).prefix(Self.keyLimit).filter {
            (1...512).contains($0.utf8.count) && !$0.utf8.contains(0) && seen.insert($0).inserted
        }
    }

    private static let keyLimit = 100
}

/// Severities as numbers of a column that can be compared; 0 stands for no finding.
enum SeverityRank {
    static func rank(_ severity: Severity) -> Int {
        switch severity {
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }

    static func severity(_ rank: Int) -> Severity? { Severity.allCases.first { Self.rank($0) == rank } }
}
