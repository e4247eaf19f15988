import Invoicing
import OAProfile

/// A change feed for an OA that has only a list of tasks: the list is read again and compared with the one before.
///
/// The lists are kept in memory only; a cursor of an earlier run leads to a snapshot, which is one more reading.
actor TaskListing {
    /// Such an OA tells nothing of its history.
    static let epoch = "list"

    private let base: ProfileConnector
    private let random: @Sendable () -> UInt64
    /// The rows, by task, that a cursor stands for.
    private var known: (cursor: String, rows: [TaskID: String])?
    private var reading: (cursor: String, rows: [TaskID: String])?

    init(base: ProfileConnector, random: @escaping @Sendable () -> UInt64) {
        self.base = base
        self.random = random
    }

    /// What changed since a list that was read earlier.
    func changes(since cursor: String) async throws(OAError) -> ChangesAnswer {
        guard let known, known.cursor == cursor else { return .snapshotNeeded(.cursorExpired) }
        var rows: [TaskID: String] = [:]
        var changed: [ChangeItem] = []
        var name: String?
        var names: Set<String> = []
        repeat {
            let page = try await base.snapshot(page: name)
            for item in page.items.map(\.withOwnVersion) {
                rows[item.id] = item.rev
                if known.rows[item.id] != item.rev { changed.append(item) }
            }
            if let next = page.nextPage, !names.insert(next).inserted { throw fault(.cursor) }
            name = page.nextPage
        } while name != nil
        for (id, rev) in known.rows where rows[id] == nil {
            changed.append(ChangeItem(id: id, rev: rev, content: .gone(reason: "")))
        }
        let new = changed.isEmpty ? cursor : freshCursor()
        self.known = (new, rows)
        return .page(
            ChangesPage(
                epoch: Self.epoch, oldCursor: cursor, newCursor: new, hasMore: false,
                items: changed.sorted { $0.id.rawValue < $1.id.rawValue }))
    }

    /// A page of the list, under a cursor that the next comparison begins from.
    func snapshot(page name: String?) async throws(OAError) -> SnapshotPage {
        var page = try await base.snapshot(page: name)
        if name == nil { reading = (freshCursor(), [:]) }
        guard var list = reading else { throw fault(.snapshotChanged) }
        page.items = page.items.map(\.withOwnVersion)
        for item in page.items { list.rows[item.id] = item.rev }
        page.epoch = Self.epoch
        page.cursor = list.cursor
        reading = page.nextPage == nil ? nil : list
        if page.nextPage == nil { known = list }
        return page
    }

    private func freshCursor() -> String { "list-" + String(random(), radix: 16) }

    private func fault(_ cause: OAError.Cause) -> OAError { .notAnOA(base.name, cause) }
}

extension ChangeItem {
    /// The item under a row version that is made of its document.
    fileprivate var withOwnVersion: ChangeItem {
        guard case .upsert(let document) = content else { return self }
        let own = document.withOwnVersion()
        return ChangeItem(id: id, rev: own.task.rev, content: .upsert(own))
    }
}
