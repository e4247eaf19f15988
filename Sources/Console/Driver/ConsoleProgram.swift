import Dispatch
import Foundation
import Invoicing
import Store
import Sync
import Terminal

/// The console on a terminal: opens the screen, sleeps for events, and carries out what the state asks for.
///
/// It sleeps while nothing happens: no timer runs, no byte is sent. Whatever a worker or the synchroniser has to say goes
/// through one mailbox.
public final class ConsoleProgram: Sendable {
    private let context: ConsoleContext
    private let services: ConsoleServices
    private let mailbox: Mailbox<ConsoleEvent>

    /// Checks what can be checked before the screen opens.
    /// - Throws: ``ConsoleProblem`` for keys that cannot be used, or when the system has no descriptor left.
    public init(context: ConsoleContext, services: ConsoleServices) throws(ConsoleProblem) {
        self.context = context
        self.services = services
        do throws(TerminalProblem) { mailbox = try Mailbox() } catch { throw .terminal(error) }
        try ConsoleContext.check(macros: context.macros, keys: context.keys)
    }

    /// For `Synchronizer.run(observe:)`. May be called from any thread, before and while the console runs; never waits.
    public var observe: @Sendable (SyncEvent) -> Void {
        { [mailbox] event in mailbox.post(.sync(event)) }
    }

    /// Runs until the user leaves. The screen has a thread of its own, so no task of the caller is blocked.
    ///
    /// When it returns the terminal is as it was before, and every decision that was confirmed is in the ledger.
    /// - Parameters:
    ///   - environment: for `TERM`, `ESCDELAY` and the SSH variables.
    ///   - errorDescriptor: where standard error goes meanwhile; nothing throws it away.
    /// - Throws: ``ConsoleProblem/terminal(_:)`` when no screen can be opened; nothing is changed then.
    public func run(
        environment: [String: String], errorDescriptor: Int32? = nil
    ) async throws(ConsoleProblem) -> ConsoleExit {
        try await ConsoleThread.run { [self] () throws(ConsoleProblem) in
            try runOnThisThread(environment: environment, errorDescriptor: errorDescriptor)
        }
    }

    private func runOnThisThread(
        environment: [String: String], errorDescriptor: Int32?
    ) throws(ConsoleProblem) -> ConsoleExit {
        let screen: CursesScreen
        do throws(TerminalProblem) {
            screen = try CursesScreen(
                options: CursesScreen.Options(
                    theme: context.theme, environment: environment, wakeDescriptor: mailbox.wakeDescriptor,
                    errorDescriptor: errorDescriptor))
        } catch { throw .terminal(error) }
        let state: ConsoleState
        var context = context
        context.hasClipboard = context.hasClipboard && Clipboard(environment: environment) != nil
        do throws(KeymapProblem) { state = try ConsoleState(context: context, size: screen.size) } catch {
            screen.close()
            throw .keys(error)
        }
        var session = ConsoleSession(
            screen: screen, state: state, context: context, services: services, mailbox: mailbox)
        return session.run()
    }
}

/// One run of the console on its thread.
private struct ConsoleSession {
    private let screen: CursesScreen
    private var state: ConsoleState
    private var drawn = DrawnRows()
    private let context: ConsoleContext
    private let mailbox: Mailbox<ConsoleEvent>
    private let worker: StoreWorker
    /// Long reads, one after the other.
    private let reads = DispatchQueue(label: "console.reads")
    /// Reports, which may take seconds and keep nobody else waiting.
    private let reports = DispatchQueue(label: "console.reports")
    /// Writes, in the order in which they were asked for.
    private let writes = DispatchQueue(label: "console.writes")
    private var ending: ConsoleExit.Reason?
    /// Whether the rest of what was typed must not be heard.
    private var isDeaf = false

    init(
        screen: CursesScreen, state: ConsoleState, context: ConsoleContext, services: ConsoleServices,
        mailbox: Mailbox<ConsoleEvent>
    ) {
        self.screen = screen
        self.state = state
        self.state.session.isKept = services.sessionFile != nil
        self.context = context
        self.mailbox = mailbox
        worker = StoreWorker(services: services, context: context)
    }

    mutating func run() -> ConsoleExit {
        for problem in screen.warnings { state.say(LocalizedText(problem.message), role: .warning) }
        execute(state.start())
        while ending == nil {
            paint()
            isDeaf = false
            // Keys first: they were pressed in front of what was painted.
            for event in screen.nextEvents(until: deadline) { handle(event) }
            for event in mailbox.drain() { update(event) }
        }
        return finish()
    }

    private mutating func paint() {
        screen.present(state.draw(with: &drawn))
        update(.painted)
    }

    private mutating func handle(_ event: InputEvent) {
        switch event {
        case .key(let press): update(isDeaf ? .unheard : .key(press))
        case .paste(let text): if !isDeaf { update(.text(text)) }
        case .mouse(let event): if !isDeaf { update(.mouse(event)) }
        case .resize(let size): update(.resized(size))
        case .tick: update(.tick)
        case .wake: break
        case .resumed: execute([.nudgeSync])
        case .suspendRequested: execute([.suspend])
        case .interrupted, .terminate: ending = .terminated
        case .hangUp: ending = .hangUp
        }
    }

    private mutating func update(_ event: ConsoleEvent) {
        execute(state.update(event, at: context.now()))
    }

    private mutating func execute(_ effects: [ConsoleEffect]) {
        for effect in effects {
            switch effect {
            case .useTheme(let theme): screen.theme = theme
            case .useMouse(let isUsed): screen.usesMouse = isUsed
            case .putIntoClipboard(let text): screen.copy(text)
            case .repaint: screen.repaint()
            case .suspend:
                screen.suspend()
                update(.resized(screen.size))
            case .quit: ending = ending ?? .quit
            case .discardInput:
                screen.discardPendingInput()
                isDeaf = true
            case .fetchRows, .fetchEntry, .wantReport, .nudgeSync, .pauseDelivery, .retryDelivery,
                .stopReading:
                for event in worker.perform(effect) { update(event) }
            case .record, .recordRows, .cancel, .abandon, .override, .withdrawOverride, .saveDraft,
                .loadDraft, .acknowledge, .reveal, .copy, .keep,
                .savePlace, .forgetPlace:
                perform(effect, on: writes)
            case .loadQueue, .loadCounts, .loadViewCounts, .loadOperations, .loadOverrides, .loadOutbox,
                .loadRelated, .loadConflict, .loadPlan, .loadDirectory, .loadReasons, .loadPlace,
                .loadCompletion, .lookForChanges, .continueMacro:
                perform(effect, on: reads)
            case .loadOverview(let request): perform(effect, on: request.isLong ? reports : reads)
            }
        }
    }

    private func perform(_ effect: ConsoleEffect, on queue: DispatchQueue) {
        queue.async { [worker, mailbox] in
            for event in worker.perform(effect) { mailbox.post(event) }
        }
    }

    /// When the state next wants to be woken; nothing lets the loop sleep until something happens.
    private var deadline: ContinuousClock.Instant? {
        state.nextDeadline.map { .now + .milliseconds(max(0, $0 - context.now())) }
    }

    /// Gives the terminal back and waits for what is being written.
    private mutating func finish() -> ConsoleExit {
        update(.leaving)
        execute(state.leaveReports())
        screen.close()
        writes.sync {}
        return worker.exit(ending ?? .quit, of: state)
    }
}
