import Foundation
import GRDB
import Invoicing

extension Mirror {
    /// Shows invoices that were imported here beside what the OA told, with their findings among each other and the OA's.
    /// Putting one again changes nothing.
    public func putLocal(_ tasks: [ApprovalTask]) throws(StoreError) -> AppliedChanges {
        try write { db in
            try MirrorWriter(db, tables: .live, rules: rules, isSameEpoch: false).takeLocal(tasks)
        }
    }

    /// How many imported invoices are shown.
    public func localCount() throws(StoreError) -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM task WHERE \(Self.isLocal)") ?? 0 }
    }

    /// Shows what the ledger holds and this file lost, as after it was made anew or another user signed in.
    public func restoreLocal(from ledger: Ledger) throws(StoreError) {
        guard try ledger.localCount() != localCount() else { return }
        _ = try putLocal(try ledger.localInvoices())
    }

    /// A range of the primary key: every name that begins with ``Invoicing/TaskID/localPrefix``.
    private static let isLocal = "task_id >= 'local:' AND task_id < 'local;'"

    static func local(in db: Database) throws -> [ApprovalTask] {
        try String.fetchAll(db, sql: "SELECT doc_json FROM task WHERE \(isLocal)").map {
            try TaskJSON.task(from: $0)
        }
    }
}
