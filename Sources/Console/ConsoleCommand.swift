import Invoicing
import Terminal

/// Everything that a user can tell the console. Keys, help, the hint bar and scripts name the same commands.
public enum ConsoleCommand: String, CaseIterable, Sendable {
    /// Opens the selected row.
    case open
    /// Approves what is selected or open.
    case approve
    /// Rejects it, with a reason.
    case reject
    /// Returns it to an earlier step, with a reason.
    case returnToStep = "return"
    /// Hands it over to another person.
    case transfer
    /// Has another person decide before.
    case addApproverBefore = "add-approver-before"
    /// Has another person decide next.
    case addApproverAfter = "add-approver-after"
    /// Puts it aside.
    case hold
    /// Takes up again what was put aside.
    case release
    /// Confirms what the decision bar shows.
    case confirm
    /// Confirms an approval although findings of severity error stand against it.
    case confirmDespiteErrors = "confirm-despite-errors"
    /// Writes a comment to the decision, or changes its reason; without a decision, comments on the task.
    case comment
    /// Leaves the decision bar and shows the task as it is now.
    case lookAgain = "look-again"
    /// Accepts what was typed or chosen.
    case accept
    /// Leaves an editor, a choice or the decision bar without deciding.
    case cancel
    /// Gives up an operation in conflict, with a reason.
    case abandon
    /// Takes back a decision that was not sent yet.
    case undo
    /// The next task of the queue.
    case next
    /// The previous task of the queue.
    case previous
    /// The next finding.
    case nextFinding = "next-finding"
    /// The finding before.
    case previousFinding = "previous-finding"
    /// Every check of the invoice, with what it found.
    case findings
    /// Two invoices beside each other, or one as it was seen and as it is now.
    case compare
    /// The fields that agree, too, or only those that differ.
    case allFields = "all-fields"
    /// Judges the invoice anew.
    case reverify
    /// Lets a finding pass, with a reason.
    case overrideFinding = "override-finding"
    /// The finding stands again.
    case withdrawOverride = "withdraw-override"
    /// Asks for a query.
    case search
    /// Shows the next view of the queue.
    case view
    /// Forgets the query.
    case clearSearch = "clear-search"
    /// Marks the selected task for a decision on many, or takes the mark away.
    case mark
    /// Marks from the task marked last to the selected one.
    case markRange = "mark-range"
    /// Marks all that the list shows.
    case markAll = "mark-all"
    /// Takes every mark away.
    case clearMarks = "clear-marks"
    /// A new plan for the tasks of a plan that were not recorded.
    case retryFailed = "retry-failed"
    /// Every command by its name.
    case palette
    /// Every view of the queue with its count.
    case views
    /// Another look, shown at once.
    case themes
    /// The next thing of a list that is narrowed by typing.
    case chooseNext = "choose-next"
    /// The one before.
    case choosePrevious = "choose-previous"
    /// Puts a reason that suits the findings, or a person, into the line, then the next one.
    case template
    /// Takes a refused decision's row out of the way, noted in the ledger.
    case dismiss
    /// Names the view and query of the list and keeps them.
    case saveView = "save-view"
    /// Which columns the list has.
    case columns
    /// The column to the left of the current one becomes current.
    case columnLeft = "column-left"
    /// The one to the right.
    case columnRight = "column-right"
    /// A narrower column.
    case narrower
    /// A wider column.
    case wider
    /// A column further to the left.
    case earlier
    /// A column further to the right.
    case later
    /// Sorts by the current column, then the other way, then no longer.
    case sort
    /// By which columns the list is sorted.
    case sorts
    /// Puts the list into groups with totals.
    case group
    /// Folds the group of the selected row, or opens it.
    case fold
    /// The selected task beside the list, on a wide terminal.
    case preview
    /// Shows accounts and personal data of the task in sight in full, noted in the audit log; then covers them again.
    case reveal
    /// Puts something of the task into the terminal's clipboard, noted in the audit log.
    case copy
    /// Has the terminal report the mouse, or no longer.
    case mouse
    /// The operations: waiting, in conflict, done.
    case outbox
    /// Syncs now.
    case sync
    /// How sync is doing: outbox, attempts, errors, what the OA can do.
    case syncHealth = "sync-health"
    /// Holds decisions here, or lets them go.
    case pauseDelivery = "pause-delivery"
    /// Tries now what would be tried later.
    case retryDelivery = "retry-delivery"
    /// Stops reading everything, or goes on with it.
    case stopReading = "stop-reading"
    /// Back to the screen before.
    case back
    /// One row down.
    case down
    /// One row up.
    case up
    /// One page down.
    case pageDown = "page-down"
    /// One page up.
    case pageUp = "page-up"
    /// To the first row.
    case first
    /// To the last row.
    case last
    /// To a place given in percent of the list, typed before it.
    case percent
    /// The other language.
    case language
    /// What every key does.
    case help
    /// The figures: throughput, ageing, cycle time, rules, spend.
    case reports
    /// The next report.
    case nextReport = "next-report"
    /// The report before.
    case previousReport = "previous-report"
    /// What was decided and archived.
    case archive
    /// The entries of the audit log; those about the invoice in sight where there is one.
    case auditLog = "audit-log"
    /// One invoice from receipt to archive; from an entry of the log, its invoice.
    case timeline
    /// A decision as of its time, beside today.
    case asOf = "as-of"
    /// The archive by year, month or department.
    case archiveGroups = "archive-groups"
    /// Keeps a working paper on what is in sight.
    case workingPaper = "working-paper"
    /// Draws a sample of what is in sight.
    case sample
    /// Writes the figures that are shown to a file, as CSV.
    case writeCSV = "write-csv"
    /// What the message line said before.
    case messages
    /// The program itself: versions, places, the OA.
    case about
    /// Paints everything anew.
    case repaint
    /// Stops the program until `fg`.
    case suspend
    /// Leaves.
    case quit
}

