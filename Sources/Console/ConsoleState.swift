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
        /// From which amount on a decision asks for more care.
        var largeAmount: LargeAmount
        /// The user's own views of the queue, from the configuration.
        var savedViews: [SavedView]
        /// What the program tells of itself.
        var program: ProgramFacts?
        /// Who may let a finding pass.
        var overrides = OverrideRights()
        /// Looks from the user's own files.
        var ownThemes: [Theme] = []
        /// Whether every byte counts.
        var isSlowLink = false
        /// Whether something may be put into the terminal's clipboard.
        var hasClipboard = false
    }

    /// A screen above the queue.
    enum Screen: Hashable, Sendable {
        case detail(DetailState)
        case outbox(OutboxState)
        case conflict(ConflictState)
        case help(top: Int, of: ConsoleScope)
        case messages(top: Int)
        case plan(BulkPlan)
        case overview(Overview)
    }

    /// What takes the keys before any screen.
    enum Modal: Hashable, Sendable {
        case search(SearchPrompt)
        case decision(DecisionBar)
        case abandon(OperationID, Decision.Action, LineEditor)
        case planText(DecisionBar.Field, LineEditor)
        case chooser(Chooser)
        case overviewText(OverviewField, LineEditor)
        case viewName(LineEditor)
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
        /// Until when it is surely not sent, in milliseconds since 1970.
        var heldUntil: Int64?
    }

    /// What the last paint showed. A decision on anything else is refused.
    struct Painted: Hashable, Sendable {
        var rows: [TaskKey: TaskIdentity] = [:]
        var opened: TaskIdentity?
    }

    let setting: Setting
    let keymap: ConsoleKeys.Table
    let macros: MacroBook
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
    /// What was said in this session, oldest first.
    var history = MessageHistory()
    /// The tasks to decide together.
    var marks = Marks()
    /// The keys that wait for what they mean.
    var typeAhead = TypeAhead()
    /// The number typed before a command, as in `5j`.
    var count = CommandCount()
    var counts = QueueCounts()
    /// How many tasks each view showed when the views were last looked at.
    var viewCounts: [QueueView: Int] = [:]
    /// The people at the OA, and what of a name was typed.
    var people = PersonCompletion()
    /// The reasons that the user gave, the one used last first.
    var usedReasons: [String] = []
    /// When the text of a plan or of giving up is saved, in milliseconds since 1970.
    var saveTextAt: Int64?
    /// The look.
    var look: Theme
    /// The name of the look.
    var theme: String { look.name }
    /// What the user chose, kept for the next time.
    var choices = RememberedChoices()
    /// The views that the user made on the screen.
    var ownViews: [SavedView] = []
    /// The column that keys for columns mean; nothing before the first of them.
    var column: QueueColumn?
    /// The task whose accounts and personal data stand in full, while it is in sight.
    var revealed: RevealedTask?
    /// Whether the selected task stands beside the list, and what of it is there.
    var preview = Preview()
    var health = SyncHealth()
    /// How far reading everything is, while it is read.
    var snapshot: WorkProgress?
    /// When the OA was first found away, in milliseconds since 1970.
    var offlineSince: Int64?
    /// The newest own operation on each task that has one.
    var operations: [TaskID: RecordedOperation] = [:]
    /// The findings that were let pass and still are, by task.
    var overrides: [TaskID: [FindingOverride]] = [:]
    /// Decisions of this session that may still be taken back, oldest first.
    var undoable: [Undoable] = []
    /// What comes back after a dropped line.
    var session = SessionMemory()
    /// Whether the mouse is heard.
    var isMouseOn = false
    /// The macro that runs.
    var macro: MacroRun?
    var countsReload = Reload()
    var outboxReload = Reload()
    var overviewReload = Reload()
    /// Counts the reports that were asked for.
    var reportGeneration = 0
    /// Counts the searches of the audit log.
    var auditorGeneration = 0
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
            holdMilliseconds: context.holdMilliseconds, armingMilliseconds: armingMilliseconds,
            largeAmount: LargeAmount(units: context.largeAmount), savedViews: context.views,
            program: context.program, overrides: context.overrides, ownThemes: context.ownThemes,
            isSlowLink: context.isSlowLink, hasClipboard: context.hasClipboard)
        keymap = try ConsoleKeys.table(overrides: context.keys, isReadOnly: context.isReadOnly)
        keys = KeyNames(keymap)
        // Checked before anything opened.
        macros = (try? MacroBook(context.macros, keymap: keymap)) ?? MacroBook()
        isMouseOn = context.usesMouse
        identity = Identity(
            user: context.user, displayName: context.displayName, environment: context.environment,
            host: context.host)
        language = context.language
        look = context.theme
        self.size = size
        now = context.now()
        queue = QueueState(pageSize: ConsoleState.pageSize(of: size))
        choices = context.choices
        ownViews = context.ownViews
        // Who cannot decide has nothing to decide.
        if setting.isReadOnly { queue.view = .everything }
        queue.sort = choices.sort
        queue.grouping = choices.grouping
    }

    /// What to do before the first event.
    mutating func start() -> [ConsoleEffect] {
        countsReload.begin()
        session.mayRestore = session.isKept
        return queue.askAgain() + [.loadOperations, .loadOverrides, .loadCounts, .loadReasons]
            + (session.isKept ? [.loadPlace] : []) + (isMouseOn ? [.useMouse(true)] : [])
    }

    // MARK: - Questions

    /// Where keys go now.
    var scope: ConsoleScope {
        switch modal {
        case .search, .abandon, .planText, .overviewText, .viewName: return .editor
        case .chooser: return .chooser
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
        case .messages: .messages
        case .plan: .plan
        case .overview(let overview): overview.scope
        case nil: .queue
        }
    }

    /// The selected row as it was read.
    var selectedRow: QueueRow? { queue.viewport.selection.flatMap { queue.rows[$0] } }

    /// Whether signs and lines are ASCII only: asked for, or by the look.
    var usesASCII: Bool { setting.usesASCII || look.prefersASCII }

    /// Whether the terminal is too small to show anything.
    var isTooSmall: Bool { !size.contains(ConsoleState.smallestSize) }

    /// When `.tick` is needed next, in milliseconds since 1970; nothing while nothing is due.
    var nextDeadline: Int64? {
        var due = [
            lookAt, session.dueAt, queue.reload.dueAt, countsReload.dueAt, outboxReload.dueAt,
            overviewReload.dueAt,
        ]
        if case .decision(let bar) = modal { due.append(bar.saveDraftAt) }
        due += [saveTextAt, nextCountdownStep]
        return due.compactMap { $0 }.min()
    }

    /// Rows of a list: band, counts, heads above; message and hints below.
    static func pageSize(of size: TerminalSize) -> Int { max(1, size.rows - 5) }
    /// Rows of a document: band and title above; message and hints below.
    static func documentRows(of size: TerminalSize) -> Int { max(1, size.rows - 4) }

    func documentSetting(isRevealed: Bool) -> DetailDocument.Setting {
        DetailDocument.Setting(
            width: max(1, size.columns - 4), language: language, utcOffset: setting.utcOffset, now: now,
            isRevealed: isRevealed)
    }

    mutating func say(_ text: LocalizedText, role: StyleRole = .info) {
        message = Message(text: text, role: role)
        history.add(text, role: role, at: now)
    }
}

/// The line in which a query is typed.
struct SearchPrompt: Hashable, Sendable {
    var editor: LineEditor
    var error: Failure?
    /// Whether the answer to it is on its way.
    var isAsked = false
    /// What may stand at the caret, once it was asked for.
    var completion: SearchCompletion?

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
    /// What belongs to it; nothing before that was read.
    var related: RelatedTasks?
    /// Whether what belongs to it was asked for.
    var hasAskedRelated = false
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
