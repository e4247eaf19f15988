import GRDB
import Invoicing
import OAProfile
import Testing

@testable import Store

@Suite("Errors of the store")
struct StoreErrorTests {
    @Test("each names its thing and a remedy, in both languages")
    func texts() throws {
        let fixture = try LedgerFixture()
        let file = "/home/zhang/ledger.db"
        let live = try fixture.record("T-1")
        let conflict = try fixture.operation(in: .conflict)
        let errors: [(StoreError, String)] = [
            (.notADatabase(file: file), file), (.tooNew(file: file, version: 7), "7"),
            (.aliased(file: file), file),
            (.networkFolder(folder: "/net/zhang", kind: "NFS"), "NFS"),
            (.diskFull(file: file), file), (.onReserve(file: file), file), (.busy(file: file), file),
            (.readOnly(file: file), file),
            (.failed(file: file, cause: "SQLite 10: disk I/O error"), "disk I/O error"),
            (.alreadyDecided(live), ""), (.alreadyDecided(conflict), ""), (.noSuchOperation("x-1"), "x-1"),
            (.impossibleStep(operation: live.id, from: .acked, to: .cancelled), live.id.rawValue),
        ]
        for (error, thing) in errors {
            for text in [error.explanation, error.remedy] {
                #expect(text.zh.hasSuffix("。") && text.en.hasSuffix("."), "\(error)")
                #expect(text.zh != text.en)
            }
            if !thing.isEmpty {
                #expect(error.explanation.zh.contains(thing) && error.explanation.en.contains(thing))
            }
        }
        let conflictRemedy = StoreError.alreadyDecided(conflict).remedy
        #expect(conflictRemedy != StoreError.alreadyDecided(live).remedy)
    }

    @Test(
        "SQLite's result codes become what they mean for the user",
        arguments: [
            (ResultCode.SQLITE_NOTADB, StoreError.notADatabase(file: "f")),
            (.SQLITE_CORRUPT, .notADatabase(file: "f")),
            (.SQLITE_FULL, .diskFull(file: "f")), (.SQLITE_BUSY, .busy(file: "f")),
            (.SQLITE_LOCKED, .busy(file: "f")),
            (.SQLITE_BUSY_SNAPSHOT, .busy(file: "f")), (.SQLITE_READONLY, .readOnly(file: "f")),
            (.SQLITE_READONLY_DIRECTORY, .readOnly(file: "f")), (.SQLITE_CANTOPEN, .readOnly(file: "f")),
            (.SQLITE_IOERR_FSYNC, .failed(file: "f", cause: "SQLite 1034: m")),
            (.SQLITE_CONSTRAINT_UNIQUE, .failed(file: "f", cause: "SQLite 2067: m")),
        ])
    func codes(code: ResultCode, expected: StoreError) {
        #expect(
            storeError(DatabaseError(resultCode: code, message: "m", sql: "SELECT 'secret'"), file: "f")
                == expected)
    }

    @Test(
        "an error that is told already is passed on",
        arguments: [StoreError.busy(file: "g"), .noSuchOperation("x")])
    func passedOn(error: StoreError) {
        #expect(storeError(error, file: "f") == error)
    }
}
