import Audit
import Foundation
import OAProfile

/// What an entry says of a decision when it is recorded, in one order and one spelling, hashed: the same from the entry's
/// text and from the columns of the operation.
enum DecisionWords {
    /// From an entry.
    static func digest(of entry: AuditEntryOutline, in text: UnsafeBufferPointer<UInt8>) -> ContentDigest {
        digest { bytes in
            for place in [
                entry.actor, entry.onBehalfOf, entry.event, entry.instance, entry.revBefore, entry.task,
            ] {
                // No byte of a canonical text is zero.
                bytes.append(contentsOf: text[place])
                bytes.append(0)
            }
            add(entry.wallTime, entry.seenDigest, entry.fingerprint, to: &bytes)
        }
    }

    /// From an operation; nothing where a text may have more than one spelling.
    static func digest(
        arguments: String, round: Int64, actor: String, onBehalfOf: String, action: String, instance: String,
        rev: String, task: String, recordedAt: Int64, seen: ContentDigest
    ) -> ContentDigest? {
        let texts = [actor, onBehalfOf, action, instance, rev, task]
        guard texts.allSatisfy(isPlain),
            let fingerprint = fingerprint(
                of: arguments, round: round, onBehalfOf: onBehalfOf, action: action, task: task, seen: seen)
        else { return nil }
        return digest { bytes in
            for text in texts {
                add(text, to: &bytes)
                bytes.append(0)
            }
            add(recordedAt, seen, fingerprint, to: &bytes)
        }
    }

    /// `DecisionRequest.fingerprint` of what stands in `op.args_json`, without decoding it; nothing where it is not written
    /// exactly as the ledger writes it, or where a text may have more than one spelling.
    private static func fingerprint(
        of arguments: String, round: Int64, onBehalfOf: String, action: String, task: String,
        seen: ContentDigest
    ) -> ContentDigest? {
        var rest = arguments.utf8[...]
        func take(_ words: StaticString) -> Bool {
            let wanted = UnsafeBufferPointer(start: words.utf8Start, count: words.utf8CodeUnitCount)
            guard rest.starts(with: wanted) else { return false }
            rest = rest.dropFirst(wanted.count)
            return true
        }
        func text() -> Substring? {
            let found = Substring(rest.prefix { $0 != UInt8(ascii: "\"") })
            rest = rest[found.endIndex...]
            return isPlain(found) ? found : nil
        }
        guard take("{\"comment\":\""), let comment = text(), take("\",\"target\":\""), let target = text(),
            take("\"}"), rest.isEmpty
        else { return nil }
        return digest { bytes in
            write("{\"action\":\"", to: &bytes)
            add(action, to: &bytes)
            write("\",\"comment\":\"", to: &bytes)
            add(comment, to: &bytes)
            write("\",\"on_behalf_of\":\"", to: &bytes)
            add(onBehalfOf, to: &bytes)
            write("\",\"round\":", to: &bytes)
            add(String(round), to: &bytes)
            write(",\"seen\":\"", to: &bytes)
            add(seen.hex, to: &bytes)
            write("\",\"target\":\"", to: &bytes)
            add(target, to: &bytes)
            write("\",\"task\":\"", to: &bytes)
            add(task, to: &bytes)
            write("\"}", to: &bytes)
        }
    }

    /// Whole pieces of memory, never byte by byte: an auditor's machine does this millions of times.
    private static func add(_ text: some StringProtocol, to bytes: inout [UInt8]) {
        let isAdded: Void? = text.utf8.withContiguousStorageIfAvailable { bytes.append(contentsOf: $0) }
        if isAdded == nil { bytes.append(contentsOf: text.utf8) }
    }

    private static func write(_ words: StaticString, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: words.utf8Start, count: words.utf8CodeUnitCount))
    }

    private static func isPlain(_ text: some StringProtocol) -> Bool {
        text.utf8.withContiguousStorageIfAvailable(CanonicalText.isSurelyNormal) ?? false
    }

    private static func add(
        _ time: Int64, _ seen: ContentDigest?, _ fingerprint: ContentDigest?, to bytes: inout [UInt8]
    ) {
        withUnsafeBytes(of: time.littleEndian) { bytes.append(contentsOf: $0) }
        for digest in [seen, fingerprint] {
            bytes.append(digest == nil ? 0 : 1)
            digest?.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
    }

    private static func digest(_ write: (inout [UInt8]) -> Void) -> ContentDigest {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(320)
        write(&bytes)
        return bytes.withUnsafeBytes { ContentDigest(of: $0) }
    }
}
