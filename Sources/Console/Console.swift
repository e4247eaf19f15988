import Invoicing
import Store
import Sync
import Terminal

// The screens: a state that is a value, an update that is a function, drawing that is a function. Nothing else.
// In: keys, worker results and sync events, as `ConsoleEvent`. Out: a `Surface`, and `ConsoleEffect`s that the driver executes.
// A new screen is one file in Screens/; a new command is one case and one row of the key table; a new text is in Strings/.

/// Who sits at the console, in front of which OA, and how it should look.
///
/// A program gives a context and its services to a ``ConsoleProgram`` (full screen) or a ``ConsoleScript`` (no terminal):
///
///     let program = try ConsoleProgram(context: context, services: services)
///     let sync = Task { await synchronizer.run(observe: program.observe) }
///     let exit = try await program.run(environment: environment, errorDescriptor: logFile)
///     sync.cancel()
///     print(exit.farewell[exit.language])
public struct ConsoleContext: Sendable {
    /// The user at the OA, as `zhang.wei`.
    public var user: String
    /// The user's display name.
    public var displayName: String
    /// What the deployment calls itself, as `PROD`, `UAT` or `DEMO`. The OA's own word replaces it after the first answer.
    public var environment: String
    /// The OA's host, for the band.
    public var host: String
    /// The language to begin with.
    public var language: Language
    /// The look.
    public var theme: Theme
    /// Whether only ASCII signs and lines may be used around the text.
    public var usesASCII: Bool
    /// How long a decision is held back so that it can be undone, in milliseconds; 0 sends at once.
    public var holdMilliseconds: Int64
    /// The user's zone, in seconds east of UTC.
    public var utcOffset: Int
    /// Whether every command that decides is absent.
    public var isReadOnly: Bool
    /// Commands with other keys than the built-in ones, as the configuration's `[keys]` has them.
    public var keys: [String: [String]]
    /// From this amount on, in whole units of its currency, an invoice is decided by itself and its approval asks for
    /// digits of the amount; 0 turns both off.
    public var largeAmount: Int64 = 100_000
    /// The user's own views of the queue, as the configuration's `[views]` has them.
    public var views: [SavedView] = []
    /// What the program tells of itself; nothing where it is not told.
    public var program: ProgramFacts?
    /// Who may let a finding pass.
    public var overrides = OverrideRights()
    /// What the user chose in earlier sessions.
    public var choices = RememberedChoices()
    /// The views that the user made on the screen, besides those of the configuration.
    public var ownViews: [SavedView] = []
    /// The looks besides those inside the program, from the user's own files.
    public var ownThemes: [Theme] = []
    /// Whether every byte counts: no marker is moved, only the cursor, and the hints stay few.
    public var isSlowLink = false
    /// Signs each decision before it is recorded; nothing where the configuration does not ask for that.
    public var sign: StatementSigner?
    /// Whether something may be put into the terminal's clipboard; a terminal that has none is found out by itself.
    public var hasClipboard = true
    /// Whether the mouse is heard from the beginning.
    public var usesMouse = false
    /// Several commands behind one key, as the configuration's `[macros]` has them.
    public var macros: [Macro] = []
    /// Now, in milliseconds since 1970.
    public var now: @Sendable () -> Int64
    /// A random number.
    public var random: @Sendable () -> UInt64

    /// Makes a context.
    public init(
        user: String, displayName: String, environment: String, host: String, language: Language,
        theme: Theme, usesASCII: Bool = false, holdMilliseconds: Int64 = 10_000, utcOffset: Int,
        isReadOnly: Bool = false, keys: [String: [String]] = [:], now: @escaping @Sendable () -> Int64,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.user = user
        self.displayName = displayName
        self.environment = environment
        self.host = host
        self.language = language
        self.theme = theme
        self.usesASCII = usesASCII
        self.holdMilliseconds = holdMilliseconds
        self.utcOffset = utcOffset
        self.isReadOnly = isReadOnly
        self.keys = keys
        self.now = now
        self.random = random
    }
}

extension ConsoleContext {
    /// Checks the keys of a configuration before anything opens.
    /// - Throws: ``ConsoleProblem/keys(_:)`` for a command, a key or a conflict that cannot be used.
    public static func check(keys: [String: [String]]) throws(ConsoleProblem) {
        do throws(KeymapProblem) {
            _ = try ConsoleKeys.table(overrides: keys, isReadOnly: false)
        } catch { throw .keys(error) }
    }
}

/// What the console works with.
public struct ConsoleServices: Sendable {
    /// Decisions, evidence and drafts.
    public var ledger: Ledger
    /// The OA's tasks.
    public var mirror: Mirror
    /// Where the place of this session is kept; nothing for a script, which begins where it says.
    public var sessionFile: SessionFile?
    /// Tells whoever syncs that something is waiting; called from any thread, must not wait.
    public var nudge: @Sendable () -> Void
    /// One round of sync, for a script's `:sync`; nothing where nothing syncs.
    public var round: (@Sendable () async -> RoundReport)?
    /// The packages of archived invoices; nothing where there is no archive.
    public var archive: ArchiveDesk?
    /// What only the program can read for an auditor; nothing where there is nothing.
    public var auditor: AuditorDesk?
    /// Holds decisions here (`true`) or lets them go; called from any thread, must not wait.
    public var pauseDelivery: @Sendable (Bool) -> Void = { _ in }
    /// When this process last pulled all there was, in milliseconds since 1970; called from any thread.
    public var lastPullAt: @Sendable () -> Int64? = { nil }
    /// Tries now what would be tried later; called from any thread, must not wait.
    public var retryDelivery: @Sendable () -> Void = {}
    /// Stops reading everything (`true`) or goes on with it; called from any thread, must not wait.
    public var stopReading: @Sendable (Bool) -> Void = { _ in }
    /// Keeps what the user chose, in the user's own files; says what is wrong where it cannot.
    public var keep: @Sendable (Keepsake) -> LocalizedText? = { _ in nil }

    /// Puts the services together.
    public init(
        ledger: Ledger, mirror: Mirror, nudge: @escaping @Sendable () -> Void = {},
        round: (@Sendable () async -> RoundReport)? = nil
    ) {
        self.ledger = ledger
        self.mirror = mirror
        self.nudge = nudge
        self.round = round
    }
}

/// How the console ended.
public struct ConsoleExit: Hashable, Sendable {
    /// Why it ended.
    public enum Reason: Hashable, Sendable {
        /// The user left.
        case quit
        /// The system asked to end.
        case terminated
        /// The terminal is gone: print nothing.
        case hangUp
    }

    /// Why it ended.
    public var reason: Reason
    /// How many decisions are recorded here and still to be sent.
    public var waitingToSend: Int
    /// How many conflicts wait for a choice.
    public var conflicts: Int
    /// The language in which the user left.
    public var language: Language

    /// One sentence to print after the screen is closed.
    public var farewell: LocalizedText { Strings.farewell(waiting: waitingToSend, conflicts: conflicts) }
}
