import Invoicing
import OAProfile
import Store
import Terminal

/// How a sample is to be drawn: the words that were typed, and the invoices that it is drawn from.
public struct SampleOrder: Hashable, Sendable {
    /// `random`, `stratified` or `monetary`.
    public let method: String
    /// How many.
    public let size: Int
    /// The seed.
    public let seed: String
    /// The folder that sample, population, proofs and working papers are written into; nothing where nothing is.
    public let folder: String?
    /// The population.
    public let population: [TaskKey]

    /// Reads `random 25 SEED [FOLDER]`; nothing for anything else.
    init?(_ text: String, from population: [TaskKey]) {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard (3...4).contains(words.count), let method = Self.methods[words[0].lowercased()],
            let size = Int(words[1]), (1...10_000).contains(size)
        else { return nil }
        self.method = method
        self.size = size
        seed = words[2]
        folder = words.count == 4 ? words[3] : nil
        self.population = population
    }

    private static let methods = [
        "random": "random", "随机": "random", "stratified": "stratified", "分层": "stratified",
        "monetary": "monetary", "mus": "monetary", "货币单位": "monetary", "货币": "monetary",
    ]
}

/// What was drawn.
public struct DrawnSample: Hashable, Sendable {
    /// A unit of it.
    public struct Item: Hashable, Sendable {
        public var task: TaskID
        public var amount: String
        public var stratum: String
        public var hits: Int

        /// Makes one.
        public init(task: TaskID, amount: String, stratum: String, hits: Int) {
            self.task = task
            self.amount = amount
            self.stratum = stratum
            self.hits = hits
        }
    }

    /// How and with which seed.
    public var order: SampleOrder
    /// How many units there were, and their digest.
    public var population: Int
    public var populationDigest: String
    /// Units that monetary-unit sampling cannot draw.
    public var withoutAmount: Int
    /// What was drawn.
    public var items: [Item]
    /// Where it was written; nothing where it was not.
    public var folder: String?

    /// Makes one.
    public init(
        order: SampleOrder, population: Int, populationDigest: String, withoutAmount: Int, items: [Item],
        folder: String?
    ) {
        self.order = order
        self.population = population
        self.populationDigest = populationDigest
        self.withoutAmount = withoutAmount
        self.items = items
        self.folder = folder
    }
}

/// A sample on the screen: what was drawn, and what another auditor needs to draw it again.
struct SamplePage: Hashable, Sendable {
    let sample: DrawnSample
    var list: AuditorList

    init(_ sample: DrawnSample, size: TerminalSize) {
        self.sample = sample
        list = AuditorList(.some(sample.items.indices.map { Int64($0) }), size: size)
        resize(to: size)
    }

    /// The head takes a row more than that of other lists.
    mutating func resize(to size: TerminalSize) {
        list.viewport.resize(pageSize: max(1, AuditorList.pageSize(of: size) - 1), count: list.places.count)
    }

    var selected: TaskID? {
        list.viewport.selection.flatMap {
            sample.items.indices.contains(Int($0)) ? sample.items[Int($0)].task : nil
        }
    }

    func draw(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        let language = state.language
        let (title, below) = rect.splitTop(1)
        let (range, rest) = below.splitTop(2)
        surface.write(TerminalText(Strings.sampleTitle[language]), at: title.point(column: 1), role: .heading)
        let lines = [Strings.sampleOver(sample), Strings.samplePopulation(sample)]
        for (row, line) in lines.enumerated() {
            surface.write(
                state.listText(line[language]).truncated(toColumns: rect.columns - 3),
                at: range.point(column: 2, row: row), role: .muted)
        }
        let (heads, rows) = rest.splitTop(1)
        for (text, column) in [
            (Strings.historyTask, 2), (Strings.sampleStratum, 52), (Strings.sampleHits, 72),
        ] {
            surface.write(TerminalText(text[language]), at: heads.point(column: column), role: .heading)
        }
        surface.write(
            TerminalText(Strings.columnAmount[language]).padded(toColumns: 22, alignment: .right),
            at: heads.point(column: 28), role: .heading)
        for (row, place, isSelected) in list.visible where sample.items.indices.contains(Int(place)) {
            let origin = rows.point(row: row)
            if isSelected {
                surface.write(TerminalText(">"), at: origin, role: .marker)
                surface.cursor = origin
            }
            let item = sample.items[Int(place)]
            func write(_ text: TerminalText, _ column: Int) {
                surface.write(text, at: Point(column: column, row: origin.row))
            }
            write(state.listText(item.task.rawValue).truncated(toColumns: 25), 2)
            write(TerminalText(item.amount).padded(toColumns: 22, alignment: .right), 28)
            write(state.listText(item.stratum).truncated(toColumns: 19), 52)
            write(TerminalText("\(item.hits)"), 72)
        }
    }
}
