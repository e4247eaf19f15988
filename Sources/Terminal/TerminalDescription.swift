import Glibc

/// A terminal's compiled description, read from the terminfo database and changed where curses would send more than it must.
///
/// curses never moves down by a line feed, as the line discipline may turn it into more, and so spends four or five bytes
/// (`ESC [ 12 d`) on the most frequent motion there is. Index and reverse index (`ESC D`, `ESC M`: ECMA-48, every terminal
/// since the VT100) do the same in two. It likes to blank the beginning of a row by `ESC [ 1 K`, far from the one blank that
/// is wanted. And it sends bold as a whole set of attributes (`ESC ( B ESC [ 0 ; 1 m`), with the character set that is never
/// changed here. All these are matters of the description alone: curses is given another one in its own format, see
/// term(5), as the value of `TERMINFO` (`hex:`, since ncurses 6.1).
struct TerminalDescription {
    private var bytes: [UInt8]

    /// The largest description that is read; term(5) allows 32,768 bytes.
    private static let largest = 32_768

    // Places of capabilities in the compiled format, see `Caps` of ncurses.
    private static let cursorUp = 19
    private static let cursorDown = 11
    private static let cursorAddress = 10
    private static let scrollReverse = 130
    private static let clearToBeginning = 269
    private static let plain = 39
    private static let allAttributes = 131

    /// Takes a compiled description.
    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Reads the description of a terminal where curses would; nothing where there is none as a file.
    init?(of name: String, environment: (String) -> String?) {
        guard let initial = name.utf8.first, !name.contains("/"), name.utf8.count <= 128 else { return nil }
        var folders = [environment("TERMINFO"), environment("HOME").map { $0 + "/.terminfo" }].compactMap {
            $0
        }
        folders += (environment("TERMINFO_DIRS") ?? "").split(separator: ":").map(String.init)
        folders += ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"]
        let initials = [String(Character(Unicode.Scalar(initial))), String(initial, radix: 16)]
        for folder in folders where folder.hasPrefix("/") {
            for letter in initials {
                if let bytes = Self.file(folder + "/" + letter + "/" + name) {
                    self.init(bytes: bytes)
                    return
                }
            }
        }
        return nil
    }

    /// The description with the cheaper motions, as `TERMINFO` takes it; nothing where the terminal is not of that kind or
    /// the description cannot be read.
    var economical: String? {
        guard var parts = Parts(bytes), parts.text(Self.cursorAddress)?.starts(with: [0x1B, 0x5B]) == true,
            parts.text(Self.cursorDown) == [0x0A]
        else { return nil }
        parts.set(Self.cursorDown, to: [0x1B, 0x44])
        let reverse: [UInt8] = [0x1B, 0x4D]
        if parts.text(Self.scrollReverse) == reverse, parts.text(Self.cursorUp) == [0x1B, 0x5B, 0x41] {
            parts.set(Self.cursorUp, to: reverse)
        }
        parts.remove(Self.clearToBeginning)
        if parts.shorten(Self.plain, to: [0x1B, 0x5B, 0x6D]) { parts.remove(Self.allAttributes) }
        let digits = Array("0123456789abcdef".utf8)
        let hexadecimal = parts.joined.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "hex:" + String(decoding: hexadecimal, as: UTF8.self)
    }

    private static func file(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: largest + 1)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count > 12, count <= largest else { return nil }
        return Array(bytes.prefix(count))
    }
}

/// The sections of a compiled description.
private struct Parts {
    /// Header, names, flags and numbers.
    private var head: [UInt8]
    /// Where the text of each capability begins in the table; negative where there is none.
    private var offsets: [Int16]
    private var table: [UInt8]
    /// What extends the format: kept as it is.
    private let rest: [UInt8]

    init?(_ bytes: [UInt8]) {
        func number(_ index: Int) -> Int {
            Int(Int16(truncatingIfNeeded: Int(bytes[2 * index]) | Int(bytes[2 * index + 1]) << 8))
        }
        guard bytes.count > 12 else { return nil }
        let magic = number(0)
        let sizes = (1...5).map(number)
        // 0432: numbers of 16 bits; 01036: of 32.
        guard magic == 0o432 || magic == 0o1036, sizes.allSatisfy({ (0...32_768).contains($0) }) else {
            return nil
        }
        var start = 12 + sizes[0] + sizes[1]
        start += start % 2
        start += sizes[2] * (magic == 0o432 ? 2 : 4)
        let texts = start + 2 * sizes[3]
        // An odd table is followed by a byte that fills up; what is added is even, so it stays where it is wanted.
        guard texts + sizes[4] <= bytes.count else { return nil }
        head = Array(bytes[..<start])
        offsets = (0..<sizes[3]).map { index in
            let place = start + 2 * index
            return Int16(bitPattern: UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8)
        }
        table = Array(bytes[texts..<texts + sizes[4]])
        rest = Array(bytes[(texts + sizes[4])...])
    }

    /// The text of a capability.
    func text(_ capability: Int) -> [UInt8]? {
        guard offsets.indices.contains(capability), offsets[capability] >= 0,
            Int(offsets[capability]) < table.count
        else { return nil }
        return Array(table[Int(offsets[capability])...].prefix { $0 != 0 })
    }

    /// Gives a capability another text of two bytes.
    mutating func set(_ capability: Int, to text: [UInt8]) {
        guard offsets.indices.contains(capability), let place = Int16(exactly: table.count) else { return }
        offsets[capability] = place
        table += text + [0, 0]
    }

    /// Leaves of a text only its end, where that is the given one.
    mutating func shorten(_ capability: Int, to end: [UInt8]) -> Bool {
        guard let text = text(capability), text.suffix(end.count).elementsEqual(end) else { return false }
        // Texts may begin inside others.
        offsets[capability] += Int16(text.count - end.count)
        return true
    }

    mutating func remove(_ capability: Int) {
        if offsets.indices.contains(capability) { offsets[capability] = -1 }
    }

    var joined: [UInt8] {
        var head = head
        head[10] = UInt8(truncatingIfNeeded: table.count)
        head[11] = UInt8(truncatingIfNeeded: table.count >> 8)
        return head
            + offsets.flatMap { offset in
                let bits = UInt16(bitPattern: offset)
                return [UInt8(truncatingIfNeeded: bits), UInt8(truncatingIfNeeded: bits >> 8)]
            } + table + rest
    }
}
