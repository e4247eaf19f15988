import Audit
import Foundation
import Invoicing
import OAProfile

/// One thing that may be drawn.
public struct SampleUnit: Hashable, Sendable {
    /// The task.
    public var task: String
    /// Total with tax (价税合计).
    public var amount: Money
    /// To which part of the population it belongs; empty where the population is one.
    public var stratum: String

    /// Makes a unit.
    public init(task: String, amount: Money, stratum: String = "") {
        self.task = task
        self.amount = amount
        self.stratum = stratum
    }
}

/// How units are drawn. None of the ways needs a random number generator: who has seed and population, in whatever order,
/// draws the same sample with nothing but SHA-256.
public enum SamplingMethod: String, CaseIterable, Codable, Sendable {
    /// Every unit has the same chance: those with the smallest SHA-256 of seed and name, which stands for a permanent random
    /// number (E. Ohlsson, Coordination of Samples Using Permanent Random Numbers, 1995).
    case random
    /// The same within strata, each with its share of the size (largest remainder), and with one unit at least.
    case stratified
    /// Monetary-unit sampling with a fixed interval and a start from the seed (AICPA Audit Guide, Audit Sampling): each unit
    /// of money has the same chance, so that what is larger than the interval is always drawn.
    case monetary
}

/// Why no sample can be drawn.
public enum SamplingProblem: ExplainedError, Hashable {
    /// The size is not between 1 and the largest.
    case badSize(Int)
    /// There are fewer units than are wanted.
    case tooFew(population: Int, size: Int)
    /// Not every stratum can have a unit.
    case tooManyStrata(Int, size: Int)
    /// Amounts of several currencies cannot be added up.
    case mixedCurrencies([String])
    /// The amounts are too large to be added up.
    case tooLarge

    /// One sentence.
    public var explanation: LocalizedText {
        switch self {
        case .badSize(let size):
            LocalizedText(
                zh: "样本量 \(size) 不在 1 到 \(Sample.largestSize) 之间。",
                en: "A sample of \(size) is not between 1 and \(Sample.largestSize).")
        case .tooFew(let population, let size):
            LocalizedText(
                zh: "总体只有 \(population) 项，抽不出 \(size) 项。",
                en: "The population has \(population) units, fewer than the \(size) wanted.")
        case .tooManyStrata(let strata, let size):
            LocalizedText(
                zh: "共有 \(strata) 层，样本量 \(size) 不够每层一项。",
                en: "There are \(strata) strata; a sample of \(size) cannot have one of each.")
        case .mixedCurrencies(let codes):
            LocalizedText(
                zh: "总体中有多种货币（\(codes.joined(separator: "、"))），金额不能相加。",
                en:
                    "The population has several currencies (\(codes.joined(separator: ", "))), which do not add up."
            )
        case .tooLarge:
            LocalizedText(zh: "金额过大，无法合计。", en: "The amounts are too large to be added up.")
        }
    }

    /// What to do next.
    public var remedy: LocalizedText {
        switch self {
        case .badSize, .tooFew:
            LocalizedText(zh: "请调整样本量或查询条件。", en: "Choose another size, or a wider query.")
        case .tooManyStrata:
            LocalizedText(zh: "请加大样本量，或换一种分层方式。", en: "Draw a larger sample, or form fewer strata.")
        case .mixedCurrencies:
            LocalizedText(zh: "请在查询中加上 币种:CNY。", en: "Add currency:CNY to the query.")
        case .tooLarge:
            LocalizedText(zh: "请用查询缩小总体。", en: "Narrow the population with the query.")
        }
    }
}

/// What was drawn, with all that another auditor needs to draw it again.
public struct Sample: Hashable, Codable, Sendable {
    /// The most units that are drawn.
    public static let largestSize = 10_000

    /// A unit that was drawn.
    public struct Item: Hashable, Codable, Sendable {
        /// The task.
        public var task: String
        /// Total with tax, in whole units of its currency.
        public var amount: String
        /// The currency.
        public var currency: String
        /// Its stratum.
        public var stratum: String
        /// How many selection points fall on it; more than one only in monetary-unit sampling.
        public var hits: Int
    }

    /// A part of the population.
    public struct Stratum: Hashable, Codable, Sendable {
        /// Its name; empty where there is only one.
        public var name: String
        /// How many units it has.
        public var population: Int
        /// How many were drawn.
        public var drawn: Int
    }

    /// How.
    public var method: SamplingMethod
    /// The seed, as it was given.
    public var seed: String
    /// How many were asked for.
    public var size: Int
    /// How many units there were.
    public var population: Int
    /// SHA-256 over the population's lines, see ``populationText(_:)``.
    public var populationDigest: String
    /// Units without a positive amount, which monetary-unit sampling cannot draw: look at them by themselves.
    public var withoutAmount: [String]
    /// The parts.
    public var strata: [Stratum]
    /// What was drawn, sorted by task.
    public var items: [Item]

