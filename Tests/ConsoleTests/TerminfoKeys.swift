import Foundation

/// The keys of forty terminals, from the file beside this one that says where they are from.
enum TerminfoKeys {
    /// Every sequence that any of them sends, once.
    static func sequences() throws -> [[UInt8]] {
        Set(try terminals().values.flatMap { $0 }).sorted().map { bytes(of: $0) }
    }

    /// The sequences by terminal, as the file writes them.
    static func terminals() throws -> [String: [String]] {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Terminfo").appendingPathComponent("keys.txt")
        var terminals: [String: [String]] = [:]
        for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
        where !line.hasPrefix("#") {
            let words = line.split(separator: " ").map(String.init)
            guard let name = words.first else { continue }
            let isSame = words.count == 3 && words[1] == "="
            terminals[name] = isSame ? terminals[words[2]] : Array(words.dropFirst())
        }
        return terminals
    }

    /// `\E` is ESC, `\x09` a byte.
    private static func bytes(of text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "\\" else {
                bytes += Array(String(character).utf8)
                continue
            }
            if rest.popFirst() == "E" {
                bytes.append(0x1B)
            } else {
                bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            }
        }
        return bytes
    }
}
