import Foundation
import TOMLKit

/// One `[[alerts]]` of the configuration: what is watched, from which figure on it is wrong, and what is run then.
struct AlertRule: Hashable, Sendable {
    /// What can be watched.
    enum Kind: String, CaseIterable, Sendable {
        /// The age of the oldest decision that is not settled, in seconds.
        case oldestUnsent = "oldest-unsent"
        /// The age of the last complete pull, in seconds.
        case lastPull = "last-pull"
        /// How many decisions wait for a person.
        case conflicts
        /// How many decisions met a fault of the protocol.
        case dead
    }

    /// What is watched.
    let kind: Kind
    /// From this figure on it is wrong; at least 1.
    let threshold: Int64
    /// The program, by its whole path, and its arguments; no shell reads them.
    let command: [String]
    /// The shortest time between two runs, in seconds.
    let every: Int64

    /// The figure that the rule watches; nothing where there is none yet.
    func value(in gauges: Gauges) -> Int64? {
        switch kind {
        case .oldestUnsent: gauges.oldestUnsentAge
        case .lastPull: gauges.lastPullAge
        case .conflicts: Int64(gauges.conflicts)
        case .dead: Int64(gauges.counts[.dead] ?? 0)
        }
    }

    /// Reads the rules of a configuration.
    /// - Throws: ``ConfigurationError`` of `fail`.
    static func list(
        _ value: any TOMLValueConvertible, _ fail: (String, ConfigurationError.Problem) -> ConfigurationError
    ) throws(ConfigurationError) -> [AlertRule] {
        guard let array = value.array else { throw fail("alerts", .wrongValue("alerts", expected: .table)) }
        var rules: [AlertRule] = []
        for element in array {
            guard let table = element.table else {
                throw fail("alerts", .wrongValue("alerts", expected: .table))
            }
            rules.append(try AlertRule(table, fail))
        }
        return rules
    }

    private static let keys = ["kind", "threshold", "command", "every_seconds"]

    private init(_ table: TOMLTable, _ fail: (String, ConfigurationError.Problem) -> ConfigurationError)
        throws(ConfigurationError)
    {
        func wrong(_ key: String, _ expected: ConfigurationError.Expected) -> ConfigurationError {
            fail("alerts.\(key)", .wrongValue("alerts.\(key)", expected: expected))
        }
        for key in table.keys where !Self.keys.contains(key) {
            throw fail(
                "alerts.\(key)",
                .unknownKey(
                    "alerts.\(key)", nearest: Self.keys.first { EditDistance.between($0, key) <= 3 }))
        }
        guard let kind = table["kind"]?.string.flatMap(Kind.init(rawValue:)) else {
            throw wrong("kind", .oneOf(Kind.allCases.map(\.rawValue)))
        }
        guard let threshold = table["threshold"]?.int, (1...100_000_000).contains(threshold) else {
            throw wrong("threshold", .number(1...100_000_000))
        }
        let words = table["command"]?.array?.map(\.string) ?? []
        let command = words.compactMap(\.self)
        guard command.count == words.count, command.first?.hasPrefix("/") == true else {
            throw wrong("command", .command)
        }
        let every = table["every_seconds"].map(\.int) ?? 3_600
        guard let every, (60...604_800).contains(every) else {
            throw wrong("every_seconds", .number(60...604_800))
        }
        self.kind = kind
        self.threshold = Int64(threshold)
        self.command = command
        self.every = Int64(every)
    }

    /// Makes a rule.
    init(kind: Kind, threshold: Int64, command: [String], every: Int64) {
        self.kind = kind
        self.threshold = threshold
        self.command = command
        self.every = every
    }
}

/// Which rules call for help now: each at once when its figure is wrong, then not again before its time.
struct AlertBook: Sendable {
    private let rules: [AlertRule]
    /// When each rule called last, in milliseconds since 1970.
    private var called: [Int: Int64] = [:]

    /// Makes a book of rules.
    init(_ rules: [AlertRule]) { self.rules = rules }

    /// The rules that call now, with their figures.
    mutating func due(_ gauges: Gauges) -> [(rule: AlertRule, value: Int64)] {
        var due: [(AlertRule, Int64)] = []
        for (index, rule) in rules.enumerated() {
            guard let value = rule.value(in: gauges), value >= rule.threshold else { continue }
            // A clock that was set back must not silence a rule.
            if let last = called[index], (0..<rule.every * 1_000).contains(gauges.readAt - last) { continue }
            called[index] = gauges.readAt
            due.append((rule, value))
        }
        return due
    }
}
