/// A day of the Gregorian calendar, without time or zone.
public struct CalendarDate: Hashable, Comparable, Sendable {
    /// The year, 1 to 9999.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day, 1 to the length of the month.
    public let day: Int

    /// Makes a date; nothing for a day that does not exist.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        guard (1...Self.length(ofMonth: month, year: year)).contains(day) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `2024-01-24`, `20240124`, `2024年01月24日`, and a date-time of which the date is the first part
    /// (`2024-01-24 16:23:48`, `2024-01-24T16:23:48`, `20240124162348`); nothing for anything else.
    public init?(parsing text: String) {
        let scalars = Array(text.unicodeScalars.prefix(40))
        var numbers: [Int] = []
        var run = ""
        var separators = ""
        for scalar in scalars {
            if ("0"..."9").contains(scalar) {
                run.unicodeScalars.append(scalar)
            } else {
                if let number = Int(run) { numbers.append(number) }
                run = ""
                separators.unicodeScalars.append(scalar)
                if numbers.count == 3 { break }
            }
        }
        if let number = Int(run) { numbers.append(number) }
        if numbers.count == 1, separators.isEmpty, run.count == 8 || run.count == 14,
            let whole = Int(run.prefix(8))
        {
            self.init(year: whole / 10_000, month: whole / 100 % 100, day: whole % 100)
            return
        }
        let isDashed = separators.hasPrefix("--")
        let isChinese = separators.hasPrefix("年月日")
        guard isDashed || isChinese, numbers.count >= 3 else { return nil }
        if isDashed, separators.count > 2, let next = separators.dropFirst(2).first, next != " ", next != "T"
        {
            return nil
        }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    /// The day that is the given number of days after 1970-01-01.
    public init(daysSince1970 days: Int) {
        // Civil-from-days with eras of 400 years, counted from 0000-03-01 (public-domain algorithm of H. Hinnant).
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01, negative before.
    public var daysSince1970: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// Earlier days come first.
    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CalendarDate: CustomStringConvertible {
    /// ISO 8601: `2024-01-24`.
    public var description: String {
        func padded(_ number: Int, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

/// The day of issue as a document states it: a day, or a text that is no day and is kept as evidence.
public enum IssueDate: Hashable, Sendable {
    /// A day that exists.
    case date(CalendarDate)
    /// What stood there instead, perhaps nothing.
    case unreadable(String)

    /// Reads the forms of ``CalendarDate/init(parsing:)``.
    public init(parsing text: String) {
        self = CalendarDate(parsing: text).map(IssueDate.date) ?? .unreadable(text)
    }

    /// The day, if there is one.
    public var day: CalendarDate? {
        if case .date(let day) = self { day } else { nil }
    }
}

extension IssueDate: Codable, CustomStringConvertible {
    /// ISO 8601, or the unreadable text.
    public var description: String {
        switch self {
        case .date(let day): day.description
        case .unreadable(let text): text
        }
    }

    /// Reads a string.
    public init(from decoder: any Decoder) throws {
        self.init(parsing: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
