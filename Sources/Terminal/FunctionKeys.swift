/// What the control sequences of keyboards mean. The table joins the terminfo entries of xterm, rxvt, screen, tmux, the Linux
/// console, PuTTY, vt220 and their relatives; where two disagree, the more common terminal wins.
enum FunctionKeys {
    /// A key that is one character.
    static func key(of scalar: Unicode.Scalar) -> Key {
        switch scalar.value {
        case 0x00: .control("@")
        case 0x08, 0x7F: .backspace
        case 0x09: .tab
        case 0x0A, 0x0D: .enter
        case 0x01...0x1A: .control(Character(Unicode.Scalar(UInt8(scalar.value) + 0x60)))
        case 0x1B: .escape
        case 0x1C...0x1F: .control(Character(Unicode.Scalar(UInt8(scalar.value) + 0x40)))
        default: .character(Character(scalar))
        }
    }

    /// Whether `$` ends the sequence: rxvt sends `ESC [ 3 $` for Shift with Delete.
    static func isShiftedTail(_ byte: UInt8, after bytes: [UInt8]) -> Bool {
        byte == 0x24 && !bytes.isEmpty && bytes.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The key of `ESC [ bytes final`, or nil for a sequence that is no key.
    static func control(_ bytes: [UInt8], final: UInt8) -> KeyPress? {
        if bytes == [0x5B] {
            return (0x41...0x45).contains(final) ? KeyPress(.function(Int(final) - 0x40)) : nil
        }
        guard let numbers = parameters(bytes), numbers.count <= 2 else { return nil }
        switch final {
        case 0x7E:  // ~
            return numbers.first.flatMap(numbered).map {
                KeyPress($0, modifiers: modifiers(numbers.dropFirst().first))
            }
        case 0x24: return numbers.first.flatMap(numbered).map { KeyPress($0, modifiers: .shift) }
        case 0x5E where numbers.count == 1:  // ^
            return numbers.first.flatMap(numbered).map { KeyPress($0, modifiers: .control) }
        case 0x40 where numbers.count == 1:  // @
            return numbers.first.flatMap(numbered).map { KeyPress($0, modifiers: [.control, .shift]) }
        case 0x5A: return numbers.isEmpty ? KeyPress(.backTab) : nil
        case 0x61...0x64 where numbers.isEmpty:  // a to d: rxvt
            return arrow(final - 0x20).map { KeyPress($0, modifiers: .shift) }
        case 0x4C where numbers.isEmpty: return KeyPress(.insert)
        default:
            guard let key = arrow(final) ?? functionLetter(final) else { return nil }
            // `ESC [ 1 ; 5 A`, or the older `ESC [ 5 A`; anything else with two numbers is a report, not a key.
            if numbers.count == 2 && numbers.first != 1 { return nil }
            return KeyPress(key, modifiers: modifiers(numbers.last))
        }
    }

    /// The key of `ESC O bytes final`, or nil.
    static func single(_ bytes: [UInt8], final: UInt8) -> KeyPress? {
        guard let numbers = parameters(bytes) else { return nil }
        let held = modifiers(numbers.last)
        switch final {
        case 0x4D: return KeyPress(.enter, modifiers: held)
        case 0x49: return KeyPress(.tab, modifiers: held)
        case 0x61...0x64: return arrow(final - 0x20).map { KeyPress($0, modifiers: .control) }
        default: return (arrow(final) ?? functionLetter(final)).map { KeyPress($0, modifiers: held) }
        }
    }

    private static func arrow(_ final: UInt8) -> Key? {
        switch final {
        case 0x41: .up
        case 0x42: .down
        case 0x43: .right
        case 0x44: .left
        case 0x46: .end
        case 0x48: .home
        default: nil
        }
    }

    private static func functionLetter(_ final: UInt8) -> Key? {
        (0x50...0x53).contains(final) ? .function(Int(final) - 0x4F) : nil
    }

    private static func numbered(_ number: Int) -> Key? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23...26: .function(number - 12)
        case 28, 29: .function(number - 13)
        case 31...34: .function(number - 14)
        default: nil
        }
    }

    /// xterm's modifier parameter is one more than a set of bits: 1 Shift, 2 Alt, 4 Control, 8 Meta.
    private static func modifiers(_ parameter: Int?) -> KeyPress.Modifiers {
        guard let parameter, (2...16).contains(parameter) else { return [] }
        let bits = parameter - 1
        var held = KeyPress.Modifiers(rawValue: UInt8(bits & 7))
        if bits & 8 != 0 { held.insert(.alt) }
        return held
    }

    /// The numbers between semicolons; nil when the bytes are not only that. Empty numbers count as 1.
    private static func parameters(_ bytes: [UInt8]) -> [Int]? {
        if bytes.isEmpty { return [] }
        var numbers: [Int] = []
        for part in bytes.split(separator: 0x3B, omittingEmptySubsequences: false) {
            guard part.count <= 4, part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            numbers.append(part.isEmpty ? 1 : part.reduce(0) { $0 * 10 + Int($1 - 0x30) })
        }
        return numbers
    }
}
