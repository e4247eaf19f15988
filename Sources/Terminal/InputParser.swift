/// Turns the bytes of any terminal into keys and pastes. A pure value: bytes and times in, events out.
///
/// Whole control sequences are read and unknown ones dropped, so that a sequence split in transit never becomes letters:
/// an arrow key must not approve anything. Call `expire(at:)` only when no more bytes are waiting and `deadline` has passed;
/// time that the program itself was busy must not turn a sequence into an Escape.
public struct InputParser: Sendable {
    /// The moments a parser waits for, all from the last byte read.
    public struct Delays: Hashable, Sendable {
        /// How long an Escape waits for the rest of a sequence before it counts as the Escape key.
        public var escape: Duration
        /// How long an unfinished sequence may pause before it is no key any more.
        public var sequence: Duration
        /// How long the rest of such a sequence is still swallowed: a line that stalled delivers it later.
        public var rest: Duration
        /// How long a paste may pause before it counts as finished.
        public var paste: Duration

        /// Makes the delays; 25 ms is right for a local terminal.
        public init(
            escape: Duration = .milliseconds(25), sequence: Duration = .milliseconds(500),
            rest: Duration = .seconds(10), paste: Duration = .seconds(10)
        ) {
            self.escape = escape
            self.sequence = sequence
            self.rest = rest
            self.paste = paste
        }

        /// The delays for an environment: `ESCDELAY` (milliseconds, at most 10,000) wins; else 100 ms for the Escape over
        /// SSH and 25 ms on a local terminal.
        public init(environment: [String: String]) {
            self.init()
            if let text = environment["ESCDELAY"], let milliseconds = Int(text),
                (1...10_000).contains(milliseconds)
            {
                escape = .milliseconds(milliseconds)
            } else if environment["SSH_TTY"] != nil || environment["SSH_CONNECTION"] != nil {
                escape = .milliseconds(100)
            }
        }
    }

    /// The longest paste kept, in bytes (1 MiB); the rest of a longer one is read and dropped.
    public static let maximumPaste = 1_048_576
    /// The longest control sequence kept for reading; a longer one is still swallowed to its end.
    static let maximumSequence = 64

    private enum State {
        case ground
        /// An ESC came, `hasAlt` when it was the second.
        case escape(hasAlt: Bool)
        /// After `ESC [`.
        case control(bytes: [UInt8], hasAlt: Bool)
        /// After `ESC O`.
        case single(bytes: [UInt8], hasAlt: Bool)
        /// Inside OSC, DCS, SOS, PM or APC: everything up to its terminator is dropped.
        case string
        /// An ESC inside such a string: `\` ends it.
        case stringEscape
        /// After `ESC [ M`: a mouse report of three raw bytes, from a mode that another program left on.
        case mouse(missing: Int)
        /// Inside a bracketed paste.
        case paste
    }

    /// Whether reports of the mouse become events; else they are swallowed, as from a mode that another program left on.
    public var hearsMouse = false

    private let delays: Delays
    private var state: State = .ground
    private var decoder = CharacterDecoder()
    private var lastByte: ContinuousClock.Instant?
    /// Whether the sequence that is being read is no key any more, because it paused for too long or was typed before a
    /// question. Its rest is swallowed all the same: as letters it could answer the question.
    private var isVoid = false
    /// When an Escape was given out as a key; its sequence may still be on the way.
    private var escapeGivenAt: ContinuousClock.Instant?
    private var pasted: [UInt8] = []
    private var pasteTail: [UInt8] = []

    /// A parser with nothing read yet.
    public init(delays: Delays = Delays()) { self.delays = delays }

    /// When `expire(at:)` is due if no byte comes before; nil when nothing is pending.
    public var deadline: ContinuousClock.Instant? {
        guard let lastByte else { return nil }
        switch state {
        case .ground: return nil
        case .escape: return lastByte + delays.escape
        case .control, .single, .mouse: return lastByte + (isVoid ? delays.rest : delays.sequence)
        case .string, .stringEscape: return lastByte + delays.sequence
        case .paste: return lastByte + delays.paste
        }
    }

    /// Reads bytes that arrived at that moment.
    public mutating func feed(_ bytes: some Sequence<UInt8>, at now: ContinuousClock.Instant) -> [InputEvent]
    {
        var events: [InputEvent] = []
        if case .escape(let hasAlt) = state, let deadline, now > deadline {
            // Too late for Alt, but an introducer is still the rest of a slow sequence.
            var iterator = bytes.makeIterator()
            if let first = iterator.next(), !InputParser.isIntroducer(first) {
                giveEscape(&events, hasAlt: hasAlt, at: now)
                state = .ground
            }
        }
        for byte in bytes { read(byte, at: now, into: &events) }
        return events
    }

