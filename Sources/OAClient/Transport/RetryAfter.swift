/// `Retry-After` of RFC 9110 section 10.2.3: seconds, or a date as `Sun, 06 Nov 1994 08:49:37 GMT`.
enum RetryAfter {
    /// The seconds to wait; nothing where the text is neither. A date in the past and a negative number ask for no wait.
    /// - Parameters:
    ///   - sentAt: the answer's own `Date`: where the OA's clock is wrong, its date is wrong by as much.
    ///   - now: milliseconds since 1970, for an answer without a `Date`.
    static func seconds(_ text: String, sentAt: String? = nil, now: Int64) -> Int? {
        let trimmed = text.trimmingSpaces
        if let seconds = Int(trimmed) { return max(0, seconds) }
        guard let then = date(trimmed) else { return nil }
        return Int(max(0, then - (sentAt.flatMap { date($0.trimmingSpaces) } ?? now / 1_000)))
    }

    /// Seconds since 1970 of an HTTP date in its one current form (IMF-fixdate).
    static func date(_ text: String) -> Int64? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].count == 4, parts[0].hasSuffix(","), parts[5] == "GMT",
            let day = number(parts[1], digits: 2), let year = number(parts[3], digits: 4),
            let month = months.firstIndex(where: { $0 == parts[2] })
        else { return nil }
        let clock = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, let hour = number(clock[0], digits: 2),
            let minute = number(clock[1], digits: 2),
            let second = number(clock[2], digits: 2), hour < 24, minute < 60, second < 61, day >= 1, day <= 31
        else { return nil }
        let days = daysSince1970(year: year, month: Int64(month) + 1, day: day)
        return days * 86_400 + hour * 3_600 + minute * 60 + second
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func number(_ text: Substring, digits: Int) -> Int64? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }

    /// Days of the proleptic Gregorian calendar, counted with years that begin in March, so that the leap day is last.
    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}

extension String {
    /// The text without spaces and tabs at its ends.
    var trimmingSpaces: String {
        var text = Substring(self)
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
