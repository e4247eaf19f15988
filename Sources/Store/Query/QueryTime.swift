import Invoicing

/// Reads dates and times of a query against the user's clock and zone.
///
/// A day, month or year is the whole of it: `due<2026-03-01` ends before that day, `due<=2026-03-01` with it.
/// A distance (`3d`, `-7d`, `2w`, `1m`, `12h`) is the moment so far from now; with `:` it is everything
/// between now and then.
struct QueryTime {
    /// Now, in milliseconds since 1970, kept within years that the calendar knows.
    let now: Int64
    private let offset: Int64

    init(_ context: Query.Context) {
        now = min(max(context.now, -50_000_000_000_000), 200_000_000_000_000)
        offset = Int64(min(max(context.utcOffset, -86_400), 86_400)) * 1_000
    }

    /// The condition of a comparison; `byDay` where the column counts days and not milliseconds.
    func condition(
        _ column: NumberColumn, _ comparison: Comparison, _ text: String, at position: Int, byDay: Bool
    ) throws(QueryError) -> Condition {
        if ["none", "无"].contains(text.lowercased()) {
            guard comparison == .equal else { throw .rangeCompared(at: position) }
            return .missing(column)
        }
        if CalendarDate(parsing: text) == nil, let (from, to) = QueryValue.range(in: text) {
            guard comparison == .equal else { throw .rangeCompared(at: position) }
            let low = from.isEmpty ? Self.earliest : try moment(from, at: position).first
            let high = to.isEmpty ? Self.latest : try moment(to, at: position).last
            guard low <= high else { throw .emptyRange(text, at: position) }
            return .within(column, byDay ? days(low, high) : low...high)
        }
        let moment = try moment(text, at: position)
        if case .equal = comparison {
            let range =
                moment.isDistance
                ? min(now, moment.first)...max(now, moment.first) : moment.first...moment.last
            return .within(column, byDay ? days(range.lowerBound, range.upperBound) : range)
        }
        // Where days are counted, a distance means the day on which it ends.
        let first = byDay ? start(ofDay: day(of: moment.first)) : moment.first
        let last = byDay ? start(ofDay: day(of: moment.last) + 1) - 1 : moment.last
        let range =
            switch comparison {
            case .less: Self.earliest...(first - 1)
            case .lessOrEqual: Self.earliest...last
            case .greater: (last + 1)...Self.latest
            case .greaterOrEqual: first...Self.latest
            case .equal, .unequal: first...last
            }
        return .within(column, byDay ? days(range.lowerBound, range.upperBound) : range)
    }

    /// The milliseconds of the day that is so many days from today.
    func day(_ distance: Int64) -> ClosedRange<Int64> {
        let day = day(of: now) + distance
        return start(ofDay: day)...(start(ofDay: day + 1) - 1)
    }

    // MARK: Moments

    private struct Moment {
        var first: Int64
        var last: Int64
        var isDistance = false

        /// A stretch of time, both ends in it.
        init(first: Int64, last: Int64) {
            self.first = first
            self.last = last
        }

        /// The moment at the end of a distance.
        init(distance moment: Int64) {
            first = moment
            last = moment
            isDistance = true
        }
    }

    /// Ends of time that leave room for sums, and keep "no due date" (the greatest integer) out of every
    /// range.
    private static let earliest: Int64 = -1_000_000_000_000_000
    private static let latest: Int64 = 1_000_000_000_000_000

    private func moment(_ text: String, at position: Int) throws(QueryError) -> Moment {
        let text = text.lowercased()
        if let moment = named(text) ?? distance(text) ?? absolute(text) { return moment }
        throw .noDate(text, at: position)
    }

    private func named(_ text: String) -> Moment? {
        let today = day(of: now)
        let date = CalendarDate(daysSince1970: Int(today))
        switch text {
        case "now", "现在": return Moment(first: now, last: now)
        case "today", "今天", "今日": return days(from: today, through: today)
        case "tomorrow", "明天", "明日": return days(from: today + 1, through: today + 1)
        case "yesterday", "昨天", "昨日": return days(from: today - 1, through: today - 1)
        case "后天": return days(from: today + 2, through: today + 2)
        case "前天": return days(from: today - 2, through: today - 2)
        case "thisweek", "本周", "这周":
            // 1970-01-01 was a Thursday; weeks begin on Monday (GB/T 7408).
            let monday = today - ((today + 3) % 7 + 7) % 7
            return days(from: monday, through: monday + 6)
        case "thismonth", "本月", "这个月": return month(date.year, date.month)
        case "lastmonth", "上月", "上个月":
            return date.month == 1 ? month(date.year - 1, 12) : month(date.year, date.month - 1)
        case "thisyear", "今年": return year(date.year)
        case "lastyear", "去年": return year(date.year - 1)
        default: return nil
        }
    }

