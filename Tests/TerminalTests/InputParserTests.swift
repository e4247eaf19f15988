import SeededRandom
import Testing

@testable import Terminal

@Suite("Bytes from any terminal become keys, and never letters that were not typed")
struct InputParserTests {
    private let start = ContinuousClock().now

    private func events(_ text: String) -> [InputEvent] {
        var parser = InputParser()
        let fed = parser.feed(Array(text.utf8), at: start)
        return fed + parser.expire(at: start + .seconds(60))
    }

    private func keys(_ text: String) -> [String] {
        events(text).map { if case .key(let press) = $0 { press.notation } else { "\($0)" } }
    }

    @Test(
        "the common keys in all their forms",
        arguments: [
            ("\u{1B}[A", "<Up>"), ("\u{1B}OA", "<Up>"), ("\u{1B}[B", "<Down>"), ("\u{1B}OB", "<Down>"),
            ("\u{1B}[C", "<Right>"), ("\u{1B}OD", "<Left>"), ("\u{1B}[H", "<Home>"), ("\u{1B}OH", "<Home>"),
            ("\u{1B}[1~", "<Home>"), ("\u{1B}[7~", "<Home>"), ("\u{1B}[F", "<End>"), ("\u{1B}[4~", "<End>"),
            ("\u{1B}[8~", "<End>"), ("\u{1B}[2~", "<Insert>"), ("\u{1B}[3~", "<Delete>"),
            ("\u{1B}[5~", "<PageUp>"),
            ("\u{1B}[6~", "<PageDown>"), ("\u{1B}[Z", "<BackTab>"), ("\u{1B}OP", "<F1>"),
            ("\u{1B}[11~", "<F1>"),
            ("\u{1B}[[A", "<F1>"), ("\u{1B}[15~", "<F5>"), ("\u{1B}[24~", "<F12>"), ("\u{1B}[1;5A", "<C-Up>"),
            ("\u{1B}[1;2P", "<S-F1>"), ("\u{1B}[3;3~", "<A-Delete>"), ("\u{1B}Oa", "<C-Up>"),
            ("\u{1B}[a", "<S-Up>"),
            ("\u{1B}[3$", "<S-Delete>"), ("\u{1B}[3^", "<C-Delete>"), ("\u{1B}[3@", "<C-S-Delete>"),
            ("\u{1B}\u{1B}[A", "<A-Up>"), ("\u{1B}OM", "<Enter>"), ("\r", "<Enter>"), ("\n", "<Enter>"),
            ("\t", "<Tab>"), ("\u{7F}", "<Backspace>"), ("\u{08}", "<Backspace>"), ("\u{03}", "C-c"),
            ("\0", "C-@"),
            ("\u{1A}", "C-z"), ("j", "j"), (" ", "<Space>"), ("晨", "晨"), ("\u{1B}x", "A-x"),
            ("\u{1B}", "<Esc>"),
            ("\u{1B}\u{7F}", "<A-Backspace>"), ("\u{9B}A", "<Up>"), ("\u{1B}[5A", "<C-Up>"),
        ])
    func commonKeys(bytes: String, notation: String) {
        #expect(keys(bytes) == [notation])
    }

    @Test(
        "what is no key is swallowed whole",
        arguments: [
            "\u{1B}[?2026;2$y", "\u{1B}[?1;2c", "\u{1B}[24;80R", "\u{1B}]11;rgb:0000/0000/0000\u{07}",
            "\u{1B}]11;rgb:0000/0000/0000\u{1B}\\", "\u{1B}P1$r0m\u{1B}\\", "\u{1B}_Gi=1;OK\u{1B}\\",
            "\u{1B}[I", "\u{1B}[O",
            "\u{1B}[<0;10;10M", "\u{1B}[M !!", "\u{1B}[99;99;99~", "\u{1B}[224z", "\u{1B}Oj",
            "\u{1B}[27;5;105~",
            "\u{1B}[" + String(repeating: "1;", count: 200) + "A", "\u{9B}?1c", "\u{1B}[", "\u{1B}O",
            "\u{1B}[1;",
            "\u{1B}]0;never ended",
        ])
    func swallowed(bytes: String) {
        #expect(keys(bytes) == [])
        // Finished, it leaves nothing behind; unfinished, only until it has expired.
        var parser = InputParser()
        _ = parser.feed(Array(bytes.utf8), at: start)
        _ = parser.expire(at: start + .seconds(60))
        #expect(parser.deadline == nil)
        #expect(parser.feed(Array("q".utf8), at: start + .seconds(61)) == [.key(KeyPress(.character("q")))])
    }

