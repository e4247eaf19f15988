import Foundation
import Invoicing
import OAProfile
import SeededRandom
import Synchronization
import Testing

@testable import Store

/// Every report against a naive computation over generated claims.
@Suite("Reports over the mirror")
struct ReportTests {
    private static let now = MirrorFixture.context.now
    private static let offset: Int64 = 28_800_000

    /// A query and what it means, written down twice.
    private struct Selection {
        let text: String
        let holds: @Sendable (ApprovalTask) -> Bool
    }
    private static let selections = [
        Selection(text: "") { _ in true },
        Selection(text: "status:approved or status:pending") { [.approved, .pending].contains($0.status) },
        Selection(text: "seller:晨光 dept:市场") {
            $0.invoice.seller.name.contains("晨光") && $0.department.contains("市场")
        },
    ]

    // MARK: - Generated claims

    private static func claims(_ random: inout SeededGenerator) -> [ApprovalTask] {
        let currencies = [
            Currency.cny, .cny, Currency(code: "JPY", scale: 0), Currency(code: "USD", scale: 2),
        ]
        var tasks: [ApprovalTask] = []
        for claim in 0..<Int.random(in: 0...12, using: &random) {
            let submitted =
                now - Int64.random(in: -1...45, using: &random) * MirrorFixture.day
                - Int64.random(in: 0..<MirrorFixture.day, using: &random)
            var steps: [ApprovalStep] = []
            var moment = submitted
            for place in 0..<Int.random(in: 0...4, using: &random) {
                moment += Int64.random(in: -2...60, using: &random) * MirrorFixture.hour
                let isOpen = Int.random(in: 0..<5, using: &random) == 0
                steps.append(
                    ApprovalStep(
                        node: "n\(place)", title: ["部门经理审批", "财务审核", ""].randomElement(using: &random) ?? "",
                        actor: ["李娜", "张伟", "王芳"].randomElement(using: &random) ?? "",
                        state: isOpen ? .current : .done,
                        outcome: ["approved", "rejected", "returned", "transferred"].randomElement(
                            using: &random)
                            ?? "", decidedAt: isOpen ? nil : moment))
            }
            let gross =
                Int64.random(in: -500...500, using: &random)
                * (Bool.random(using: &random) ? 1 : 3_000_000_000)
            let currency = (currencies.randomElement(using: &random) ?? .cny) ?? .cny
            let seller = ["上海晨光文具", "华讯科技", "=cmd|' /C calc'!A0"].randomElement(using: &random) ?? ""
            for round in 1...Int.random(in: 1...3, using: &random) {
                var task = ApprovalTask.sample(
                    "T\(claim)-\(Int.random(in: 0..<90, using: &random))-\(round)", instance: "I\(claim)",
                    round: Int.random(in: 1...2, using: &random),
                    status: TaskStatus.atOA.randomElement(using: &random) ?? .pending,
                    department: ["市场部", "财务部", ""].randomElement(using: &random) ?? "",
                    submittedAt: submitted,
                    number: InvoiceNumber(
                        number: "2631200000000000000\(Int.random(in: 0..<6, using: &random))"),
                    issued: ["2026-07-01", "2026-06-30", "2025-12-31", "不清楚"].randomElement(using: &random)
                        ?? "",
                    seller: seller, gross: Bool.random(using: &random) ? 404 : gross, currency: currency)
                task.steps = steps
                tasks.append(task)
            }
        }
        return tasks
    }

    // MARK: - Naively

    private static func latest(_ tasks: [ApprovalTask]) -> [ApprovalTask] {
        Dictionary(grouping: tasks, by: \.instance).values.compactMap { claim in
            claim.max { ($0.round, $0.id.rawValue) < ($1.round, $1.id.rawValue) }
        }
    }

    /// The decisions with how long each took.
    private static func decisions(_ tasks: [ApprovalTask]) -> [(step: ApprovalStep, at: Int64, took: Int64)] {
        var found: [(step: ApprovalStep, at: Int64, took: Int64)] = []
        for task in latest(tasks) {
            var before = task.submittedAt
            for step in task.steps {
                guard step.state == .done, let at = step.decidedAt else { continue }
                if step.actor != task.submitter { found.append((step, at, at - before)) }
                before = at
            }
        }
        return found
    }

