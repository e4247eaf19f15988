import Foundation
import GRDB
import Invoicing

/// A part of what was decided: of a year, of a month, of a department, or all of it. Periods are those of the day of issue
/// (开票日期), the only date of an invoice that every claim has.
public struct ArchiveScope: Hashable, Sendable {
    /// The year of issue.
    public var year: Int?
    /// The month of issue, from 1, of the year.
    public var month: Int?
    /// The submitter's department.
    public var department: String?
    /// Whether only those are meant whose day of issue could not be read.
    public var isUndated = false

    /// Makes a scope; everything without a restriction.
    public init(year: Int? = nil, month: Int? = nil, department: String? = nil) {
        self.year = year
        self.month = month
        self.department = department
    }

    /// The days of issue that it covers, counted from 1970.
    var days: ClosedRange<Int64> {
        guard let year else { return -1_000_000...10_000_000 }
        func start(_ year: Int, _ month: Int) -> Int64 {
            let date = CalendarDate(year: month > 12 ? year + 1 : year, month: month > 12 ? 1 : month, day: 1)
            return Int64(date?.daysSince1970 ?? 0)
        }
        return month.map { start(year, $0)...(start(year, $0 + 1) - 1) } ?? start(
            year, 1)...(start(year + 1, 1) - 1)
    }
}

/// By what the archive is parted.
public enum ArchiveGrouping: String, CaseIterable, Hashable, Sendable {
    case year
    case month
    case department
}

/// The last of some rows of the archive: where the next ones begin.
public struct ArchivePlace: Hashable, Sendable {
    /// Nothing where the day could not be read: those stand last.
    let day: Int64?
    let key: Int64
}

extension MirrorTables {
    /// What is decided, as the partial indexes have it, word by word.
    static let decided = "status IN ('approved', 'rejected', 'returned', 'transferred', 'withdrawn')"

    /// Makes the ways into what was decided, which a file of before them lacks: by day, and by department and day. What
    /// waits has no place in them, so that a queue costs nothing more.
    func createArchivePaths(in db: Database) throws {
        let names = try String.fetchAll(
            db, sql: "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?",
            arguments: [summary])
        guard !names.contains(where: { $0.hasPrefix("summary_decided_") }) else { return }
        let taken = try Bool.fetchOne(
            db, sql: "SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'summary_decided_by_day_a'")
        let suffix = taken == true ? "b" : "a"
        try db.execute(
            sql: """
                CREATE INDEX summary_decided_by_day_\(suffix) ON \(summary)(issued) WHERE \(Self.decided);
                CREATE INDEX summary_decided_by_department_\(suffix) ON \(summary)(department, issued)
                 WHERE \(Self.decided);
                """)
    }
}

extension Mirror {
    /// The parts of a scope that hold anything, newest or first by name: a few steps along an index, however much each holds.
    public func archiveGroups(by grouping: ArchiveGrouping, in scope: ArchiveScope) throws(StoreError)
        -> [ArchiveScope]
    {
        try read { db in
            switch grouping {
            case .year, .month: try Self.periods(grouping, scope, in: db)
            case .department: try Self.departments(scope, in: db)
            }
        }
    }

    /// How many invoices a scope holds: a walk along an index, no row is read.
    public func archiveCount(of scope: ArchiveScope) throws(StoreError) -> Int {
        try read { db in
            let piece = Self.condition(scope)
            return try Int.fetchOne(
                db, sql: "SELECT count(*) FROM \(try Self.source(scope, in: db)) WHERE \(piece.sql)",
                arguments: StatementArguments(piece.arguments)) ?? 0
        }
    }

