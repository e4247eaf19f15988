import Invoicing
import OAProfile
import Store
import Sync
import Terminal

/// Everything that the console knows between two events: a value. It changes only in `update(_:at:)`.
struct ConsoleState: Sendable {
    /// Who and where: for the band.
    struct Identity: Hashable, Sendable {
        var user: String
        var displayName: String
        var environment: String
        var host: String
    }

    /// What stays as it was given.
    struct Setting: Hashable, Sendable {
        var usesASCII: Bool
        var utcOffset: Int
        var isReadOnly: Bool
        var holdMilliseconds: Int64
        /// How long a confirmation is deaf after its bar appeared; 0 for scripts.
        var armingMilliseconds: Int64
    }

    /// A screen above the queue.
    enum Screen: Hashable, Sendable {
        case detail(DetailState)
        case outbox(OutboxState)
        case conflict(ConflictState)
        case help(top: Int, of: ConsoleScope)
    }

    /// What takes the keys before any screen.
    enum Modal: Hashable, Sendable {
        case search(SearchPrompt)
        case decision(DecisionBar)
        case abandon(OperationID, Decision.Action, LineEditor)
    }

    /// One line about what just happened; it goes with the next command.
    struct Message: Hashable, Sendable {
        var text: LocalizedText
        var role: StyleRole
    }

    /// A decision that may be taken back, and its place in the queue.
    struct Undoable: Hashable, Sendable {
        let operation: OperationID
        let key: TaskKey
    }

    /// What the last paint showed. A decision on anything else is refused.
    struct Painted: Hashable, Sendable {
        var rows: [TaskKey: TaskIdentity] = [:]
        var opened: TaskIdentity?
    }

    let setting: Setting
    let keymap: ConsoleKeys.Table
    let keys: KeyNames
    var identity: Identity
    var language: Language
    var size: TerminalSize
    /// The time of the last event, in milliseconds since 1970.
    var now: Int64

    var queue: QueueState
    var screens: [Screen] = []
    var modal: Modal?
    var message: Message?
    var counts = QueueCounts()
    var health = SyncHealth()
    /// When the OA was first found away, in milliseconds since 1970.
    var offlineSince: Int64?
    /// The newest own operation on each task that has one.
    var operations: [TaskID: RecordedOperation] = [:]
    /// Decisions of this session that may still be taken back, oldest first.
    var undoable: [Undoable] = []
    var countsReload = Reload()
    var outboxReload = Reload()
    var painted = Painted()
    /// When to look whether another process changed the stores, in milliseconds since 1970.
    var lookAt: Int64?

    /// The smallest screen on which everything has its place.
    static let smallestSize = TerminalSize(columns: 80, rows: 24)

    /// - Throws: `KeymapProblem` when the user's own keys cannot be used.
    init(
        context: ConsoleContext, size: TerminalSize, armingMilliseconds: Int64 = 250
    ) throws(KeymapProblem) {
        setting = Setting(
            usesASCII: context.usesASCII, utcOffset: context.utcOffset, isReadOnly: context.isReadOnly,
            holdMilliseconds: context.holdMilliseconds, armingMilliseconds: armingMilliseconds)
        keymap = try ConsoleKeys.table(overrides: context.keys, isReadOnly: context.isReadOnly)
        keys = KeyNames(keymap)
        identity = Identity(
            user: context.user, displayName: context.displayName, environment: context.environment,
            host: context.host)
        language = context.language
        self.size = size
        now = context.now()
        queue = QueueState(pageSize: ConsoleState.pageSize(of: size))
    }

    /// What to do before the first event.
    mutating func start() -> [ConsoleEffect] {
        countsReload.isRunning = true
        return queue.reload() + [.loadOperations, .loadCounts]
    }

    // MARK: - Questions

    /// Where keys go now.
    var scope: ConsoleScope {
        switch modal {
        case .search, .abandon: return .editor
        case .decision(let bar): return bar.scope
        case nil: return screenScope
        }
    }

    /// The screen below any modal.
    var screenScope: ConsoleScope {
        switch screens.last {
        case .detail: .detail
        case .outbox: .outbox
        case .conflict: .conflict
        case .help: .help
        case nil: .queue
        }
    }

    /// The selected row as it was read.
    var selectedRow: QueueRow? { queue.viewport.selection.flatMap { queue.rows[$0] } }

    /// Whether the terminal is too small to show anything.
    var isTooSmall: Bool { !size.contains(ConsoleState.smallestSize) }

    /// When `.tick` is needed next, in milliseconds since 1970; nothing while nothing is due.
    var nextDeadline: Int64? {
        var due = [lookAt].compactMap { $0 }
        if case .decision(let bar) = modal, let saveAt = bar.saveDraftAt { due.append(saveAt) }
        return due.min()
    }

    /// Rows of a list: band, counts, heads above; message and hints below.
    static func pageSize(of size: TerminalSize) -> Int { max(1, size.rows - 5) }
    /// Rows of a document: band and title above; message and hints below.
    static func documentRows(of size: TerminalSize) -> Int { max(1, size.rows - 4) }

