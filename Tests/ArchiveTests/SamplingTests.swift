import Audit
import Foundation
import Invoicing
import OAProfile
import SeededRandom
import Testing

@testable import Archive

@Suite("Samples that another auditor draws again")
struct SamplingTests {
    private static func population(_ seed: UInt64, count: Int? = nil) -> [SampleUnit] {
        var random = SeededGenerator(seed: seed)
        let number = count ?? Int.random(in: 1...400, using: &random)
        return (0..<number).map { index in
            let magnitude = Int64.random(in: 0...7, using: &random)
            let top = (0..<magnitude).reduce(Int64(9)) { product, _ in product * 10 }
            return SampleUnit(
                task: "T-\(index)", amount: Money(minor: Int64.random(in: 1...top, using: &random)),
                stratum: ["市场部", "研发部", "a,b \"c\"", ""].randomElement(using: &random) ?? "")
        }
    }

    @Test(
        "the order of the population does not matter, and another seed draws another sample",
        arguments: SamplingMethod.allCases, 1...20)
    func order(_ method: SamplingMethod, seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let units = Self.population(UInt64(seed), count: 300)
        let first = try Sample.draw(30, from: units, by: method, seed: "2026-11")
        let again = try Sample.draw(30, from: units.shuffled(using: &random), by: method, seed: "2026-11")
        #expect(first == again)
        // Of few large amounts every start may meet the same ones.
        guard method != .monetary else { return }
        #expect(try Sample.draw(30, from: units, by: method, seed: "2026-12").items != first.items)
    }

    @Test("as many are drawn as were asked for, each once, whatever the strata", arguments: 1...40)
    func counts(seed: Int) throws {
        let units = Self.population(UInt64(seed))
        let strata = Set(units.map(\.stratum)).count
        for size in Set([strata, (strata + units.count) / 2, units.count]) {
            let sample = try Sample.draw(size, from: units, by: .stratified, seed: "x")
            #expect(sample.items.count == size && Set(sample.items.map(\.task)).count == size)
            #expect(sample.strata.allSatisfy { (1...$0.population).contains($0.drawn) })
            #expect(sample.strata.map(\.drawn).reduce(0, +) == size)
            let plain = try Sample.draw(size, from: units, by: .random, seed: "x")
            #expect(Set(plain.items.map(\.task)).count == size)
        }
    }

    @Test(
        "each unit of money has the same chance: as many points as asked, and what is larger than the interval is in"
    )
    func monetary() throws {
        for seed in UInt64(1)...40 {
            let units = Self.population(seed)
            let total = units.map(\.amount.minor).reduce(0, +)
            let size = min(25, Int(total))
            let sample = try Sample.draw(size, from: units, by: .monetary, seed: "\(seed)")
            #expect(sample.items.map(\.hits).reduce(0, +) == size)
            for unit in units where unit.amount.minor * Int64(size) >= total {
                #expect(sample.items.contains { $0.task == unit.task }, "seed \(seed), \(unit.task)")
            }
        }
    }

    @Test(
        "points fall in proportion to money: over many seeds a unit of a quarter of the total has a quarter of them"
    )
    func proportional() throws {
        let units = [100, 200, 300, 400].map { SampleUnit(task: "T-\($0)", amount: Money(minor: $0)) }
        var hits: [String: Int] = [:]
        for seed in 0..<2_000 {
            for item in try Sample.draw(1, from: units, by: .monetary, seed: "s\(seed)").items {
                hits[item.task, default: 0] += item.hits
            }
        }
        for unit in units {
            let expected = Double(unit.amount.minor) / 1_000 * 2_000
            #expect(abs(Double(hits[unit.task] ?? 0) - expected) < 100, "\(unit.task): \(hits)")
        }
    }

    @Test("the rule can be followed with sha256sum alone: the smallest hashes of seed, line break and task")
    func byHand() throws {
        // printf 's\\nT-2' | sha256sum begins with 4a81, that of T-1 with 6500 and of T-3 with 6779.
        let units = ["T-1", "T-2", "T-3"].map { SampleUnit(task: $0, amount: Money(minor: 1)) }
        #expect(try Sample.draw(1, from: units, by: .random, seed: "s").items.map(\.task) == ["T-2"])
        #expect(try Sample.draw(2, from: units, by: .random, seed: "s").items.map(\.task) == ["T-1", "T-2"])
    }

