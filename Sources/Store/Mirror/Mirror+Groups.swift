import Foundation
import GRDB
import Invoicing

/// By what the queue can be put into groups.
public enum TaskGrouping: String, CaseIterable, Hashable, Sendable {
    /// The seller's name.
    case seller
    /// The submitter's department.
    case department
    /// The currency's code.
    case currency
    /// The month of issue, as `2026-05`; empty where the day cannot be read.
    case month

    /// The group's name as a term on `summary`, and what sorts the tasks so that groups stand together.
    fileprivate var name: String {
        switch self {
        case .seller, .department, .currency: rawValue
        case .month: "coalesce(strftime('%Y-%m', issued * 86400, 'unixepoch'), '')"
        }
    }

    fileprivate var order: String { name }
}

/// What a group of tasks holds.
public struct TaskGroup: Hashable, Sendable {
    /// What one currency comes to.
    public struct Total: Hashable, Sendable {
        /// The currency's code.
        public let currency: String
        /// How many tasks.
        public let count: Int
        /// The sum of totals with tax, in ten-thousandths of the currency's unit.
        public let tenThousandths: Int64

        /// Makes a total.
        public init(currency: String, count: Int, tenThousandths: Int64) {
            self.currency = currency
            self.count = count
            self.tenThousandths = tenThousandths
        }
    }

    /// The seller, department, currency or month.
    public let name: String
    /// One a currency: currencies are never added.
    public let totals: [Total]

    /// How many tasks.
    public var count: Int { totals.reduce(0) { $0 + $1.count } }

    /// Makes a group.
    public init(name: String, totals: [Total]) {
        self.name = name
        self.totals = totals
    }
}

extension Mirror {
    /// The tasks that a query selects, group by group, and what each group comes to. Inside a group the query's order
    /// holds. Keys and sums are read in one transaction, the sums by one aggregating statement.
    /// - Parameter leavingOut: tasks that count nowhere, because they are decided already.
    public func groups(
        of query: Query, by grouping: TaskGrouping, leavingOut: Set<TaskKey> = []
    ) throws(StoreError) -> (groups: [TaskGroup], keys: [TaskKey]) {
        let hidden = jsonArray(leavingOut)
        return try read { db in
            let sql = try QuerySQL(query, in: db)
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(grouping.name) AS name, currency, count(*), sum(amount) FROM summary
                    WHERE \(sql.whole.sql) AND key NOT IN (SELECT value FROM json_each(?))
                    GROUP BY 1, 2 ORDER BY 1, 2
                    """, arguments: StatementArguments(sql.whole.arguments + [hidden]))
            var groups: [TaskGroup] = []
            for row in rows {
                let name: String = row[0]
                let total = TaskGroup.Total(currency: row[1], count: row[2], tenThousandths: row[3])
                if let last = groups.last, last.name == name {
                    groups[groups.count - 1] = TaskGroup(name: name, totals: last.totals + [total])
                } else {
                    groups.append(TaskGroup(name: name, totals: [total]))
                }
            }
            let keys = try KeySearch(
                sql, order: [grouping.order] + sql.terms, limits: KeySearch.Limits(), in: db
            ).keys(limit: Int.max)
            return (groups, leavingOut.isEmpty ? keys : keys.filter { !leavingOut.contains($0) })
        }
    }

    private func jsonArray(_ keys: Set<TaskKey>) -> String {
        "[" + keys.map { String($0.rawValue) }.joined(separator: ",") + "]"
    }
}
