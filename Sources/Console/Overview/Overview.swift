import Invoicing
import OAProfile
import Store
import Sync
import Terminal

// Screens that look at the whole: how sync is doing, what the figures say, what was decided and kept, the program itself.
// In: facts that a worker read, as `OverviewFacts`. Out: lines of a document, or rows of a list. Nothing here decides.
// One file a screen: its state, what it asks for, its lines. `UpdateOverview` moves in them, `OverviewWorker` reads.

/// A screen that looks at the whole.
enum Overview: Hashable, Sendable {
    /// How sync is doing.
    case sync(SyncPage)
    /// What the figures say.
    case reports(ReportsPage)
    /// What was decided.
    case archive(ArchivePage)
    /// One invoice, from its submission to its package.
    case history(HistoryPage)
    /// One invoice, with every check of it.
    case findings(FindingsPage)
    /// Two invoices beside each other.
    case compare(ComparePage)
    /// A screen for auditors.
    case auditor(AuditorScreen)
    /// The program itself.
    case about(AboutPage)

    /// Where its keys are.
    var scope: ConsoleScope {
        switch self {
        case .sync: .syncHealth
        case .reports: .reports
        case .archive: .archive
        case .history: .history
        case .findings: .findings
        case .compare: .compare
        case .auditor(let screen): screen.scope
        case .about: .about
        }
    }

    /// The first line on the screen, where it is a document.
    var top: Int {
        get {
            switch self {
            case .sync(let page): page.top
            case .reports(let page): page.top
            case .history(let page): page.top
            case .findings(let page): page.top
            case .compare(let page): page.top
            case .archive: 0
            case .auditor(let screen): screen.top
            case .about(let page): page.top
            }
        }
        set {
            switch self {
            case .sync(var page):
                page.top = newValue
                self = .sync(page)
            case .reports(var page):
                page.top = newValue
                self = .reports(page)
            case .history(var page):
                page.top = newValue
                self = .history(page)
            case .findings(var page):
                page.top = newValue
                self = .findings(page)
            case .compare(var page):
                page.top = newValue
                self = .compare(page)
            case .archive: break
            case .auditor(var screen):
                screen.top = newValue
                self = .auditor(screen)
            case .about(var page):
                page.top = newValue
                self = .about(page)
            }
        }
    }
}

/// What a screen that looks at the whole asks a worker for.
enum OverviewRequest: Hashable, Sendable {
    /// What the ledger knows of the outbox.
    case delivery
    /// The figures of a report.
    case report(ReportRequest)
    /// What was decided, by query.
    case archive(query: String)
    /// The whole history of an invoice.
    case history(TaskID)
    /// Every check of an invoice, judged now; what came of it is stored where that is asked for.
    case checks(TaskID, storing: Bool)
    /// Two invoices.
    case compare(CompareRequest)
    /// The figures of a report as CSV, in a file of that name; an empty name makes one.
    case writeReport(Report, file: String)
    /// What an auditor's screen asks for.
    case auditor(AuditorRequest)

    /// Whether it may take seconds.
    var isLong: Bool {
        switch self {
        case .report, .archive, .history: true
        // Storing waits where somebody else writes into the mirror.
        case .checks(_, let isStoring): isStoring
        case .auditor(let request): request.isLong
        case .delivery, .compare, .writeReport: false
        }
    }
}

/// What a worker found.
enum OverviewFacts: Sendable {
    /// The outbox as a whole.
    case delivery(DeliverySummary)
    /// The figures; nothing where they were given up or could not be read.
    case report(Report?, generation: Int)
    /// What was decided.
    case archive(ArchiveListing, query: String)
    /// The query of the archive cannot be read.
    case archiveRejected(QueryError)
    /// The history of an invoice.
    case history(InvoiceHistory)
    /// Every check of an invoice; nothing when the invoice is gone.
    case checks(TaskID, JudgedTask?, stored: Bool)
    /// The two that are compared.
    case compared(ComparedPair, for: CompareRequest)
    /// The query of a report cannot be read.
    case queryRejected(QueryError, generation: Int)
    /// The figures are in a file.
    case written(path: String)
    /// They are not, for the given cause.
    case notWritten(path: String, cause: LocalizedText)
    /// What an auditor's screen asked for.
    case auditor(AuditorFacts)
}

extension ConsoleState {
    /// The lines of a screen that is a document.
    func lines(of overview: Overview) -> [StyledLine] {
        switch overview {
        case .sync(let page): page.lines(for: self)
        case .reports(let page): page.lines(for: self)
        case .history(let page): page.lines(for: self)
        case .archive: []
        case .findings(let page): page.layout(for: self).lines
        case .compare(let page): page.lines(for: self)
        case .auditor(let screen): screen.lines(for: self)
        case .about(let page): page.lines(for: self)
        }
    }

    func title(of overview: Overview) -> LocalizedText {
        switch overview {
        case .sync: Strings.syncTitle
        case .reports: Strings.reportsTitle
        case .archive: Strings.archiveTitle
        case .history: Strings.historyTitle
        case .findings: Strings.checksTitle
        case .compare: Strings.compareTitle
        case .auditor(let screen): screen.title
        case .about: Strings.aboutTitle
        }
    }

    func draw(_ overview: Overview, into surface: inout Surface, in rect: Rect) {
        if case .archive(let page) = overview {
            page.draw(self, into: &surface, in: rect)
            return
        }
        if case .auditor(let screen) = overview, screen.drawList(self, into: &surface, in: rect) { return }
        let lines = lines(of: overview)
        DocumentView.draw(
            title: TerminalText(title(of: overview)[language]), lines: lines,
            top: min(overview.top, lastTop(ofLines: lines.count)), state: self, into: &surface, in: rect)
    }
}
