import Invoicing
import Terminal
import Testing

@testable import Console

/// How a screen is looked at: language, size, signs.
struct GoldenLook: Sendable {
    let language: Language
    let columns: Int
    let rows: Int
    var usesASCII = false

    var head: String { "\(language.rawValue) \(columns)x\(rows)" + (usesASCII ? " ascii" : "") }

    /// Every look: both languages at three sizes, then with ASCII signs alone at the smallest.
    static let all: [GoldenLook] =
        Language.allCases.flatMap { language in
            [(80, 24), (120, 40), (200, 60)].map {
                GoldenLook(language: language, columns: $0.0, rows: $0.1)
            }
        } + Language.allCases.map { GoldenLook(language: $0, columns: 80, rows: 24, usesASCII: true) }
}

/// A screen that has a golden.
struct GoldenScreen: Sendable, CustomTestStringConvertible {
    /// The name of its file.
    let name: String
    /// Texts that are others on another machine; a star stands in the golden.
    var hidden: [String] = []
    /// Makes what all looks share, and gives what draws one of them.
    let prepare: @Sendable () throws -> (GoldenLook) throws -> Surface

    init(_ name: String, _ draw: @escaping @Sendable (GoldenLook) throws -> Surface) {
        self.name = name
        prepare = { draw }
    }

    /// A screen that keys lead to, over plain values.
    init(
        _ name: String, keys: [String], hiding hidden: [String] = [],
        _ prepare: @escaping @Sendable (inout Bench) throws -> Void = { _ in }
    ) {
        self.init(name) { look in
            var bench = try GoldenBench.make(look)
            for key in keys { bench.perform(key) }
            try prepare(&bench)
            return bench.surface
        }
        self.hidden = hidden
    }

    /// A screen that keys lead to, over real stores.
    /// - Parameter before: keys that change the store, pressed once for all looks.
    init(_ name: String, stored keys: [String], over before: [String] = []) {
        self.name = name
        prepare = {
            let store = try GoldenStore()
            if !before.isEmpty {
                _ = try store.surface(GoldenLook(language: .zh, columns: 120, rows: 40), after: before)
            }
            return { look in try store.surface(look, after: keys) }
        }
    }

    /// Lines with a star in place of what differs from machine to machine.
    func masked(_ lines: [String]) -> [String] {
        lines.map { line in
            hidden.reduce(line) { line, text in
                line.split(separator: text, omittingEmptySubsequences: false).joined(separator: "*")
            }
        }
    }

    var testDescription: String { name }
}

extension Bench {
    /// A key as `KeyPress` writes it, or `type:TEXT`.
    mutating func perform(_ step: String) {
        if step.hasPrefix("type:") { type(String(step.dropFirst(5))) } else { press(step) }
    }
}
