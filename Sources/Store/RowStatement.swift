import Foundation
import GRDB
import GRDBSQLite
import OAProfile

/// A statement that every row of a page runs. Bound and stepped through SQLite's own calls: GRDB's lists of arguments cost
/// more than SQLite's work on a narrow row.
///
/// Only inside a transaction of GRDB's, on its connection and its thread. It is no way round GRDB's transactions: an error
/// is the one that GRDB would throw, and rolls back as every other.
struct RowStatement {
    private let statement: Statement
    private let database: Database

    /// Looks it up among the connection's statements, or compiles it.
    init(_ database: Database, sql: String) throws {
        self.database = database
        statement = try database.cachedStatement(sql: sql)
    }

    /// Runs it to its end.
    func run(_ bind: (inout Binding) -> Void) throws {
        try step(bind) { _ in }
    }

    /// Whether it has a row.
    func hasRow(_ bind: (inout Binding) -> Void) throws -> Bool {
        try first(bind) { _ in true } ?? false
    }

    /// Its first row as a value, or nothing.
    func first<Value>(_ bind: (inout Binding) -> Void, _ read: (Columns) throws -> Value) throws -> Value? {
        var value: Value?
        try step(bind) { value = try read($0) }
        return value
    }

    private func step(_ bind: (inout Binding) -> Void, _ read: (Columns) throws -> Void) throws {
        let handle = statement.sqliteStatement
        sqlite3_reset(handle)
        var binding = Binding(handle: handle)
        bind(&binding)
        defer {
            // Nothing stays locked, and no text is kept longer than needed.
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        guard binding.result == SQLITE_OK else { throw failure(binding.result) }
        switch sqlite3_step(handle) {
        case SQLITE_DONE: return
        case SQLITE_ROW: try read(Columns(handle: handle))
        case let code: throw failure(code)
        }
    }

    private func failure(_ code: CInt) -> DatabaseError {
        let connection = database.sqliteConnection
        return DatabaseError(
            resultCode: ResultCode(rawValue: connection.map(sqlite3_extended_errcode) ?? code),
            message: connection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) })
    }

    /// The values of a run, in their order.
    struct Binding {
        fileprivate let handle: SQLiteStatement
        fileprivate var result = SQLITE_OK
        private var place: CInt = 0

        fileprivate init(handle: SQLiteStatement) { self.handle = handle }

        /// `SQLITE_TRANSIENT`: SQLite copies the bytes.
        private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

        mutating func add(_ text: String) {
            var text = text
            place += 1
            let code = text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) {
                    // No address stands for NULL, which an empty text is not.
                    guard let start = $0.baseAddress else {
                        return sqlite3_bind_text(handle, place, "", 0, Self.copied)
                    }
                    return sqlite3_bind_text64(
                        handle, place, start, UInt64($0.count), Self.copied, UInt8(SQLITE_UTF8))
                }
            }
            note(code)
        }

        mutating func add(_ text: String?) {
            if let text { add(text) } else { addNull() }
        }

        mutating func add(_ number: Int64) {
            place += 1
            note(sqlite3_bind_int64(handle, place, number))
        }

        mutating func add(_ number: Int) { add(Int64(number)) }

        mutating func add(_ number: Int64?) {
            if let number { add(number) } else { addNull() }
        }

        mutating func add(_ digest: ContentDigest) {
            place += 1
            let code = digest.withUnsafeBytes {
                sqlite3_bind_blob(handle, place, $0.baseAddress, CInt($0.count), Self.copied)
            }
            note(code)
        }

        private mutating func addNull() {
            place += 1
            note(sqlite3_bind_null(handle, place))
        }

        private mutating func note(_ code: CInt) {
            if result == SQLITE_OK { result = code }
        }
    }

    /// The columns of a row, valid while it is read.
    struct Columns {
        fileprivate let handle: SQLiteStatement

        func integer(_ column: CInt) -> Int64 { sqlite3_column_int64(handle, column) }

        func text(_ column: CInt) -> String {
            guard let start = sqlite3_column_text(handle, column) else { return "" }
            let count = Int(sqlite3_column_bytes(handle, column))
            return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
        }

        /// Nothing for anything but 32 bytes.
        func digest(_ column: CInt) -> ContentDigest? {
            let start = sqlite3_column_blob(handle, column)
            let count = Int(sqlite3_column_bytes(handle, column))
            return ContentDigest(memory: UnsafeRawBufferPointer(start: start, count: count))
        }
    }
}
