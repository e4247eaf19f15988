/// A small random source with a seed: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
/// Generators, OOPSLA 2014). Everything drawn from it is the same on every machine and in every version of the
/// standard library, which promises no such thing for its own `random(in:using:)`.
struct SampleRandom {
    /// What is drawn: each aspect of a claim has a stream of its own, so that a claim that repeats an earlier
    /// invoice can make that invoice again without making the claim around it.
    enum Stream: UInt64 {
        case invoice = 1
        case claim
        case files
        case faultPlace
        case faultKind
        case faultDetail
        case red
        case submission
    }

    private var state: UInt64

    /// Starts the stream of one aspect of one claim.
    init(seed: UInt64, index: Int, stream: Stream) {
        let place = Self.mixed(UInt64(bitPattern: Int64(index)) &* 0xD1B5_4A32_D192_ED03 &+ stream.rawValue)
        state = Self.mixed(seed ^ place)
    }

    /// Starts from a text, for what belongs to a name and not to a seed, as a company's account number.
    init(text: String) {
        // FNV-1a, 64 bits.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        state = hash
    }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// A source of its own for a part, so that what the part draws does not move what comes after it.
    mutating func fork() -> SampleRandom {
        var fork = self
        fork.state = next()
        return fork
    }

    /// A number from 0 up to, without, `bound`, which is at least 1.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number of the range.
    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    /// True in `parts` of a thousand cases.
    mutating func happens(perMille parts: Int) -> Bool { below(1_000) < parts }

    /// One element of a table, which is never empty.
    mutating func pick<Element>(_ table: [Element]) -> Element { table[below(table.count)] }

    /// A place in a table of weights, the heavier the more often.
    mutating func weighted(_ weights: [Int]) -> Int {
        var rest = below(weights.reduce(0, +))
        for (place, weight) in weights.enumerated() {
            if rest < weight { return place }
            rest -= weight
        }
        return weights.count - 1
    }

    /// Decimal digits.
    mutating func digits(_ count: Int) -> String {
        var text = ""
        for _ in 0..<count { text.unicodeScalars.append(Unicode.Scalar(UInt8(0x30 + below(10)))) }
        return text
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension Int {
    /// The digits with leading zeros up to `width`.
    func padded(_ width: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, width - text.count)) + text
    }
}
