import Foundation
import GRDB
import Invoicing
import OAProfile
import Synchronization

/// The report was given up because nobody wants it any more.
private struct GivenUp: Error {}

extension Mirror {
    /// Makes a report over the tasks that a query selects: one SQL statement, which reads the document of each of them
    /// where the report needs it. A million tasks take seconds.
    /// - Parameter isWanted: asked again and again, with how many rows were read so far; `false` gives the report up.
    /// - Returns: the report, or nothing where it was given up.
    public func report(
        _ name: Report.Name, over scope: ReportScope,
        while isWanted: @escaping @Sendable (Int) -> Bool = { _ in true }
    ) throws(StoreError) -> Report? {
        var scope = scope
        scope.query = scope.query.leavingOutImports
        let given = Mutex(false)
        do throws(StoreError) {
            return try read { db in
                let step = ReportStep(isWanted) { given.withLock { $0 = true } }
                let statement = try ReportSQL(name, over: scope, in: db)
                db.add(function: step.function)
                defer { db.remove(function: step.function) }
                let rows = try Row.fetchCursor(db, sql: statement.sql, arguments: statement.arguments)
                return try ReportReader(name, today: scope.today).report(from: rows)
            }
        } catch {
            if given.withLock({ $0 }) { return nil }
            throw error
        }
    }
}

extension ReportScope {
    /// The user's day.
    var today: CalendarDate {
        CalendarDate(daysSince1970: Int(ReportSQL.day(now + Int64(utcOffset) * 1_000)))
    }
}

/// The function that every row passes on its way into a report: it counts, and ends the statement when it is not wanted.
private struct ReportStep {
    let function: DatabaseFunction

    /// After how many rows it is asked whether the report is still wanted.
    private static let stride = 1_024

    init(_ isWanted: @escaping @Sendable (Int) -> Bool, onGivingUp: @escaping @Sendable () -> Void) {
        let count = Atomic(0)
        function = DatabaseFunction("report_step", argumentCount: 1) { _ in
            let number = count.add(1, ordering: .relaxed).oldValue
            if number % ReportStep.stride == 0, !isWanted(number) {
                onGivingUp()
                throw GivenUp()
            }
            return true
        }
    }
}

/// Rows of a report's statement as values.
private struct ReportReader {
    private let name: Report.Name
    private let today: CalendarDate

    init(_ name: Report.Name, today: CalendarDate) {
        self.name = name
        self.today = today
    }

    func report(from cursor: RowCursor) throws -> Report {
        var total = 0
        var rows: [Report.Row] = []
        while let row = try cursor.next() {
            if row.hasNull(atIndex: 0) {
                total = row[1]
                continue
            }
            rows.append(try self.row(row))
        }
        rows = arranged(rows)
        let omitted = max(0, rows.count - Report.mostRows)
        return Report(
            name: name, total: total, rows: Array(rows.prefix(Report.mostRows)), omitted: omitted)
    }

    private func row(_ row: Row) throws -> Report.Row {
        let count: Int = row[1]
        switch name {
        case .throughput:
            return Report.Row(
                .day(CalendarDate(daysSince1970: row[0])), count: count,
                .outcomes(approved: row[2], rejected: row[3], returned: row[4]))
        case .ageing:
            let place: Int = row[0]
            let next = place + 1 < Report.ages.count ? Report.ages[place + 1] - 1 : nil
            return Report.Row(
                .age(from: Report.ages[place], to: next), count: count, try sum(row))
        case .cycle:
            return Report.Row(
                .step(row[0]), count: count, .durations(median: row[2], ninth: row[3], longest: row[4]))
        case .rules:
            let example = try? JSONDecoder().decode(Finding.self, from: Data((row[5] as String).utf8))
            return Report.Row(
                .rule(id: row[0], title: example?.title), count: count,
                .flagged(errors: row[2], warnings: row[3], hints: row[4]))
        case .sellers, .departments:
            return Report.Row(.name(row[0]), count: count, try sum(row))
        case .months:
            let month: Int = row[0]
            return Report.Row(
                month == 0 ? .noMonth : .month(year: month / 100, month: month % 100), count: count,
                try sum(row))
        }
    }

    private func sum(_ row: Row) throws -> Report.Figures {
        guard let currency = Currency(code: row[2], scale: row[3]) else {
            throw DamagedRow(cause: "task.currency")
        }
        let high: Int64 = row[4]
        let low: Int64 = row[5]
        let (product, isTooLarge) = high.multipliedReportingOverflow(by: 1_000_000_000)
        let (minor, isOver) = product.addingReportingOverflow(low)
        return .sum(isTooLarge || isOver ? nil : Money(minor: minor, currency: currency), currency: currency)
    }

    /// Days without a decision stand among the others; sums come by currency, the one with the most claims first, and in
    /// it the largest first, or month by month.
    private func arranged(_ rows: [Report.Row]) -> [Report.Row] {
        if name == .throughput {
            let known = Dictionary(rows.map { ($0.subject, $0) }) { first, _ in first }
            return (0..<Report.days).reversed().map { back in
                let day = Report.Subject.day(CalendarDate(daysSince1970: today.daysSince1970 - back))
                return known[day]
                    ?? Report.Row(day, count: 0, .outcomes(approved: 0, rejected: 0, returned: 0))
            }
        }
        guard name.isSpend else { return rows }
        var claims: [Currency: Int] = [:]
        for row in rows { claims[row.currency, default: 0] += row.count }
        return rows.sorted { left, right in
            if left.currency != right.currency {
                let counts = (claims[left.currency] ?? 0, claims[right.currency] ?? 0)
                if counts.0 != counts.1 { return counts.0 > counts.1 }
                return (left.currency.code, left.currency.scale) < (right.currency.code, right.currency.scale)
            }
            if name == .months { return left.monthNumber < right.monthNumber }
            if left.minor != right.minor { return left.minor > right.minor }
            return left.text < right.text
        }
    }
}

extension Report.Row {
    fileprivate var currency: Currency {
        if case .sum(_, let currency) = figures { currency } else { .cny }
    }

    /// For the order: what cannot be told is largest.
    fileprivate var minor: Int64 {
        if case .sum(let money, _) = figures { money?.minor ?? .max } else { 0 }
    }

    fileprivate var monthNumber: Int {
        if case .month(let year, let month) = subject { year * 12 + month } else { 0 }
    }

    fileprivate var text: String { if case .name(let text) = subject { text } else { "" } }
}
