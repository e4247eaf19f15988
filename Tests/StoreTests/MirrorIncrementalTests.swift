import Invoicing
import OAProfile
import SeededRandom
import Store
import Testing
import Verification

/// Findings that are kept as claims come, change and go, against a full run over what is there in the end.
struct MirrorIncrementalTests {
    private static let policy: Policy = {
        var policy = Policy()
        policy.split = .init(amount: Money(minor: 150_000), days: 5)
        policy.fingerprint = "p"
        return policy
    }()

    /// Claims of few sellers, people and days, so that every neighbour rule and statistic has something to say.
    private static func task(_ place: Int, _ random: inout SeededGenerator) -> ApprovalTask {
        let sellers = ["91310000677833266F", "91110108690017781B"]
        let seller = Int.random(in: 0..<10, using: &random) == 0 ? 1 : 0
        // One person comes far more often than the others, all in one week.
        let isOften = Int.random(in: 0..<8, using: &random) == 0
        let day = 20_600 + Int.random(in: 0..<(isOften ? 3 : 40), using: &random)
        let isDear = Int.random(in: 0..<25, using: &random) == 0
        let price =
            isDear
            ? Int64.random(in: 40_000...90_000, using: &random)
            : Int64.random(in: 900...1_300, using: &random)
        var task = ApprovalTask.sample(
            "T\(place)", title: "BX-\(place) 办公用品",
            submitter: isOften ? "often" : "p\(Int.random(in: 0..<8, using: &random))",
            submittedAt: 1_783_900_000_000 + Int64(place) * 1_000)
        let quantity = Int64.random(in: 1...60, using: &random)
        let net = price * quantity
        let running =
            Int.random(in: 0..<4, using: &random) == 0
            ? 70_000_000 + place : 10_000_000 + Int.random(in: 0..<8_000_000, using: &random) * 11
        let items = ["*纸制品*A4复印纸", "*文具*签字笔"]
        task.invoice = Invoice(
            kind: .digitalOrdinary, number: InvoiceNumber(number: "263120000000" + String(running)),
            issued: .date(CalendarDate(daysSince1970: day)),
            seller: Party(name: "上海晨光文具股份有限公司", taxIdentifier: TaxIdentifier(sellers[seller])),
            buyer: Party(name: "杭州云栖科技有限公司", taxIdentifier: TaxIdentifier("91512081MA62K0260E")),
            lines: [
                InvoiceLine(
                    item: items[Int.random(in: 0..<8, using: &random) == 0 ? 1 : 0], unit: "包",
                    quantity: ExactDecimal(quantity), unitPrice: ExactDecimal(mantissa: price, scale: 2),
                    amount: Money(minor: net), rate: .basisPoints(0), tax: Money(minor: 0))
            ],
            totals: InvoiceTotals(
                net: Money(minor: net), tax: Money(minor: 0), gross: Money(minor: net), grossInWords: ""))
        return task
    }

    /// The same invoice again, a slip in its number, or the red one that takes it back.
    private static func echo(of other: ApprovalTask, at place: Int, _ random: inout SeededGenerator)
        -> ApprovalTask
    {
        var task = other
        task.id = TaskID(rawValue: "T\(place)")
        task.instance = InstanceID(rawValue: "I-T\(place)")
        task.title = "BX-\(place) 再次报销"
        let number = other.invoice.number.number
        switch Int.random(in: 0..<3, using: &random) {
        case 0: break
        case 1:
            let digit = number.dropFirst(13).first == "7" ? "6" : "7"
            task.invoice.number = InvoiceNumber(
                number: number.prefix(13) + digit + number.dropFirst(14))
        default:
            task.invoice.isRed = true
            task.invoice.number = InvoiceNumber(number: "2631299" + number.dropFirst(7))
            task.invoice.remark = "被红冲蓝字数电票号码：\(number)"
            let gross = Money(minor: -other.invoice.totals.gross.minor)
            task.invoice.lines[0].amount = gross
            task.invoice.lines[0].quantity = nil
            task.invoice.totals = InvoiceTotals(
                net: gross, tax: Money(minor: 0), gross: gross, grossInWords: "")
        }
        return task
    }

