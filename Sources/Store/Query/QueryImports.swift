import Invoicing

/// What was imported from files here stands beside the OA's tasks, and is no part of what the company decides on.
extension Query {
    /// Whether it asks for imports by their status.
    public var asksForImports: Bool { condition.names(.status, TaskStatus.local.rawValue) }

    /// The same without imports, unless it asks for them: figures are those of the OA's claims.
    public var leavingOutImports: Query { asksForImports ? self : limited(to: .not(Query.imports)) }

    /// Of what it selects, the imports.
    public var ofImports: Query { limited(to: Query.imports) }

    private static let imports = Condition.oneOf(.status, [TaskStatus.local.rawValue])
}

extension Condition {
    /// Whether a value of a column is asked for anywhere in it.
    func names(_ column: TextColumn, _ value: String) -> Bool {
        switch self {
        case .all(let parts), .any(let parts): parts.contains { $0.names(column, value) }
        case .not(let part): part.names(column, value)
        case .oneOf(column, let values): values.contains(value)
        default: false
        }
    }
}
