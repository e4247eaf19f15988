/// How keys are written in the configuration and in help: `j`, `C-c`, `A-x`, `<Enter>`, `<PageDown>`, `<F1>`, `<S-Up>`.
extension KeyPress {
    /// Reads a key as people write it; nil when it names none. Names in angle brackets ignore upper and lower case.
    public init?(notation: String) {
        if notation.count == 1, let character = notation.first {
            guard let key = KeyPress.plainKey(character) else { return nil }
            self.init(key)
            return
        }
        let isBracketed = notation.hasPrefix("<") && notation.hasSuffix(">")
        var rest = isBracketed ? notation.dropFirst().dropLast() : notation[...]
        var modifiers: Modifiers = []
        while rest.count > 2, rest.dropFirst().first == "-",
            let modifier = KeyPress.prefixes[rest.prefix(1).uppercased()]
        {
            modifiers.insert(modifier)
            rest = rest.dropFirst(2)
        }
        // `A-<Up>` means the same as `<A-Up>`.
        if rest.count > 2 && rest.hasPrefix("<") && rest.hasSuffix(">") { rest = rest.dropFirst().dropLast() }
        if let key = KeyPress.namedKey(String(rest)) {
            self.init(key, modifiers: modifiers)
            return
        }
        guard rest.count == 1, let character = rest.first, !modifiers.isEmpty, !modifiers.contains(.shift)
        else { return nil }
        if modifiers.contains(.control) {
            guard let controlled = KeyPress.controlCharacter(character) else { return nil }
            self.init(.control(controlled), modifiers: modifiers.subtracting(.control))
        } else {
            guard let key = KeyPress.plainKey(character) else { return nil }
            self.init(key, modifiers: modifiers)
        }
    }

    /// The one way this key is written; `KeyPress(notation:)` reads it back.
    public var notation: String {
        let alt = modifiers.contains(.alt) ? "A-" : ""
        switch key {
        case .character(" "): return "<\(alt)Space>"
        case .character(let character): return alt + String(character)
        case .control(let character): return alt + "C-" + String(character)
        default:
            let control = modifiers.contains(.control) ? "C-" : ""
            let shift = modifiers.contains(.shift) ? "S-" : ""
            return "<\(alt)\(control)\(shift)\(KeyPress.name(of: key))>"
        }
    }

    private static let prefixes: [String: Modifiers] = ["C": .control, "A": .alt, "M": .alt, "S": .shift]

    private static let names: [(name: String, key: Key)] = [
        ("Enter", .enter), ("Esc", .escape), ("Tab", .tab), ("BackTab", .backTab), ("Backspace", .backspace),
        ("Delete", .delete), ("Insert", .insert), ("Up", .up), ("Down", .down), ("Left", .left),
        ("Right", .right),
        ("Home", .home), ("End", .end), ("PageUp", .pageUp), ("PageDown", .pageDown),
        ("Space", .character(" ")),
    ]

    private static let otherNames: [String: Key] = [
        "return": .enter, "cr": .enter, "escape": .escape, "del": .delete, "ins": .insert, "bs": .backspace,
        "pgup": .pageUp, "pgdn": .pageDown, "lt": .character("<"), "gt": .character(">"),
    ]

    private static func name(of key: Key) -> String {
        if case .function(let number) = key { return "F\(number)" }
        return names.first { $0.key == key }?.name ?? ""
    }

    private static func namedKey(_ text: String) -> Key? {
        let lower = text.lowercased()
        if let named = names.first(where: { $0.name.lowercased() == lower }) { return named.key }
        if let other = otherNames[lower] { return other }
        if lower.count >= 2, lower.first == "f", let number = Int(lower.dropFirst()),
            (1...63).contains(number)
        {
            return .function(number)
        }
        return nil
    }

    private static func plainKey(_ character: Character) -> Key? {
        for scalar in character.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                return nil
            default: continue
            }
        }
        return .character(character)
    }

    private static func controlCharacter(_ character: Character) -> Character? {
        let lower = Character(character.lowercased())
        return ("a"..."z").contains(lower) || "@\\]^_".contains(lower) ? lower : nil
    }
}