    private static func tasks(_ random: inout SeededGenerator) -> [ApprovalTask] {
        var tasks: [ApprovalTask] = []
        for place in 0..<90 {
            if place > 10, Int.random(in: 0..<8, using: &random) == 0 {
                tasks.append(echo(of: tasks[Int.random(in: 0..<place, using: &random)], at: place, &random))
            } else {
                tasks.append(task(place, &random))
            }
        }
        return tasks
    }

    private static func expected(_ tasks: [ApprovalTask]) -> [TaskID: [Finding]] {
        let ensemble = Ensemble(tasks.map(Ensemble.Member.init), policy: policy)
        return Dictionary(
            uniqueKeysWithValues: tasks.indices.map { (tasks[$0].id, ensemble.findings(at: $0)) })
    }

    @Test(
        "claims that come in any order, change and go are found as in one full run",
        arguments: 1...5 as ClosedRange<UInt64>)
    func sameAsFullRun(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let tasks = Self.tasks(&random)
        let fixture = try MirrorFixture(rules: .inForce(policy: Self.policy))
        var arrivals: [ChangeItem] = tasks.flatMap { task in
            var first = task
            guard Int.random(in: 0..<4, using: &random) == 0 else { return [MirrorFixture.upsert(first)] }
            // It was another invoice at first.
            first.invoice = Self.task(900, &random).invoice
            first.rev = "0"
            return [MirrorFixture.upsert(first)]
        }
        arrivals += (200..<215).map { MirrorFixture.upsert(Self.task($0, &random)) }
        arrivals.shuffle(using: &random)
        var last =
            tasks.map(MirrorFixture.upsert) + (200..<215).map { MirrorFixture.gone("T\($0)", rev: "2") }
        last.shuffle(using: &random)
        var rest = (arrivals + last)[...]
        var page = 0
        while !rest.isEmpty {
            let count = Int.random(in: 1...17, using: &random)
            page += 1
            _ = try fixture.mirror.apply(fixture.page(Array(rest.prefix(count)), cursor: "\(page)"), at: 5)
            rest = rest.dropFirst(count)
        }
        let expected = Self.expected(tasks)
        for task in tasks {
            let found = try fixture.mirror.entry(task.id)?.findings
            #expect(
                found?.map(\.reason) == expected[task.id]?.map(\.reason), "seed \(seed), \(task.id.rawValue)")
            #expect(found == expected[task.id], "seed \(seed), \(task.id.rawValue)")
            if found != expected[task.id] { return }
        }
        let rules = Set(expected.values.joined().map(\.rule))
        for rule in ["price.outlier", "duplicate.number", "policy.split"] {
            #expect(rules.contains(rule), "seed \(seed): \(rules)")
        }
    }

    @Test(
        "more claims than are compared share a form or are one invoice: no order of arrival makes a difference",
        arguments: [1] as [UInt64])
    func crowded(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let form = Attachment(
            name: "报销须知.pdf", mediaType: "application/pdf", size: 1, sha256: String(repeating: "a", count: 64)
        )
        let same = Self.task(500, &random)
        var tasks: [ApprovalTask] = []
        for place in 0..<72 {
            var task = Self.task(place, &random)
            // Some came at the same time; then the name of the claim decides.
            task.submittedAt = 1_783_900_000_000 + Int64.random(in: 0..<60, using: &random) * 1_000
            if place % 8 != 0 { task.attachments = [form] }
            if place % 4 != 0 { task.invoice = same.invoice }
            tasks.append(task)
        }
        let fixture = try MirrorFixture(rules: .inForce(policy: Self.policy))
        var arrivals: [ChangeItem] = tasks.flatMap { task in
            guard Int.random(in: 0..<5, using: &random) == 0 else { return [MirrorFixture.upsert(task)] }
            // It was submitted at another time at first, without the form.
            var first = task
            first.submittedAt += Int64.random(in: -90...90, using: &random) * 1_000
            if Bool.random(using: &random) { first.attachments = [] }
            first.rev = "0"
            return [MirrorFixture.upsert(first)]
        }
        // Others that share everything come and go again.
        let guests = (300..<312).map { place in
            var guest = Self.task(place, &random)
            guest.attachments = [form]
            guest.invoice = same.invoice
            guest.submittedAt = 1_783_900_000_000 + Int64.random(in: -30..<30, using: &random) * 1_000
            return guest
        }
        arrivals += guests.map(MirrorFixture.upsert)
        arrivals.shuffle(using: &random)
        var last =
            tasks.map(MirrorFixture.upsert) + guests.map { MirrorFixture.gone($0.id.rawValue, rev: "2") }
        last.shuffle(using: &random)
        var rest = (arrivals + last)[...]
        var page = 0
        while !rest.isEmpty {
            let count = Int.random(in: 1...70, using: &random)
            page += 1
            _ = try fixture.mirror.apply(fixture.page(Array(rest.prefix(count)), cursor: "\(page)"), at: 5)
            rest = rest.dropFirst(count)
        }
        let expected = Self.expected(tasks)
        #expect(expected.values.contains { $0.count { $0.rule == "duplicate.number" } > 20 })
        for task in tasks {
            let found = try fixture.mirror.entry(task.id)?.findings
            #expect(found == expected[task.id], "seed \(seed), \(task.id.rawValue)")
            if found != expected[task.id] { return }
        }
    }

    @Test("every neighbour rule and statistic had its turn in some seed")
    func variety() {
        var rules: Set<String> = []
        for seed in 1...5 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            rules.formUnion(Self.expected(Self.tasks(&random)).values.joined().map(\.rule))
        }
        #expect(
            rules.isSuperset(of: [
                "price.outlier", "frequency.outlier", "policy.split", "duplicate.number",
                "duplicate.mistyped", "red.taken-back", "sequence.consecutive",
            ]), "\(rules)")
    }

    @Test("several tasks of one workflow instance are one price and one claim")
    func oneInstance() throws {
        let fixture = try MirrorFixture(rules: .inForce)
        var random = SeededGenerator(seed: 3)
        var tasks = (0..<30).map { Self.task($0, &random) }
        for place in tasks.indices {
            tasks[place].invoice.lines[0].unitPrice = ExactDecimal(
                mantissa: place == 0 ? 9_000 : 1_000, scale: 2)
        }
        func median() throws -> [String] {
            try fixture.mirror.entry(TaskID(rawValue: "T0"))?.findings.filter { $0.rule == "price.outlier" }
                .map(\.reason.en) ?? []
        }
        try fixture.apply(tasks)
        let alone = try median()
        #expect(alone.count == 1)
        // The dear one goes through forty steps: its price is no more usual for that.
        let steps = (100..<140).map { place in
            var step = tasks[0]
            step.id = TaskID(rawValue: "T\(place)")
            step.round = place
            return step
        }
        try fixture.apply(steps, cursor: "2")
        #expect(try median() == alone)
    }

    @Test("other rules judge everything again, some at a time, and end where a full run ends")
    func judgedAgain() throws {
        var random = SeededGenerator(seed: 5)
        let tasks = Self.tasks(&random)
        let fixture = try MirrorFixture(rules: .inForce)
        try fixture.apply(tasks)
        #expect(try fixture.mirror.judgeAgain(limit: 7) == nil)
        let other = try Mirror(folder: fixture.folder, at: 2, rules: .inForce(policy: Self.policy))
        var rounds = 0
        var changed: Set<TaskID> = []
        while let some = try other.judgeAgain(limit: 7) {
            changed.formUnion(some)
            rounds += 1
        }
        #expect(rounds == 13)
        #expect(!changed.isEmpty)
        let expected = Self.expected(tasks)
        for task in tasks { #expect(try other.entry(task.id)?.findings == expected[task.id]) }
        #expect(
            try Mirror(folder: fixture.folder, at: 3, rules: .inForce(policy: Self.policy)).judgeAgain(
                limit: 7) == nil)
    }

    @Test("a snapshot brings its own statistics")
    func snapshot() throws {
        var random = SeededGenerator(seed: 6)
        let tasks = Self.tasks(&random)
        let fixture = try MirrorFixture(rules: .inForce(policy: Self.policy))
        try fixture.apply(Array(tasks.prefix(40)))
        try fixture.mirror.beginSnapshot()
        try fixture.mirror.addToSnapshot(
            SnapshotPage(
                epoch: "e2", cursor: "9", nextPage: nil,
                items: tasks.shuffled(using: &random).map(MirrorFixture.upsert)))
        _ = try fixture.mirror.finishSnapshot(at: 9)
        let expected = Self.expected(tasks)
        for task in tasks { #expect(try fixture.mirror.entry(task.id)?.findings == expected[task.id]) }
    }
}