    @Test("what cannot be drawn is an error that says why")
    func refused() {
        let units = Self.population(1, count: 5)
        #expect(throws: SamplingProblem.badSize(0)) { try Sample.draw(0, from: units, by: .random, seed: "") }
        #expect(throws: SamplingProblem.tooFew(population: 5, size: 6)) {
            try Sample.draw(6, from: units, by: .random, seed: "")
        }
        #expect(throws: SamplingProblem.tooFew(population: 0, size: 1)) {
            try Sample.draw(1, from: [], by: .monetary, seed: "")
        }
        let strata = (0..<5).map { SampleUnit(task: "\($0)", amount: Money(minor: 1), stratum: "\($0)") }
        #expect(throws: SamplingProblem.tooManyStrata(5, size: 4)) {
            try Sample.draw(4, from: strata, by: .stratified, seed: "")
        }
        let dollar = SampleUnit(
            task: "D", amount: Money(minor: 1, currency: Currency(code: "USD", scale: 2) ?? .cny))
        #expect(throws: SamplingProblem.mixedCurrencies(["CNY", "USD"])) {
            try Sample.draw(1, from: units + [dollar], by: .monetary, seed: "")
        }
    }

    @Test("red invoices and zeros are named, not lost, where money is drawn")
    func negative() throws {
        let units = [
            SampleUnit(task: "red", amount: Money(minor: -5)), SampleUnit(task: "a", amount: Money(minor: 5)),
        ]
        let sample = try Sample.draw(1, from: units, by: .monetary, seed: "")
        #expect(sample.withoutAmount == ["red"] && sample.items.map(\.task) == ["a"])
        #expect(sample.population == 2)
    }

    private static func export() throws -> (ArchiveFixture, FileSet) {
        let fixture = try ArchiveFixture()
        for name in ["T-1", "T-2", "T-3"] { try fixture.decide(name) }
        let units = (1...9).map { SampleUnit(task: "T-\($0)", amount: Money(minor: 100), stratum: "市场,部") }
        let sample = try Sample.draw(6, from: units, by: .stratified, seed: "种子")
        return (
            fixture,
            try SampleExport.make(sample, from: units, ledger: fixture.ledger, origin: ArchiveFixture.origin)
        )
    }

    @Test("an exported sample is drawn again from its population and proved from its log")
    func exported() throws {
        let (fixture, files) = try Self.export()
        let report = SampleExport.verify(files, anchors: [try fixture.anchor()])
        #expect(report.problems.isEmpty, "\(report.problems.map(\.line.en))")
        #expect(report.entries >= 3 * 1)
    }

    @Test(
        "each byte of an exported sample that is changed, removed, doubled or swapped is found, sealed again or not",
        arguments: Damage.allCases)
    func everyByte(_ damage: Damage) throws {
        let (_, files) = try Self.export()
        var random = SeededGenerator(seed: 5)
        for (path, data) in files where path != Manifest.name {
            for index in data.indices where Int.random(in: 0..<20, using: &random) == 0 {
                guard let damaged = damage.apply(to: data, at: index) else { continue }
                var forged = files
                forged[path] = damaged
                #expect(!Manifest.problems(in: forged).isEmpty)
                forged[Manifest.name] = Data(Manifest.text(over: forged).utf8)
                // White space between the members of the JSON is no content.
                if path == SampleExport.sample,
                    (try? JSONDecoder().decode(Sample.self, from: damaged))
                        == (try? JSONDecoder().decode(Sample.self, from: data))
                {
                    continue
                }
                #expect(!SampleExport.verify(forged).problems.isEmpty, "\(path), byte \(index), \(damage)")
            }
        }
    }

    @Test("a sample that was picked by hand, or a population that lost a unit, is found")
    func picked() throws {
        let (_, files) = try Self.export()
        var sample = try JSONDecoder().decode(Sample.self, from: try #require(files[SampleExport.sample]))
        sample.items.removeLast()
        var forged = files
        forged[SampleExport.sample] = try JSONFile.data(sample, isPretty: true)
        forged[Manifest.name] = Data(Manifest.text(over: forged).utf8)
        #expect(SampleExport.verify(forged).problems.count == 1)
        forged = files
        let lines = String(decoding: try #require(files[SampleExport.population]), as: UTF8.self)
        forged[SampleExport.population] = Data(
            lines.split(separator: "\n").dropLast().map { $0 + "\n" }.joined().utf8)
        forged[Manifest.name] = Data(Manifest.text(over: forged).utf8)
        #expect(!SampleExport.verify(forged).problems.isEmpty)
    }

    @Test(
        "the page of the four checks holds every check in both languages, and nothing from a package as markup"
    )
    func page() throws {
        let fixture = try ArchiveFixture()
        let id = try fixture.decide("T-1")
        let files = try ArchivePackage.make(
            of: id, in: fixture.ledger, origin: ArchiveFixture.origin, originals: [:], findings: [],
            at: 5_000, appVersion: "1")
        let checks = FourChecks(of: files, name: nil)
        let page = ChecksPage([("<img src=x onerror=\"1\">\u{202E}&", checks)], time: "now", appVersion: "1")
            .html
        for check in checks.checks {
            #expect(page.contains(check.title.zh) && page.contains(check.title.en))
        }
        #expect(!page.contains("<img") && !page.contains("\u{202E}") && page.contains("[U+202E]"))
        #expect(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"))
    }
}
