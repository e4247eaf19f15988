extension LedgerSchema {
    /// Ways into the log: by person, event, task, operation and time. The place in the log stands at the end of every index
    /// by itself, so that each gives its entries in the order of the log.
    ///
    /// The text is cut out of the entry up to the next quotation mark: SQLite's JSON functions are not to be trusted in a
    /// schema, and what is no JSON must be writable all the same, because whether an entry is what it should be is for the
    /// chain to say. A quotation mark inside a text is escaped, so that a member's name cannot stand in one.
    static let auditPaths = """
        CREATE INDEX audit_by_actor ON audit(
          CASE WHEN instr(entry, '"actor":"') > 0 THEN substr(entry, instr(entry, '"actor":"') + 9,
            instr(substr(entry, instr(entry, '"actor":"') + 9), '"') - 1) END);
        CREATE INDEX audit_by_event ON audit(
          CASE WHEN instr(entry, '"event":"') > 0 THEN substr(entry, instr(entry, '"event":"') + 9,
            instr(substr(entry, instr(entry, '"event":"') + 9), '"') - 1) END);
        CREATE INDEX audit_by_task ON audit(
          CASE WHEN instr(entry, '"task_id":"') > 0 THEN substr(entry, instr(entry, '"task_id":"') + 11,
            instr(substr(entry, instr(entry, '"task_id":"') + 11), '"') - 1) END);
        CREATE INDEX audit_by_operation ON audit(
          CASE WHEN instr(entry, '"op_id":"') > 0 THEN substr(entry, instr(entry, '"op_id":"') + 9,
            instr(substr(entry, instr(entry, '"op_id":"') + 9), '"') - 1) END);
        CREATE INDEX audit_by_time ON audit(
          CAST(substr(entry, instr(entry, '"ts_wall":') + 10, 20) AS INTEGER));
        """
}