    /// Draws a sample.
    /// - Throws: ``SamplingProblem``.
    public static func draw(
        _ size: Int, from units: [SampleUnit], by method: SamplingMethod, seed: String
    ) throws(SamplingProblem) -> Sample {
        guard (1...largestSize).contains(size) else { throw .badSize(size) }
        let sorted = units.sorted { $0.task.utf8.lexicographicallyPrecedes($1.task.utf8) }
        var without: [String] = []
        var hits: [(unit: SampleUnit, count: Int)]
        switch method {
        case .random:
            guard size <= sorted.count else { throw .tooFew(population: sorted.count, size: size) }
            hits = smallest(size, of: sorted, seed: seed).map { ($0, 1) }
        case .stratified:
            guard size <= sorted.count else { throw .tooFew(population: sorted.count, size: size) }
            let strata = Dictionary(grouping: sorted, by: \.stratum)
            hits = []
            for (name, share) in try shares(of: size, among: strata.mapValues(\.count)) {
                hits += smallest(share, of: strata[name] ?? [], seed: seed).map { ($0, 1) }
            }
        case .monetary:
            without = sorted.filter { $0.amount.minor <= 0 }.map(\.task)
            hits = try pointed(size, in: sorted.filter { $0.amount.minor > 0 }, seed: seed)
        }
        hits.sort { $0.unit.task.utf8.lexicographicallyPrecedes($1.unit.task.utf8) }
        let drawn = Dictionary(grouping: hits, by: \.unit.stratum).mapValues(\.count)
        let strata = Dictionary(grouping: sorted, by: \.stratum).map {
            Stratum(name: $0.key, population: $0.value.count, drawn: drawn[$0.key] ?? 0)
        }
        return Sample(
            method: method, seed: seed, size: size, population: sorted.count,
            populationDigest: ContentDigest(of: populationText(sorted)).hex, withoutAmount: without,
            strata: strata.sorted { $0.name < $1.name },
            items: hits.map {
                Item(
                    task: $0.unit.task, amount: $0.unit.amount.plain, currency: $0.unit.amount.currency.code,
                    stratum: $0.unit.stratum, hits: $0.count)
            })
    }

    /// The population as text, sorted by task: `task,amount,currency,stratum`, a line each, quoted as JSON where a comma or a
    /// quotation mark stands in it.
    public static func populationText(_ units: [SampleUnit]) -> String {
        func cell(_ text: String) -> String {
            let isPlain = text.utf8.allSatisfy {
                $0 > 0x1F && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"")
            }
            return isPlain ? text : JSONValue.string(text).canonical
        }
        return "task,amount,currency,stratum\n"
            + units.sorted { $0.task.utf8.lexicographicallyPrecedes($1.task.utf8) }.map {
                "\(cell($0.task)),\($0.amount.plain),\($0.amount.currency.code),\(cell($0.stratum))\n"
            }.joined()
    }

    /// The permanent random number of a name: SHA-256 over seed, line break and name.
    static func number(of name: String, seed: String) -> [UInt8] {
        ContentDigest(of: seed + "\n" + name).bytes
    }

    private static func smallest(_ count: Int, of units: [SampleUnit], seed: String) -> [SampleUnit] {
        let ranked = units.map { (number: number(of: $0.task, seed: seed), unit: $0) }
            .sorted { $0.number.lexicographicallyPrecedes($1.number) }
        return ranked.prefix(count).map(\.unit)
    }

    /// The share of each stratum: one, and of the rest its part by the largest remainder; ties go by name.
    private static func shares(of size: Int, among counts: [String: Int]) throws(SamplingProblem) -> [String:
        Int]
    {
        guard size >= counts.count else { throw .tooManyStrata(counts.count, size: size) }
        let total = counts.values.reduce(0, +)
        var shares = counts.mapValues { _ in 1 }
        let rest = size - counts.count
        // What a stratum has beyond its first unit is what the rest is shared by.
        let open = total - counts.count
        guard rest > 0, open > 0 else { return shares }
        var remainders: [(name: String, value: Int)] = []
        var given = 0
        for (name, count) in counts {
            let (quotient, remainder) = (rest * (count - 1)).quotientAndRemainder(dividingBy: open)
            shares[name, default: 1] += quotient
            given += quotient
            remainders.append((name, remainder))
        }
        remainders.sort { ($1.value, $0.name) < ($0.value, $1.name) }
        for (name, _) in remainders.prefix(rest - given) { shares[name, default: 1] += 1 }
        return shares
    }

    /// The units on which the selection points fall: point k is at (k · total + start) / size, where the start is the seed's
    /// number modulo the total.
    private static func pointed(_ size: Int, in units: [SampleUnit], seed: String) throws(SamplingProblem)
        -> [(unit: SampleUnit, count: Int)]
    {
        let currencies = Set(units.map(\.amount.currency))
        guard currencies.count <= 1 else { throw .mixedCurrencies(currencies.map(\.code).sorted()) }
        guard !units.isEmpty else { throw .tooFew(population: 0, size: size) }
        var total: Int64 = 0
        for unit in units {
            let (sum, isOver) = total.addingReportingOverflow(unit.amount.minor)
            guard !isOver else { throw .tooLarge }
            total = sum
        }
        let first = number(of: "start", seed: seed).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let start = Int128(first % UInt64(total))
        let (whole, wanted) = (Int128(total), Int128(size))
        var result: [(SampleUnit, Int)] = []
        var sum: Int128 = 0
        var point: Int128 = 0
        for unit in units {
            sum += Int128(unit.amount.minor)
            var count = 0
            while point < wanted, point * whole + start < sum * wanted {
                count += 1
                point += 1
            }
            if count > 0 { result.append((unit, count)) }
        }
        return result
    }
}
