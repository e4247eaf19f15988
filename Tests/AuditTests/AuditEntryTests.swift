import Audit
import Foundation
import OAProfile
import SeededRandom
import Testing

@Suite("An audit entry")
struct AuditEntryTests {
    static func entry(_ sequence: Int64, after previous: ContentDigest) -> AuditEntry {
        AuditEntry(
            sequence: sequence, previous: previous, wallTime: 1_764_036_741_123, monotonicTime: 86_400_000,
            bootID: "6f1c0f5e-6f5e-4f57-9a43-0a3b8c8a1d2e", sessionID: "s-1", actor: "zhang.wei",
            onBehalfOf: "li.na", host: "jump-01", event: "reject", operation: "0199-\(sequence)",
            task: "T-\(sequence)", instance: "I-1", revBefore: "3",
            seenDigest: ContentDigest(of: "seen"), outcome: "recorded", reason: "发票抬头\"不符\"\n请重开",
            appVersion: "1.0.0")
    }

    @Test("the canonical form is written out as RFC 8785 wants it")
    func canonicalForm() {
        let entry = AuditEntry(
            sequence: 1, previous: AuditChain.origin, wallTime: 1_764_036_741_123, monotonicTime: 5,
            actor: "张伟", event: "approve", outcome: "acked", reason: "a\u{0}\"\\\u{1F}", httpStatus: 200)
        let zeros = String(repeating: "0", count: 64)
        #expect(
            entry.canonical == #"{"actor":"张伟","event":"approve","http_status":200,"outcome":"acked","#
                + "\"prev\":\"\(zeros)\","
                + #""reason":"a\u0000\"\\\u001f","seq":1,"ts_mono":5,"ts_wall":1764036741123,"v":1}"#)
    }

    @Test("what is written is read back equal, whatever the texts hold", arguments: 0..<300 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var source = SeededGenerator(seed: seed)
        func digest() -> ContentDigest? {
            Bool.random(using: &source) ? ContentDigest(of: source.text()) : nil
        }
        // The canonical form is NFC, and so is what is read from it.
        func text() -> String { source.text().precomposedStringWithCanonicalMapping }
        let integers: [Int64] = [0, -1, 9_007_199_254_740_991, 9_007_199_254_740_992, .max, .min]
        let entry = AuditEntry(
            sequence: Int64.random(in: 1...Int64.max, using: &source),
            previous: digest() ?? AuditChain.origin,
            wallTime: integers.randomElement(using: &source) ?? 0, monotonicTime: 7, bootID: text(),
            sessionID: text(), actor: text(), onBehalfOf: text(), host: text(), ttyHash: text(),
            event: text(),
            operation: text(), task: text(), instance: text(), revBefore: text(), revAfter: text(),
            seenDigest: digest(), fingerprint: digest(), outcome: text(), reason: text(),
            httpStatus: Bool.random(using: &source) ? 412 : nil, serverReceipt: digest(), appVersion: text())
        let read = try AuditEntry(canonical: entry.canonical)
        #expect(read == entry, "seed \(seed)")
        #expect(read.canonical == entry.canonical, "seed \(seed)")
    }

    @Test(
        "another spelling of the same entry is refused",
        arguments: [
            #"{ "#, #"{"zzz":1,"#, #"{"a":{},"#, #"{"actor":"","#, #"{"actor":"\u0061","#,
            #"{"actor":"a\/","#,
            #"{"actor":"x","actor":"y","#, #"{"a":1.0,"#, #"{"a":01,"#, #"{"a":-0,"#, #"{"a":true,"#,
            #"{"actor":"A\u030a","#, "{\"actor\":\"A\u{30A}\",", "{\"actor\":\"a\u{7}\",",
            #"{"http_status":"200","#,
            #"{"a":9007199254740992,"#,
        ])
    func otherSpelling(start: String) {
        let zeros = String(repeating: "0", count: 64)
        let rest = "\"prev\":\"\(zeros)\",\"seq\":1,\"ts_mono\":5,\"ts_wall\":1,\"v\":1}"
        #expect(throws: Never.self) { try AuditEntry(canonical: "{" + rest) }
        #expect(throws: AuditEntryFault.self) { try AuditEntry(canonical: start + rest) }
    }

    @Test("a missing member, another version and an overlong text are named")
    func faults() {
        let zeros = String(repeating: "0", count: 64)
        func fault(_ text: String) -> AuditEntryFault? {
            do throws(AuditEntryFault) {
                _ = try AuditEntry(canonical: text)
                return nil
            } catch {
                return error
            }
        }
        #expect(fault(#"{"seq":1,"ts_mono":5,"ts_wall":1,"v":1}"#) == .missing("prev"))
        #expect(fault("{\"prev\":\"\(zeros)\",\"ts_mono\":5,\"ts_wall\":1,\"v\":1}") == .missing("seq"))
        #expect(
            fault("{\"prev\":\"\(zeros)\",\"seq\":1,\"ts_mono\":5,\"ts_wall\":1,\"v\":2}")
                == .unknownVersion(2))
        #expect(fault("{\"prev\":\"00\",\"seq\":1,\"ts_mono\":5,\"ts_wall\":1,\"v\":1}") == .invalid("prev"))
        #expect(
            fault("{\"prev\":\"\(zeros)\",\"seq\":1,\"sum\":1,\"ts_mono\":5,\"ts_wall\":1,\"v\":1}")
                == .unexpected("sum"))
        #expect(fault(String(repeating: " ", count: 65_536)) == .tooLong)
        #expect(fault("") == .notCanonical(at: 0))
    }
}
