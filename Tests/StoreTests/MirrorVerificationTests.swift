import Invoicing
import Store
import Testing
import Verification

/// What the tax bureau says, beside the tasks: whom to ask next, and what an answer changes.
struct MirrorVerificationTests {
    private let noon: Int64 = 1_784_080_800_000
    private let number = InvoiceNumber(number: "26312000000012345678")

    private func said(
        _ lookup: VerificationResult.Lookup, _ status: VerificationResult.TaxStatus = .normal, at: Int64 = 9
    ) -> VerificationResult {
        VerificationResult(source: "state", at: at, lookup: lookup, taxStatus: status, raw: "{}")
    }

    private func rules(_ fixture: MirrorFixture, _ id: String) throws -> [String] {
        try fixture.mirror.entry(TaskID(rawValue: id))?.findings.map(\.rule).filter { $0.hasPrefix("state") }
            ?? []
    }

    @Test("those with findings are asked about first, those decided and clean never, one in two claims once")
    func queue() throws {
        let fixture = try MirrorFixture()
        try fixture.apply([
            .sample("clean"), .sample("done", status: .approved), .sample("odd", gross: 404),
            .sample("one", number: number), .sample("two", number: number),
            .sample("paid", status: .approved, gross: 404),
        ])
        try fixture.mirror.enqueueVerifications(limit: 4)
        try fixture.mirror.enqueueVerifications(limit: 4)
        try fixture.mirror.enqueueVerifications(limit: 4)
        var asked: [String] = []
        while let due = try fixture.mirror.dueVerification(at: noon) {
            asked.append(due.request.task.rawValue)
            #expect(try fixture.mirror.record(said(.match), of: due, at: noon) == [])
        }
        #expect(asked.count == 4)
        #expect(["one", "two"].contains(asked.first))
        #expect(Set(asked.dropFirst().dropLast()) == ["odd", "paid"])
        #expect(asked.last == "clean")
        #expect(try fixture.mirror.dueVerification(at: noon + 86_400_000) != nil)
    }

    @Test("an invoice that turns out void is flagged in every claim, also after approval, and stays so")
    func void() throws {
        let fixture = try MirrorFixture(rules: .inForce)
        try fixture.apply([.sample("one", number: number), .sample("two", status: .approved, number: number)])
        try fixture.mirror.enqueueVerifications(limit: 10)
        var due = try #require(try fixture.mirror.dueVerification(at: noon))
        let changed = try fixture.mirror.record(said(.match, .void), of: due, at: noon)
        #expect(Set(changed.map(\.rawValue)) == ["one", "two"])
        #expect(try rules(fixture, "one") == ["state.void"] && rules(fixture, "two") == ["state.void"])
        #expect(try fixture.found("rule:state").count == 2)
        // Tomorrow the line is down.
        let tomorrow = noon + 86_400_000
        due = try #require(try fixture.mirror.dueVerification(at: tomorrow))
        #expect(try fixture.mirror.record(said(.transient, at: 99), of: due, at: tomorrow) == [])
        #expect(try fixture.mirror.verification(of: number) == said(.match, .void))
        // The task comes again, and a new claim of the same invoice.
        try fixture.apply(
            [.sample("one", rev: "2", title: "改", number: number), .sample("three", number: number)],
            cursor: "2")
        for id in ["one", "two", "three"] { #expect(try rules(fixture, id) == ["state.void"]) }
        due = try #require(try fixture.mirror.dueVerification(at: tomorrow + 86_400_000))
        _ = try fixture.mirror.record(said(.match, .redFull), of: due, at: tomorrow + 86_400_000)
        #expect(try rules(fixture, "three") == ["state.red"])
    }

    @Test("five questions a day and invoice, over restarts")
    func quota() throws {
        let fixture = try MirrorFixture(rules: .inForce)
        try fixture.apply([.sample("one", number: number)])
        try fixture.mirror.enqueueVerifications(limit: 10)
        var asked = 0
        // Noon in Shanghai plus twelve hours is the next day.
        for minute in 0..<(14 * 60 - 1) {
            let now = noon + Int64(minute) * 60_000
            let mirror =
                minute % 60 == 0 ? try Mirror(folder: fixture.folder, at: 1, rules: .inForce) : fixture.mirror
            guard let due = try mirror.dueVerification(at: now) else { continue }
            asked += 1
            _ = try mirror.record(nil, of: due, at: now)
        }
        #expect(asked == 5)
        #expect(try fixture.mirror.dueVerification(at: noon + 14 * 3_600_000) != nil)
        #expect(try fixture.mirror.verification(of: number) == nil)
    }
}