    private func distance(_ text: String) -> Moment? {
        var rest = Substring(text)
        let isBack = rest.hasPrefix("-") || rest.hasSuffix("前")
        if rest.hasPrefix("-") || rest.hasPrefix("+") { rest.removeFirst() }
        for suffix in ["之前", "以前", "之后", "以后", "前", "后", "内"] where rest.hasSuffix(suffix) {
            rest.removeLast(suffix.count)
            break
        }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard (1...4).contains(digits.count), let count = Int64(digits) else { return nil }
        let signed = isBack ? -count : count
        let hour: Int64 = 3_600_000
        switch rest.dropFirst(digits.count) {
        case "h", "小时", "个小时": return Moment(distance: now + signed * hour)
        case "d", "天", "日": return Moment(distance: now + signed * 24 * hour)
        case "w", "周", "星期", "个星期": return Moment(distance: now + signed * 7 * 24 * hour)
        case "m", "个月": return monthsFromNow(signed)
        // `3月` is March, `2026年` is that year.
        case "月" where isBack || text.hasPrefix("+"): return monthsFromNow(signed)
        case "年" where digits.count < 4: return monthsFromNow(signed * 12)
        case "y": return monthsFromNow(signed * 12)
        default: return nil
        }
    }

    /// `2026-03-01`, `2026/3/1`, `20260301`, `2026年3月1日`, `2026-03`, `2026年3月`, `2026`, `03-01`, `3月1日`.
    private func absolute(_ text: String) -> Moment? {
        var numbers: [Int] = []
        var signs = ""
        var run = ""
        for character in text {
            if character.isASCII, character.isNumber {
                run.append(character)
                guard run.count <= 8 else { return nil }
            } else {
                guard let number = Int(run) else { return nil }
                numbers.append(number)
                run = ""
                signs.append(character == "/" ? "-" : character == "号" ? "日" : character)
            }
        }
        let lastLength = run.count
        if let number = Int(run) { numbers.append(number) }
        let today = CalendarDate(daysSince1970: Int(day(of: now)))
        switch (signs, numbers.count) {
        case ("", 1) where lastLength == 8:
            return date(numbers[0] / 10_000, numbers[0] / 100 % 100, numbers[0] % 100)
        case ("", 1) where lastLength == 4, ("年", 1): return year(numbers[0])
        case ("--", 3), ("年月日", 3), ("年月", 3): return date(numbers[0], numbers[1], numbers[2])
        case ("-", 2) where numbers[0] > 31, ("年月", 2), ("年", 2): return month(numbers[0], numbers[1])
        case ("-", 2), ("月日", 2), ("月", 2): return date(today.year, numbers[0], numbers[1])
        case ("月", 1): return month(today.year, numbers[0])
        default: return nil
        }
    }

    private func date(_ year: Int, _ month: Int, _ day: Int) -> Moment? {
        CalendarDate(year: year, month: month, day: day).map {
            days(from: Int64($0.daysSince1970), through: Int64($0.daysSince1970))
        }
    }

    private func month(_ year: Int, _ month: Int) -> Moment? {
        let following = month == 12 ? (year + 1, 1) : (year, month + 1)
        guard let first = CalendarDate(year: year, month: month, day: 1),
            let next = CalendarDate(year: following.0, month: following.1, day: 1)
        else { return nil }
        return days(from: Int64(first.daysSince1970), through: Int64(next.daysSince1970) - 1)
    }

    private func year(_ year: Int) -> Moment? {
        guard let first = month(year, 1), let last = month(year, 12) else { return nil }
        return Moment(first: first.first, last: last.last)
    }

    /// The same time of the day so many months away; the last day of a month that is too short.
    private func monthsFromNow(_ count: Int64) -> Moment? {
        let today = day(of: now)
        let date = CalendarDate(daysSince1970: Int(today))
        let months = Int64(date.year) * 12 + Int64(date.month - 1) + count
        guard months >= 12, months < 9_999 * 12 else { return nil }
        let (year, month) = (Int(months / 12), Int(months % 12) + 1)
        let target = stride(from: date.day, through: 28, by: -1).lazy
            .compactMap { CalendarDate(year: year, month: month, day: $0) }.first
        guard let target = target ?? CalendarDate(year: year, month: month, day: date.day) else { return nil }
        let moved = now + (Int64(target.daysSince1970) - today) * 86_400_000
        return Moment(distance: moved)
    }

    // MARK: Days

    private func day(of time: Int64) -> Int64 {
        let local = time + offset
        return local >= 0 ? local / 86_400_000 : (local - 86_399_999) / 86_400_000
    }

    private func start(ofDay day: Int64) -> Int64 { day * 86_400_000 - offset }

    private func days(from first: Int64, through last: Int64) -> Moment {
        Moment(first: start(ofDay: first), last: start(ofDay: last + 1) - 1)
    }

    private func days(_ first: Int64, _ last: Int64) -> ClosedRange<Int64> { day(of: first)...day(of: last) }
}
