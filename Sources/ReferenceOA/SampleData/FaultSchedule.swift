/// Which claims bear a planted fault. In every eight claims in a row exactly one does, and in every 88 each kind of
/// fault occurs once; both can be said of any place without making the claims before it.
struct FaultSchedule: Sendable {
    private let seed: UInt64
    private let calendar: ClaimCalendar

    /// How many claims share one fault.
    private static let rate = 8
    /// How many claims back the original of a duplicate is looked for.
    private static let reach = 240

    init(seed: UInt64, calendar: ClaimCalendar) {
        self.seed = seed
        self.calendar = calendar
    }

    /// What is wrong at a place.
    enum Fate: Hashable, Sendable {
        /// Nothing.
        case clean
        /// A fault of the invoice itself.
        case fault(PlantedFault)
        /// The invoice was claimed before, at the given place.
        case duplicate(of: Int)
    }

    /// What is wrong at a place.
    func fate(at index: Int) -> Fate {
        guard !isClean(index) else { return .clean }
        let kind = kind(ofBlock: index / Self.rate)
        guard kind == .duplicate else { return .fault(kind) }
        // At the very start there may be nothing earlier to repeat.
        return original(for: index).map(Fate.duplicate) ?? .fault(.totals)
    }

    /// Whether nothing is wrong at a place.
    func isClean(_ index: Int) -> Bool {
        let (block, place) = index.quotientAndRemainder(dividingBy: Self.rate)
        var random = SampleRandom(seed: seed, index: block, stream: .faultPlace)
        let drawn = random.below(Self.rate)
        // The claim with the hostile seller name is clean apart from that.
        let faulty = block * Self.rate + drawn == SampleGenerator.hostileIndex ? drawn / 2 : drawn
        return place != faulty
    }

    /// Whether the invoice at a place is red (红字发票): about one in eighty, and never one with a fault, as the
    /// faults are told of blue invoices.
    func isRed(_ index: Int) -> Bool {
        guard isClean(index), index != SampleGenerator.hostileIndex else { return false }
        var random = SampleRandom(seed: seed, index: index, stream: .red)
        return random.happens(perMille: 13)
    }

    private func kind(ofBlock block: Int) -> PlantedFault {
        var kinds = PlantedFault.allCases
        let (cycle, place) = block.quotientAndRemainder(dividingBy: kinds.count)
        var random = SampleRandom(seed: seed, index: cycle, stream: .faultKind)
        for last in stride(from: kinds.count - 1, to: 0, by: -1) {
            kinds.swapAt(last, random.below(last + 1))
        }
        // The very first block has hardly anything to repeat.
        if cycle == 0, kinds.first == .duplicate { kinds.swapAt(0, kinds.count - 1) }
        return kinds[place]
    }

    /// A clean blue invoice that was claimed before the given claim came in.
    private func original(for index: Int) -> Int? {
        let submission = calendar.submission(at: index)
        var random = SampleRandom(seed: seed, index: index, stream: .faultDetail)
        let start = index - random.within(1...40)
        let farther = Array(stride(from: start, through: max(0, index - Self.reach), by: -1))
        let nearer = Array(stride(from: index - 1, to: max(-1, start), by: -1))
        for place in farther + nearer where place != SampleGenerator.hostileIndex {
            if isClean(place), !isRed(place), calendar.submission(at: place) < submission { return place }
        }
        return nil
    }
}