    @Test("every keyboard sequence means the same wherever it is split", arguments: KeyboardSequences.all)
    func splits(body: String) {
        let bytes = [0x1B] + Array(body.utf8)
        let whole = events("\u{1B}" + body)
        for cut in 1..<max(2, bytes.count) where cut < bytes.count {
            var parser = InputParser()
            var parts = parser.feed(bytes[..<cut], at: start)
            parts += parser.feed(bytes[cut...], at: start + .milliseconds(10))
            parts += parser.expire(at: start + .seconds(60))
            #expect(parts == whole, "split after \(cut) bytes")
        }
        var parser = InputParser()
        var single: [InputEvent] = []
        for byte in bytes { single += parser.feed([byte], at: start) }
        #expect(single + parser.expire(at: start + .seconds(60)) == whole)
    }

    @Test("a keyboard sequence delayed in transit never becomes a letter", arguments: KeyboardSequences.all)
    func delays(body: String) {
        let bytes = [0x1B] + Array(body.utf8)
        for pause in [Duration.milliseconds(30), .milliseconds(100), .milliseconds(200), .milliseconds(450)] {
            for cut in 1..<bytes.count {
                var parser = InputParser()
                var all = parser.feed(bytes[..<cut], at: start)
                all += parser.expire(at: start + pause - .milliseconds(1))
                all += parser.feed(bytes[cut...], at: start + pause)
                all += parser.expire(at: start + .seconds(60))
                for case .key(let press) in all {
                    if case .character = press.key {
                        Issue.record("\(body) split after \(cut): \(press.notation)")
                    }
                    if case .enter = press.key, !body.hasSuffix("M") { Issue.record("\(body): Enter") }
                }
            }
        }
    }

    @Test("the rest of a sequence is swallowed however long the line stalls, up to ten seconds")
    func stalls() {
        for (head, tail) in [("\u{1B}[", "Y"), ("\u{1B}O", "y"), ("\u{1B}[1;5", "A"), ("\u{1B}[M", " yy")] {
            for pause in [Duration.milliseconds(501), .seconds(3), .milliseconds(9_900)] {
                var parser = InputParser()
                var all = parser.feed(Array(head.utf8), at: start)
                all += parser.expire(at: start + .milliseconds(500))
                all += parser.feed(Array(tail.utf8), at: start + pause)
                #expect(all.isEmpty, "\(head.dropFirst()) | \(tail) after \(pause)")
                #expect(parser.feed([0x6A], at: start + pause) == [.key(KeyPress(.character("j")))])
            }
            var parser = InputParser()
            _ = parser.feed(Array(head.utf8), at: start)
            #expect(parser.expire(at: start + .milliseconds(500)).isEmpty)
            #expect(parser.expire(at: start + .seconds(10)).isEmpty && parser.deadline == nil)
            #expect(parser.feed([0x6A], at: start + .seconds(11)) == [.key(KeyPress(.character("j")))])
        }
    }

    @Test("an Escape waits its delay, and a busy program does not shorten the rest of a sequence")
    func escapeDelay() throws {
        var parser = InputParser(delays: .init(environment: ["SSH_TTY": "/dev/pts/1"]))
        #expect(parser.feed([0x1B], at: start).isEmpty)
        #expect(parser.expire(at: start + .milliseconds(99)).isEmpty)
        #expect(try #require(parser.deadline) == start + .milliseconds(100))
        // The program was busy for long, and the bytes had been waiting: still an arrow.
        #expect(parser.feed(Array("[A".utf8), at: start + .seconds(3)) == [.key(KeyPress(.up))])
        #expect(parser.feed([0x1B], at: start).isEmpty)
        #expect(parser.expire(at: start + .milliseconds(100)) == [.key(KeyPress(.escape))])
        #expect(parser.deadline == nil)
    }

