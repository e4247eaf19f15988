import Foundation
import GRDB

/// A mark beside a database file that says: damage was met here. While it stands, ledger.db is checked as a whole before
/// anybody may decide with it; a file that was put right, as from a backup, passes and the mark goes. A marked cache.db is
/// set aside and made anew.
enum DamageMark {
    private static func path(_ file: String) -> String { file + ".damaged" }

    /// Sets the mark.
    static func set(on file: String) {
        let descriptor = open(path(file), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if descriptor >= 0 { close(descriptor) }
    }

    /// Whether it stands.
    static func isSet(on file: String) -> Bool { access(path(file), F_OK) == 0 }

    /// Takes it away.
    static func clear(on file: String) { unlink(path(file)) }

    /// Whether an error of SQLite means that the file itself is damaged.
    static func isCalledFor(by error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        return error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB
    }

    /// Checks a marked file.
    /// - Throws: ``StoreError/notADatabase(file:)`` while it is damaged.
    static func check(_ db: Database, file: String) throws {
        guard isSet(on: file) else { return }
        guard try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") == "ok" else {
            throw StoreError.notADatabase(file: file)
        }
        clear(on: file)
    }
}
