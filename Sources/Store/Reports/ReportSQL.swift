import GRDB
import Invoicing
import OAProfile

/// The statements of the reports: text and bound arguments, never a value inside the text. What is read passes
/// `report_step`, which ends a statement that nobody wants any more.
///
/// A claim has many tasks, one a step and round, and each shows the whole claim. So that nothing is counted twice, every
/// report but the one of what waits looks at one task a claim: the latest of those that the query selects.
struct ReportSQL {
    /// The statement. Its first row is the total, marked by `NULL` in the first column.
    let sql: String
    /// Its arguments.
    let arguments: StatementArguments

    init(_ name: Report.Name, over scope: ReportScope, in db: Database) throws {
        let condition = try QuerySQL(scope.query, in: db).whole
        let selected: StatementArguments = StatementArguments(condition.arguments)
        let offset = Int64(scope.utcOffset) * 1_000
        let today = Self.day(scope.now + offset)
        switch name {
        case .throughput:
            sql = """
                \(Self.chosen(condition.sql)), \(Self.decisions),
                made AS (SELECT \(Self.floorDay("decided + ?")) AS day, outcome FROM decision WHERE isDecision)
                SELECT NULL, count(*), 0, 0, 0 FROM made WHERE day BETWEEN ? AND ?
                UNION ALL SELECT * FROM (SELECT day, count(*), sum(outcome = 'approved'),
                 sum(outcome = 'rejected'), sum(outcome = 'returned')
                FROM made WHERE day BETWEEN ? AND ? GROUP BY day ORDER BY day)
                """
            let first = today - Int64(Report.days - 1)
            arguments = selected + [offset, first, today, first, today]
        case .ageing:
            let classes = Report.ages.dropFirst().map { "WHEN age < \($0) THEN " }
            let cases = zip(classes, Report.ages.indices).map { $0 + "\($1)" }.joined(separator: " ")
            sql = """
                WITH waiting AS MATERIALIZED (SELECT key, \(Self.moment("submitted")) AS submitted FROM summary
                  WHERE (\(condition.sql)) AND status = 'pending' AND report_step(key)),
                aged AS (SELECT max(0, ? - \(Self.floorDay("submitted + ?"))) AS age,
                  task.currency AS currency, task.scale AS scale, task.amount_minor AS amount
                 FROM waiting CROSS JOIN task ON task.rowid = waiting.key),
                classed AS (SELECT CASE \(cases) ELSE \(Report.ages.count - 1) END AS class, * FROM aged)
                SELECT NULL, count(*), 0, 0, 0, 0 FROM aged
                UNION ALL SELECT * FROM (SELECT class, count(*), currency, scale, \(Self.sum)
                FROM classed GROUP BY class, currency, scale ORDER BY class, count(*) DESC, currency, scale)
                """
            arguments = selected + [today, offset]
        case .cycle:
            sql = """
                \(Self.chosen(condition.sql)), \(Self.decisions),
                taken AS (SELECT step, decided - coalesce(before, submitted) AS took FROM decision
                 WHERE isDecision AND decided >= coalesce(before, submitted)),
                ranked AS (SELECT step, took, row_number() OVER (PARTITION BY step ORDER BY took) AS place,
                 count(*) OVER (PARTITION BY step) AS number FROM taken)
                SELECT NULL, count(*), 0, 0, 0 FROM taken
                UNION ALL SELECT * FROM (SELECT step, number,
                 max(CASE WHEN place = (number + 1) / 2 THEN took END),
                 max(CASE WHEN place = (number * 9 + 9) / 10 THEN took END), max(took)
                FROM ranked GROUP BY step ORDER BY number DESC, step)
                """
            arguments = selected
        case .rules:
            sql = """
                \(Self.chosen(condition.sql)),
                found AS (SELECT finding.rule AS rule, max(CASE finding.severity WHEN 'error' THEN 3
                  WHEN 'warning' THEN 2 ELSE 1 END) AS worst, max(finding.finding_json) AS example
                 FROM chosen CROSS JOIN finding ON finding.task = chosen.key
                 WHERE report_step(chosen.key) GROUP BY chosen.key, finding.rule)
                SELECT NULL, count(*), 0, 0, 0, '' FROM chosen
                UNION ALL SELECT * FROM (SELECT rule, count(*), sum(worst = 3), sum(worst = 2), sum(worst = 1),
                 max(example) FROM found GROUP BY rule ORDER BY count(*) DESC, rule)
                """
            arguments = selected
        case .sellers, .departments:
            (sql, arguments) = Self.spend(
                by: name == .sellers ? "chosen.seller" : "chosen.department", condition: condition.sql,
                selected)
        case .months:
            // Days since 1970 as a month: SQLite's dates know no overflow, and an absurd day has no month.
            let month = """
                CASE WHEN chosen.issued BETWEEN -719162 AND 2932896
                 THEN CAST(strftime('%Y%m', chosen.issued * 86400, 'unixepoch') AS INTEGER) ELSE 0 END
                """
            (sql, arguments) = Self.spend(by: month, condition: condition.sql, selected)
        }
    }

