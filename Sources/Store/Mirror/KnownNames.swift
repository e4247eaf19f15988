import Foundation
import GRDB
import Invoicing
import OAProfile

/// The names that occur in the mirror, each once with its sound: a million tasks have some thousand sellers, departments
/// and submitters, so pinyin and completion look here and never at the tasks.
///
/// Names are only added. One whose last task is gone is harmless: it selects nothing, and completion asks before it
/// offers a name.
enum KnownNames {
    /// A column of `summary` that holds names.
    enum Field: String, CaseIterable, Sendable {
        case seller, department, submitter
    }

    /// `sound` is made by ``Pinyin/sound(of:)``; `expression` finds the name in the full-text index.
    static let schema = """
        CREATE TABLE known_name(field TEXT NOT NULL, name TEXT NOT NULL, sound TEXT NOT NULL, expression TEXT NOT NULL,
         PRIMARY KEY(field, name)) STRICT, WITHOUT ROWID;
        """

    /// `sounds_like(sound, typed)`, for the connections of the mirror.
    static let soundsLike = DatabaseFunction("sounds_like", argumentCount: 2, pure: true) { values in
        guard let sound = String.fromDatabaseValue(values[0]), let typed = String.fromDatabaseValue(values[1])
        else { return false }
        return Pinyin.found(typed, inSound: sound)
    }

    /// How many names one question may stand for before the tasks are searched by name instead.
    static let mostNames = 200

    /// Notes the names of a page; one lookup a name that was not in the page before.
    struct Writer {
        private let find: Statement
        private let insert: Statement
        private var seen: [Field: Set<String>] = [:]
        /// Sellers that were not known before.
        private var newSellers: [String] = []

        init(_ db: Database) throws {
            find = try db.cachedStatement(sql: "SELECT 1 FROM known_name WHERE field = ? AND name = ?")
            insert = try db.cachedStatement(
                sql: "INSERT INTO known_name(field, name, sound, expression) VALUES(?, ?, ?, ?)")
        }

        /// Notes the names in a task's row, before anything of its page is judged: so two tasks of one page know each other's.
        mutating func note(_ task: ApprovalTask) throws {
            try note(MirrorRows.column(task.invoice.seller.name), in: .seller)
            try note(MirrorRows.column(task.department), in: .department)
            try note(MirrorRows.column(task.submitter), in: .submitter)
        }

        private mutating func note(_ name: String, in field: Field) throws {
            guard !name.isEmpty, seen[field, default: []].insert(name).inserted,
                try Int.fetchOne(find, arguments: [field.rawValue, name]) == nil
            else { return }
            if field == .seller { newSellers.append(name) }
            let expression = SearchWords.expression(containing: name, in: field.rawValue) ?? ""
            try insert.execute(arguments: [field.rawValue, name, Pinyin.sound(of: name), expression])
        }

        /// The sellers that became known since this was asked last.
        mutating func takeNewSellers() -> [String] {
            defer { newSellers = [] }
            return newSellers
        }
    }

    /// The words of the index for every name of a field that sounds so; nothing where there are too many of them.
    static func expressions(soundingLike typed: String, in field: Field, of db: Database) throws -> [String]?
    {
        let found = try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT expression FROM known_name WHERE field = ? AND expression <> '' AND sounds_like(sound, ?)
                    LIMIT \(mostNames + 1)
                    """),
            arguments: [field.rawValue, typed])
        return found.count > mostNames ? nil : found
    }
}

extension Condition {
    /// The condition with every sound replaced by the names that have it, so that the index of words finds them; a sound
    /// that too many names have stays and is answered task by task.
    func resolved(in db: Database) throws -> Condition {
        switch self {
        case .all(let parts): return .all(try parts.map { try $0.resolved(in: db) })
        case .any(let parts): return .any(try parts.map { try $0.resolved(in: db) })
        case .not(let inner): return .not(try inner.resolved(in: db))
        case .sound(let field, let typed, let words):
            guard let names = try KnownNames.expressions(soundingLike: typed, in: field, of: db) else {
                return self
            }
            return .words(([words] + names).map { "(\($0))" }.joined(separator: " OR "))
        case .everything, .words, .within, .missing, .oneOf, .rule, .name: return self
        }
    }
}
