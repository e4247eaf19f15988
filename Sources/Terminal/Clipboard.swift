/// The way from the program to the clipboard of the terminal in front of which the user sits, by the sequence OSC 52
/// (xterm's ctlseqs, "Manipulate Selection Data"; `c` is the clipboard). It works over SSH; the terminal may ignore it
/// and answers nothing, so nobody knows whether the text has arrived.
///
/// tmux takes the sequence itself where `set-clipboard` is `on`, and hands it through where `allow-passthrough` is, as
/// `ESC P tmux;` with every ESC doubled; it gets both. GNU screen hands through what stands in a DCS, of which it takes
/// 768 bytes at a time.
public struct Clipboard: Hashable, Sendable {
    /// What lies between the program and the terminal.
    enum Carrier: Hashable, Sendable {
        case direct
        case tmux
        case screen
    }

    let carrier: Carrier

    /// The longest text that is copied, in bytes of UTF-8: what old terminals take at once is 4,096 bytes of base64.
    public static let longest = 3_072

    /// The clipboard behind a terminal.
    /// - Parameter environment: for `TERM`, `TMUX` and `STY`.
    /// - Returns: nothing for a terminal that has none: `dumb`, the Linux console, a serial terminal.
    public init?(environment: [String: String]) {
        let name = environment["TERM"] ?? ""
        let without = ["dumb", "linux", "cons25", "vt52", "vt100", "vt102", "vt220", "ansi", "unknown", ""]
        if without.contains(name) || name.hasPrefix("linux-") { return nil }
        if environment["TMUX"]?.isEmpty == false || name.hasPrefix("tmux") {
            carrier = .tmux
        } else if environment["STY"]?.isEmpty == false || name.hasPrefix("screen") {
            carrier = .screen
        } else {
            carrier = .direct
        }
    }

    /// The bytes that put a text into the clipboard; nothing for an empty text, or one longer than ``longest``.
    public func bytes(putting text: String) -> [UInt8]? {
        let content = Array(text.utf8)
        guard !content.isEmpty, content.count <= Clipboard.longest else { return nil }
        let plain = Array("\u{1B}]52;c;".utf8) + Base64.encode(content) + [0x07]
        switch carrier {
        case .direct: return plain
        case .tmux:
            let doubled = plain.flatMap { $0 == 0x1B ? [$0, $0] : [$0] }
            return plain + Array("\u{1B}Ptmux;".utf8) + doubled + Array("\u{1B}\\".utf8)
        case .screen:
            // The same name is what tmux has over SSH, where it does not say so: it takes the first and drops the rest.
            var wrapped: [UInt8] = []
            var rest = plain[...]
            while !rest.isEmpty {
                wrapped += Array("\u{1B}P".utf8) + rest.prefix(Clipboard.mostOfScreen)
                wrapped += Array("\u{1B}\\".utf8)
                rest = rest.dropFirst(Clipboard.mostOfScreen)
            }
            return plain + wrapped
        }
    }

    private static let mostOfScreen = 700
}

/// Base64 (RFC 4648, section 4).
private enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var value: UInt32 = 0
            for place in 0..<3 {
                value = value << 8 | (place < group.count ? UInt32(group[start + place]) : 0)
            }
            for place in 0..<4 {
                let isUsed = place <= group.count
                result.append(isUsed ? alphabet[Int(value >> (18 - 6 * UInt32(place)) & 63)] : 0x3D)
            }
        }
        return result
    }
}
