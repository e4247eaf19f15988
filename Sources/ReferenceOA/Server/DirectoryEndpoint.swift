import GRDB
import Hummingbird
import Invoicing
import OAProfile

// The directory of people: to whom a task can be handed over, and who can be added as an approver.
extension OAServer {
    func users(_ request: Request, _ context: OAContext) async throws -> Response {
        let query = try request.parameter("q") ?? ""
        let page = try request.parameter("page") ?? ""
        guard query.unicodeScalars.count <= 25, page.unicodeScalars.count <= 50,
            !(query + page).utf8.contains(0)
        else { throw Problem.malformed("q may have 25 characters, page 50, without NUL.") }
        return try .json(try await database.people(matching: query, after: page))
    }
}

extension OADatabase {
    /// People on one page.
    static let peoplePage = 500

    /// The people whose user name or name holds a text, in the order of their user names, behind a user name.
    func people(matching text: String, after last: String) async throws -> PeoplePage {
        try await pool.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT name, displayName FROM user
                    WHERE name > ? AND (instr(lower(name), lower(?)) > 0 OR instr(displayName, ?) > 0)
                    ORDER BY name LIMIT ?
                    """, arguments: [last, text, text, Self.peoplePage + 1])
            let people = rows.prefix(Self.peoplePage).map { Invoicing.Person(user: $0[0], name: $0[1]) }
            return PeoplePage(
                users: people, nextPage: rows.count > Self.peoplePage ? people.last?.user : nil)
        }
    }
}
