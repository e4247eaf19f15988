import Foundation
import Testing

/// The file of one screen: a section a look, each headed `== zh 80x24`. Written anew by
/// `COUNTERSIGN_GOLDENS=write swift test --filter GoldenTests`; look at the difference before it is committed.
struct GoldenFile {
    let name: String
    private let url: URL

    init(_ name: String) {
        self.name = name
        url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Goldens").appendingPathComponent(name + ".txt")
    }

    static var isWriting: Bool { ProcessInfo.processInfo.environment["COUNTERSIGN_GOLDENS"] == "write" }

    /// Compares sections with the file, or writes them.
    func check(_ sections: [(head: String, lines: [String])]) throws {
        if Self.isWriting {
            let text = sections.map { "== \($0.head)\n" + $0.lines.map { $0 + "\n" }.joined() }.joined()
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
            return
        }
        guard let text = try? String(contentsOf: url, encoding: .utf8) else {
            Issue.record("no golden \(name): run COUNTERSIGN_GOLDENS=write swift test --filter GoldenTests")
            return
        }
        let kept = Self.sections(of: text)
        for (head, lines) in sections where kept[head] != lines {
            let difference = Self.difference(from: kept[head] ?? [], to: lines)
            Issue.record("\(name), \(head), differs from its golden:\n\(difference)")
        }
        #expect(
            Set(kept.keys) == Set(sections.map(\.head)), "\(name) has other looks than its golden")
    }

    private static func sections(of text: String) -> [String: [String]] {
        var sections: [String: [String]] = [:]
        var head = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("== ") {
                head = String(line.dropFirst(3))
                sections[head] = []
            } else {
                sections[head, default: []].append(String(line))
            }
        }
        return sections
    }

    /// The lines that differ, the golden's above the screen's, as many as one reads.
    static func difference(from golden: [String], to screen: [String]) -> String {
        var told: [String] = []
        let changes = screen.difference(from: golden)
        for change in changes.prefix(24) {
            switch change {
            case .remove(let place, let line, _): told.append("  golden \(place): \(line)")
            case .insert(let place, let line, _): told.append("  screen \(place): \(line)")
            }
        }
        told.sort { place(of: $0) < place(of: $1) }
        if changes.count > 24 { told.append("  and \(changes.count - 24) more") }
        return told.joined(separator: "\n")
    }

    private static func place(of told: String) -> Int {
        Int(told.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? .max
    }
}
