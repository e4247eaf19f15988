import GRDB
import Verification

/// The sellers that the mirror knows and that a name looks like. Nearly no name can be taken for another, so the names are
/// read when the first one comes that can.
struct LikeSellers {
    /// Known names by their skeleton; nothing before they were asked for.
    private var bySkeleton: [String: [String]]?

    /// More are not compared with: they say no more than the first.
    private static let most = 5

    /// The known sellers that a name looks like, as neighbours of whoever bears it.
    mutating func neighbours(of name: String, in db: Database) throws -> [Neighbour] {
        guard LookAlike.mayImitate(name) else { return [] }
        let known = try bySkeleton ?? read(db)
        bySkeleton = known
        return known[LookAlike.skeleton(of: name), default: []].filter {
            $0 != name && !LookAlike.mayImitate($0)
        }
        .prefix(Self.most).map { Neighbour(knownSeller: $0) }
    }

    private func read(_ db: Database) throws -> [String: [String]] {
        let names = try String.fetchAll(
            db.cachedStatement(sql: "SELECT name FROM known_name WHERE field = 'seller' ORDER BY name"))
        return Dictionary(grouping: names, by: LookAlike.skeleton)
    }
}
