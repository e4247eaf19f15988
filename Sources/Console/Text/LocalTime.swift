import Invoicing

/// A moment as the user's clock shows it.
struct LocalTime: Hashable, Sendable {
    let day: CalendarDate
    private let minuteOfDay: Int
    private let second: Int

    /// - Parameters:
    ///   - milliseconds: since 1970; what lies outside the years 1 to 9999 is clamped, because the OA may send anything.
    ///   - utcOffset: seconds east of UTC.
    init(milliseconds: Int64, utcOffset: Int) {
        let clamped = min(max(milliseconds, -62_000_000_000_000), 253_000_000_000_000)
        let seconds = Int(clamped / 1_000) + utcOffset
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        day = CalendarDate(daysSince1970: days)
        minuteOfDay = (seconds - days * 86_400) / 60
        second = (seconds - days * 86_400) % 60
    }

    /// `14:03`
    var clock: String { LocalTime.twoDigits(minuteOfDay / 60) + ":" + LocalTime.twoDigits(minuteOfDay % 60) }
    /// `14:03:07`
    var clockWithSeconds: String { clock + ":" + LocalTime.twoDigits(second) }
    /// `05-12 14:03`
    var short: String { LocalTime.twoDigits(day.month) + "-" + LocalTime.twoDigits(day.day) + " " + clock }
    /// `2026-05-12 14:03`
    var long: String { "\(day) \(clock)" }
    /// `2026-05-12 14:03:07`
    var longWithSeconds: String { "\(day) \(clockWithSeconds)" }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// How near a due date is, in words.
enum DueWord {
    static func text(dueAt: Int64, now: Int64, utcOffset: Int) -> LocalizedText {
        let today = LocalTime(milliseconds: now, utcOffset: utcOffset).day.daysSince1970
        return text(dueAt: dueAt, today: today, isLate: dueAt < now, utcOffset: utcOffset)
    }

    /// - Parameter today: in days since 1970.
    static func text(dueAt: Int64, today: Int, isLate: Bool, utcOffset: Int) -> LocalizedText {
        let due = LocalTime(milliseconds: dueAt, utcOffset: utcOffset).day.daysSince1970
        switch due - today {
        case 0: return isLate ? Strings.late : Strings.today
        case 1: return Strings.tomorrow
        case 2...: return Strings.dueIn(days: due - today)
        default: return Strings.overdue(days: today - due)
        }
    }
}