    @Test("a letter long after an Escape is not Alt")
    func lateLetter() {
        var parser = InputParser()
        _ = parser.feed([0x1B], at: start)
        #expect(
            parser.feed(Array("y".utf8), at: start + .seconds(1))
                == [.key(KeyPress(.escape)), .key(KeyPress(.character("y")))])
    }

    @Test(
        "the environment chooses the delay",
        arguments: [
            ([:], 25), (["SSH_CONNECTION": "x"], 100), (["ESCDELAY": "400", "SSH_TTY": "x"], 400),
            (["ESCDELAY": "soon"], 25),
            (["ESCDELAY": "0"], 25),
        ] as [([String: String], Int)])
    func delayFromEnvironment(environment: [String: String], milliseconds: Int) {
        #expect(InputParser.Delays(environment: environment).escape == .milliseconds(milliseconds))
    }

    @Test("pasted text comes as one piece without escapes, wherever it is split")
    func paste() {
        let bytes = Array("\u{1B}[200~晨光\r\na\u{1B}[31mb\u{1B}[20x\u{1B}\u{1B}[201~q".utf8)
        let expected: [InputEvent] = [.paste("晨光\na[31mb[20x"), .key(KeyPress(.character("q")))]
        for cut in 0...bytes.count {
            var parser = InputParser()
            var all = parser.feed(bytes[..<cut], at: start)
            all += parser.feed(bytes[cut...], at: start)
            #expect(all == expected, "split after \(cut) bytes")
        }
    }

    @Test("a paste keeps at most one mebibyte and ends at its mark")
    func hugePaste() throws {
        var parser = InputParser()
        _ = parser.feed(Array("\u{1B}[200~".utf8), at: start)
        let piece = [UInt8](repeating: 0x61, count: 65_536)
        for _ in 0..<20 { #expect(parser.feed(piece, at: start).isEmpty) }
        let ended = parser.feed(Array("\u{1B}[201~".utf8), at: start)
        guard case .paste(let text) = try #require(ended.first) else {
            Issue.record("no paste")
            return
        }
        #expect(text.utf8.count == InputParser.maximumPaste)
    }

    @Test("a paste that never ends gives the keyboard back")
    func endlessPaste() {
        var parser = InputParser()
        _ = parser.feed(Array("\u{1B}[200~abc".utf8), at: start)
        #expect(parser.expire(at: start + .seconds(11)) == [.paste("abc")])
        #expect(parser.feed([0x6A], at: start + .seconds(12)) == [.key(KeyPress(.character("j")))])
    }

    @Test(
        "what is not UTF-8 is dropped",
        arguments: [
            [0xFF], [0xC0, 0xAF], [0xE6, 0x99], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xA0],
            [0xC2, 0x85],
        ] as [[UInt8]])
    func invalid(bytes: [UInt8]) {
        var parser = InputParser()
        #expect(parser.feed(bytes + [0x71], at: start) == [.key(KeyPress(.character("q")))])
    }

    @Test("any bytes in any pieces give the same events, and the parser comes to rest")
    func anyBytes() {
        var random = SeededGenerator(seed: 3)
        let pieces: [[UInt8]] = [
            [0x1B], Array("[".utf8), Array("O".utf8), Array("1;5".utf8), Array("A".utf8), Array("~".utf8),
            [0x9B], [0xE6],
            [0x99, 0xA8], Array("200~".utf8), Array("\u{1B}[201~".utf8), Array("]P_".utf8), [0x07], [0x18],
            Array("y".utf8),
        ]
        for _ in 0..<3_000 {
            let bytes = (0..<10).flatMap { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }
            var whole = InputParser()
            var split = InputParser()
            let expected = whole.feed(bytes, at: start) + whole.expire(at: start + .seconds(60))
            let cut = Int.random(in: 0...bytes.count, using: &random)
            var parts = split.feed(bytes[..<cut], at: start) + split.feed(bytes[cut...], at: start)
            parts += split.expire(at: start + .seconds(60))
            #expect(parts == expected, "\(bytes) cut at \(cut)")
            #expect(whole.deadline == nil)
        }
    }

    @Test("after a reset the rest of what is half read is no key, and a paste still goes on")
    func reset() {
        var parser = InputParser()
        for introducer: [UInt8] in [[0x1B, 0x5B], [0x1B, 0x4F], [0x1B, 0x5B, 0x31, 0x3B]] {
            _ = parser.feed(introducer, at: start)
            parser.reset()
            // It may come long after: a line that stalls.
            #expect(parser.expire(at: start + .seconds(2)).isEmpty)
            #expect(parser.feed([0x79], at: start + .seconds(2)).isEmpty)
            #expect(parser.feed([0x79], at: start + .seconds(2)) == [.key(KeyPress(.character("y")))])
        }
        // The Escape before the question is forgotten, the rest of its sequence is not taken for letters.
        _ = parser.feed([0x1B], at: start)
        parser.reset()
        #expect(parser.feed(Array("[Y".utf8), at: start + .milliseconds(300)).isEmpty)
        _ = parser.feed([0x1B], at: start)
        parser.reset()
        #expect(parser.feed(Array("y".utf8), at: start) == [.key(KeyPress(.character("y")))])
        _ = parser.feed(Array("\u{1B}[200~yyy".utf8), at: start)
        parser.reset()
        #expect(parser.feed(Array("y\u{1B}[201~".utf8), at: start) == [.paste("y")])
    }
}
