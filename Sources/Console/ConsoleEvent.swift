import Invoicing
import OAProfile
import Store
import Sync
import Terminal

/// Everything that can happen to the console. Workers know no other way in.
enum ConsoleEvent: Sendable {
    /// A key was pressed.
    case key(KeyPress)
    /// A key was pressed before a question was there to read, and does not count.
    case unheard
    /// A command by name, from a script.
    case command(ConsoleCommand)
    /// The mouse did something.
    case mouse(MouseEvent)
    /// What the last command of a macro asked for is there.
    case macroReady
    /// Text was pasted or, in a script, typed.
    case text(String)
    /// The terminal has another size.
    case resized(TerminalSize)
    /// A moment that the state waited for has come.
    case tick
    /// The state was painted as it stands: decisions are bound to what this says.
    case painted
    /// The program ends: what is half typed is to be saved.
    case leaving

    /// The keys of a view.
    case queueLoaded(QueueListing)
    /// The query cannot be read.
    case queryRejected(QueryError, generation: Int)
    /// What may follow in the search line, for the text up to the caret as it was asked.
    case completionLoaded(QueryCompletion, of: String)
    /// The keys could not be read.
    case queueFailed(StoreError, generation: Int)
    /// Rows for the screen.
    case rowsFetched([QueueRow], asked: [TaskKey])
    /// A task, or that it is gone.
    case entryFetched(TaskID, MirrorEntry?, EntryPurpose)
    /// The numbers above the queue.
    case countsLoaded(QueueCounts)
    /// How many tasks some views show.
    case viewCountsLoaded([QueueView: Int])
    /// The newest open and recent operations of the ledger, one a task.
    case operationsLoaded([RecordedOperation])
    /// The findings that were let pass and still are.
    case overridesLoaded([FindingOverride])
    /// What belongs to an invoice; nothing when it is gone.
    case relatedLoaded(TaskID, RelatedTasks?)
    /// The outbox.
    case outboxLoaded([OutboxItem])
    /// What a conflict is about.
    case conflictLoaded(ConflictMaterial)
    /// An unfinished comment.
    case draftLoaded(TaskID, String)
    /// The people at the OA.
    case directoryLoaded(Directory)
    /// The reasons that the user gave, the one used last first.
    case reasonsLoaded([String])
    /// Where the user was when the line dropped.
    case placeLoaded(RestoredPlace)
    /// A decision is committed.
    case recorded(RecordedOperation)
    /// A decision was not recorded.
    case notRecorded(RecordingFailure)
    /// The marked tasks; one that is gone is missing.
    case planLoaded([TaskKey: MirrorEntry], PlanPurpose)
    /// What came of some rows of a plan.
    case rowsRecorded([RowResult])
    /// A decision was taken back.
    case cancelled(RecordedOperation)
    /// An operation in conflict was given up.
    case abandoned(RecordedOperation)
    /// What a screen that looks at the whole asked for.
    case overviewLoaded(OverviewFacts)
    /// A finding is let pass, or stands again.
    case overridden(FindingOverride)
    /// It is not.
    case notOverridden(RecordingFailure, TaskID)
    /// It is noted in the audit log that accounts and personal data of a task are shown in full.
    case revealed(RevealedTask)
    /// It is noted in the audit log that a text is copied.
    case copyNoted(String)
    /// A refusal is acknowledged.
    case acknowledged(RecordedOperation)
    /// What was chosen could not be kept for the next time.
    case notKept(LocalizedText)
    /// Reading or writing the store failed.
    case storeFailed(StoreError)

    /// Something happened while syncing.
    case sync(SyncEvent)
    /// The stores may have changed in any way.
    case storesChanged
}

extension ConsoleEvent {
    /// Whether a person, or a script in a person's place, did it.
    var isFromUser: Bool {
        switch self {
        case .key, .command, .mouse, .text: true
        default: false
        }
    }
}

/// What the driver is asked to do.
enum ConsoleEffect: Hashable, Sendable {
    /// Small indexed reads of the mirror, done at once.
    case fetchRows([TaskKey])
    case fetchEntry(TaskID, EntryPurpose)

    /// Reads for a worker.
    case loadQueue(QueueRequest)
    case loadCounts
    case loadViewCounts([QueueView])
    case loadOperations
    case loadOverrides
    case loadOutbox
    case loadRelated(TaskID)
    case loadConflict(OperationID)
    case loadDraft(TaskID)
    case loadPlan([TaskKey], PlanPurpose)
    case loadDirectory
    case loadReasons
    case loadOverview(OverviewRequest)
    case loadPlace
    case loadCompletion(String)
    case lookForChanges
    /// Nothing but the answer, behind all that was asked for before.
    case continueMacro