/// Where a key works.
public enum ConsoleScope: String, CaseIterable, Sendable {
    /// The list of tasks.
    case queue
    /// One task.
    case detail
    /// The plan of a decision on many tasks.
    case plan
    /// The list of operations.
    case outbox
    /// One operation in conflict.
    case conflict
    /// How sync is doing.
    case syncHealth = "sync-health"
    /// The figures.
    case reports
    /// What was decided and archived.
    case archive
    /// The whole history of one invoice.
    case history
    /// The entries of the audit log.
    case auditLog = "audit-log"
    /// One entry of the audit log.
    case auditEntry = "audit-entry"
    /// One invoice from receipt to archive.
    case timeline
    /// A decision as of its time, beside today.
    case asOf = "as-of"
    /// The archive by year, month or department.
    case archiveGroups = "archive-groups"
    /// The invoices of a part of the archive.
    case archiveRows = "archive-rows"
    /// A sample that was drawn.
    case sample
    /// Every check of one invoice.
    case findings
    /// Two invoices beside each other.
    case compare
    /// The program itself.
    case about
    /// The keys.
    case help
    /// What the message line said before.
    case messages
    /// The decision bar, waiting for the confirmation.
    case decision
    /// A choice inside the decision bar.
    case choice
    /// A line being typed.
    case editor
    /// A list that is narrowed by typing.
    case chooser
}

/// The key table of the console.
enum ConsoleKeys {
    typealias Binding = KeyBinding<ConsoleCommand, ConsoleScope>
    typealias Table = Keymap<ConsoleCommand, ConsoleScope>

    /// What asks for the OA, which a read-only session never does.
    private static let reachingOut: Set<ConsoleCommand> = [
        .sync, .pauseDelivery, .retryDelivery, .stopReading,
    ]
    /// What is written into the log before it happens, where a read-only session can write nothing.
    private static let logged: Set<ConsoleCommand> = [.reveal, .copy]

    /// Whether a read-only session has a command: none that decides, reaches for the OA or must be logged first.
    static func isReading(_ binding: Binding) -> Bool {
        !binding.isDangerous && !reachingOut.contains(binding.command) && !logged.contains(binding.command)
    }

    /// The table with the user's own keys; a read-only session has only what reads.
    static func table(overrides: [String: [String]], isReadOnly: Bool) throws(KeymapProblem) -> Table {
        let all = try Keymap(bindings).overriding(overrides)
        return isReadOnly ? all.filter(isReading) : all
    }

    /// Whether a key of the built-in table does something there that a read-only session does not have.
    static func isForWriters(_ press: KeyPress, in scope: ConsoleScope) -> Bool {
        bindings.contains { !isReading($0) && $0.scopes.contains(scope) && $0.keys.contains(press) }
    }

