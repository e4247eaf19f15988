extension LedgerSchema {
    /// Invoices that were imported from files: no OA can send them again. Each stands under every key that names it, so
    /// that the same invoice is never there twice, whatever the file it came in.
    static let imports = """
        CREATE TABLE local_invoice(
          task_id TEXT PRIMARY KEY CHECK(task_id GLOB 'local:*' AND length(task_id) <= 128),
          sha256 BLOB NOT NULL CHECK(length(sha256) = 32),
          imported_at INTEGER NOT NULL,
          doc_json TEXT NOT NULL
        ) STRICT;
        CREATE INDEX local_invoice_by_file ON local_invoice(sha256);
        CREATE TABLE local_key(
          key TEXT PRIMARY KEY CHECK(length(key) BETWEEN 3 AND 128),
          task_id TEXT NOT NULL REFERENCES local_invoice(task_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER local_invoice_is_new BEFORE INSERT ON local_invoice
        WHEN EXISTS(SELECT 1 FROM local_invoice WHERE task_id = NEW.task_id)
        BEGIN SELECT RAISE(ABORT, 'an imported invoice is never replaced'); END;
        CREATE TRIGGER local_invoice_stays BEFORE DELETE ON local_invoice
        BEGIN SELECT RAISE(ABORT, 'an imported invoice is never deleted'); END;
        CREATE TRIGGER local_invoice_is_immutable BEFORE UPDATE ON local_invoice
        BEGIN SELECT RAISE(ABORT, 'an imported invoice is immutable'); END;
        """
}
