import Terminal
import Testing

@Suite("The terminal's clipboard")
struct ClipboardTests {
    private func text(_ environment: [String: String], _ put: String) -> String? {
        Clipboard(environment: environment)?.bytes(putting: put).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        "a text is base64 in one OSC 52 sequence",
        arguments: [
            ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"),
            ("26312000000010000001", "MjYzMTIwMDAwMDAwMTAwMDAwMDE="),
            ("晨光", "5pmo5YWJ"), ("a\tb", "YQli"), ("\u{3FF}?>", "z78/Pg=="),
        ])
    func direct(put: String, encoded: String) {
        #expect(text(["TERM": "xterm-256color"], put) == "\u{1B}]52;c;\(encoded)\u{7}")
    }

    @Test(
        "tmux gets it twice: for itself, and to hand through",
        arguments: [
            ["TERM": "tmux-256color"], ["TERM": "xterm", "TMUX": "/tmp/tmux-0/default,1,0"],
            ["TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0"],
        ])
    func tmux(environment: [String: String]) {
        let plain = "\u{1B}]52;c;YWJj\u{7}"
        #expect(text(environment, "abc") == plain + "\u{1B}Ptmux;\u{1B}\(plain)\u{1B}\\")
    }

    @Test("GNU screen gets pieces that it takes", arguments: [1, 520, 3_072])
    func screen(count: Int) throws {
        let put = String(repeating: "x", count: count)
        let sent = try #require(text(["TERM": "screen"], put))
        let plain = try #require(text(["TERM": "xterm"], put))
        #expect(sent.hasPrefix(plain))
        let pieces = sent.dropFirst(plain.count).split(separator: "\u{1B}\\").map { $0.dropFirst(2) }
        #expect(pieces.joined() == plain && pieces.allSatisfy { $0.utf8.count <= 764 })
    }

    @Test(
        "a terminal without a clipboard is sent nothing",
        arguments: ["dumb", "linux", "linux-16color", "vt100", "vt220", "", "unknown"])
    func none(name: String) { #expect(Clipboard(environment: ["TERM": name]) == nil) }

    @Test("what is too long is not cut but not sent")
    func tooLong() {
        let clipboard = Clipboard(environment: ["TERM": "xterm"])
        #expect(clipboard?.bytes(putting: String(repeating: "x", count: Clipboard.longest)) != nil)
        #expect(clipboard?.bytes(putting: String(repeating: "x", count: Clipboard.longest + 1)) == nil)
        #expect(clipboard?.bytes(putting: "") == nil)
    }
}