    func documentSetting() -> DetailDocument.Setting {
        DetailDocument.Setting(
            width: max(1, size.columns - 4), language: language, utcOffset: setting.utcOffset, now: now)
    }

    mutating func say(_ text: LocalizedText, role: StyleRole = .info) {
        message = Message(text: text, role: role)
    }
}

/// Which tasks the queue shows.
enum QueueView: String, CaseIterable, Hashable, Sendable {
    /// What waits for the user.
    case toDecide
    /// What waits and has findings.
    case flagged
    /// Every task that is stored.
    case everything

    /// The query behind it, in the language of `Query`.
    var query: String {
        switch self {
        case .toDecide: "status:pending"
        case .flagged: "status:pending flagged"
        case .everything: ""
        }
    }

    /// Whether what the user decided leaves it.
    var hidesDecided: Bool { self != .everything }

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
    /// Every key of the view, in order: 8 bytes a task.
    var keys: [TaskKey] = []
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
    private var isLoading = false
    private var isStale = false

    /// Keys of the first page that is asked for, so that something is there at once.
    static let firstPage = 500

    init(pageSize: Int) { viewport = ListViewport(pageSize: pageSize) }

    /// The keys on the screen.
    var visibleKeys: ArraySlice<TaskKey> { keys[viewport.visibleRange(count: keys.count)] }

    /// Asks for the keys anew. While one answer is awaited, further wishes wait with it.
    mutating func reload() -> [ConsoleEffect] {
        if isLoading {
            isStale = true
            return []
        }
        return request(limit: hasLoaded ? nil : QueueState.firstPage)
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
        isLoading = false
        search = searchBefore ?? ""
        searchBefore = nil
        return true
    }

    /// Takes an answer.
    mutating func accept(_ listing: QueueListing) -> (
        outcome: ListViewport<TaskKey>.Outcome, effects: [ConsoleEffect]
    )? {
        guard listing.generation == generation else { return nil }
        isLoading = false
        hasLoaded = true
        keys = listing.keys
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
        guard listing.isComplete, !isStale else {
            return (outcome, request(limit: nil))
        }
        return (outcome, [])
    }

    /// The answer was no keys but trouble.
    mutating func failed(generation failed: Int) {
        guard failed == generation else { return }
        isLoading = false
        isStale = false
    }

    /// Takes out a task that was just decided.
    mutating func remove(_ key: TaskKey) {
        guard let index = viewport.selection == key ? viewport.selectedIndex : keys.firstIndex(of: key),
            keys.indices.contains(index), keys[index] == key
        else { return }
        keys.remove(at: index)
        viewport.update(rows: keys)
    }

    /// What must be read before the screen can be drawn.
    func missingRows() -> [TaskKey] { visibleKeys.filter { rows[$0] == nil } }

    /// Drops what is far from the screen.
    mutating func trimRows() {
        guard rows.count > 4 * viewport.pageSize + 64 else { return }
        let near = Set(visibleKeys)
        rows = rows.filter { near.contains($0.key) }
    }

    private mutating func request(limit: Int?) -> [ConsoleEffect] {
        generation += 1
        isLoading = true
        isStale = false
        return [.loadQueue(QueueRequest(view: view, search: search, generation: generation, limit: limit))]
    }
}

/// The line in which a query is typed.
struct SearchPrompt: Hashable, Sendable {
    var editor: LineEditor
    var error: Failure?
    /// Whether the answer to it is on its way.
    var isAsked = false

    struct Failure: Hashable, Sendable {
        let position: Int
        let explanation: LocalizedText
        let remedy: LocalizedText
    }
}

/// One task on the screen.
struct DetailState: Hashable, Sendable {
    var entry: MirrorEntry
    var identity: TaskIdentity
    /// What changed while it was open; nothing when nothing did.
    var changes: [DecisionField]?
    var document: DetailDocument
    /// The first line on the screen.
    var top = 0
}

/// The list of operations.
struct OutboxState: Hashable, Sendable {
    var items: [OutboxItem] = []
    var hasLoaded = false
    var viewport: ListViewport<OperationID>

    var selected: OutboxItem? {
        viewport.selectedIndex.flatMap { items.indices.contains($0) ? items[$0] : nil }
    }
}

/// One conflict on the screen.
struct ConflictState: Hashable, Sendable {
    var material: ConflictMaterial
    /// What a new decision would be bound to; nothing when the task is gone.
    var identity: TaskIdentity?
    var lines: [StyledLine]
    var top = 0
}

/// Keeps one request on its way at a time; wishes meanwhile become one more request.
struct Reload: Hashable, Sendable {
    var isRunning = false
    private var isWanted = false

    /// - Returns: whether to ask now.
    mutating func ask() -> Bool {
        if isRunning { isWanted = true }
        defer { isRunning = true }
        return !isRunning
    }

    /// The answer came.
    /// - Returns: whether to ask again.
    mutating func finish() -> Bool {
        isRunning = isWanted
        isWanted = false
        return isRunning
    }
}
