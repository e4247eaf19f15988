import Invoicing

/// A ZIP container (APPNOTE 6.3) read with fixed limits: no ZIP64, no encryption, no name that leads out of the
/// container or stands twice, no more than ``largest`` bytes unpacked.
struct ZipArchive {
    /// Entries in one container.
    static let mostEntries = 1_000
    /// Bytes of all entries, unpacked (64 MiB).
    static let largest = 64 * 1_024 * 1_024

    /// One file in the container.
    struct Entry {
        let name: String
        fileprivate let method: Int
        fileprivate let checksum: UInt32
        fileprivate let packed: Int
        fileprivate let size: Int
        fileprivate let offset: Int
    }

    /// The files, in the order of the directory; folders are left out.
    let entries: [Entry]
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) throws(InvoiceFileError) {
        self.bytes = bytes
        guard let end = Self.endOfDirectory(bytes) else {
            throw Self.fault(zh: "缺少目录，文件可能不完整", en: "its directory is missing, it may be incomplete")
        }
        let count = Self.word(bytes, end + 10)
        guard count <= Self.mostEntries else { throw .beyondLimit(.entries(Self.mostEntries), nil) }
        var position = Self.long(bytes, end + 16)
        var entries: [Entry] = []
        var names: Set<String> = []
        var total = 0
        for _ in 0..<count {
            guard position + 46 <= bytes.count, Self.long(bytes, position) == 0x0201_4B50 else {
                throw Self.fault(zh: "目录损坏", en: "its directory is damaged")
            }
            let nameLength = Self.word(bytes, position + 28)
            let next =
                position + 46 + nameLength + Self.word(bytes, position + 30) + Self.word(bytes, position + 32)
            guard next <= bytes.count else { throw Self.fault(zh: "目录损坏", en: "its directory is damaged") }
            let name = String(decoding: bytes[(position + 46)..<(position + 46 + nameLength)], as: UTF8.self)
            guard Self.isSafe(name) else {
                throw Self.fault(zh: "内有指向包外的路径", en: "a name in it leads out of the container")
            }
            guard names.insert(name).inserted else {
                throw Self.fault(zh: "内有重名文件", en: "a name stands in it twice")
            }
            guard Self.word(bytes, position + 8) & 1 == 0 else {
                throw Self.fault(zh: "内容已加密", en: "it is encrypted")
            }
            let entry = Entry(
                name: name, method: Self.word(bytes, position + 10),
                checksum: UInt32(Self.long(bytes, position + 16)), packed: Self.long(bytes, position + 20),
                size: Self.long(bytes, position + 24), offset: Self.long(bytes, position + 42))
            total += entry.size
            guard total <= Self.largest else { throw .beyondLimit(.unpacked(Self.largest), nil) }
            if !name.hasSuffix("/") { entries.append(entry) }
            position = next
        }
        self.entries = entries
    }

    /// The entry of a name.
    func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }

    /// The bytes of an entry. Throws where they are more than `limit`, damaged, or not what the directory says.
    func read(_ entry: Entry, atMost limit: Int = largest) throws(InvoiceFileError) -> [UInt8] {
        guard entry.size <= limit else { throw .beyondLimit(.unpacked(limit), nil) }
        let header = entry.offset
        guard header + 30 <= bytes.count, Self.long(bytes, header) == 0x0403_4B50 else {
            throw Inflate.broken
        }
        let nameLength = Self.word(bytes, header + 26)
        let start = header + 30 + nameLength + Self.word(bytes, header + 28)
        guard start <= bytes.count, bytes.count - start >= entry.packed,
            bytes[(header + 30)..<(header + 30 + nameLength)].elementsEqual(entry.name.utf8)
        else { throw Inflate.broken }
        let packed = bytes[start..<(start + entry.packed)]
        let content: [UInt8]
        switch entry.method {
        case 0: content = Array(packed)
        case 8: content = try Inflate.unpack(packed, size: entry.size)
        default: throw Self.fault(zh: "压缩方式不受支持", en: "its compression method is not supported")
        }
        guard content.count == entry.size, CRC32.value(of: content) == entry.checksum else {
            throw Inflate.broken
        }
        return content
    }

    /// The end record, searched backwards over its comment of at most 65535 bytes.
    private static func endOfDirectory(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 22 else { return nil }
        for position in stride(from: bytes.count - 22, through: max(0, bytes.count - 65_557), by: -1)
        where bytes[position] == 0x50 && long(bytes, position) == 0x0605_4B50 {
            return position
        }
        return nil
    }

    private static func isSafe(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("/") && !name.contains("\\") && !name.contains("\0")
            && !name.contains("\u{FFFD}") && !name.split(separator: "/").contains("..")
    }

    private static func word(_ bytes: [UInt8], _ index: Int) -> Int {
        Int(bytes[index]) | Int(bytes[index + 1]) << 8
    }

    private static func long(_ bytes: [UInt8], _ index: Int) -> Int {
        word(bytes, index) | word(bytes, index + 2) << 16
    }

    private static func fault(zh: String, en: String) -> InvoiceFileError {
        .malformedContainer(LocalizedText(zh: zh, en: en))
    }
}

/// CRC-32 of ISO 3309, as ZIP uses it.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320 }
    }

    static func value(of bytes: [UInt8]) -> UInt32 {
        let table = table
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes { sum = table[Int((sum ^ UInt32(byte)) & 255)] ^ sum >> 8 }
        return ~sum
    }
}