    private static func day(_ moment: Int64) -> CalendarDate {
        CalendarDate(daysSince1970: Int(((Double(moment) + Double(offset)) / 86_400_000).rounded(.down)))
    }

    private static func spend(
        _ tasks: [ApprovalTask], by subject: (ApprovalTask) -> Report.Subject
    ) -> [Report.Row] {
        let spent = latest(tasks).filter { ![.rejected, .returned, .withdrawn].contains($0.status) }
        let groups = Dictionary(grouping: spent) { Pair(subject($0), $0.invoice.totals.gross.currency) }
        return groups.map { group, tasks in
            let sum = try? Money.sum(tasks.map(\.invoice.totals.gross), currency: group.currency)
            return Report.Row(group.subject, count: tasks.count, .sum(sum, currency: group.currency))
        }
    }

    private struct Pair: Hashable {
        let subject: Report.Subject
        let currency: Currency
        init(_ subject: Report.Subject, _ currency: Currency) {
            self.subject = subject
            self.currency = currency
        }
    }

    private static func naive(_ name: Report.Name, _ tasks: [ApprovalTask], findings: [TaskID: [Finding]])
        -> (total: Int, rows: Set<Report.Row>)
    {
        switch name {
        case .throughput:
            let today = day(now)
            let recent = decisions(tasks).filter {
                (0..<Report.days).contains(today.daysSince1970 - day($0.at).daysSince1970)
            }
            let rows = (0..<Report.days).map { back in
                let date = CalendarDate(daysSince1970: today.daysSince1970 - back)
                let made = recent.filter { day($0.at) == date }.map(\.step.outcome)
                return Report.Row(
                    .day(date), count: made.count,
                    .outcomes(
                        approved: made.count { $0 == "approved" }, rejected: made.count { $0 == "rejected" },
                        returned: made.count { $0 == "returned" }))
            }
            return (recent.count, Set(rows))
        case .ageing:
            let waiting = tasks.filter { $0.status == .pending }
            let groups = Dictionary(grouping: waiting) { task -> Pair in
                let age = max(0, day(now).daysSince1970 - day(task.submittedAt).daysSince1970)
                let place = Report.ages.lastIndex { $0 <= age } ?? 0
                let end = place + 1 < Report.ages.count ? Report.ages[place + 1] - 1 : nil
                return Pair(.age(from: Report.ages[place], to: end), task.invoice.totals.gross.currency)
            }
            let rows = groups.map { group, tasks in
                Report.Row(
                    group.subject, count: tasks.count,
                    .sum(
                        try? Money.sum(tasks.map(\.invoice.totals.gross), currency: group.currency),
                        currency: group.currency))
            }
            return (waiting.count, Set(rows))
        case .cycle:
            let taken = decisions(tasks).filter { $0.took >= 0 }
            let groups = Dictionary(grouping: taken) { $0.step.title.isEmpty ? $0.step.node : $0.step.title }
            let rows = groups.map { step, made in
                let times = made.map(\.took).sorted()
                func nearest(_ percent: Int) -> Int64 { times[(times.count * percent + 99) / 100 - 1] }
                return Report.Row(
                    .step(step), count: times.count,
                    .durations(median: nearest(50), ninth: nearest(90), longest: times.last ?? 0))
            }
            return (taken.count, Set(rows))
        case .rules:
            let chosen = latest(tasks)
            var worst: [String: [Severity]] = [:]
            var titles: [String: LocalizedText] = [:]
            for task in chosen {
                for (rule, found) in Dictionary(grouping: findings[task.id] ?? [], by: \.rule) {
                    worst[rule, default: []].append(found.map(\.severity).max() ?? .info)
                    titles[rule] = found[0].title
                }
            }
            let rows = worst.map { rule, severities in
                Report.Row(
                    .rule(id: rule, title: titles[rule]), count: severities.count,
                    .flagged(
                        errors: severities.count { $0 == .error },
                        warnings: severities.count { $0 == .warning }, hints: severities.count { $0 == .info }
                    ))
            }
            return (chosen.count, Set(rows))
        case .sellers, .departments, .months:
            let rows = spend(tasks) { task in
                switch name {
                case .sellers: return .name(task.invoice.seller.name)
                case .departments: return .name(task.department)
                default:
                    guard let issued = task.invoice.issued.day else { return .noMonth }
                    return .month(year: issued.year, month: issued.month)
                }
            }
            return (rows.reduce(0) { $0 + $1.count }, Set(rows))
        }
    }

