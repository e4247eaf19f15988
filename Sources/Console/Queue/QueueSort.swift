import Invoicing
import Terminal

/// How the user sorts the list: several columns, the first counts most. Where all are equal the default order decides.
public struct QueueSort: Hashable, Sendable {
    /// One column.
    public struct Key: Hashable, Sendable {
        /// By what.
        public let column: QueueColumn
        /// Whether the greatest comes first.
        public var isDescending = false

        /// Makes a key.
        public init(_ column: QueueColumn, isDescending: Bool = false) {
            self.column = column
            self.isDescending = isDescending
        }
    }

    /// The first counts most.
    public private(set) var keys: [Key] = []

    /// The default order.
    public init() {}

    /// The most columns at once.
    static let limit = 4

    /// Reads `department,amount-`; what is no column is left out.
    public init(notation: String) {
        for part in notation.split(separator: ",").prefix(QueueSort.limit) {
            let isDescending = part.hasSuffix("-")
            guard let column = QueueColumn(rawValue: String(isDescending ? part.dropLast() : part)),
                column.sortField != nil, !keys.contains(where: { $0.column == column })
            else { continue }
            keys.append(Key(column, isDescending: isDescending))
        }
    }

    /// As it is remembered: `department,amount-`.
    public var notation: String {
        keys.map { $0.column.rawValue + ($0.isDescending ? "-" : "") }.joined(separator: ",")
    }

    /// In the language of `Query`; empty for the default order.
    var query: String {
        let fields = keys.compactMap { key in
            key.column.sortField.map { $0 + (key.isDescending ? "-" : "") }
        }
        return fields.isEmpty ? "" : "sort:" + fields.joined(separator: ",")
    }

    /// The next way to sort by a column: first upward (amounts and findings: downward, the greatest matters), then the other
    /// way, then not at all. A new column counts after those that are there.
    mutating func cycle(_ column: QueueColumn) {
        guard column.sortField != nil else { return }
        let first = column == .amount || column == .checks
        guard let index = keys.firstIndex(where: { $0.column == column }) else {
            if keys.count == QueueSort.limit { keys.removeLast() }
            keys.append(Key(column, isDescending: first))
            return
        }
        if keys[index].isDescending == first {
            keys[index].isDescending.toggle()
        } else {
            keys.remove(at: index)
        }
    }

    /// A sign behind a column's head: the way, and the place where several count; empty where it does not count.
    func sign(of column: QueueColumn) -> String {
        guard let index = keys.firstIndex(where: { $0.column == column }) else { return "" }
        let way = keys[index].isDescending ? "v" : "^"
        return way + (keys.count > 1 ? "\(index + 1)" : "")
    }
}
