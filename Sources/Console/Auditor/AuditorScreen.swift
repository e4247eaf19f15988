import Invoicing
import OAProfile
import Store
import Terminal

// What an auditor comes for: the audit log, one entry whole, and the way from an entry to its invoice and back.
// In: a place, a filter or an invoice; `AuditorWorker` reads for it. Out: a list or a document. Nothing here decides.
// One file a screen: its state, what it asks for, how it is drawn. `UpdateAuditor` opens, moves and fills them.

/// A screen for auditors.
enum AuditorScreen: Hashable, Sendable {
    /// The entries of the log.
    case log(LogPage)
    /// One entry, whole.
    case entry(EntryPage)
    /// One invoice from receipt to archive.
    case timeline(TimelinePage)
    /// One decision as of its time, beside today.
    case asOf(AsOfPage)
    /// The archive by year, month and department.
    case shelves(ShelvesPage)
    /// The invoices of a part of the archive.
    case shelf(ShelfPage)
    /// A sample that was drawn.
    case sample(SamplePage)

    /// Where its keys are.
    var scope: ConsoleScope {
        switch self {
        case .log: .auditLog
        case .entry: .auditEntry
        case .timeline: .timeline
        case .asOf: .asOf
        case .shelves: .archiveGroups
        case .shelf: .archiveRows
        case .sample: .sample
        }
    }

    /// What it is called.
    var title: LocalizedText {
        switch self {
        case .log: Strings.auditLogTitle
        case .entry(let page): Strings.auditEntryTitle(page.place)
        case .timeline: Strings.timelineTitle
        case .asOf: Strings.asOfTitle
        case .shelves(let page): Strings.shelvesTitle(page.grouping)
        case .shelf: Strings.shelfTitle
        case .sample: Strings.sampleTitle
        }
    }

    /// Whether what its keys mean is still being read.
    var isAwaited: Bool {
        switch self {
        case .entry(let page): page.facts == nil && !page.isMissing
        case .timeline(let page): page.timeline == nil
        case .shelves(let page): page.parts == nil
        case .log, .asOf, .shelf, .sample: false
        }
    }

    /// The first line on the screen, where it is a document.
    var top: Int {
        get {
            switch self {
            case .log, .timeline, .shelves, .shelf, .sample: 0
            case .entry(let page): page.top
            case .asOf(let page): page.top
            }
        }
        set {
            switch self {
            case .log, .timeline, .shelves, .shelf, .sample: break
            case .entry(var page):
                page.top = newValue
                self = .entry(page)
            case .asOf(var page):
                page.top = newValue
                self = .asOf(page)
            }
        }
    }

    /// Its rows, where it is a list.
    var list: AuditorList? {
        get {
            switch self {
            case .log(let page): page.list
            case .timeline(let page): page.list
            case .shelves(let page): page.list
            case .shelf(let page): page.list
            case .sample(let page): page.list
            case .entry, .asOf: nil
            }
        }
        set {
            guard let newValue else { return }
            switch self {
            case .log(var page):
                page.list = newValue
                self = .log(page)
            case .timeline(var page):
                page.list = newValue
                self = .timeline(page)
            case .shelves(var page):
                page.list = newValue
                self = .shelves(page)
            case .shelf(var page):
                page.list = newValue
                self = .shelf(page)
            case .sample(var page):
                page.list = newValue
                self = .sample(page)
            case .entry, .asOf: break
            }
        }
    }

    /// Its lines, where it is a document.
    func lines(for state: ConsoleState) -> [StyledLine] {
        switch self {
        case .log, .timeline, .shelves, .shelf, .sample: []
        case .entry(let page): page.lines(for: state)
        case .asOf(let page): page.lines(for: state)
        }
    }

    /// Draws a list; false where it is a document.
    func drawList(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) -> Bool {
        switch self {
        case .log(let page): page.draw(state, into: &surface, in: rect)
        case .timeline(let page): page.draw(state, into: &surface, in: rect)
        case .shelves(let page): page.draw(state, into: &surface, in: rect)
        case .shelf(let page): page.draw(state, into: &surface, in: rect)
        case .sample(let page): page.draw(state, into: &surface, in: rect)
        case .entry, .asOf: return false
        }
        return true
    }
}

/// The rows of a list that may be as long as the log: places, of which only those in sight are read.
struct AuditorList: Hashable, Sendable {
    /// The identities of the rows.
    var places: PlaceList
    /// Which of them are on the screen.
    var viewport: ListViewport<Int64>

    init(_ places: PlaceList = PlaceList(), size: TerminalSize) {
        self.places = places
        viewport = ListViewport(pageSize: AuditorList.pageSize(of: size))
        viewport.update(rows: places)
    }

