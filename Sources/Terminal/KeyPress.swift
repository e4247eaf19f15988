/// A key, whatever bytes the terminal sends for it.
public enum Key: Hashable, Sendable {
    /// A character that was typed, after any input method.
    case character(Character)
    /// Enter, also on the keypad.
    case enter
    /// Escape alone.
    case escape
    /// Tab.
    case tab
    /// Shift and Tab.
    case backTab
    /// Backspace, however the terminal sends it (DEL or BS).
    case backspace
    /// Delete to the right.
    case delete
    /// Insert.
    case insert
    /// Up arrow.
    case up
    /// Down arrow.
    case down
    /// Left arrow.
    case left
    /// Right arrow.
    case right
    /// Home.
    case home
    /// End.
    case end
    /// Page up.
    case pageUp
    /// Page down.
    case pageDown
    /// F1 is 1.
    case function(Int)
    /// Control with a lower-case letter, or with one of `@ \ ] ^ _`.
    case control(Character)
}

/// A key with the modifiers held.
public struct KeyPress: Hashable, Sendable {
    /// The modifiers a terminal reports beside the key. Shift and control appear only with keys that are not characters.
    public struct Modifiers: OptionSet, Hashable, Sendable {
        /// One bit a modifier.
        public let rawValue: UInt8

        /// Makes a set from its bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Shift, with arrows and function keys.
        public static let shift = Modifiers(rawValue: 1)
        /// Alt, also sent as Escape before the key.
        public static let alt = Modifiers(rawValue: 2)
        /// Control, with arrows and function keys.
        public static let control = Modifiers(rawValue: 4)
    }

    /// The key.
    public var key: Key
    /// What was held with it.
    public var modifiers: Modifiers

    /// A key with any modifiers.
    public init(_ key: Key, modifiers: Modifiers = []) {
        self.key = key
        self.modifiers = modifiers
    }

    /// A key, with Alt or without.
    public init(_ key: Key, hasAlt: Bool) {
        self.init(key, modifiers: hasAlt ? .alt : [])
    }

    /// Whether Alt was held.
    public var hasAlt: Bool { modifiers.contains(.alt) }
}
