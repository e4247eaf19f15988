import CNcurses

/// A theme in the terms of curses: attributes and a colour pair for every role, for the colours this terminal has.
struct CursesPalette {
    struct Entry {
        var attributes: attr_t = 0
        var pair: Int32 = 0
    }

    private var entries: [StyleRole: Entry] = [:]

    /// Allocates the colour pairs of a theme. Curses must be running.
    init(theme: Theme) {
        let colours = Int(cn_colours())
        for role in StyleRole.allCases {
            entries[role] = CursesPalette.entry(for: theme[role], colours: colours)
        }
    }

    subscript(role: StyleRole) -> Entry { entries[role] ?? Entry() }

    private static func entry(for style: Style, colours: Int) -> Entry {
        var entry = Entry()
        if style.attributes.contains(.bold) { entry.attributes |= cn_bold }
        if style.attributes.contains(.dim) { entry.attributes |= cn_dim }
        if style.attributes.contains(.underline) { entry.attributes |= cn_underline }
        if style.attributes.contains(.reverse) { entry.attributes |= cn_reverse }
        guard colours >= 8 else {
            // Without colours a coloured band would vanish into the page.
            if style.background != .standard { entry.attributes |= cn_reverse }
            return entry
        }
        let foreground = index(style.foreground, colours: colours)
        let background = index(style.background, colours: colours, isBackground: true)
        guard foreground != -1 || background != -1 else { return entry }
        let pair = alloc_pair(foreground, background)
        if pair > 0 { entry.pair = pair }
        return entry
    }

    private static func index(_ colour: TerminalColour, colours: Int, isBackground: Bool = false) -> Int32 {
        switch colour {
        case .standard: -1
        case .palette(let number) where Int(number) < colours: Int32(number)
        // Bright backgrounds are not portable.
        case .palette(let number) where colours >= 16 && !isBackground: Int32(nearestOfSixteen(number))
        case .palette(let number): Int32(nearestOfEight(number))
        }
    }

    /// The nearest of the sixteen that can still be read on the page that the colour was chosen for: a light hue stays light,
    /// a very dark one becomes black.
    static func nearestOfSixteen(_ number: UInt8) -> UInt8 {
        switch number {
        case 0...15: return number
        case 232..<244: return 0
        case 244..<250: return 8
        case 250..<252: return 7
        case 252...255: return 15
        default:
            let cube = Int(number) - 16
            let strongest = max(cube / 36, cube / 6 % 6, cube % 6)
            guard strongest > 1 else { return 0 }
            return nearestOfEight(number) + (strongest >= 4 ? 8 : 0)
        }
    }

    /// The nearest of the eight basic colours, for terminals with no more.
    static func nearestOfEight(_ number: UInt8) -> UInt8 {
        switch number {
        case 0...15: return number % 8
        case 232...255: return number < 244 ? 0 : 7
        default:
            let cube = Int(number) - 16
            let channels = [cube / 36, cube / 6 % 6, cube % 6]
            // The bits of red, green and blue: a channel counts when it is at least three fifths of the strongest.
            let strongest = max(channels[0], channels[1], channels[2])
            guard strongest > 0 else { return 0 }
            var bits: UInt8 = 0
            for (bit, channel) in channels.enumerated() where channel * 5 >= strongest * 3 {
                bits |= 1 << UInt8(bit)
            }
            return bits
        }
    }
}
