import Foundation
import GRDB
import Invoicing
import Verification

/// The statistics of one set of tables, kept as claims come, change and go.
///
/// - `observation` holds each claim's part: a price's bucket under its group, and the claim under its cell (seller, item,
///   person, week). A cell stands under its own group, too, with how many claims it has. Rows are a set, so that taking a
///   document twice counts once, and several tasks of one workflow instance are one claim.
/// - `spread` holds how often each bucket of a group occurs, as one small blob.
///
/// What is usual for a group is a few whole numbers that hardly ever change; when they do, only claims beyond the old or
/// the new fence can be judged otherwise, and these are found by range. So one more claim costs the same among a million.
final class MirrorStatistics {
    private let db: Database
    private let tables: MirrorTables
    private var groups: [Int64: Group] = [:]
    private var cells: [Int64: Cell] = [:]
    private let insertRow: RowStatement
    private let hasRow: RowStatement
    private let countRows: RowStatement

    private struct Group {
        var spread: Spread
        let least: Int
        /// What was usual when the transaction began, and is now.
        let before: Spread.Summary?
        var now: Spread.Summary?
        var isChanged = false
    }

    private struct Cell {
        let group: Int64
        let before: Int
        var count: Int
    }

    private static let groupLimit = 4_096

    init(_ db: Database, tables: MirrorTables) throws {
        self.db = db
        self.tables = tables
        insertRow = try RowStatement(
            db, sql: "INSERT OR IGNORE INTO \(tables.observation)(grp, value, claim, task) VALUES(?,?,?,?)")
        countRows = try RowStatement(
            db, sql: "SELECT count(DISTINCT claim) FROM \(tables.observation) WHERE grp = ? AND value = 0")
        hasRow = try RowStatement(
            db, sql: "SELECT 1 FROM \(tables.observation) WHERE grp = ? AND value = ? AND claim = ? LIMIT 1")
    }

    /// Takes what a task's document adds, in place of what it added before.
    func replace(_ old: Observations, with new: Observations, task: Int64, instance: InstanceID) throws {
        var hash = StableHash()
        hash.add(instance.rawValue)
        let claim = hash.value
        let kept = Set(new.prices.map { Mark(group: $0.group, value: $0.bucket) })
        let gone = Set(old.prices.map { Mark(group: $0.group, value: $0.bucket) }).subtracting(kept)
        for mark in gone where try leave(mark, claim: claim, task: task) {
            try change(mark.group, Observations.leastPriceDistance) { $0.add(mark.value, times: -1) }
        }
        for mark in kept where try enter(mark, claim: claim, task: task) {
            try change(mark.group, Observations.leastPriceDistance) { $0.add(mark.value) }
        }
        if let rate = old.rate, rate != new.rate {
            if try leave(Mark(group: rate.cell, value: 0), claim: claim, task: task) {
                try count(rate, by: -1)
            }
        }
        if let rate = new.rate {
            if try enter(Mark(group: rate.cell, value: 0), claim: claim, task: task) {
                try count(rate, by: 1)
            }
        }
    }

    /// Where a claim stands now.
    func standing(of observations: Observations) throws -> Standing {
        var standing = Standing()
        for price in observations.prices {
            standing.prices[price.line] = try group(price.group, Observations.leastPriceDistance).now
        }
        if let rate = observations.rate {
            standing.rate = try group(rate.group, Observations.leastRateDistance).now
            // Without what is usual nobody asks how many there are.
            if standing.rate != nil {
                standing.claimsInWeek = try cells[rate.cell]?.count ?? count(of: rate.cell)
            }
        }
        return standing
    }

