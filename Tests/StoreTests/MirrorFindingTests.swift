import Invoicing
import OAProfile
import SeededRandom
import Store
import Testing

/// Findings beside the tasks: judged again when a neighbour comes, changes or goes.
struct MirrorFindingTests {
    private let number = InvoiceNumber(number: "26312000000012345678")

    private func evidence(_ fixture: MirrorFixture, _ id: String) throws -> [String] {
        try fixture.mirror.entry(TaskID(rawValue: id))?.findings.compactMap { $0.evidence.first?.found } ?? []
    }

    private func worst(_ fixture: MirrorFixture, _ id: String) throws -> Severity? {
        guard let key = try fixture.mirror.key(of: TaskID(rawValue: id)) else { return nil }
        return try fixture.mirror.rows([key]).first?.worst
    }

    @Test("a duplicate shows on both claims, whether they come in one page or in two")
    func both() throws {
        for pages in [[["T1", "T2"]], [["T1"], ["T2"]]] {
            let fixture = try MirrorFixture()
            for (place, ids) in pages.enumerated() {
                try fixture.apply(ids.map { .sample($0, number: number) }, cursor: "\(place)")
            }
            #expect(try evidence(fixture, "T1") == ["I-T2"])
            #expect(try evidence(fixture, "T2") == ["I-T1"])
            #expect(try worst(fixture, "T1") == .error)
            #expect(try fixture.found("flagged").count == 2)
            #expect(try fixture.found("rule:duplicate").count == 2)
        }
    }

    @Test("the finding goes when the neighbour goes, or gets another number")
    func leaves() throws {
        for goes in [true, false] {
            let fixture = try MirrorFixture()
            try fixture.apply([.sample("T1", number: number), .sample("T2", number: number)])
            let item =
                goes
                ? MirrorFixture.gone("T2", rev: "2")
                : MirrorFixture.upsert(
                    .sample("T2", rev: "2", number: InvoiceNumber(number: "26312000000012340000")))
            let changes = try fixture.mirror.apply(fixture.page([item], cursor: "2"), at: 6)
            #expect(changes.changed + changes.gone == [TaskID(rawValue: "T2")])
            #expect(try evidence(fixture, "T1") == [])
            #expect(try worst(fixture, "T1") == nil)
            #expect(try fixture.found("flagged") == [])
            #expect(try fixture.found("rule:duplicate") == [])
        }
    }

    @Test("a finding repeats what the neighbour says now")
    func follows() throws {
        let fixture = try MirrorFixture()
        try fixture.apply([.sample("T1", number: number), .sample("T2", number: number)])
        try fixture.apply([.sample("T2", rev: "2", title: "新标题", number: number)], cursor: "2")
        #expect(try fixture.mirror.entry(TaskID(rawValue: "T1"))?.findings.first?.reason.zh == "新标题")
    }

    @Test("tasks of one workflow instance are one claim, and a claim of many tasks is one neighbour")
    func oneClaim() throws {
        let fixture = try MirrorFixture()
        try fixture.apply([
            .sample("T1", instance: "A", number: number),
            .sample("T2", instance: "A", round: 2, number: number),
        ])
        #expect(try fixture.found("flagged") == [])
        try fixture.apply([.sample("T3", instance: "B", number: number)], cursor: "2")
        #expect(try evidence(fixture, "T1") == ["B"])
        #expect(try evidence(fixture, "T3") == ["A"])
    }

    @Test("a file that everybody attaches costs no more than fifty neighbours, and hides no duplicate")
    func common() throws {
        let fixture = try MirrorFixture()
        try fixture.apply((0..<120).map { .sample("T\($0)", attachments: ["form"]) })
        try fixture.apply([.sample("A", number: number, attachments: ["form"])], cursor: "2")
        try fixture.apply([.sample("B", number: number, attachments: ["form"])], cursor: "3")
        let found = try evidence(fixture, "B")
        #expect(found.count == 50)
        #expect(found.contains("I-A"))
        #expect(try evidence(fixture, "A").contains("I-B"))
    }

    @Test("findings are judged once for a page, in any order of it", arguments: 0..<10 as Range<UInt64>)
    func anyOrder(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let tasks = (0..<12).map { place in
            ApprovalTask.sample(
                "T\(place)", number: InvoiceNumber(number: "2631200000001234567\(place % 4)"),
                attachments: ["\(place % 5)"])
        }
        let straight = try MirrorFixture()
        let shuffled = try MirrorFixture()
        try straight.apply(tasks)
        for (place, task) in tasks.shuffled(using: &random).enumerated() {
            try shuffled.apply([task], cursor: "\(place)")
        }
        for task in tasks {
            let one = try straight.mirror.entry(task.id)?.findings
            #expect(try shuffled.mirror.entry(task.id)?.findings == one, "seed \(seed)")
            #expect(one?.isEmpty == false)
        }
    }
}
