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
    private let encoder: JSONEncoder
    private let statistics: MirrorStatistics
    /// Whether anything was ever verified.
    private let hasVerifications: Bool
    // What every row runs: looked up once a page.
    private let insertKey: Statement
    private let hasNeighbour: Statement

    /// How many other claims an invoice is compared with. More than this share a key only where the key says
    /// nothing, as the hash of a form that everybody attaches; so the keys that say most are followed first.
    static let neighbourLimit = 50
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
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        insertKey = try db.cachedStatement(
            sql: "INSERT INTO \(tables.neighbourKey)(key, task) VALUES(?, ?)")
        hasNeighbour = try db.cachedStatement(
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
            old.map(rules.observations) ?? .none, with: rules.observations(box.task), task: key,
            instance: box.task.instance)
        let new = keys(of: box.task)
        guard !isNew else {
            try insert(new, key: key)
            return []
        }
        let old = try storedKeys(of: key)
        guard Set(old) != Set(new) else { return [] }
        let left = try neighbours(of: key, under: old)
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

    /// The keys of the tasks that share a neighbour key with the given one, as the tables stand now.
    func neighbours(of key: Int64) throws -> [Int64] {
        // Most tasks have none, which one look tells.
        guard try Int.fetchOne(hasNeighbour, arguments: [key]) != nil, let box = try document(key) else {
            return []
        }
        return try neighbours(of: key, under: keys(of: box.task))
    }

    private func neighbours(of key: Int64, under keys: [String]) throws -> [Int64] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT task FROM \(tables.neighbourKey) WHERE key = ? AND task <> ?
                ORDER BY task LIMIT \(Self.neighbourLimit)
                """)
        var found: [Int64] = []
        var seen: Set<Int64> = []
        for text in keys {
            for other in try Int64.fetchAll(statement, arguments: [text, key])
            where seen.insert(other).inserted {
                found.append(other)
            }
            if found.count >= Self.neighbourLimit * 4 { break }
        }
        return found
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

    /// Judges a task and stores its findings. A new task has none yet.
    func findings(on key: Int64, among neighbours: [Int64], isNew: Bool) throws -> Outcome {
        let findings = try judged(key, among: neighbours)
        if isNew, findings.isEmpty { return Outcome(worst: 0, count: 0) }
        let texts = try findings.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
        let known = try String.fetchAll(
            db.cachedStatement(
                sql: "SELECT finding_json FROM \(tables.finding) WHERE task = ? ORDER BY place"),
            arguments: [key])
        if texts != known { try store(findings, texts, key: key, replacing: !known.isEmpty) }
        return Self.outcome(of: findings)
    }

    /// Judges a task whose document did not change; nothing when its findings did not change either.
    func changedFindings(on key: Int64) throws -> Outcome? {
        let statement = try db.cachedStatement(
            sql: "SELECT worst, findings FROM \(tables.summary) WHERE key = ?")
        guard let row = try Row.fetchOne(statement, arguments: [key]) else { return nil }
        let before = Outcome(worst: row[0], count: row[1])
        let outcome = try findings(on: key, among: try neighbours(of: key), isNew: false)
        return outcome.worst == before.worst && outcome.count == before.count ? nil : outcome
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

    private func judged(_ key: Int64, among others: [Int64]) throws -> [Finding] {
        guard let task = try document(key)?.task else { return [] }
        let standing = try standing(of: task)
        return rules.judge(task, try neighbours(beside: task, among: others), standing)
    }

    /// Where a task stands in the statistics, and what the tax bureau said of its invoice.
    func standing(of task: ApprovalTask) throws -> Standing {
        var standing = try statistics.standing(of: rules.observations(task))
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
            } else if claims.count >= Self.neighbourLimit {
                continue
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

    /// The keys of a task, the most telling first, each once.
    private func keys(of task: ApprovalTask) -> [String] {
        var seen: Set<String> = []
        return rules.neighbourKeys(task).prefix(Self.keyLimit).filter {
            (1...512).contains($0.utf8.count) && !$0.utf8.contains(0) && seen.insert($0).inserted
        }
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
        let box = TaskBox(try TaskJSON.task(from: text))
        documents[key] = box
        return box
    }

    private func insert(_ keys: [String], key: Int64) throws {
        for text in keys { try insertKey.execute(arguments: [text, key]) }
    }

    private static func outcome(of findings: [Finding]) -> Outcome {
        let worst = findings.map(\.severity).max().map(SeverityRank.rank) ?? 0
        return Outcome(worst: worst, count: findings.count)
    }
}

/// A task that is handed round without being copied.
final class TaskBox {
    let task: ApprovalTask

    init(_ task: ApprovalTask) { self.task = task }
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
