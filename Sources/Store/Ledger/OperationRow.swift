import Foundation
import GRDB
import Invoicing
import OAProfile

/// What a decision says beside its action, as it is kept in `op.args_json`.
struct DecisionArguments: Codable {
    var comment: String
    var target: String

    init(_ decision: Decision) {
        comment = decision.comment
        target = decision.target
    }
}

extension RecordedOperation {
    /// The columns that ``init(row:)`` reads, in its order.
    static let columns = """
        op_id, seq, instance_id, task_id, node_id, round, action, args_json, base_rev, seen_digest, actor, \
        on_behalf_of, state, reason, problem_json, hold_until, supersedes, recorded_at, first_sent_at, terminal_at, \
        attempts, next_attempt_at, receipt_json
        """

    /// An operation by name.
    static func fetch(_ db: Database, _ id: OperationID) throws -> RecordedOperation? {
        try fetch(db, where: "op_id = ?", [id.rawValue]).first
    }

    /// The operations that a condition (with order and limit) selects.
    static func fetch(_ db: Database, where condition: String, _ arguments: StatementArguments = [])
        throws -> [RecordedOperation]
    {
        let statement = try db.cachedStatement(sql: "SELECT \(columns) FROM op WHERE \(condition)")
        return try Row.fetchAll(statement, arguments: arguments).map(RecordedOperation.init(row:))
    }

    private init(row: Row) throws {
        guard let id = OperationID(rawValue: row[0]),
            let action = Decision.Action(rawValue: row[6]),
            let state = OperationState(rawValue: row[12]),
            let seen = ContentDigest(bytes: row[9] as Data)
        else { throw DamagedRow(cause: "op") }
        let arguments: DecisionArguments = try Self.decode(row[7], "op.args_json")
        guard
            let decision = Decision(
                action: action, comment: arguments.comment, target: arguments.target)
        else { throw DamagedRow(cause: "op.args_json") }
        let problem: Problem? = try (row[14] as String?).map { try Self.decode($0, "op.problem_json") }
        let receipt: DecisionReceipt? = try (row[22] as String?).map {
            try Self.decode($0, "op.receipt_json")
        }
        self.init(
            id: id, sequence: row[1], instance: InstanceID(rawValue: row[2]), task: TaskID(rawValue: row[3]),
            node: row[4] ?? "", round: row[5], decision: decision, baseRev: row[8], seenDigest: seen,
            actor: row[10], onBehalfOf: row[11] ?? "", state: state, reason: row[13] ?? "", problem: problem,
            holdUntil: row[15],
            supersedes: (row[16] as String?).flatMap(OperationID.init(rawValue:)), recordedAt: row[17],
            firstSentAt: row[18], terminalAt: row[19], attempts: row[20], nextAttemptAt: row[21],
            receipt: receipt)
    }

    private static func decode<T: Decodable>(_ json: String, _ column: String) throws -> T {
        do {
            return try JSONDecoder().decode(T.self, from: Data(json.utf8))
        } catch {
            throw DamagedRow(cause: column)
        }
    }
}