    static let screens: [ConsoleScope] =
        [
            .queue, .detail, .plan, .outbox, .conflict, .help, .messages,
        ] + overviews
    private static let subscreens: [ConsoleScope] =
        [
            .detail, .plan, .outbox, .conflict, .help, .messages,
        ] + overviews
    private static let overviews: [ConsoleScope] =
        [
            .syncHealth, .reports, .archive, .history, .findings, .compare, .about,
        ] + auditors
    /// Of those, the auditor's.
    private static let auditors: [ConsoleScope] = [
        .auditLog, .auditEntry, .timeline, .asOf, .archiveGroups, .archiveRows, .sample,
    ]

    /// In the order of the hint bar: what is done most comes first.
    static let bindings: [Binding] = [
        bind(.confirm, "y", in: [.decision, .plan], isDangerous: true),
        bind(.confirmDespiteErrors, "Y", in: [.decision], isDangerous: true),
        bind(.comment, "c", in: [.decision, .plan, .queue, .detail, .conflict], isDangerous: true),
        bind(.lookAgain, "v", in: [.decision]),
        bind(.accept, "<Enter>", in: [.editor, .choice, .chooser]),
        bind(.cancel, "<Esc>", "C-c", in: [.decision, .choice, .editor, .chooser]),
        bind(
            .open, "<Enter>", "l", "<Right>",
            in: [
                .queue, .detail, .plan, .outbox, .archive, .auditLog, .timeline, .archiveGroups, .archiveRows,
                .sample,
            ]),
        bind(.archiveGroups, "B", in: [.archive, .archiveGroups]),
        bind(.timeline, "t", in: [.archive, .archiveRows, .history, .auditLog, .auditEntry]),
        bind(.sample, "$", in: [.archiveGroups, .archiveRows]),
        bind(
            .workingPaper, "N",
            in: [.detail, .archive, .archiveRows, .history, .timeline, .auditLog, .auditEntry, .sample]),
        bind(.asOf, "D", in: [.history, .timeline, .auditEntry]),
        bind(.dismiss, "x", in: [.queue, .outbox], isDangerous: true),
        bind(.approve, "a", in: [.queue, .detail, .conflict], isDangerous: true),
        bind(.reject, "r", in: [.queue, .detail, .conflict], isDangerous: true),
        bind(.returnToStep, "b", in: [.queue, .detail, .conflict], isDangerous: true),
        bind(.transfer, "t", in: [.queue, .detail, .conflict], isDangerous: true),
        bind(.addApproverBefore, "i", in: [.queue, .detail, .conflict], isDangerous: true),
        bind(.addApproverAfter, "A", in: [.queue, .detail, .conflict], isDangerous: true),
        bind(.hold, "z", in: [.queue, .detail], isDangerous: true),
        bind(.release, "Z", in: [.queue, .detail], isDangerous: true),
        bind(.abandon, "x", in: [.conflict], isDangerous: true),
        bind(.undo, "u", in: [.queue, .detail, .plan, .outbox], isDangerous: true),
        bind(.next, "n", "J", in: [.detail, .auditEntry]),
        bind(.previous, "p", "K", in: [.detail, .auditEntry]),
        bind(.nextFinding, "]", in: [.detail, .findings]),
        bind(.previousFinding, "[", in: [.detail, .findings]),
        bind(.findings, "!", in: [.queue, .detail]),
        bind(.reverify, "R", in: [.findings]),
        bind(.compare, "=", in: [.queue, .detail, .conflict, .history]),
        bind(.allFields, "a", in: [.compare, .asOf]),
        bind(.overrideFinding, "x", in: [.findings], isDangerous: true),
        bind(.withdrawOverride, "X", in: [.findings], isDangerous: true),
        bind(.nextReport, "n", "<Tab>", in: [.reports]),
        bind(.previousReport, "p", "<BackTab>", in: [.reports]),
        bind(.search, "/", in: [.queue, .reports, .archive, .auditLog, .archiveGroups, .archiveRows]),
        bind(.writeCSV, "w", in: [.reports]),
        bind(.retryFailed, "R", in: [.plan]),
        bind(.mark, "m", in: [.queue, .plan]),
        bind(.view, "v", in: [.queue]),
        bind(.markRange, "M", in: [.queue]),
        bind(.markAll, "*", in: [.queue]),
        bind(.clearMarks, "-", in: [.queue]),
        bind(.outbox, "o", in: [.queue, .detail, .syncHealth]),
        bind(.sync, "R", in: [.queue, .outbox]),
        bind(.pauseDelivery, "p", in: [.syncHealth]),
        bind(.retryDelivery, "R", in: [.syncHealth]),
        bind(.stopReading, "S", in: [.syncHealth]),
        bind(.syncHealth, "O", in: [.queue, .detail, .outbox]),
        bind(.back, "<Esc>", "h", "<Left>", "q", "<Backspace>", "C-c", in: subscreens),
        bind(.quit, "q", "C-c", in: [.queue]),
        bind(.clearSearch, "<Esc>", in: [.queue]),
        bind(.down, "j", "<Down>", "C-n", in: screens + [.choice]),
        bind(.up, "k", "<Up>", "C-p", in: screens + [.choice]),
        bind(.pageDown, "<PageDown>", "C-f", "<Space>", in: screens),
        bind(.pageUp, "<PageUp>", "C-b", in: screens),
        bind(.first, "g", "<Home>", in: screens),
        bind(.last, "G", "<End>", in: screens),
        bind(.percent, "%", in: screens),
        bind(.palette, ":", in: screens),
        bind(.views, "V", in: [.queue]),
        bind(.preview, "P", in: [.queue]),
        bind(.reveal, "U", in: [.queue, .detail, .plan, .conflict, .decision]),
        bind(.copy, "\"", in: [.queue, .detail, .plan, .conflict]),
        bind(.saveView, "W", in: [.queue]),
        bind(.columns, "C", in: [.queue]),
        bind(.columnLeft, ",", in: [.queue]),
        bind(.columnRight, ".", in: [.queue]),
        bind(.narrower, "(", in: [.queue]),
        bind(.wider, ")", in: [.queue]),
        bind(.earlier, "{", in: [.queue]),
        bind(.later, "}", in: [.queue]),
        bind(.sort, "s", in: [.queue]),
        bind(.sorts, "S", in: [.queue]),
        bind(.group, "F", in: [.queue]),
        bind(.fold, "f", in: [.queue]),
        bind(.themes, "T", in: screens),
        bind(.mouse, "@", in: screens),
        bind(.chooseNext, "<Down>", "C-n", "<Tab>", in: [.chooser]),
        bind(.choosePrevious, "<Up>", "C-p", "<BackTab>", in: [.chooser]),
        bind(.template, "<Tab>", in: [.editor]),
        bind(.language, "L", in: screens),
        bind(.messages, "e", in: [.queue, .detail, .plan, .outbox, .conflict, .help] + overviews),
        bind(.reports, "#", in: [.queue]),
        bind(.archive, "H", in: [.queue]),
        bind(.auditLog, "E", in: [.queue, .detail, .archive, .archiveRows, .history, .timeline]),
        bind(.about, "I", in: screens.filter { $0 != .about }),
        bind(.help, "?", in: screens),
        bind(.repaint, "C-l", in: ConsoleScope.allCases),
        bind(.suspend, "C-z", in: ConsoleScope.allCases),
    ]

    private static func bind(
        _ command: ConsoleCommand, _ keys: String..., in scopes: [ConsoleScope], isDangerous: Bool = false
    ) -> Binding {
        let title = Strings.title(of: command)
        return KeyBinding(
            command, keys: keys.compactMap { KeyPress(notation: $0) },
            title: Bilingual(zh: title.zh, en: title.en), scopes: scopes, isDangerous: isDangerous)
    }
}

/// The first key of every command, as texts name it: they follow the user's own keys.
struct KeyNames: Sendable {
    private let names: [ConsoleCommand: String]

    init(_ table: ConsoleKeys.Table) {
        var names: [ConsoleCommand: String] = [:]
        for binding in table.bindings {
            names[binding.command] = names[binding.command] ?? binding.keys.first?.label
        }
        self.names = names
    }

    /// The key as printed; a command without a key is named itself.
    subscript(_ command: ConsoleCommand) -> String { names[command] ?? ":" + command.rawValue }
}

extension KeyPress {
    /// The key as people read it: `Enter` instead of `<Enter>`.
    var label: String {
        let notation = notation
        guard notation.count > 2, notation.hasPrefix("<"), notation.hasSuffix(">") else { return notation }
        return String(notation.dropFirst().dropLast())
    }
}