    /// Ends what has waited too long: an Escape becomes a key, an unfinished sequence will be none.
    public mutating func expire(at now: ContinuousClock.Instant) -> [InputEvent] {
        guard let deadline, now >= deadline else { return [] }
        var events: [InputEvent] = []
        switch state {
        case .ground: break
        case .escape(let hasAlt): giveEscape(&events, hasAlt: hasAlt, at: now)
        case .control, .single, .mouse:
            if !isVoid, let lastByte, now < lastByte + delays.rest {
                isVoid = true
                return events
            }
        case .string, .stringEscape: break
        case .paste: finishPaste(&events)
        }
        state = .ground
        isVoid = false
        return events
    }

    /// Forgets everything that is half read, for the moment before a decision is asked.
    public mutating func reset() {
        decoder = CharacterDecoder()
        switch state {
        // The rest must still be recognised as pasted.
        case .paste: pasted = []
        case .control, .single, .mouse: isVoid = true
        case .escape:
            escapeGivenAt = lastByte
            state = .ground
        case .ground, .string, .stringEscape: state = .ground
        }
    }

    // MARK: - One byte

    private mutating func read(
        _ byte: UInt8, at now: ContinuousClock.Instant, into events: inout [InputEvent]
    ) {
        lastByte = now
        defer {
            switch state {
            case .control, .single, .mouse: break
            case .ground, .escape, .string, .stringEscape, .paste: isVoid = false
            }
        }
        switch state {
        case .ground: readGround(byte, at: now, into: &events)
        case .escape(let hasAlt): readAfterEscape(byte, hasAlt: hasAlt, at: now, into: &events)
        case .control(let bytes, let hasAlt): readControl(byte, bytes, hasAlt: hasAlt, into: &events)
        case .single(let bytes, let hasAlt): readSingle(byte, bytes, hasAlt: hasAlt, into: &events)
        case .string: readString(byte)
        case .stringEscape: readStringEscape(byte, at: now, into: &events)
        case .mouse(let missing): state = missing > 1 ? .mouse(missing: missing - 1) : .ground
        case .paste: readPaste(byte, into: &events)
        }
    }

    private mutating func readGround(
        _ byte: UInt8, at now: ContinuousClock.Instant, into events: inout [InputEvent]
    ) {
        if byte == 0x1B {
            decoder = CharacterDecoder()
            state = .escape(hasAlt: false)
            return
        }
        if let given = escapeGivenAt {
            escapeGivenAt = nil
            // The Escape was given out, and now the rest of its sequence comes: still not letters.
            if now < given + delays.sequence && (byte == 0x5B || byte == 0x4F) {
                state = byte == 0x5B ? .control(bytes: [], hasAlt: false) : .single(bytes: [], hasAlt: false)
                return
            }
        }
        guard let scalar = decoder.decode(byte) else { return }
        readScalar(scalar, hasAlt: false, into: &events)
    }

    private mutating func readScalar(_ scalar: Unicode.Scalar, hasAlt: Bool, into events: inout [InputEvent])
    {
        switch scalar.value {
        // The 8-bit forms of the introducers (C1 controls).
        case 0x9B: state = .control(bytes: [], hasAlt: hasAlt)
        case 0x8F: state = .single(bytes: [], hasAlt: hasAlt)
        case 0x90, 0x98, 0x9D, 0x9E, 0x9F: state = .string
        case 0x80...0x9F: state = .ground
        default:
            state = .ground
            events.append(.key(KeyPress(FunctionKeys.key(of: scalar), hasAlt: hasAlt)))
        }
    }

    private mutating func readAfterEscape(
        _ byte: UInt8, hasAlt: Bool, at now: ContinuousClock.Instant, into events: inout [InputEvent]
    ) {
        switch byte {
        case 0x1B:
            if hasAlt { events.append(.key(KeyPress(.escape))) }
            state = .escape(hasAlt: true)
        case 0x5B: state = .control(bytes: [], hasAlt: hasAlt)
        case 0x4F: state = .single(bytes: [], hasAlt: hasAlt)
        case 0x5D, 0x50, 0x58, 0x5E, 0x5F: state = .string
        default:
            if hasAlt { events.append(.key(KeyPress(.escape))) }
            state = .ground
            if byte < 0x80 {
                readScalar(Unicode.Scalar(byte), hasAlt: true, into: &events)
            } else {
                // Alt with a character outside ASCII is no key of ours: the Escape counts alone.
                events.append(.key(KeyPress(.escape)))
                readGround(byte, at: now, into: &events)
            }
        }
    }

