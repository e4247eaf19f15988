import Foundation
import GRDB
import Invoicing
import Verification

/// How another claim belongs to an invoice, the closest first.
public enum Relation: Int, CaseIterable, Comparable, Sendable {
    /// It has the same invoice.
    case sameInvoice
    /// It has the same number under another code.
    case sameNumber
    /// The same file is attached.
    case sameFile
    /// The same seller, and the same amount.
    case sameSellerAndAmount
    /// A contract, an order or another document that both name.
    case sameReference
    /// A number close by, as of one book of invoices.
    case closeNumber
    /// The same seller.
    case sameSeller

    /// Closer is smaller.
    public static func < (left: Relation, right: Relation) -> Bool { left.rawValue < right.rawValue }

    /// By the prefix of a neighbour key, see `RuleBook.neighbourKeys(of:attachments:)`.
    init(neighbourKey key: String) {
        switch key.prefix(2) {
        case "n:": self = .sameNumber
        case "f:": self = .sameFile
        case "q:": self = .closeNumber
        case "a:": self = .sameSellerAndAmount
        case "s:", "l:": self = .sameSeller
        default: self = .sameInvoice
        }
    }
}

/// Another claim that belongs to an invoice.
public struct RelatedTask: Hashable, Sendable {
    /// Its row.
    public let row: QueueRow
    /// How it belongs, the closest first; never empty.
    public let relations: [Relation]

    /// Makes one.
    public init(row: QueueRow, relations: [Relation]) {
        self.row = row
        self.relations = relations
    }
}

/// The claims that belong to an invoice, the closest first.
public struct RelatedTasks: Hashable, Sendable {
    /// The claims.
    public let tasks: [RelatedTask]
    /// Whether older claims of the same seller were not looked at.
    public let isSellerCut: Bool

    /// Puts them together.
    public init(tasks: [RelatedTask], isSellerCut: Bool = false) {
        self.tasks = tasks
        self.isSellerCut = isSellerCut
    }
}

extension Mirror {
    /// What is read of a seller with many invoices: the newest ones.
    public static let mostOfSeller = 500
    /// Of how many of them the documents are searched for a common contract or order.
    static let mostDocuments = 100
    /// How many claims of the seller that have nothing else in common are named.
    private static let mostPlain = 5

    /// The claims that belong to a task: the same or nearly the same invoice, a file, a contract or order of the same
    /// seller, other invoices of the seller. Claims of the task's own workflow instance are left out. Nothing when the task
    /// is gone.
    ///
    /// Every read is by an index and of bounded length: neighbour keys at most 50 each, of the seller the newest 500.
    public func related(to id: TaskID, limit: Int = 20) throws(StoreError) -> RelatedTasks? {
        try read { db in
            guard let entry = try Self.entry(id, in: db) else { return nil }
            var relations = try Self.neighbours(of: entry.key.rawValue, in: db)
            let seller = try Self.ofSeller(entry, in: db)
            for (key, relation) in seller.found { relations[key, default: []].insert(relation) }
            let ranked = relations.sorted {
                ($0.value.min() ?? .sameSeller, -$0.key) < ($1.value.min() ?? .sameSeller, -$1.key)
            }
            var tasks: [RelatedTask] = []
            var plain = 0
            let statement = try db.cachedStatement(sql: Self.rowSQL)
            for (key, found) in ranked where tasks.count < max(0, limit) {
                if found == [.sameSeller] {
                    guard plain < Self.mostPlain else { continue }
                    plain += 1
                }
                guard let row = try Row.fetchOne(statement, arguments: [key]) else { continue }
                let other = try QueueRow(key: TaskKey(rawValue: key), row: row)
                guard other.instance != entry.task.instance else { continue }
                tasks.append(RelatedTask(row: other, relations: found.sorted()))
            }
            return RelatedTasks(tasks: tasks, isSellerCut: seller.isCut)
        }
    }

    /// The tasks that share a neighbour key: of each key some, so that one that says nothing hides no other.
    private static func neighbours(of key: Int64, in db: Database) throws -> [Int64: Set<Relation>] {
        let keys = try String.fetchAll(db.cachedStatement(sql: ownKeysSQL), arguments: [key])
        let statement = try db.cachedStatement(sql: neighbourSQL)
        var found: [Int64: Set<Relation>] = [:]
        for text in keys {
            for other in try Int64.fetchAll(statement, arguments: [text, key]) {
                found[other, default: []].insert(Relation(neighbourKey: text))
            }
        }
        return found
    }

    /// The newest tasks of the same seller, and what else they have in common.
    private static func ofSeller(_ entry: MirrorEntry, in db: Database) throws -> (
        found: [(Int64, Relation)], isCut: Bool
    ) {
        let seller = entry.task.invoice.seller.name
        guard let expression = SearchWords.expression(containing: seller, in: "seller") else {
            return ([], false)
        }
        let rows = try Row.fetchAll(db.cachedStatement(sql: sellerSQL), arguments: [expression])
        let own = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT amount, currency FROM summary WHERE key = ?"),
            arguments: [entry.key.rawValue])
        let amount: Int64? = own?[0]
        let currency: String? = own?[1]
        let references = Set(entry.task.references)
        var found: [(Int64, Relation)] = []
        var documents = 0
        let document = try db.cachedStatement(sql: "SELECT doc_json FROM task WHERE rowid = ?")
        for row in rows {
            let key: Int64 = row[0]
            guard key != entry.key.rawValue, row[1] == seller else { continue }
            found.append((key, .sameSeller))
            if row[2] == amount, row[3] == currency {
                found.append((key, .sameSellerAndAmount))
            }
            // Who has no contract shares none; a document is read only where one may be found.
            guard !references.isEmpty, documents < mostDocuments else { continue }
            documents += 1
            guard let text = try String.fetchOne(document, arguments: [key]),
                let named = try? JSONDecoder().decode(References.self, from: Data(text.utf8))
            else { continue }
            if !references.isDisjoint(with: named.references) { found.append((key, .sameReference)) }
        }
        return (found, rows.count >= mostOfSeller)
    }

    /// Of a document only what two may have in common.
    private struct References: Decodable {
        let references: [String]
    }

    static let ownKeysSQL = "SELECT key FROM neighbour_key WHERE task = ? LIMIT 100"

    static let neighbourSQL =
        "SELECT task FROM neighbour_key WHERE key = ? AND task <> ? ORDER BY task DESC LIMIT 50"

    static let sellerSQL = """
        SELECT summary.key, summary.seller, summary.amount, summary.currency
        FROM (SELECT rowid AS member FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT \(mostOfSeller))
        CROSS JOIN summary ON summary.key = member
        """
}
