/// What a mouse did, as far as this program hears it. Terminals report it in the form of xterm's mode 1006 (SGR): it has no
/// limit of columns and consists of plain characters, so that a report that comes late is never taken for keys.
public enum MouseEvent: Hashable, Sendable {
    /// The left button was pressed over a cell, without a key held.
    case click(Point)
    /// The wheel turned: -1 is up, 1 is down.
    case wheel(Int)

    /// Reads `ESC [ < button ; column ; row M`.
    /// - Parameter bytes: what stands between `ESC [` and the final byte.
    /// - Returns: nothing for a release, a movement, another button, a key held beside it, or what is no report.
    init?(bytes: [UInt8], final: UInt8) {
        guard final == 0x4D, bytes.first == 0x3C else { return nil }
        let parts = bytes.dropFirst().split(separator: 0x3B, omittingEmptySubsequences: false)
        guard parts.count == 3,
            parts.allSatisfy({ (1...5).contains($0.count) && $0.allSatisfy(Self.isDigit) })
        else { return nil }
        let numbers = parts.map { $0.reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        switch numbers[0] {
        case 0 where numbers[1] > 0 && numbers[2] > 0:
            self = .click(Point(column: numbers[1] - 1, row: numbers[2] - 1))
        case 64: self = .wheel(-1)
        case 65: self = .wheel(1)
        default: return nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
