import Foundation
import SeededRandom
import Testing

@testable import Terminal

@Suite("The terminal's description costs fewer bytes, and is never made unreadable")
struct TerminalDescriptionTests {
    /// A description with four flags, one number and as many texts as are needed, as `tic` lays it out.
    private func compiled(_ texts: [Int: String], magic: Int = 0o432, count: Int = 280) -> [UInt8] {
        func short(_ number: Int) -> [UInt8] {
            [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
        }
        var table: [UInt8] = []
        var offsets: [UInt8] = []
        for index in 0..<count {
            if let text = texts[index] {
                offsets += short(table.count)
                table += Array(text.utf8) + [0]
            } else {
                offsets += short(-1)
            }
        }
        let names = Array("test|a test".utf8) + [0]
        let head =
            [magic, names.count, 4, 1, count, table.count].flatMap(short) + names + [1, 0, 1, 0]
        let padding: [UInt8] = head.count % 2 == 0 ? [] : [0]
        return head + padding + short(80) + (magic == 0o432 ? [] : [0, 0]) + offsets + table + [7, 7]
    }

    private let usual = [
        10: "\u{1B}[%i%p1%d;%p2%dH", 11: "\n", 19: "\u{1B}[A", 39: "\u{1B}(B\u{1B}[m", 130: "\u{1B}M",
        131: "\u{1B}[0%?%p1%t;7%;m", 269: "\u{1B}[1K",
    ]

    private func bytes(_ text: String?) throws -> [UInt8] {
        let digits = Array(try #require(text).utf8.dropFirst(4))
        return stride(from: 0, to: digits.count, by: 2).compactMap { index in
            UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16)
        }
    }

    @Test(
        "down and up become index and reverse index, and the rest is as it was", arguments: [0o432, 0o1036])
    func patched(magic: Int) throws {
        let before = compiled(usual, magic: magic)
        let after = try bytes(TerminalDescription(bytes: before).economical)
        #expect(after.count == before.count + 8)
        #expect(after.suffix(2) == [7, 7])
        let table = Array("\u{1B}D\0\0\u{1B}M\0\0".utf8)
        #expect(Array(after.dropLast(2).suffix(8)) == table)
        // What was changed is not changed again.
        #expect(TerminalDescription(bytes: after).economical == nil)
    }

    @Test("a terminal of another kind keeps its own description")
    func others() {
        var texts = usual
        texts[11] = "\u{1B}B"
        #expect(TerminalDescription(bytes: compiled(texts)).economical == nil)
        texts = usual
        texts[10] = "\u{1B}Y%p1%' '%+%c%p2%' '%+%c"
        #expect(TerminalDescription(bytes: compiled(texts)).economical == nil)
        texts = usual
        texts[11] = nil
        #expect(TerminalDescription(bytes: compiled(texts)).economical == nil)
    }

    @Test("what is no description, cut or damaged, is left alone", arguments: 1...4)
    func damaged(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let whole = compiled(usual)
        for _ in 0..<300 {
            var bytes = Array(whole.prefix(Int.random(in: 0...whole.count, using: &random)))
            for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            _ = TerminalDescription(bytes: bytes).economical
        }
        #expect(TerminalDescription(bytes: []).economical == nil)
        #expect(TerminalDescription(of: "../../etc/passwd", environment: { _ in nil }) == nil)
        #expect(TerminalDescription(of: "", environment: { _ in nil }) == nil)
    }
}
