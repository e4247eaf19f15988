import Testing

@testable import Terminal

@Suite("Reports of the mouse")
struct MouseTests {
    private let start = ContinuousClock().now

    private func events(_ text: String, hearsMouse: Bool = true, split: Int? = nil) -> [InputEvent] {
        var parser = InputParser()
        parser.hearsMouse = hearsMouse
        let bytes = Array(text.utf8)
        var found = parser.feed(bytes.prefix(split ?? bytes.count), at: start)
        if let split { found += parser.feed(bytes.dropFirst(split), at: start) }
        return found + parser.expire(at: start + .seconds(60))
    }

    @Test(
        "a click and the wheel are heard where they are asked for",
        arguments: [
            ("\u{1B}[<0;1;1M", MouseEvent.click(Point(column: 0, row: 0))),
            ("\u{1B}[<0;120;40M", .click(Point(column: 119, row: 39))),
            ("\u{1B}[<0;300;100M", .click(Point(column: 299, row: 99))),
            ("\u{1B}[<64;10;10M", .wheel(-1)), ("\u{1B}[<65;10;10M", .wheel(1)),
        ])
    func heard(report: String, event: MouseEvent) {
        for split in [nil] + Array(1..<report.utf8.count) {
            #expect(events(report, split: split) == [.mouse(event)])
        }
        #expect(events(report, hearsMouse: false).isEmpty)
    }

    @Test(
        "releases, movements, other buttons, held keys and broken reports are swallowed whole",
        arguments: [
            "\u{1B}[<0;1;1m", "\u{1B}[<32;5;5M", "\u{1B}[<2;5;5M", "\u{1B}[<4;5;5M", "\u{1B}[<16;5;5M",
            "\u{1B}[<0;0;1M", "\u{1B}[<0;1M", "\u{1B}[<0;1;1;1M", "\u{1B}[<0;;1M", "\u{1B}[<0;1;1A",
            "\u{1B}[<0;999999;1M", "\u{1B}[<0;1;1~", "\u{1B}[M !!", "\u{1B}[<",
        ])
    func swallowed(report: String) {
        for split in [nil] + Array(1..<report.utf8.count) {
            #expect(events(report, split: split).isEmpty, "\(report)")
        }
    }
}
