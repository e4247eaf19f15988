import Foundation
import Invoicing
import Logging
import Terminal

/// What a command runs in: the user's folders, configuration and language.
struct Setting: Sendable {
    /// The environment variables.
    let environment: [String: String]
    /// The folders.
    let home: Home
    /// The configuration.
    let configuration: Configuration
    /// The looks of the user's own.
    let themes: [Theme]
    /// The language of what is said.
    let language: Language
    /// In which role the program is used.
    let role: WorkRole

    /// Finds everything out.
    /// - Throws: ``HomeError``, ``ConfigurationError``.
    init(environment: [String: String], language: Language?, role: WorkRole = .approver) throws {
        let home = try Home(environment: environment)
        try self.init(environment: environment, home: home, language: language, role: role)
    }

    /// The same with given folders.
    init(environment: [String: String], home: Home, language: Language?, role: WorkRole = .approver) throws {
        self.role = role
        self.environment = environment
        self.home = home
        themes = try OwnFiles(home: home).themes()
        configuration = try Configuration(file: home.configurationFile, themes: themes.map(\.name))
        self.language = LanguageChoice.choose(
            argument: language, configured: configuration.language, environment: environment)
    }

    /// Speaks to the person.
    var voice: Voice { Voice(language: language) }

    /// A logger that writes to the log file, and nowhere where the file cannot be written: the log must never be the reason
    /// why a decision fails.
    func makeLogger(_ label: String) -> Logger {
        do {
            try Home.make(home.state)
            let file = try LogFile(at: home.logFile)
            return Logger(label: label) { _ in JSONLineLogHandler(label: label, file: file) }
        } catch {
            voice.say(
                LocalizedText(
                    zh: "日志无法写入 \(home.logFile.path)，本次运行不记日志。",
                    en: "The log \(home.logFile.path) cannot be written; this run goes without one."))
            return Logger(label: label) { _ in SwiftLogNoOpLogHandler() }
        }
    }

    /// Seconds east of UTC, now.
    var utcOffset: Int {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        return parts.tm_gmtoff
    }
}

/// The wall clock.
enum WallClock {
    /// Now, in milliseconds since 1970.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// An instant as ISO 8601 in UTC with milliseconds: `2026-11-25T01:47:04.120Z`.
    static func text(_ milliseconds: Int64) -> String {
        let (day, rest) = divided(milliseconds, by: 86_400_000)
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let fraction = String(1_000 + rest % 1_000).dropFirst()
        return "\(CalendarDate(daysSince1970: Int(day)))T\(two(rest / 3_600_000)):\(two(rest / 60_000 % 60)):"
            + "\(two(rest / 1_000 % 60)).\(fraction)Z"
    }

    private static func divided(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let remainder = ((value % divisor) + divisor) % divisor
        return ((value - remainder) / divisor, remainder)
    }
}
