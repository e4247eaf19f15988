import GRDB

/// The keys that a term selects, as far as it must be known how many they are.
enum KeySet {
    /// At most as many as can be looked up one by one.
    case few
    /// More: each is marked.
    case many(KeyMarks)

    init(_ piece: QuerySQL.Piece, sparseLimit: Int, in db: Database) throws {
        let cursor = try Int64.fetchCursor(db, sql: piece.sql, arguments: StatementArguments(piece.arguments))
        var first: [Int64] = []
        while first.count <= sparseLimit, let key = try cursor.next() { first.append(key) }
        guard first.count > sparseLimit else {
            self = .few
            return
        }
        var marks = KeyMarks()
        for key in first { marks.insert(key) }
        while let key = try cursor.next() { marks.insert(key) }
        self = .many(marks)
    }
}

/// A set of keys as bits: 125 kB for a million.
struct KeyMarks {
    private var words: [UInt64] = []

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
}
