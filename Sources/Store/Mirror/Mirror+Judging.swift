import GRDB
import Invoicing
import Verification

/// A task judged anew by the rules in force, beside what is stored of it.
public struct JudgedTask: Hashable, Sendable {
    /// The task with the findings that were stored when it was looked up.
    public let entry: MirrorEntry
    /// Every check, the worst first, what found nothing last.
    public let checks: [Check]
    /// With how many other claims it was compared.
    public let neighbours: Int

    /// Makes one.
    public init(entry: MirrorEntry, checks: [Check], neighbours: Int) {
        self.entry = entry
        self.checks = checks
        self.neighbours = neighbours
    }

    /// The findings now, worst first.
    public var findings: [Finding] { checks.flatMap(\.findings) }

    /// The rules whose findings are other ones now than those that were stored.
    public var changedRules: [String] {
        let stored = Dictionary(grouping: entry.findings, by: \.rule)
        let now = Dictionary(grouping: findings, by: \.rule)
        return Set(stored.keys).union(now.keys).filter { stored[$0] != now[$0] }.sorted()
    }
}

extension Mirror {
    /// Judges a task among its neighbours as they stand now, and changes nothing; nothing when the task is gone. Reads at
    /// most some hundred rows by their keys.
    public func judge(_ task: TaskID) throws(StoreError) -> JudgedTask? {
        try read { db in try Self.judge(task, rules: rules, in: db) }
    }

    /// The same, and stores the findings where they are other ones now, so that the queue tells the same as the answer.
    public func judgeAgain(_ task: TaskID) throws(StoreError) -> JudgedTask? {
        try write { db in
            guard let judged = try Self.judge(task, rules: rules, in: db) else { return nil }
            guard !judged.changedRules.isEmpty else { return judged }
            let key = judged.entry.key.rawValue
            let judge = try MirrorJudge(db, tables: .live, rules: rules)
            if let outcome = try judge.changedFindings(on: key) {
                try db.cachedStatement(sql: "UPDATE summary SET worst = ?, findings = ? WHERE key = ?")
                    .execute(arguments: [outcome.worst, outcome.count, key])
            }
            return judged
        }
    }

    private static func judge(_ id: TaskID, rules: TaskRules, in db: Database) throws -> JudgedTask? {
        guard let entry = try entry(id, in: db) else { return nil }
        let judge = try MirrorJudge(db, tables: .live, rules: rules)
        let others = try judge.met(by: entry.key.rawValue).compared
        let neighbours = try judge.neighbours(beside: entry.task, among: others)
        return JudgedTask(
            entry: entry,
            checks: Check.all(
                of: rules.checks,
                findings: rules.judge(entry.task, neighbours, try judge.standing(of: entry.task))),
            neighbours: neighbours.count)
    }
}
