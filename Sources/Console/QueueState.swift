import OAProfile
import Store
import Terminal

/// Which tasks the queue shows.
enum QueueView: Hashable, Sendable {
    /// What waits for the user.
    case toDecide
    /// What waits and has findings.
    case flagged
    /// Every task that is stored.
    case everything
    /// What waits for the user and for nobody else.
    case mine
    /// What is due within three days, or late.
    case dueSoon
    /// What was put aside.
    case held
    /// What was imported here from files.
    case local
    /// What the user decided and the OA does not have yet.
    case waitingToSend
    /// What the user decided and must look at again.
    case conflicts
    /// What the user decided today.
    case doneToday
    /// A query with a name.
    case saved(SavedView)

    /// The views that one key goes through; their counts always stand above the list.
    static let cycle: [QueueView] = [.toDecide, .flagged, .everything]

    /// Every view that the program has, in the order in which they are offered.
    static let builtIn: [QueueView] = [
        .toDecide, .mine, .flagged, .dueSoon, .held, .local, .waitingToSend, .conflicts, .doneToday,
        .everything,
    ]

    /// The query behind it, in the language of `Query`.
    var query: String {
        switch self {
        case .toDecide: "status:pending"
        case .flagged: "status:pending flagged"
        case .everything, .waitingToSend, .conflicts, .doneToday: ""
        case .mine: "status:pending mine"
        case .dueSoon: "status:pending due<3d"
        case .held: "status:held"
        case .local: "status:local"
        case .saved(let saved): saved.query
        }
    }

    /// Whether what the user decided leaves it.
    var hidesDecided: Bool { self != .everything && operationStates == nil }

    /// The states of the own operations whose tasks it shows; nothing where a query says what it shows.
    var operationStates: Set<OperationState>? {
        switch self {
        case .waitingToSend: [.recorded, .sending, .unknown]
        case .conflicts: [.conflict]
        case .doneToday: [.recorded, .sending, .unknown, .acked]
        case .toDecide, .flagged, .everything, .mine, .dueSoon, .held, .local, .saved: nil
        }
    }

    /// Whether a person wrote its query.
    var isNamed: Bool { if case .saved = self { true } else { false } }

    /// The view with a search inside it.
    func query(searching search: String) -> String {
        search.isEmpty ? query : query.isEmpty ? search : query + " (" + search + ")"
    }
}

/// The list of tasks.
struct QueueState: Hashable, Sendable {
    var view: QueueView = .toDecide
    /// The user's query inside the view.
    var search = ""
    /// Every key of the view, in order: 8 bytes a task. Heads of groups stand among them.
    var keys: [TaskKey] = []
    /// The same with what folded groups hide; empty where nothing is grouped.
    var unfolded: [TaskKey] = []
    /// The groups whose heads stand among the keys.
    var groups: [TaskGroup] = []
    /// The names of the groups that are folded.
    var folded: Set<String> = []
    var sort = QueueSort()
    var grouping: TaskGrouping?
    /// Whether the first keys have come.
    var hasLoaded = false
    /// What was read of rows on and near the screen.
    var rows: [TaskKey: QueueRow] = [:]
    var viewport: ListViewport<TaskKey>
    /// Whether the selection moved to a neighbour without the user, since the last paint.
    var hasSlid = false
    /// What to do with the selected task as soon as its row is read.
    var openWhenRead: EntryPurpose?
    /// The task to select when it is back in the list.
    var wanted: TaskKey?

    private(set) var generation = 0
    /// The query before the one that is asked for now: restored when that one cannot be read.
    private var searchBefore: String?
    private(set) var reload = Reload()
    /// Whether another view or search was asked for and is not there yet.
    var isAskedAnew: Bool { searchBefore != nil }
    /// Whether only the first page of the list is here.
    private(set) var isFirstPage = false

    /// Keys of the first page that is asked for, so that something is there at once.
    static let firstPage = 500

    init(pageSize: Int) { viewport = ListViewport(pageSize: pageSize) }

    /// The keys on the screen.
    var visibleKeys: ArraySlice<TaskKey> { keys[viewport.visibleRange(count: keys.count)] }

    /// Asks for the keys anew.
    mutating func askAgain() -> [ConsoleEffect] {
        reload.ask() ? request(limit: hasLoaded ? nil : QueueState.firstPage) : []
    }

    /// Asks once more where a wish had to wait.
    mutating func askWhatIsDue(at now: Int64) -> [ConsoleEffect] {
        reload.isDue(at: now) ? request(limit: nil) : []
    }

    /// Asks for another view or another search. What is shown stays until the answer comes.
    mutating func ask(view newView: QueueView, search newSearch: String) -> [ConsoleEffect] {
        searchBefore = searchBefore ?? search
        view = newView
        search = newSearch
        return request(limit: QueueState.firstPage)
    }

    /// The query cannot be read: the one before stays.
    mutating func reject(generation rejected: Int) -> Bool {
        guard rejected == generation else { return false }
        reload = Reload()
        search = searchBefore ?? ""
        searchBefore = nil
        return true
    }

    /// Takes an answer.
    mutating func accept(_ listing: QueueListing, at now: Int64) -> (
        outcome: ListViewport<TaskKey>.Outcome, effects: [ConsoleEffect]
    )? {
        guard listing.generation == generation else { return nil }
        hasLoaded = true
        isFirstPage = !listing.isComplete
        arrange(listing)
        if searchBefore != nil {
            searchBefore = nil
            viewport = ListViewport(pageSize: viewport.pageSize)
        }
        var outcome = viewport.update(rows: keys)
        if let key = wanted, viewport.select(key, in: keys) {
            wanted = nil
            outcome = .kept
        }
        if case .replaced = outcome { hasSlid = true }
        guard listing.isComplete else { return (outcome, request(limit: nil)) }
        reload.finish(at: now)
        return (outcome, [])
    }

    /// The answer was no keys but trouble.
    mutating func failed(generation failed: Int) {
        if failed == generation { reload = Reload() }
    }

    /// Takes out a task that was just decided.
    mutating func remove(_ key: TaskKey) {
        guard let index = viewport.selection == key ? viewport.selectedIndex : keys.firstIndex(of: key),
            keys.indices.contains(index), keys[index] == key
        else { return }
        keys.remove(at: index)
        unfolded.removeAll { $0 == key }
        viewport.update(rows: keys)
    }

    /// Takes out tasks that were decided together.
    mutating func remove(_ gone: Set<TaskKey>) {
        guard !gone.isEmpty else { return }
        keys.removeAll { gone.contains($0) }
        unfolded.removeAll { gone.contains($0) }
        viewport.update(rows: keys)
    }

    /// What must be read before the screen can be drawn.
    func missingRows() -> [TaskKey] { visibleKeys.filter { rows[$0] == nil && !$0.isGroupHead } }

    /// Drops what is far from the screen.
    mutating func trimRows() {
        guard rows.count > 4 * viewport.pageSize + 64 else { return }
        let near = Set(visibleKeys)
        rows = rows.filter { near.contains($0.key) }
    }

    private mutating func request(limit: Int?) -> [ConsoleEffect] {
        generation += 1
        reload.begin()
        return [
            .loadQueue(
                QueueRequest(
                    view: view, search: search, generation: generation, limit: limit, sort: sort,
                    grouping: grouping))
        ]
    }
}
