import GRDB

/// A set of keys as bits: 125 kB for a million.
struct KeyMarks {
    private var words: [UInt64] = []

    init() {}

    /// The keys that a statement selects in its first column.
    /// - Parameter most: more than these are not wanted: then there is no set.
    init?(_ piece: QuerySQL.Piece, most: Int = .max, in db: Database) throws {
        let bound = most < Int.max ? " LIMIT \(most + 1)" : ""
        let cursor = try Int64.fetchCursor(
            db.cachedStatement(sql: piece.sql + bound), arguments: StatementArguments(piece.arguments))
        var read = 0
        while let key = try cursor.next() {
            read += 1
            guard read <= most else { return nil }
            insert(key)
        }
    }

    mutating func insert(_ key: Int64) {
        guard key >= 0 else { return }
        let place = Int(key >> 6)
        if place >= words.count {
            words.append(contentsOf: repeatElement(0, count: max(place + 1 - words.count, words.count)))
        }
        words[place] |= 1 << UInt64(key & 63)
    }

    func contains(_ key: Int64) -> Bool {
        let place = Int(key >> 6)
        return key >= 0 && place < words.count && words[place] & (1 << UInt64(key & 63)) != 0
    }

    /// Keeps what is in both.
    mutating func formIntersection(_ other: KeyMarks) {
        if words.count > other.words.count { words.removeLast(words.count - other.words.count) }
        for place in words.indices { words[place] &= other.words[place] }
    }

    /// How many keys.
    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// All keys, the smallest first.
    var keys: [Int64] {
        var keys: [Int64] = []
        for (place, word) in words.enumerated() where word != 0 {
            var rest = word
            while rest != 0 {
                keys.append(Int64(place << 6 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        return keys
    }
}
