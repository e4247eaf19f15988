import Foundation
import GRDB
import Invoicing

/// What can still be read of a ledger, damaged or not: one file of JSON lines a table. Nothing is judged and nothing is
/// changed; what is damaged is left out and counted.
public struct Salvage: Hashable, Sendable {
    /// What came of one table.
    public struct Table: Hashable, Sendable, Codable {
        /// Its name.
        public var table: String
        /// How many rows were read.
        public var rows: Int
        /// Whether every row was read.
        public var isComplete: Bool
        /// What stopped the reading, where something did.
        public var problem: String?
    }

    /// The tables, in the order of their worth.
    public var tables: [Table]

    /// Whether nothing had to be left out.
    public var isComplete: Bool { tables.allSatisfy(\.isComplete) }

    private static let names = [
        "op", "evidence", "audit", "attempt", "checkpoint", "finding_override", "override_withdrawal",
        "local_invoice", "draft",
    ]
    /// Of a gap that damage left, so many rows are tried one by one.
    private static let mostTries: Int64 = 200_000

    /// Reads `ledger.db` of a folder into a new folder.
    /// - Throws: ``BackupError`` when the target is there or cannot be written; ``StoreError`` when the file cannot be
    ///   read at all.
    public static func run(folder: URL, into target: URL) throws -> Salvage {
        let path = folder.appendingPathComponent("ledger.db").path
        try StoreFolder.refuseAlias(path)
        guard mkdir(target.path, 0o700) == 0 else {
            throw errno == EEXIST
                ? BackupError.exists(file: target.path)
                : BackupError.unwritable(file: target.path, cause: String(cString: strerror(errno)))
        }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let tables = try queue.unsafeRead { db in
                // The schema must be readable, or SQLite finds nothing.
                let known = Set(
                    try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'"))
                // A ledger of an earlier version lacks the tables that came later.
                return try names.filter(known.contains).map { try read($0, db, into: target) }
            }
            return Salvage(tables: tables)
        } catch let error as BackupError {
            throw error
        } catch {
            // Nothing was read: no empty folder stays.
            rmdir(target.path)
            throw storeError(error, file: path)
        }
    }

    private static func read(_ table: String, _ db: Database, into folder: URL) throws -> Table {
        let file = folder.appendingPathComponent("\(table).jsonl").path
        let out = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard out >= 0 else {
            throw BackupError.unwritable(file: file, cause: String(cString: strerror(errno)))
        }
        let handle = FileHandle(fileDescriptor: out, closeOnDealloc: true)
        var rows = 0
        var problem: String?
        func write(_ row: Row) throws {
            do {
                try handle.write(contentsOf: line(row) + Data("\n".utf8))
            } catch {
                throw BackupError.unwritable(file: file, cause: error.localizedDescription)
            }
            rows += 1
        }
        /// Reads until the end or the damage; returns the last place, and whether it was the end.
        func walk(_ sql: String, until stop: Int64? = nil) throws -> (last: Int64?, isEnd: Bool) {
            var last: Int64?
            do {
                let cursor = try Row.fetchCursor(db, sql: sql)
                while let row = try cursor.next() {
                    let place: Int64 = row[0]
                    if place == stop { return (last, true) }
                    try write(row)
                    last = place
                }
                return (last, true)
            } catch let error as DatabaseError {
                problem = problem ?? error.message ?? "\(error.resultCode)"
                return (last, false)
            }
        }
        let columns = "rowid AS place, *"
        let up = try walk("SELECT \(columns) FROM \(table) NOT INDEXED ORDER BY rowid")
        guard !up.isEnd else { return Table(table: table, rows: rows, isComplete: true, problem: nil) }
        // From the other end to the damage, then what lies between, one by one.
        let down = try walk("SELECT \(columns) FROM \(table) NOT INDEXED ORDER BY rowid DESC", until: up.last)
        if let upper = down.last, upper > (up.last ?? 0) + 1 {
            let lower = (up.last ?? 0) + 1
            for place in lower..<min(upper, lower + mostTries) {
                _ = try walk("SELECT \(columns) FROM \(table) NOT INDEXED WHERE rowid = \(place)")
            }
        }
        return Table(table: table, rows: rows, isComplete: false, problem: problem)
    }

    /// A row as a JSON object; bytes as hexadecimal digits.
    private static func line(_ row: Row) throws -> Data {
        var object: [String: Value] = [:]
        for (column, value) in row where column != "place" {
            switch value.storage {
            case .null: continue
            case .int64(let number): object[column] = .number(number)
            case .double(let number): object[column] = .text("\(number)")
            case .string(let text): object[column] = .text(text)
            case .blob(let data):
                let hex = data.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
                object[column] = .text(hex.joined())
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(object)
    }

    private enum Value: Encodable {
        case number(Int64)
        case text(String)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .number(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            }
        }
    }
}
