import Foundation
import GRDB
import Invoicing
import OAProfile

/// A row of the op store: the final answer about one operation.
struct OperationRow {
    /// Who sent or fenced it.
    var user: String
    /// Of the request; nothing where it was fenced before it arrived.
    var fingerprint: ContentDigest?
    /// How it ended.
    var state: OperationReport.State
    /// What every repetition is answered.
    var answer: StoredAnswer

    static func fetch(_ id: OperationID, in database: Database) throws -> OperationRow? {
        let statement = try database.cachedStatement(
            sql: "SELECT user, fingerprint, state, status, answer FROM operation WHERE opID = ?")
        return try Row.fetchOne(statement, arguments: [id.rawValue]).map { row in
            let word: String = row[2]
            guard let state = OperationReport.State(rawValue: word) else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "unknown state \(word)")
            }
            let bytes: Data? = row[1]
            return OperationRow(
                user: row[0], fingerprint: bytes.flatMap { ContentDigest(bytes: $0) }, state: state,
                answer: StoredAnswer(status: row[3], body: row[4]))
        }
    }

    func insert(_ id: OperationID, at now: Int64, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO operation(opID, user, fingerprint, state, status, answer, answeredAt)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id.rawValue, user, fingerprint.map { Data($0.bytes) }, state.rawValue, answer.status, answer.body,
            now,
        ])
    }

    /// The report about it.
    func report(on id: OperationID) throws -> OperationReport {
        let body = Data(answer.body.utf8)
        return switch state {
        case .applied:
            OperationReport(
                opID: id, state: state, receipt: try JSONDecoder().decode(DecisionReceipt.self, from: body))
        case .refused:
            OperationReport(
                opID: id, state: state, problem: try JSONDecoder().decode(Problem.self, from: body))
        case .fenced, .inProgress:
            OperationReport(opID: id, state: state)
        }
    }
}

extension OADatabase {
    /// What is known of an operation; nothing for one that this user never sent.
    func report(on id: OperationID, to user: String) async throws -> OperationReport? {
        try await pool.read { database in
            guard let row = try OperationRow.fetch(id, in: database), row.user == user else { return nil }
            return try row.report(on: id)
        }
    }

    /// Fences an operation: it can never apply any more, even where its request is still on the way. An operation
    /// that has its answer keeps it. Nothing for an operation of another user.
    func fence(_ id: OperationID, by user: String) async throws -> OperationReport? {
        try await pool.write { database in
            if let row = try OperationRow.fetch(id, in: database) {
                return row.user == user ? try row.report(on: id) : nil
            }
            let problem = Problem(
                code: .fenced, status: 409, title: "Operation fenced",
                detail: "This operation was fenced and can never apply.", opID: id.rawValue)
            let row = OperationRow(
                user: user, fingerprint: nil, state: .fenced,
                answer: StoredAnswer(status: 409, body: try JSONText.of(problem)))
            try row.insert(id, at: now(), in: database)
            return try row.report(on: id)
        }
    }
}
