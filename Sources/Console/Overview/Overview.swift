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
    /// The program itself.
    case about(AboutPage)

    /// Where its keys are.
    var scope: ConsoleScope {
        switch self {
        case .sync: .syncHealth
        case .about: .about
        }
    }

    /// The first line on the screen, where it is a document.
    var top: Int {
        get {
            switch self {
            case .sync(let page): page.top
            case .about(let page): page.top
            }
        }
        set {
            switch self {
            case .sync(var page):
                page.top = newValue
                self = .sync(page)
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
}

/// What a worker found.
enum OverviewFacts: Sendable {
    /// The outbox as a whole.
    case delivery(DeliverySummary)
}

extension ConsoleState {
    /// The lines of a screen that is a document.
    func lines(of overview: Overview) -> [StyledLine] {
        switch overview {
        case .sync(let page): page.lines(for: self)
        case .about(let page): page.lines(for: self)
        }
    }

    func title(of overview: Overview) -> LocalizedText {
        switch overview {
        case .sync: Strings.syncTitle
        case .about: Strings.aboutTitle
        }
    }

    func draw(_ overview: Overview, into surface: inout Surface, in rect: Rect) {
        let lines = lines(of: overview)
        DocumentView.draw(
            title: TerminalText(title(of: overview)[language]), lines: lines,
            top: min(overview.top, lastTop(ofLines: lines.count)), state: self, into: &surface, in: rect)
    }
}
