import Invoicing

/// Unpacks DEFLATE (RFC 1951) with a fixed bound on its output: the bytes are hostile, so the reader is written in
/// Swift, where no wrong length can reach beyond a buffer.
struct Inflate {
    private let input: ArraySlice<UInt8>
    private let limit: Int
    private let overflow: InvoiceFileError
    private var position: Int
    private var bits: UInt32 = 0
    private var bitCount = 0
    private var output: [UInt8] = []

    /// Unpacks bytes that give `size` bytes. Throws where they give more or fewer, or are no DEFLATE.
    static func unpack(_ input: ArraySlice<UInt8>, size: Int) throws(InvoiceFileError) -> [UInt8] {
        var inflate = Inflate(input: input, limit: size, overflow: broken)
        try inflate.run()
        guard inflate.output.count == size else { throw broken }
        return inflate.output
    }

    /// Unpacks bytes of which nobody says how many they give. Throws where they give more than `limit`.
    static func unpack(_ input: ArraySlice<UInt8>, atMost limit: Int) throws(InvoiceFileError) -> [UInt8] {
        var inflate = Inflate(input: input, limit: limit, overflow: .beyondLimit(.unpacked(limit), nil))
        try inflate.run()
        return inflate.output
    }

    static let broken = InvoiceFileError.malformedContainer(
        LocalizedText(zh: "压缩数据损坏", en: "its compressed data is damaged"))

    private init(input: ArraySlice<UInt8>, limit: Int, overflow: InvoiceFileError) {
        self.input = input
        self.limit = limit
        self.overflow = overflow
        position = input.startIndex
        output.reserveCapacity(min(limit, input.count * 4))
    }

    private mutating func run() throws(InvoiceFileError) {
        while true {
            let isLast = try take(1) == 1
            switch try take(2) {
            case 0: try copyStored()
            case 1: try readBlock(Self.fixedLiterals, Self.fixedDistances)
            case 2:
                let (literals, distances) = try readTables()
                try readBlock(literals, distances)
            default: throw Self.broken
            }
            if isLast { return }
        }
    }

    private mutating func take(_ count: Int) throws(InvoiceFileError) -> Int {
        while bitCount < count {
            guard position < input.endIndex else { throw Self.broken }
            bits |= UInt32(input[position]) << UInt32(bitCount)
            position += 1
            bitCount += 8
        }
        let value = bits & (1 << UInt32(count) - 1)
        bits >>= UInt32(count)
        bitCount -= count
        return Int(value)
    }

    private mutating func copyStored() throws(InvoiceFileError) {
        bits = 0
        bitCount = 0
        guard input.endIndex - position >= 4 else { throw Self.broken }
        let length = Int(input[position]) | Int(input[position + 1]) << 8
        let complement = Int(input[position + 2]) | Int(input[position + 3]) << 8
        position += 4
        guard length == ~complement & 0xFFFF, input.endIndex - position >= length else { throw Self.broken }
        guard output.count + length <= limit else { throw overflow }
        output.append(contentsOf: input[position..<(position + length)])
        position += length
    }

    private mutating func readBlock(_ literals: Table?, _ distances: Table?) throws(InvoiceFileError) {
        guard let literals, let distances else { throw Self.broken }
        while true {
            let symbol = try decode(literals)
            switch symbol {
            case 0..<256:
                guard output.count < limit else { throw overflow }
                output.append(UInt8(symbol))
            case 256: return
            case 257..<286:
                let (base, extra) = Self.lengths[symbol - 257]
                let length = base + (try take(extra))
                let code = try decode(distances)
                guard code < Self.distances.count else { throw Self.broken }
                let (distanceBase, distanceExtra) = Self.distances[code]
                let distance = distanceBase + (try take(distanceExtra))
                guard distance <= output.count else { throw Self.broken }
                guard output.count + length <= limit else { throw overflow }
                let start = output.count - distance
                for index in 0..<length { output.append(output[start + index]) }
            default: throw Self.broken
            }
        }
    }

    /// A canonical Huffman code: how many codes have each length, and the symbols in the order of their codes.
    private struct Table {
        var counts = [Int](repeating: 0, count: 16)
        var symbols: [Int] = []

        init?(_ lengths: ArraySlice<Int>) {
            for length in lengths { counts[length] += 1 }
            counts[0] = 0
            var left = 1
            var offsets = [Int](repeating: 0, count: 16)
            for length in 1..<16 {
                left = left * 2 - counts[length]
                guard left >= 0 else { return nil }
                if length < 15 { offsets[length + 1] = offsets[length] + counts[length] }
            }
            symbols = [Int](repeating: 0, count: lengths.count)
            for (symbol, length) in lengths.enumerated() where length > 0 {
                symbols[offsets[length]] = symbol
                offsets[length] += 1
            }
        }
    }

    private mutating func decode(_ table: Table) throws(InvoiceFileError) -> Int {
        var code = 0
        var first = 0
        var index = 0
        for length in 1..<16 {
            code |= try take(1)
            let count = table.counts[length]
            if code - count < first { return table.symbols[index + code - first] }
            index += count
            first = (first + count) << 1
            code <<= 1
        }
        throw Self.broken
    }

    private mutating func readTables() throws(InvoiceFileError) -> (Table, Table) {
        let literalCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let lengthCount = try take(4) + 4
        guard literalCount <= 286, distanceCount <= 30 else { throw Self.broken }
        var codeLengths = [Int](repeating: 0, count: 19)
        for place in Self.order.prefix(lengthCount) { codeLengths[place] = try take(3) }
        guard let codes = Table(codeLengths[...]) else { throw Self.broken }
        var lengths: [Int] = []
        while lengths.count < literalCount + distanceCount {
            let symbol = try decode(codes)
            switch symbol {
            case 0..<16: lengths.append(symbol)
            case 16:
                guard let last = lengths.last else { throw Self.broken }
                lengths += [Int](repeating: last, count: try take(2) + 3)
            case 17: lengths += [Int](repeating: 0, count: try take(3) + 3)
            default: lengths += [Int](repeating: 0, count: try take(7) + 11)
            }
        }
        guard lengths.count == literalCount + distanceCount, lengths[256] > 0,
            let literals = Table(lengths[..<literalCount]), let distances = Table(lengths[literalCount...])
        else { throw Self.broken }
        return (literals, distances)
    }

    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// Base and extra bits of the lengths 3 to 258 (RFC 1951, 3.2.5).
    private static let lengths: [(Int, Int)] = {
        var table: [(Int, Int)] = []
        var base = 3
        for code in 0..<28 {
            let extra = code < 8 ? 0 : code / 4 - 1
            table.append((base, extra))
            base += 1 << extra
        }
        return table + [(258, 0)]
    }()

    /// Base and extra bits of the distances 1 to 32768.
    private static let distances: [(Int, Int)] = {
        var table: [(Int, Int)] = []
        var base = 1
        for code in 0..<30 {
            let extra = code < 4 ? 0 : code / 2 - 1
            table.append((base, extra))
            base += 1 << extra
        }
        return table
    }()

    /// The fixed codes of RFC 1951, 3.2.6.
    private static let fixedLiterals = Table(
        ([Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112) + [Int](repeating: 7, count: 24)
            + [Int](repeating: 8, count: 8))[...])
    private static let fixedDistances = Table([Int](repeating: 5, count: 30)[...])
}