    /// Writes what changed, and returns the tasks that may be judged otherwise now.
    func settle() throws -> Set<Int64> {
        var touched: Set<Int64> = []
        for (cell, state) in cells where state.before != state.count {
            let move = try db.cachedStatement(
                sql:
                    "DELETE FROM \(tables.observation) WHERE grp = ? AND value = ? AND claim = ? AND task = 0"
            )
            if state.before > 0 { try move.execute(arguments: [state.group, state.before, cell]) }
            if state.count > 0 {
                try insert(Mark(group: state.group, value: state.count), claim: cell, task: 0)
            }
            try change(state.group, Observations.leastRateDistance) {
                if state.before > 0 { $0.add(state.before, times: -1) }
                if state.count > 0 { $0.add(state.count) }
            }
        }
        for key in groups.keys {
            guard var group = groups[key], group.isChanged else { continue }
            group.now = group.spread.summary(least: group.least)
            groups[key] = group
            try write(group.spread, key)
            guard group.now != group.before else { continue }
            let fence = [group.now, group.before].compactMap { $0?.fence }.min() ?? 0
            touched.formUnion(
                try Int64.fetchAll(
                    db.cachedStatement(
                        sql: """
                            SELECT task FROM \(tables.observation) WHERE grp = ?1 AND value > ?2 AND task <> 0
                            UNION SELECT member.task FROM \(tables.observation) cell
                            CROSS JOIN \(tables.observation) member ON member.grp = cell.claim
                            WHERE cell.grp = ?1 AND cell.value > ?2 AND cell.task = 0
                            """), arguments: [key, fence]))
        }
        for (cell, state) in cells where state.before != state.count {
            let group = groups[state.group]
            let isTold = [(group?.before, state.before), (group?.now, state.count)].contains { usual, count in
                usual.map { count > $0.fence } ?? false
            }
            guard isTold else { continue }
            touched.formUnion(
                try Int64.fetchAll(
                    db.cachedStatement(sql: "SELECT task FROM \(tables.observation) WHERE grp = ?"),
                    arguments: [cell]))
        }
        cells = [:]
        groups =
            groups.count > Self.groupLimit
            ? [:]
            : groups.mapValues { group in
                Group(spread: group.spread, least: group.least, before: group.now, now: group.now)
            }
        return touched
    }

    /// Forgets everything, before all is judged again.
    static func clear(_ tables: MirrorTables, in db: Database) throws {
        try db.execute(sql: "DELETE FROM \(tables.observation); DELETE FROM \(tables.spread);")
    }

    // MARK: Rows

    private struct Mark: Hashable {
        let group: Int64
        let value: Int
    }

    /// Puts a row in; whether the claim had none like it.
    private func enter(_ mark: Mark, claim: Int64, task: Int64) throws -> Bool {
        let isKnown = try has(mark, claim: claim)
        try insert(mark, claim: claim, task: task)
        return !isKnown
    }

    private func has(_ mark: Mark, claim: Int64) throws -> Bool {
        try hasRow.hasRow {
            $0.add(mark.group)
            $0.add(mark.value)
            $0.add(claim)
        }
    }

    private func insert(_ mark: Mark, claim: Int64, task: Int64) throws {
        try insertRow.run {
            $0.add(mark.group)
            $0.add(mark.value)
            $0.add(claim)
            $0.add(task)
        }
    }

    /// Takes a row away; whether the claim has none like it any more.
    private func leave(_ mark: Mark, claim: Int64, task: Int64) throws -> Bool {
        try db.cachedStatement(
            sql: "DELETE FROM \(tables.observation) WHERE grp = ? AND value = ? AND claim = ? AND task = ?"
        ).execute(arguments: [mark.group, mark.value, claim, task])
        guard db.changesCount > 0 else { return false }
        return try !has(mark, claim: claim)
    }

    private func count(_ rate: Observations.Rate, by difference: Int) throws {
        var cell: Cell
        if let known = cells[rate.cell] {
            cell = known
        } else {
            // The row is in or out already.
            let now = try count(of: rate.cell)
            cell = Cell(group: rate.group, before: now - difference, count: now - difference)
        }
        cell.count += difference
        cells[rate.cell] = cell
    }

    private func count(of cell: Int64) throws -> Int {
        Int(try countRows.first({ $0.add(cell) }, { $0.integer(0) }) ?? 0)
    }

    // MARK: Spreads

    private func group(_ key: Int64, _ least: Int) throws -> Group {
        if let known = groups[key] { return known }
        let bytes = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT counts FROM \(tables.spread) WHERE grp = ?"), arguments: [key])
        guard let spread = Spread(bytes: bytes ?? Data()) else {
            throw DamagedRow(cause: "spread.counts of \(key)")
        }
        let usual = spread.summary(least: least)
        let group = Group(spread: spread, least: least, before: usual, now: usual)
        groups[key] = group
        return group
    }

    private func change(_ key: Int64, _ least: Int, _ body: (inout Spread) -> Void) throws {
        var group = try group(key, least)
        groups[key] = nil
        body(&group.spread)
        group.isChanged = true
        groups[key] = group
    }

    private func write(_ spread: Spread, _ key: Int64) throws {
        guard spread.total > 0 else {
            try db.cachedStatement(sql: "DELETE FROM \(tables.spread) WHERE grp = ?").execute(arguments: [key]
            )
            return
        }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO \(tables.spread)(grp, counts) VALUES(?, ?)")
            .execute(arguments: [key, Data(spread.bytes)])
    }
}
