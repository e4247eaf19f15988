import Foundation
import OAProfile
import SeededRandom
import Testing

@testable import Audit

@Suite("Texts that are plain at a glance")
struct CanonicalTextTests {
    @Test(
        "whatever passes at a glance is what canonical JSON writes, whichever characters stand side by side")
    func sound() {
        var random = SeededGenerator(seed: 7)
        let scalars =
            Array(0x20...0x7E) + [0x2010, 0x2026, 0x300A, 0x3010, 0x4E00, 0x9FFF, 0xFF01, 0xFF5E]
            + [
                0x22, 0x5C, 0x09, 0xE9, 0x301, 0x302A, 0xF900, 0xAC00, 0x1100, 0x1161, 0x3099, 0x1F600,
                0x202E,
            ]
        var passed = 0
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0..<Int(random.next() % 6) {
                let value = UInt32(scalars[Int(random.next() % UInt64(scalars.count))])
                if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
            }
            var bytes = text
            guard bytes.withUTF8(CanonicalText.isSurelyNormal) else { continue }
            passed += 1
            #expect(JSONValue.string(text).canonical == "\"\(text)\"")
        }
        #expect(passed > 1_000)
    }

    @Test(
        "bytes that are no UTF-8 never pass",
        arguments: [[0xE4, 0xB8], [0xE4, 0x41, 0x80], [0xED, 0xA0, 0x80], [0xC3, 0xA9], [0xFF], [0x80]]
            as [[UInt8]])
    func broken(bytes: [UInt8]) {
        #expect(!bytes.withUnsafeBufferPointer(CanonicalText.isSurelyNormal))
    }
}