    /// Invoices of a scope that a query selects, the newest day of issue first.
    /// - Parameters:
    ///   - place: behind which row to go on; nothing for the first.
    ///   - limit: the most.
    /// - Returns: the keys, and where the next ones begin; nothing where there are no more.
    public func archiveKeys(
        in scope: ArchiveScope, matching query: Query = .everything, after place: ArchivePlace? = nil,
        limit: Int
    ) throws(StoreError) -> (keys: [TaskKey], next: ArchivePlace?) {
        try read { db in
            let sql = try QuerySQL(query, in: db)
            var piece = Self.condition(scope)
            piece.sql += " AND \(sql.whole.sql)"
            piece.arguments += sql.whole.arguments
            if let place, let day = place.day {
                piece.sql += " AND (issued < ? OR (issued = ? AND key < ?) OR issued IS NULL)"
                piece.arguments += [day, day, place.key]
            } else if let place {
                piece.sql += " AND issued IS NULL AND key < ?"
                piece.arguments.append(place.key)
            }
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT key, issued FROM \(try Self.source(scope, in: db)) WHERE \(piece.sql) ORDER BY issued DESC, key DESC LIMIT ?
                    """, arguments: StatementArguments(piece.arguments + [max(1, limit)]))
            let next = rows.count < limit ? nil : rows.last.map { ArchivePlace(day: $0[1], key: $0[0]) }
            return (rows.map { TaskKey(rawValue: $0[0]) }, next)
        }
    }

    /// The table with the way into a scope: the planner would rather take all of one status. A file that was last opened for
    /// writing by an older program has no such way, and is walked.
    static func source(_ scope: ArchiveScope, in db: Database) throws -> String {
        let wanted = scope.department == nil ? "summary_decided_by_day_%" : "summary_decided_by_department_%"
        let name = try String.fetchOne(
            db.cachedStatement(
                sql:
                    "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'summary' AND name LIKE ?"
            ),
            arguments: [wanted])
        return name.map { "summary INDEXED BY \($0)" } ?? "summary"
    }

    private static func condition(_ scope: ArchiveScope) -> QuerySQL.Piece {
        var piece = QuerySQL.Piece(sql: MirrorTables.decided)
        if let department = scope.department {
            piece.sql += " AND department = ?"
            piece.arguments.append(department)
        }
        if scope.year != nil {
            piece.sql += " AND issued >= ? AND issued <= ?"
            piece.arguments += [scope.days.lowerBound, scope.days.upperBound]
        }
        if scope.isUndated { piece.sql += " AND issued IS NULL" }
        return piece
    }

    private static func departments(_ scope: ArchiveScope, in db: Database) throws -> [ArchiveScope] {
        let source = try source(ArchiveScope(department: ""), in: db)
        var found: [ArchiveScope] = []
        var last = ""
        var isFirst = true
        // From name to name: each step skips all rows of a department.
        while found.count < 2_000 {
            let name = try String.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT department FROM \(source) WHERE \(MirrorTables.decided)
                        AND department \(isFirst ? ">=" : ">") ? ORDER BY department LIMIT 1
                        """), arguments: [last])
            guard let name else { break }
            (last, isFirst) = (name, false)
            var part = scope
            part.department = name
            if try exists(part, in: db) { found.append(part) }
        }
        return found
    }

    private static func periods(_ grouping: ArchiveGrouping, _ scope: ArchiveScope, in db: Database) throws
        -> [ArchiveScope]
    {
        let piece = condition(scope)
        func end(_ order: String) throws -> CalendarDate? {
            let day = try Int64.fetchOne(
                db,
                sql: """
                    SELECT issued FROM \(try Self.source(scope, in: db)) WHERE \(piece.sql) AND issued IS NOT NULL
                    ORDER BY issued \(order) LIMIT 1
                    """, arguments: StatementArguments(piece.arguments))
            return day.map { CalendarDate(daysSince1970: Int($0)) }
        }
        var undated = scope
        undated.isUndated = true
        // What has no date must not be missing from the whole.
        var rest: [ArchiveScope] = []
        if grouping == .year, !scope.isUndated, try exists(undated, in: db) { rest.append(undated) }
        guard let first = try end("ASC"), let last = try end("DESC") else { return rest }
        var found: [ArchiveScope] = []
        var (year, month) = (last.year, last.month)
        // A date that a machine misread must not make a list of ten thousand years.
        while (year, month) >= (first.year, grouping == .year ? 1 : first.month), found.count < 1_200 {
            var part = scope
            part.year = year
            part.month = grouping == .month ? month : nil
            if try exists(part, in: db) {
                found.append(part)
                if grouping == .year {
                    year -= 1
                } else {
                    (year, month) = month == 1 ? (year - 1, 12) : (year, month - 1)
                }
            } else {
                // To the newest day before the gap.
                var older = condition(scope)
                older.sql += " AND issued < ?"
                older.arguments.append(part.days.lowerBound)
                let day = try Int64.fetchOne(
                    db,
                    sql:
                        "SELECT issued FROM \(try Self.source(scope, in: db)) WHERE \(older.sql) ORDER BY issued DESC LIMIT 1",
                    arguments: StatementArguments(older.arguments))
                guard let day else { break }
                let date = CalendarDate(daysSince1970: Int(day))
                (year, month) = (date.year, date.month)
            }
        }
        return found + rest
    }

    private static func exists(_ scope: ArchiveScope, in db: Database) throws -> Bool {
        let piece = condition(scope)
        return try Bool.fetchOne(
            db, sql: "SELECT EXISTS(SELECT 1 FROM \(try Self.source(scope, in: db)) WHERE \(piece.sql))",
            arguments: StatementArguments(piece.arguments)) == true
    }
}
