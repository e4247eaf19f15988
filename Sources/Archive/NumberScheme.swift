import Foundation
import Invoicing
import Store

/// How archive numbers (档号) are made up: `{fonds}-{category}-{year}-{retention}-{number:6}`.
///
/// An archive number is unique, does not change once it is given, and leaves room to grow (DA/T 13-2022, 4.1, 4.3, 4.4);
/// so the running number has a least width and no greatest one, and nothing that could be read as a digit of it stands
/// beside it.
public struct NumberScheme: Hashable, Sendable {
    /// What a scheme can put into a number beside the running number.
    public enum Field: String, CaseIterable, Sendable {
        /// 全宗号: whose archive it is.
        case fonds
        /// 会计年度
        case year
        /// 保管期限, as `D30` or `Y`.
        case retention
        /// 类别号
        case category
        /// 机构: the submitter's department.
        case department
        /// Whose store it is; two stores with one scheme otherwise give the same numbers.
        case user
    }

    /// Why a text is no scheme.
    public enum Problem: Error, Hashable, Sendable {
        /// It has no running number, or more than one.
        case oneNumber
        /// A name in braces that is none.
        case unknownField(String)
        /// A brace that is not closed, or one too many.
        case brace
        /// The width is not 1 to 12.
        case width(String)
        /// A field or a digit stands beside the running number.
        case crowded
        /// A character that has no place in a number.
        case character(Character)
        /// It is longer than 100 characters.
        case tooLong
    }

    private enum Part: Hashable, Sendable {
        case text(String)
        case field(Field)
        case number(width: Int)
    }

    private let parts: [Part]

    /// The fields that it uses.
    public var fields: Set<Field> {
        Set(
            parts.compactMap { part in
                if case .field(let field) = part { field } else { nil }
            })
    }

    /// `KU.PZ-2026-D30-000001`
    public static let standard = NumberScheme(parts: [
        .field(.category), .text("-"), .field(.year), .text("-"), .field(.retention), .text("-"),
        .number(width: 6),
    ])

    private init(parts: [Part]) { self.parts = parts }

    /// Reads a scheme.
    public init(parsing text: String) throws(Problem) {
        guard text.count <= 100 else { throw .tooLong }
        var parts: [Part] = []
        var rest = text[...]
        while let first = rest.first {
            if first == "{" {
                guard let end = rest.firstIndex(of: "}") else { throw .brace }
                parts.append(try Self.part(String(rest[rest.index(after: rest.startIndex)..<end])))
                rest = rest[rest.index(after: end)...]
            } else {
                let words = rest.prefix { $0 != "{" }
                for character in words where !Self.isAllowed(character) {
                    throw character == "}" ? .brace : .character(character)
                }
                parts.append(.text(String(words)))
                rest = rest.dropFirst(words.count)
            }
        }
        self.parts = parts
        let places = parts.indices.filter { index in
            if case .number = parts[index] { true } else { false }
        }
        guard places.count == 1, let place = places.first else { throw .oneNumber }
        func isClear(_ neighbour: Int, _ edge: (String) -> Character?) -> Bool {
            guard parts.indices.contains(neighbour) else { return true }
            guard case .text(let words) = parts[neighbour], let character = edge(words) else { return false }
            return !character.isNumber
        }
        guard isClear(place - 1, { $0.last }), isClear(place + 1, { $0.first }) else { throw .crowded }
    }

    /// The series in which a number with these values runs. What a value holds beside letters, digits, dots and
    /// underscores becomes an underscore, so that no name from outside can look like another part.
    public func series(_ values: [Field: String]) -> NumberSeries {
        var series = NumberSeries(prefix: "", width: 1)
        var isBehind = false
        for part in parts {
            let text: String
            switch part {
            case .number(let width):
                series.width = width
                isBehind = true
                continue
            case .text(let words): text = words
            case .field(let field): text = Self.plain(values[field] ?? "")
            }
            if isBehind { series.suffix += text } else { series.prefix += text }
        }
        return series
    }

    private static func part(_ name: String) throws(Problem) -> Part {
        if name == "number" { return .number(width: 1) }
        if name.hasPrefix("number:") {
            guard let width = Int(name.dropFirst(7)), (1...12).contains(width) else { throw .width(name) }
            return .number(width: width)
        }
        guard let field = Field(rawValue: name) else { throw .unknownField(name) }
        return .field(field)
    }

    private static func isAllowed(_ character: Character) -> Bool {
        "-._/·".contains(character) || isPlain(character)
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.unicodeScalars.count == 1 && (character.isLetter || character.isNumber)
    }

    private static func plain(_ text: String) -> String {
        let kept = text.prefix(40).map { isPlain($0) || $0 == "." ? $0 : "_" }
        return kept.isEmpty ? "_" : String(kept)
    }
}

extension NumberScheme.Problem {
    /// What a scheme must be, for the person who wrote one that is not.
    public var explanation: LocalizedText {
        switch self {
        case .oneNumber:
            LocalizedText(zh: "恰好含有一个 {number:位数}", en: "one with {number:WIDTH} exactly once")
        case .unknownField(let name):
            LocalizedText(
                zh: "不含 {\(name)}；可用 {number:位数}、"
                    + NumberScheme.Field.allCases.map { "{\($0.rawValue)}" }.joined(separator: "、"),
                en: "one without {\(name)}; there are {number:WIDTH}, "
                    + NumberScheme.Field.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", "))
        case .brace: LocalizedText(zh: "花括号成对", en: "one whose braces match")
        case .width(let text):
            LocalizedText(zh: "位数为 1 到 12（{\(text)}）", en: "a width from 1 to 12 ({\(text)})")
        case .crowded:
            LocalizedText(
                zh: "流水号与其他字段或数字之间有分隔符", en: "one with a sign between the number and any field or digit")
        case .character(let character):
            LocalizedText(
                zh: "只含字母、数字和 - . _ / ·（不含 \(character)）",
                en: "letters, digits and - . _ / · only, without \(character)")
        case .tooLong: LocalizedText(zh: "不超过 100 个字符", en: "of at most 100 characters")
        }
    }
}