    /// The day since 1970 that a moment in milliseconds falls on.
    static func day(_ milliseconds: Int64) -> Int64 {
        let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    // MARK: - Pieces

    /// The same in SQL, whose division cuts towards zero.
    private static func floorDay(_ moment: String) -> String {
        "(((\(moment)) + 864000000000000) / 86400000 - 10000000)"
    }

    /// A moment of a document, within the years that have days: anything may stand there, and must not overflow.
    private static func moment(_ column: String) -> String {
        "min(max(\(column), -62000000000000), 253000000000000)"
    }

    /// One task a claim: the one of the latest round, and of these the one named last.
    private static func chosen(_ condition: String) -> String {
        """
        WITH selected AS (SELECT key, status, \(moment("submitted")) AS submitted, issued, seller, department, submitter FROM summary
          WHERE (\(condition)) AND report_step(key)),
        chosen AS MATERIALIZED (SELECT * FROM (SELECT selected.*, row_number() OVER (
           PARTITION BY task.instance_id ORDER BY task.round DESC, task.task_id DESC) AS place
          FROM selected CROSS JOIN task ON task.rowid = selected.key) WHERE place = 1)
        """
    }

    /// What was decided on the chosen claims, with the decision before. What the submitter did is no decision, but it is
    /// when the next step began.
    private static let decisions = """
        done AS (SELECT chosen.key AS key, chosen.submitted AS submitted, chosen.submitter AS submitter,
          step.key AS place, json_extract(step.value, '$.decided_at') AS decided,
          json_extract(step.value, '$.actor') AS actor, json_extract(step.value, '$.outcome') AS outcome,
          coalesce(nullif(json_extract(step.value, '$.title'), ''), json_extract(step.value, '$.node')) AS step
         FROM chosen CROSS JOIN task ON task.rowid = chosen.key
         CROSS JOIN json_each(task.doc_json, '$.steps') AS step
         WHERE json_extract(step.value, '$.state') = 'done'
          AND json_extract(step.value, '$.decided_at') BETWEEN 0 AND 253402300799999
          AND report_step(chosen.key)),
        decision AS (SELECT *, actor <> submitter AS isDecision,
          lag(decided) OVER (PARTITION BY key ORDER BY place) AS before FROM done)
        """

    /// A sum of amounts in two halves, so that none overflows.
    private static let sum = "sum(amount / 1000000000), sum(amount % 1000000000)"

    private static func spend(
        by group: String, condition: String, _ selected: StatementArguments
    ) -> (String, StatementArguments) {
        let sql = """
            \(chosen(condition)),
            spent AS MATERIALIZED (SELECT \(group) AS part, task.currency AS currency, task.scale AS scale,
              task.amount_minor AS amount
             FROM chosen CROSS JOIN task ON task.rowid = chosen.key
             WHERE chosen.status NOT IN ('rejected', 'returned', 'withdrawn') AND report_step(chosen.key))
            SELECT NULL, count(*), '', 0, 0, 0 FROM spent
            UNION ALL SELECT * FROM (SELECT part, count(*), currency, scale, \(sum)
            FROM spent GROUP BY part, currency, scale)
            """
        return (sql, selected)
    }
}
