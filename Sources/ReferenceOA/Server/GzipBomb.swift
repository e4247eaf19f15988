import HTTPTypes
import Hummingbird
import NIOCore
import OAProfile

/// A small gzip body that unpacks to very much, as an OA that was broken into, or a proxy, could send.
enum GzipBomb {
    /// Bytes that one ``block`` unpacks to: six matches of the longest length of DEFLATE.
    private static let unpacked = 6 * 258

    /// Answers 200 with JSON that is nothing but blanks, so many MiB of them, 140 times smaller on the wire.
    static func response(megabytes: Int) -> Response {
        let blocks = (megabytes << 20) / unpacked
        // The bytes are sent piece by piece: the bomb must not go off in the OA itself.
        let perPiece = 4_096
        let piece = ByteBuffer(bytes: repeatElement(block, count: perPiece).joined())
        return Response(
            status: .ok, headers: [.contentType: OAProfile.jsonMediaType, .contentEncoding: "gzip"],
            body: .init { writer in
                try await writer.write(ByteBuffer(bytes: head))
                for _ in 0..<blocks / perPiece { try await writer.write(piece) }
                try await writer.write(
                    ByteBuffer(bytes: repeatElement(block, count: blocks % perPiece).joined() + tail))
                try await writer.finish(nil)
            })
    }

    /// The gzip header (RFC 1952), then one stored block (RFC 1951) with the blank that all matches repeat.
    private static let head: [UInt8] =
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + [0, 1, 0, 0xFE, 0xFF, UInt8(ascii: " ")]

    /// A block of fixed Huffman codes that fills whole bytes: type (3 bits), six times length 258 at distance 1 (8 and 5
    /// bits), end of block (7 bits).
    static let block: [UInt8] = {
        var bits: [Bool] = [false, true, false]
        for _ in 0..<6 {
            // Code 285 is 197 in 8 bits, distance code 0 is 0 in 5 bits; codes go from their highest bit on.
            bits += [true, true, false, false, false, true, false, true]
            bits += [false, false, false, false, false]
        }
        bits += Array(repeating: false, count: 7)
        return stride(from: 0, to: bits.count, by: 8).map { start in
            (0..<8).reduce(0) { $0 | (bits[start + $1] ? 1 << UInt8($1) : 0) }
        }
    }()

    /// A last, empty stored block. The check sum is left out: whoever gets there has unpacked all of it.
    private static let tail: [UInt8] = [1, 0, 0, 0xFF, 0xFF]
}