    /// Rows of a list: band, title, range and heads above; message and hints below.
    static func pageSize(of size: TerminalSize) -> Int { max(1, size.rows - 6) }

    /// The rows on the screen, each with its place.
    var visible: [(row: Int, place: Int64, isSelected: Bool)] {
        let range = viewport.visibleRange(count: places.count)
        return range.map { ($0 - range.lowerBound, places[$0], $0 == viewport.selectedIndex) }
    }

    /// What is on the screen and some pages around it.
    func around(pages: Int) -> [Int64] {
        let range = viewport.visibleRange(count: places.count)
        let margin = pages * viewport.pageSize
        return (max(0, range.lowerBound - margin)..<min(places.count, range.upperBound + margin)).map {
            places[$0]
        }
    }

    /// Follows places that changed; the selected one stays where it is still there.
    mutating func follow(_ newPlaces: PlaceList) {
        places = newPlaces
        viewport.update(rows: places) { newPlaces.index(of: $0) }
    }
}

/// Places in a list: all from the newest on, which takes no memory, or those that were found.
enum PlaceList: Hashable, Sendable, RandomAccessCollection {
    /// From a place down to 1.
    case all(Int64)
    /// These, in this order.
    case some([Int64])

    init() { self = .some([]) }

    var startIndex: Int { 0 }
    var endIndex: Int {
        switch self {
        case .all(let newest): Int(newest)
        case .some(let places): places.count
        }
    }

    subscript(index: Int) -> Int64 {
        switch self {
        case .all(let newest): newest - Int64(index)
        case .some(let places): places[index]
        }
    }

    /// Where a place stands; nothing where it does not.
    func index(of place: Int64) -> Int? {
        switch self {
        case .all(let newest): (1...Swift.max(1, newest)).contains(place) ? Int(newest - place) : nil
        case .some(let places): places.firstIndex(of: place)
        }
    }
}

/// What an auditor's screen asks a worker for.
enum AuditorRequest: Hashable, Sendable {
    /// Places of the log that a filter leads to.
    case log(LogRequest)
    /// Entries at places.
    case records([Int64])
    /// One entry with all that belongs to it.
    case entry(Int64)
    /// Whether the entry is in the tree of a checkpoint.
    case inclusion(Int64)
    /// Everything that happened to an invoice.
    case timeline(TaskID)
    /// A decision as of its time.
    case asOf(OperationID)
    /// The parts of the archive.
    case groups(ArchiveScope, ArchiveGrouping, generation: Int)
    /// How many invoices a part holds.
    case count(ArchiveScope, generation: Int)
    /// The invoices of a part.
    case shelf(ShelfRequest)
    /// Rows of those on the screen.
    case shelfRows([Int64])
    /// A working paper is to be kept.
    case addPaper(PaperOrder)
    /// A sample of a part of the archive is to be drawn.
    case drawSample(String, ArchiveScope, String)

    /// Whether it may take seconds.
    var isLong: Bool {
        switch self {
        case .log, .inclusion, .timeline, .count, .shelf, .drawSample: true
        case .records, .entry, .asOf, .groups, .shelfRows, .addPaper: false
        }
    }
}

/// What a worker found for an auditor's screen.
enum AuditorFacts: Sendable {
    /// Places of the log.
    case log(LogAnswer, for: LogRequest)
    /// The filter cannot be read.
    case logRejected(QueryError, for: LogRequest)
    /// Entries.
    case records([AuditRecord])
    /// One entry; nothing where the log has no such place.
    case entry(EntryFacts?, at: Int64)
    /// What the checkpoints say of an entry.
    case inclusion(EntryFacts.Inclusion, of: Int64)
    /// Everything that happened to an invoice.
    case timeline(Timeline)
    /// A decision as of its time.
    case asOf(AsOfFacts)
    /// The parts of the archive.
    case groups([ArchiveScope], generation: Int)
    /// How many invoices a part holds.
    case count(Int, generation: Int)
    /// Invoices of a part, and where the next ones begin.
    case shelf([TaskKey], next: ArchivePlace?, for: ShelfRequest)
    /// The query of a part cannot be read.
    case shelfRejected(QueryError, for: ShelfRequest)
    /// Rows of those on the screen.
    case shelfRows([QueueRow])
    /// A working paper is kept, at a place in the book.
    case paperKept(Int64, PaperOrder)
    /// A sample is drawn.
    case sample(DrawnSample)
    /// None was drawn, for the given cause; what was typed.
    case notDrawn(LocalizedText, order: String)
    /// What was asked for was not done, and why.
    case notDone(LocalizedText)
}
