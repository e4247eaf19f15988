import InvoiceFiles
import Invoicing

/// How much speaks against paying, from 0 to 100, as the sum of parts that each name what is behind them.
///
/// The points are a convention, not a statistic: an error weighs 60, a warning 20, a hint 5, each rule once; a file that
/// was changed weighs 60, one whose signature leaves something out 10. What is above 100 counts as 100.
public struct RiskScore: Encodable, Hashable, Sendable {
    /// What the points mean.
    public enum Level: String, CaseIterable, Encodable, Sendable {
        /// Nothing was found.
        case none
        /// 1 to 19.
        case low
        /// 20 to 59.
        case medium
        /// 60 and more: at least one error.
        case high

        /// The word for it in both languages.
        public var title: LocalizedText {
            switch self {
            case .none: LocalizedText(zh: "无", en: "none")
            case .low: LocalizedText(zh: "低", en: "low")
            case .medium: LocalizedText(zh: "中", en: "medium")
            case .high: LocalizedText(zh: "高", en: "high")
            }
        }
    }

    /// One part of the score.
    public struct Part: Encodable, Hashable, Sendable {
        /// The rule whose findings it counts, or `integrity`.
        public let source: String
        /// Its points.
        public let points: Int
        /// How many findings are behind it; they count once.
        public let count: Int
        /// What it is.
        public let title: LocalizedText
        /// What stands behind it.
        public var kind = Kind.finding
        /// The first finding's reason, or the title where there is none.
        public var reason: LocalizedText? = nil
    }

    /// What a part counts.
    public enum Kind: String, Encodable, Sendable {
        /// Findings of a rule about the claim and its neighbours.
        case finding
        /// A figure that is unusual among all claims of the seller and item.
        case statistic
        /// What vouches for the file.
        case integrity
    }

    /// 0 to 100.
    public let points: Int
    /// What the points mean.
    public let level: Level
    /// The parts, the heaviest first.
    public let parts: [Part]
    /// The score and its parts in one sentence.
    public let sentence: LocalizedText

    /// Scores findings, and what vouches for the file where there is one.
    public init(findings: [Finding], integrity: Integrity.State? = nil) {
        var parts: [Part] = []
        for finding in findings where !parts.contains(where: { $0.source == finding.rule }) {
            let own = findings.filter { $0.rule == finding.rule }
            let worst = own.map(\.severity).max() ?? finding.severity
            parts.append(
                Part(
                    source: finding.rule, points: Self.points(worst), count: own.count, title: finding.title,
                    kind: OutlierRules.ids.contains(finding.rule) ? .statistic : .finding,
                    reason: finding.reason))
        }
        switch integrity {
        case .changed?:
            parts.append(
                Part(
                    source: "integrity", points: 60, count: 1,
                    title: LocalizedText(zh: "文件内容被改动", en: "The file was changed"), kind: .integrity))
        case .partlyCovered?:
            parts.append(
                Part(
                    source: "integrity", points: 10, count: 1,
                    title: LocalizedText(zh: "部分内容不在签名范围内", en: "The signature leaves something out"),
                    kind: .integrity))
        case .intact?, .unsigned?, nil: break
        }
        // Stable: parts of equal weight stay in the order of the findings.
        self.parts = [60, 20, 10, 5].flatMap { weight in parts.filter { $0.points == weight } }
        points = min(100, parts.reduce(0) { $0 + $1.points })
        level =
            switch points {
            case 0: .none
            case 1..<20: .low
            case 20..<60: .medium
            default: .high
            }
        sentence = Self.sentence(points, level, self.parts)
    }

    private static func points(_ severity: Severity) -> Int {
        switch severity {
        case .error: 60
        case .warning: 20
        case .info: 5
        }
    }

    private static func sentence(_ points: Int, _ level: Level, _ parts: [Part]) -> LocalizedText {
        guard !parts.isEmpty else {
            return LocalizedText(zh: "风险0分：没有发现问题。", en: "Risk 0 of 100: nothing was found.")
        }
        let named = parts.prefix(4)
        let rest = parts.count - named.count
        let zh = named.map { "\($0.title.zh) +\($0.points)" } + (rest > 0 ? ["另有\(rest)项"] : [])
        let en = named.map { "\($0.title.en) +\($0.points)" } + (rest > 0 ? ["\(rest) more"] : [])
        return LocalizedText(
            zh: "风险\(points)分（\(level.title.zh)，满分100）：\(zh.joined(separator: "；"))。",
            en: "Risk \(points) of 100 (\(level.title.en)): \(en.joined(separator: "; ")).")
    }
}
