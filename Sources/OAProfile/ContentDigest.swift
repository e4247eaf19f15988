import Crypto
import Foundation

/// A SHA-256 digest: 32 bytes, written as 64 lower-case hexadecimal digits.
public struct ContentDigest: Hashable, Sendable {
    /// The bytes as they stand in memory: without an array of its own a digest costs nothing to keep or compare.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// The 32 bytes.
    public var bytes: [UInt8] { Swift.withUnsafeBytes(of: words) { Array($0) } }

    /// The digest of bytes.
    public init(of data: some DataProtocol) {
        self.init(SHA256.hash(data: data))
    }

    /// The digest of several pieces of memory, one behind the other.
    public init(of pieces: UnsafeRawBufferPointer...) {
        var hash = SHA256()
        for piece in pieces { hash.update(bufferPointer: piece) }
        self.init(hash.finalize())
    }

    /// 32 zero bytes: the exclusive or of nothing.
    public static let zero = ContentDigest(words: (0, 0, 0, 0))

    private init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// Bit by bit, one or the other.
    public func exclusiveOr(_ other: ContentDigest) -> ContentDigest {
        ContentDigest(
            words: (
                words.0 ^ other.words.0, words.1 ^ other.words.1, words.2 ^ other.words.2,
                words.3 ^ other.words.3
            ))
    }

    private init(_ digest: SHA256.Digest) {
        words = (0, 0, 0, 0)
        digest.withUnsafeBytes { found in
            Swift.withUnsafeMutableBytes(of: &words) {
                $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: found.prefix(32)))
            }
        }
    }

    /// Takes 32 bytes of memory; nothing for another count.
    public init?(memory: UnsafeRawBufferPointer) {
        guard memory.count == 32 else { return nil }
        words = (0, 0, 0, 0)
        Swift.withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: memory) }
    }

    /// Lends the 32 bytes.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try Swift.withUnsafeBytes(of: words, body)
    }

    /// Whether the bytes are the same.
    public static func == (one: ContentDigest, other: ContentDigest) -> Bool { one.words == other.words }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        Swift.withUnsafeBytes(of: words) { hasher.combine(bytes: $0) }
    }

    /// The digest of a text's UTF-8.
    public init(of text: String) {
        self.init(of: Array(text.utf8))
    }

    /// Takes the 32 bytes of a digest; nothing for another count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        words = (0, 0, 0, 0)
        Swift.withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    /// Reads 64 hexadecimal digits; nothing for anything else.
    public init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self.init(bytes: bytes)
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
        return withUnsafeBytes { bytes in
            String(unsafeUninitializedCapacity: 64) { text in
                for (index, byte) in bytes.enumerated() {
                    text[2 * index] = digit(byte >> 4)
                    text[2 * index + 1] = digit(byte & 15)
                }
                return 64
            }
        }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}

extension ContentDigest: Codable, CustomStringConvertible {
    /// The hexadecimal form.
    public var description: String { hex }

    /// Reads the hexadecimal form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let digest = ContentDigest(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a SHA-256 in hexadecimal")
        }
        self = digest
    }

    /// Writes the hexadecimal form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

extension String {
    /// The text in normalisation form C, so that two ways to write one character give one digest.
    var normalizedToNFC: String {
        utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping
    }
}
