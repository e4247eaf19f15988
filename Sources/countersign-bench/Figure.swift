import Foundation

/// One measured figure beside its bound.
struct Figure: Encodable {
    /// What was measured, as a name that scripts may rely on.
    let name: String
    /// The figure, in the unit; nothing where it could not be measured.
    let value: Double?
    /// `ms`, `bytes` or `MiB`.
    let unit: String
    /// The most that the design allows; nothing where it says nothing.
    let bound: Double?
    /// What else is worth knowing of it.
    let note: String

    /// Whether it is within its bound.
    var isKept: Bool { bound.map { bound in value.map { $0 <= bound } ?? false } ?? true }

    init(_ name: String, _ value: Double?, _ unit: String, atMost bound: Double? = nil, note: String = "") {
        self.name = name
        self.value = value
        self.unit = unit
        self.bound = bound
        self.note = note
    }

    /// The figures as lines of a table.
    static func table(_ figures: [Figure]) -> String {
        let width = figures.map(\.name.count).max() ?? 0
        return figures.map { figure in
            let bound =
                figure.bound.map { "\(figure.isKept ? "within" : "MISSES") \(number($0))" } ?? ""
            return [
                padded(figure.name, width), padded(figure.value.map(number) ?? "none", 9, atEnd: false),
                padded(figure.unit, 5), padded(bound, 14), figure.note,
            ].joined(separator: "  ")
        }.map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }

    /// The figures as JSON.
    static func json(_ figures: [Figure]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(["figures": figures]), as: UTF8.self)
    }

    private static func padded(_ text: String, _ width: Int, atEnd: Bool = true) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return atEnd ? text + blanks : blanks + text
    }

    /// At most three decimals, and none where they say nothing.
    private static func number(_ value: Double) -> String {
        let thousandths = Int((value * 1_000).rounded())
        let (whole, rest) = thousandths.quotientAndRemainder(dividingBy: 1_000)
        if rest == 0 { return "\(whole)" }
        return "\(whole).\(String(1_000 + abs(rest)).dropFirst())"
    }
}

extension Array where Element == Double {
    /// The value that so many of a hundred do not exceed; nothing without values.
    func percentile(_ percent: Int) -> Double? {
        let sorted = sorted()
        guard !sorted.isEmpty else { return nil }
        return sorted[Swift.min(sorted.count - 1, sorted.count * percent / 100)]
    }
}

extension Duration {
    /// Milliseconds as a number.
    var inMilliseconds: Double { self / .milliseconds(1) }
}
