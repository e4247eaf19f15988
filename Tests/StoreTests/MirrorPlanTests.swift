import GRDB
import Invoicing
import Testing

@testable import Store

/// How SQLite will read: an index that covers the usual queries, never a walk through the documents.
struct MirrorPlanTests {
    private func plan(_ text: String, _ fixture: MirrorFixture) throws -> String {
        let sql = QuerySQL(try Query(parsing: text, in: MirrorFixture.context))
        return try fixture.mirror.read { db in
            try Row.fetchAll(
                db,
                sql:
                    "EXPLAIN QUERY PLAN SELECT key FROM summary WHERE \(sql.whole.sql) ORDER BY \(sql.order)",
                arguments: StatementArguments(sql.whole.arguments)
            ).map { $0["detail"] as String }.joined(separator: "; ")
        }
    }

    @Test(
        "the usual queries are one walk along a covering index, already in order",
        arguments: [
            "", "status:pending", "amount>100 mine", "status:pending amount>100 flagged", "due<3d",
            "date:2026",
        ])
    func covered(text: String) throws {
        let plan = try plan(text, MirrorFixture())
        #expect(plan.contains("USING COVERING INDEX summary_by_"), "\(plan)")
        #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
    }

    @Test(
        "no query walks through the documents",
        arguments: [
            "seller:晨光", "rule:dup or 晨光", "id:T-1", "not id:T-1", "sort:seller 晨光", "kind:专票 -flagged",
        ])
    func noDocuments(text: String) throws {
        let plan = try plan(text, MirrorFixture())
        #expect(!plan.contains("SCAN task"), "\(plan)")
    }
}
