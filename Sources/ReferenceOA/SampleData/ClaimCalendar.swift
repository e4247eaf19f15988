import Invoicing

/// The days of the sample, all counted from the day on which it is looked at: claims came in on the last working
/// days before it. The company works by China Standard Time (UTC+8, without summer time).
struct ClaimCalendar: Sendable {
    /// When a claim came in.
    struct Submission: Hashable, Comparable, Sendable {
        /// Days since 1970.
        var day: Int
        /// Minutes since midnight.
        var minute: Int
        /// Seconds of the minute and milliseconds: no two claims come in together.
        var milliseconds: Int
        /// The number in the claim's title, which grows with time.
        var serial: Int

        /// In milliseconds since 1970.
        var instant: Int64 { ClaimCalendar.instant(day: day, minute: minute) + Int64(milliseconds) }

        static func < (left: Submission, right: Submission) -> Bool { left.instant < right.instant }
    }

    /// The day on which the sample is looked at, in days since 1970.
    let today: Int
    /// The last working days before it, the latest first.
    private let days: [Int]
    private let seed: UInt64
    private let shift: Int

    /// How many working days the claims are spread over.
    private static let span = 15
    /// How many claims of one day get a number of that day; later ones get a number of their own range.
    private static let daily = 200

    init(seed: UInt64, today: CalendarDate) {
        self.seed = seed
        self.today = today.daysSince1970
        var days: [Int] = []
        var day = today.daysSince1970 - 1
        while days.count < Self.span {
            if Self.isWorkingDay(day) { days.append(day) }
            day -= 1
        }
        self.days = days
        shift = Int(seed % UInt64(Self.span))
    }

    /// When the claim at a place of the sample came in. Fifteen claims in a row come from fifteen different days;
    /// claims of one day have numbers in the order of their time, as long as there are no more than 200.
    func submission(at index: Int) -> Submission {
        let (rank, place) = index.quotientAndRemainder(dividingBy: Self.span)
        let day = days[(place * 7 + rank * 4 + shift) % Self.span]
        var random = SampleRandom(seed: seed, index: index, stream: .submission)
        let milliseconds = random.below(60_000)
        let opening = 8 * 60 + 35
        guard rank < Self.daily else {
            return Submission(
                day: day, minute: opening + random.below(570), milliseconds: milliseconds,
                serial: 100_000 + index)
        }
        // 97 has no factor in common with 200: every rank of a day gets a place of its own.
        let turn = (rank * 97 + day * 61) % Self.daily
        let date = CalendarDate(daysSince1970: day)
        let firstOfYear = CalendarDate(year: date.year, month: 1, day: 1)?.daysSince1970 ?? day
        return Submission(
            day: day, minute: opening + turn * 570 / Self.daily, milliseconds: milliseconds,
            serial: (day - firstOfYear) * Self.daily + turn + 1)
    }

    /// A day of issue before a claim came in: mostly days, sometimes weeks before.
    func issueDay(before submitted: Int, worksAtWeekends: Bool, random: inout SampleRandom) -> Int {
        let gap =
            switch random.weighted([60, 30, 10]) {
            case 0: random.within(1...15)
            case 1: random.within(16...40)
            default: random.within(41...82)
            }
        var day = submitted - gap
        let staysAtWork = !(worksAtWeekends ? random.happens(perMille: 600) : random.happens(perMille: 30))
        while staysAtWork, !Self.isWorkingDay(day) { day -= 1 }
        return day
    }

    /// When a decision is due: most in the next ten days, some today, some too late already; at six in the evening.
    func due(submitted: Int, random: inout SampleRandom) -> Int64 {
        var day =
            switch random.weighted([8, 14, 78]) {
            case 0: today - random.within(1...4)
            case 1: today
            default: today + random.within(1...10)
            }
        while day > today, !Self.isWorkingDay(day), day < today + 10 { day += 1 }
        while day < today, !Self.isWorkingDay(day) { day -= 1 }
        if day <= submitted { day = max(today, submitted + 1) }
        return Self.instant(day: day, minute: 18 * 60)
    }

    /// Monday to Friday, but for the holidays with a fixed date (全国年节及纪念日放假办法: 元旦, 劳动节, 国庆节).
    static func isWorkingDay(_ day: Int) -> Bool {
        guard !isWeekend(day) else { return false }
        let date = CalendarDate(daysSince1970: day)
        switch (date.month, date.day) {
        case (1, 1), (5, 1...2), (10, 1...3): return false
        default: return true
        }
    }

    /// Saturday or Sunday. 1970-01-01 was a Thursday.
    static func isWeekend(_ day: Int) -> Bool { ((day + 3) % 7 + 7) % 7 >= 5 }

    /// A minute of a day in China, in milliseconds since 1970.
    static func instant(day: Int, minute: Int) -> Int64 {
        (Int64(day) * 1_440 + Int64(minute) - 480) * 60_000
    }
}