    /// Writes for a worker, in order.
    case record(DecisionOrder)
    case recordRows([DecisionOrder])
    case cancel(OperationID)
    case abandon(OperationID, reason: String)
    case override(ConsoleState.OverrideOrder)
    case withdrawOverride(Int64)
    case saveDraft(String, TaskID)
    case acknowledge(OperationID)
    /// Notes that what these versions of a task hide is shown; only then it is.
    case reveal([ApprovalTask], as: RevealedTask)
    /// Notes that something of a task is copied, by its name; only then it is.
    case copy(String, as: String, of: ApprovalTask)
    /// Into the user's own files.
    case keep(Keepsake)
    case savePlace(Place)
    case forgetPlace

    /// Things of the driver.
    case nudgeSync
    case wantReport(Int)
    case pauseDelivery(Bool)
    case retryDelivery
    case stopReading(Bool)
    case discardInput
    case putIntoClipboard(String)
    case useMouse(Bool)
    case useTheme(Theme)
    case repaint
    case suspend
    case quit

    /// Whether the driver does it between two paints.
    var isImmediate: Bool {
        switch self {
        case .fetchRows, .fetchEntry, .wantReport, .nudgeSync, .pauseDelivery, .retryDelivery, .stopReading,
            .discardInput,
            .putIntoClipboard, .useMouse, .useTheme,
            .repaint, .suspend,
            .quit:
            true
        default: false
        }
    }
}

/// What a decision is bound to: the task and its version and content as they were painted.
struct TaskIdentity: Hashable, Sendable {
    let task: TaskID
    let rev: String
    let digest: ContentDigest

    init(_ row: QueueRow) {
        task = row.task
        rev = row.rev
        digest = row.digest
    }

    init(_ task: ApprovalTask) {
        self.task = task.id
        rev = task.rev
        digest = SeenContent(of: task).digest
    }
}

/// Why a task is fetched.
enum EntryPurpose: Hashable, Sendable {
    /// To show it on a new screen.
    case open
    /// To show it in place of the one that is open.
    case replace
    /// Because the open one may have changed.
    case refresh
    /// To decide on it, as the row was painted.
    case decide(Decision.Action, TaskIdentity)
    /// To show it beside the list, where that row is selected.
    case preview(TaskIdentity)
    /// To copy something of it.
    case copy
    /// Because the one in the decision bar may have changed.
    case checkBar
}

/// Which keys to load.
struct QueueRequest: Hashable, Sendable {
    let view: QueueView
    let search: String
    /// Counts the requests; answers to older ones are dropped.
    let generation: Int
    /// The most keys, for a first page that is there at once.
    let limit: Int?
    var sort = QueueSort()
    var grouping: TaskGrouping?
}

/// The keys of a view, without what is already decided in the views that ask for a decision.
struct QueueListing: Hashable, Sendable {
    let generation: Int
    let keys: [TaskKey]
    /// Whether these are all.
    let isComplete: Bool
    /// The groups in which they stand, each with its tasks one after the other; empty where nothing is grouped.
    var groups: [TaskGroup] = []
}

/// The numbers above the queue.
struct QueueCounts: Hashable, Sendable {
    var toDecide = 0
    var flagged = 0
    var waitingToSend = 0
    var conflicts = 0
}

/// A decision on its way to the ledger.
struct DecisionOrder: Hashable, Sendable {
    let task: ApprovalTask
    let decision: Decision
    let supersedes: OperationID?
}

/// Why the tasks of a plan are read.
enum PlanPurpose: Hashable, Sendable {
    /// To make the plan.
    case open
    /// Because some may have changed.
    case recheck
}

/// What came of one row of a plan.
struct RowResult: Sendable {
    let task: TaskID
    let outcome: Result<RecordedOperation, RecordingFailure>
}

/// Why a decision was not recorded.
enum RecordingFailure: Error, Hashable, Sendable {
    /// The task is another one now, or gone.
    case changed
    /// The ledger said no.
    case store(StoreError)
}

/// An operation with what it is about, from its evidence.
struct OutboxItem: Hashable, Sendable {
    let operation: RecordedOperation
    let seller: String
    let amount: Money?
    let title: String
    /// Whether the mirror shows what came of it, too.
    var isApplied = false
}

/// The two sides of a conflict.
struct ConflictMaterial: Hashable, Sendable {
    let operation: RecordedOperation
    /// What the author saw.
    let seen: ApprovalTask?
    /// What is there now; nothing when it is gone.
    let now: MirrorEntry?
}