    private mutating func readControl(
        _ byte: UInt8, _ bytes: [UInt8], hasAlt: Bool, into events: inout [InputEvent]
    ) {
        switch byte {
        case 0x1B: state = .escape(hasAlt: false)
        case 0x18, 0x1A: state = .ground
        case 0x5B where bytes.isEmpty:
            // The Linux console sends `ESC [ [ A` for F1: one more byte follows.
            state = .control(bytes: [byte], hasAlt: hasAlt)
        case 0x20...0x3F where !FunctionKeys.isShiftedTail(byte, after: bytes) && bytes.first != 0x5B:
            state = .control(
                bytes: bytes.count < InputParser.maximumSequence ? bytes + [byte] : bytes, hasAlt: hasAlt)
        case 0x20...0x7E:
            state = .ground
            finishControl(bytes, final: byte, hasAlt: hasAlt, into: &events)
        default:
            // A byte that no sequence may hold ends it: C0 and C1 controls, DEL, text in UTF-8.
            state = .ground
        }
    }

    private mutating func finishControl(
        _ bytes: [UInt8], final: UInt8, hasAlt: Bool, into events: inout [InputEvent]
    ) {
        if final == 0x7E && bytes.elementsEqual("200".utf8) {
            pasted = []
            pasteTail = []
            state = .paste
        } else if final == 0x4D && bytes.isEmpty {
            state = .mouse(missing: 3)
        } else if bytes.first == 0x3C {
            if !isVoid, hearsMouse, let event = MouseEvent(bytes: bytes, final: final) {
                events.append(.mouse(event))
            }
        } else if !isVoid, var press = FunctionKeys.control(bytes, final: final) {
            if hasAlt { press.modifiers.insert(.alt) }
            events.append(.key(press))
        }
    }

    private mutating func readSingle(
        _ byte: UInt8, _ bytes: [UInt8], hasAlt: Bool, into events: inout [InputEvent]
    ) {
        switch byte {
        case 0x1B: state = .escape(hasAlt: false)
        // Parameters, of whatever number: what follows them is the end of the sequence and no letter.
        case 0x30...0x3F: state = .single(bytes: bytes.count < 8 ? bytes + [byte] : bytes, hasAlt: hasAlt)
        default:
            state = .ground
            guard !isVoid, var press = FunctionKeys.single(bytes, final: byte) else { return }
            if hasAlt { press.modifiers.insert(.alt) }
            events.append(.key(press))
        }
    }

    private mutating func readString(_ byte: UInt8) {
        switch byte {
        case 0x1B: state = .stringEscape
        // BEL ends an OSC; CAN and SUB abort any sequence.
        case 0x07, 0x18, 0x1A: state = .ground
        default: break
        }
    }

    private mutating func readStringEscape(
        _ byte: UInt8, at now: ContinuousClock.Instant, into events: inout [InputEvent]
    ) {
        if byte == 0x5C {
            state = .ground
        } else {
            state = .escape(hasAlt: false)
            readAfterEscape(byte, hasAlt: false, at: now, into: &events)
        }
    }

    // MARK: - Paste

    private static let pasteEnd: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]

    private mutating func readPaste(_ byte: UInt8, into events: inout [InputEvent]) {
        // The tail holds what may be the beginning of the end mark.
        if byte == InputParser.pasteEnd[pasteTail.count] {
            pasteTail.append(byte)
            if pasteTail.count == InputParser.pasteEnd.count {
                state = .ground
                finishPaste(&events)
            }
            return
        }
        for held in pasteTail { keepPasted(held) }
        pasteTail = []
        if byte == InputParser.pasteEnd[0] { pasteTail = [byte] } else { keepPasted(byte) }
    }

    private mutating func keepPasted(_ byte: UInt8) {
        if byte != 0x1B && pasted.count < InputParser.maximumPaste { pasted.append(byte) }
    }

    private mutating func finishPaste(_ events: inout [InputEvent]) {
        let text = String(decoding: pasted, as: UTF8.self)
        pasted = []
        pasteTail = []
        var clean = ""
        // CR LF is one Character, so every kind of line end becomes exactly one LF.
        for character in text where character != "\u{FFFD}" {
            clean.append(character == "\r" || character == "\r\n" ? "\n" : character)
        }
        events.append(.paste(clean))
    }

    // MARK: - Escape

    private mutating func giveEscape(
        _ events: inout [InputEvent], hasAlt: Bool, at now: ContinuousClock.Instant
    ) {
        if hasAlt { events.append(.key(KeyPress(.escape))) }
        events.append(.key(KeyPress(.escape)))
        escapeGivenAt = now
    }

    private static func isIntroducer(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x5B, 0x4F, 0x5D, 0x50, 0x58, 0x5E, 0x5F, 0x1B: true
        default: false
        }
    }
}
