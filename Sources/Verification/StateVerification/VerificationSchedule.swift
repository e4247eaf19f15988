import Invoicing

/// When an invoice may be asked about: five times a day at most, as the state platform allows, and not again before an answer
/// can be another. A value: the clock is the caller's, the state is kept with the invoice.
public struct VerificationSchedule: Hashable, Sendable {
    /// The day in China of the last question, in days since 1970.
    public var day: Int
    /// How often it was asked about on that day.
    public var asked: Int
    /// How many answers in a row said nothing.
    public var failures: Int
    /// Not before this time, in milliseconds since 1970.
    public var nextAt: Int64

    /// Questions a day and invoice.
    public static let dailyQuota = 5
    private static let minute: Int64 = 60_000
    private static let hour: Int64 = 60 * minute
    private static let dayLength: Int64 = 24 * hour

    /// An invoice that was never asked about.
    public init() { self.init(day: 0, asked: 0, failures: 0, nextAt: 0) }

    /// The state as it was kept.
    public init(day: Int, asked: Int, failures: Int, nextAt: Int64) {
        self.day = day
        self.asked = asked
        self.failures = failures
        self.nextAt = nextAt
    }

    /// Whether it may be asked about now.
    public func isDue(at now: Int64) -> Bool {
        now >= nextAt && !(Self.day(of: now) == day && asked >= Self.dailyQuota)
    }

    /// The state after a question and its answer; nothing for one that never came.
    public func after(_ answer: VerificationResult?, at now: Int64) -> VerificationSchedule {
        let today = Self.day(of: now)
        var next = self
        next.asked = day == today ? asked + 1 : 1
        next.day = today
        next.failures = answer?.saysSomething == true ? 0 : min(failures + 1, 20)
        let tomorrow = Int64(today + 1) * Self.dayLength - 8 * Self.hour
        switch answer?.lookup {
        // An invoice may be made void or red at any time: what was paid is looked at again each day.
        case .match?: next.nextAt = now + Self.dayLength
        case .mismatch?, .notFound?: next.nextAt = now + Self.dayLength
        case .tooOld?, .badInput?: next.nextAt = now + 30 * Self.dayLength
        case .quota?, .sameDay?: next.nextAt = tomorrow
        case .transient?, nil: next.nextAt = now + min(Self.hour << Int64(next.failures), Self.dayLength) / 6
        }
        if next.asked >= Self.dailyQuota { next.nextAt = max(next.nextAt, tomorrow) }
        return next
    }

    /// The day in China (UTC+8) of a time, in days since 1970.
    static func day(of now: Int64) -> Int { DateRules.chineseDay(of: now).daysSince1970 }
}

/// How many questions may be asked, whatever the invoice: a bucket of tokens that fills again with time (RFC 2697 calls it a
/// token bucket).
public struct VerificationPace: Hashable, Sendable {
    private let capacity: Int64
    private let interval: Int64
    /// Milliseconds of credit.
    private var credit: Int64
    private var last: Int64

    /// Makes a full bucket.
    /// - Parameters:
    ///   - burst: questions that may follow each other at once.
    ///   - interval: milliseconds until there is room for one more.
    public init(burst: Int = 20, interval: Int64 = 1_000) {
        self.interval = max(1, interval)
        capacity = Int64(max(1, burst)) * self.interval
        credit = capacity
        last = .min
    }

    /// Takes one question, where there is room.
    public mutating func take(at now: Int64) -> Bool {
        // A pause may have left a debt of a day at most.
        if last != .min { credit = min(capacity, credit + min(max(0, now - last), 86_400_000 + capacity)) }
        last = now
        guard credit >= interval else { return false }
        credit -= interval
        return true
    }

    /// Asks nothing for a while, because the source wants it.
    public mutating func pause(_ milliseconds: Int64, at now: Int64) {
        last = now
        credit = -min(max(0, milliseconds), 86_400_000)
    }
}