    @Test("each report says what counting one by one says", arguments: 0..<40 as Range<UInt64>)
    func againstNaive(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let tasks = Self.claims(&random)
        let fixture = try MirrorFixture()
        try fixture.apply(tasks)
        var findings: [TaskID: [Finding]] = [:]
        for task in tasks { findings[task.id] = try fixture.mirror.entry(task.id)?.findings }
        for selection in Self.selections {
            let query = try Query(parsing: selection.text, in: MirrorFixture.context)
            let scope = ReportScope(query: query, now: Self.now, utcOffset: 28_800)
            let kept = Dictionary(tasks.map { ($0.id, $0) }) { $1 }.values.filter(selection.holds)
            for name in Report.Name.allCases {
                let report = try #require(try fixture.mirror.report(name, over: scope))
                let expected = Self.naive(name, Array(kept), findings: findings)
                #expect(report.total == expected.total, "\(name), seed \(seed), \(selection.text)")
                #expect(Set(report.rows) == expected.rows, "\(name), seed \(seed), \(selection.text)")
                #expect(report.rows.count == expected.rows.count && report.omitted == 0)
            }
        }
    }

    @Test("sums come by currency, the larger one first, and months in their order")
    func order() throws {
        let fixture = try MirrorFixture()
        let dollar = try #require(Currency(code: "USD", scale: 2))
        try fixture.apply([
            .sample("A", issued: "2026-07-01", seller: "小", gross: 100),
            .sample("B", issued: "2026-02-01", seller: "大", gross: 900),
            .sample("C", issued: "?", seller: "外", gross: 5_000, currency: dollar),
        ])
        let scope = ReportScope(query: .everything, now: Self.now, utcOffset: 28_800)
        let sellers = try #require(try fixture.mirror.report(.sellers, over: scope))
        #expect(sellers.rows.map(\.subject) == [.name("大"), .name("小"), .name("外")])
        let months = try #require(try fixture.mirror.report(.months, over: scope))
        #expect(
            months.rows.map(\.subject) == [
                .month(year: 2026, month: 2), .month(year: 2026, month: 7), .noMonth,
            ])
    }

    @Test(
        "a sum beyond 64 bits and absurd times are said to be so, and break nothing",
        arguments: Report.Name.allCases)
    func absurd(name: Report.Name) throws {
        let fixture = try MirrorFixture()
        var tasks = (1...3).map { ApprovalTask.sample("T\($0)", seller: "甲", gross: .max / 2) }
        tasks[0].submittedAt = .max
        tasks[1].submittedAt = .min
        for index in tasks.indices {
            tasks[index].steps = [.max, .min, 5].map {
                ApprovalStep(
                    node: "n", title: "", actor: "王芳", state: .done, outcome: "approved", decidedAt: $0)
            }
        }
        try fixture.apply(tasks)
        let scope = ReportScope(query: .everything, now: Self.now, utcOffset: 28_800)
        let report = try #require(try fixture.mirror.report(name, over: scope))
        if name == .sellers {
            #expect(report.rows.map(\.figures) == [.sum(nil, currency: .cny)])
        }
    }

    @Test("a report that nobody wants any more ends without a result, and the next one is whole")
    func givenUp() throws {
        let fixture = try MirrorFixture()
        try fixture.apply((1...1_500).map { .sample("T\($0)") })
        let scope = ReportScope(query: .everything, now: Self.now, utcOffset: 28_800)
        let asked = Mutex<[Int]>([])
        let report = try fixture.mirror.report(.months, over: scope) { count in
            asked.withLock { $0.append(count) }
            return count == 0
        }
        #expect(report == nil)
        #expect(asked.withLock { $0 } == [0, 1_024])
        #expect(try fixture.mirror.report(.months, over: scope)?.total == 1_500)
        #expect(try fixture.mirror.count(.everything) == 1_500)
    }
}
