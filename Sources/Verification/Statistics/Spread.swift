/// How often each value occurs, in buckets: enough for a median and the spread around it, and the same whatever the order
/// in which values come and go.
///
/// A sketch with buckets that are fixed in advance, so that adding, removing and merging commute exactly: Masson, Rim and
/// Lee, *DDSketch*, PVLDB 12(12), 2019. The buckets are those of HdrHistogram (G. Tene): whole numbers below 64 each for
/// themselves, then 32 buckets for every doubling, so that a value is off by 3.2 % at most. Everything is whole numbers:
/// no machine rounds otherwise.
public struct Spread: Hashable, Sendable {
    /// Counts by bucket, in ascending order; none is zero.
    private var counts: [(bucket: Int32, count: Int32)] = []

    /// An empty one.
    public init() {}

    /// How many values it has.
    public var total: Int { counts.reduce(0) { $0 + Int($1.count) } }

    /// Buckets of one doubling of a value.
    public static let bucketsPerDoubling = 32

    /// The bucket of a value of 0 or more.
    public static func bucket(of value: Int64) -> Int {
        guard value >= 64 else { return Int(max(0, value)) }
        let shift = 58 - value.leadingZeroBitCount
        return shift * bucketsPerDoubling + Int(value >> Int64(shift))
    }

    /// The middle of a bucket.
    public static func value(of bucket: Int) -> Int64 {
        guard bucket >= 64 else { return Int64(bucket) }
        let shift = min(57, bucket / bucketsPerDoubling - 1)
        let low = Int64(bucket - shift * bucketsPerDoubling) << Int64(shift)
        return low + (Int64(1) << Int64(shift)) / 2
    }

    /// Adds a value's bucket, or takes one away.
    public mutating func add(_ bucket: Int, times: Int = 1) {
        let wanted = Int32(clamping: bucket)
        var (low, high) = (0, counts.count)
        while low < high {
            let middle = (low + high) / 2
            if counts[middle].bucket < wanted { low = middle + 1 } else { high = middle }
        }
        if low < counts.count, counts[low].bucket == wanted {
            let count = Int(counts[low].count) + times
            if count > 0 { counts[low].count = Int32(clamping: count) } else { counts.remove(at: low) }
        } else if times > 0 {
            counts.insert((wanted, Int32(clamping: times)), at: low)
        }
    }

    /// What is usual among the values, and from where on a value is not; nothing for fewer than ``leastCount`` values.
    ///
    /// A value is unusual when its modified z-score, 0.6745 × distance from the median ÷ median of all such distances,
    /// is above 3.5 (B. Iglewicz and D. Hoaglin, *How to Detect and Handle Outliers*, 1993), and it is farther than
    /// `least` buckets. Distances are those of buckets, so that prices are compared by their ratio.
    public func summary(least: Int) -> Summary? {
        let total = total
        guard total >= Self.leastCount else { return nil }
        let half = (total + 1) / 2
        var seen = 0
        var median = 0
        for entry in counts {
            seen += Int(entry.count)
            if seen >= half {
                median = Int(entry.bucket)
                break
            }
        }
        var distances = counts.map { (distance: abs(Int($0.bucket) - median), count: Int($0.count)) }
        distances.sort { $0.distance < $1.distance }
        seen = 0
        var deviation = 0
        for entry in distances {
            seen += entry.count
            if seen >= half {
                deviation = entry.distance
                break
            }
        }
        return Summary(
            atLeast: Self.rounded(total), median: median,
            fence: median + max(least, 35_000 * deviation / 6_745))
    }

    /// Fewer values than this say nothing of what is usual.
    public static let leastCount = 20

    /// What is usual.
    public struct Summary: Hashable, Sendable {
        /// That many values there are at least: the count's first digit with zeros, so that one more value changes no text.
        public let atLeast: Int
        /// The bucket of the median.
        public let median: Int
        /// The last bucket that is not unusual.
        public let fence: Int
    }

    private static func rounded(_ count: Int) -> Int {
        var power = 1
        while count / power >= 10 { power *= 10 }
        return count / power * power
    }

    public static func == (left: Spread, right: Spread) -> Bool {
        left.counts.elementsEqual(right.counts) { $0 == $1 }
    }

    /// Hashes buckets and counts.
    public func hash(into hasher: inout Hasher) {
        for entry in counts {
            hasher.combine(entry.bucket)
            hasher.combine(entry.count)
        }
    }
}

extension Spread {
    /// The buckets and counts as bytes: differences of buckets and counts as variable-length numbers (LEB128).
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        var last = 0
        func write(_ number: Int) {
            var rest = UInt64(number)
            while rest >= 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
        }
        for entry in counts {
            write(Int(entry.bucket) - last)
            write(Int(entry.count))
            last = Int(entry.bucket)
        }
        return bytes
    }

    /// Reads what ``bytes`` wrote; nothing for anything else.
    public init?(bytes: some Sequence<UInt8>) {
        var numbers: [Int] = []
        var (number, shift) = (0, 0)
        for byte in bytes {
            guard shift <= 28 else { return nil }
            number |= Int(byte & 0x7F) << shift
            shift += 7
            if byte & 0x80 == 0 {
                numbers.append(number)
                (number, shift) = (0, 0)
            }
        }
        guard shift == 0, numbers.count.isMultiple(of: 2) else { return nil }
        var bucket = 0
        for place in stride(from: 0, to: numbers.count, by: 2) {
            guard place == 0 || numbers[place] > 0, numbers[place + 1] > 0 else { return nil }
            bucket += numbers[place]
            guard let exact = Int32(exactly: bucket), let count = Int32(exactly: numbers[place + 1]) else {
                return nil
            }
            counts.append((exact, count))
        }
    }
}
