import Foundation
import GRDB

/// A row that no version of the program can have written: the file was damaged or tampered with.
struct DamagedRow: Error {
    /// What cannot be read.
    let cause: String
}

/// A text that the database would cut short: the driver binds texts as C strings, which end at a NUL byte.
struct UnstorableText: Error, CustomStringConvertible {
    /// What the text is.
    let name: String

    var description: String { "\(name) holds a NUL byte" }

    /// Refuses a text with a NUL byte. Only for texts whose every byte counts; JSON escapes its own.
    static func refuse(_ text: String, _ name: String) throws(UnstorableText) {
        if text.utf8.contains(0) { throw UnstorableText(name: name) }
    }
}

/// What an error of SQLite or of the system means for the file that was being worked on. An error that already is a
/// ``StoreError`` is passed through. Result codes: https://www.sqlite.org/rescode.html
func storeError(_ error: any Error, file: String) -> StoreError {
    switch error {
    case let error as StoreError:
        return error
    case is DamagedRow:
        return .notADatabase(file: file)
    case let error as DatabaseError:
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_FORMAT, .SQLITE_MISMATCH:
            return .notADatabase(file: file)
        case .SQLITE_FULL:
            return .diskFull(file: file)
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
            return .busy(file: file)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            return .readOnly(file: file)
        default:
            // The message only: GRDB's description would add the SQL.
            let code = error.extendedResultCode.rawValue
            return .failed(file: file, cause: "SQLite \(code): \(error.message ?? "no message")")
        }
    default:
        return .failed(file: file, cause: "\(error)")
    }
}

/// What an `errno` of a system call means for a file or folder.
func storeError(errno number: Int32, file: String) -> StoreError {
    switch number {
    case EACCES, EPERM, EROFS: .readOnly(file: file)
    case ENOSPC, EDQUOT: .diskFull(file: file)
    default: .failed(file: file, cause: String(cString: strerror(number)))
    }
}
