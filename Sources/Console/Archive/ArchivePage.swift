import Invoicing
import OAProfile
import Store
import Terminal

/// The list of what was decided.
struct ArchivePage: Hashable, Sendable {
    /// The query as it was typed; empty for everything.
    var query = ""
    /// What was found; nothing before it was read.
    var listing: ArchiveListing?
    var viewport: ListViewport<TaskID>

    var tasks: [TaskID] { listing?.items.map(\.task) ?? [] }

    /// Rows of the list: band, title, range and heads above; message and hints below.
    static func pageSize(of size: TerminalSize) -> Int { max(1, size.rows - 6) }

    private static let stateColumn = 2
    private static let packageColumn = 13
    private static let amountColumn = 22
    private static let amountColumns = 18
    private static let sellerColumn = 42
    /// Where there is room, names of companies stand in full.
    private static func sellerColumns(of width: Int) -> Int { width < 110 ? 22 : 36 }

    func draw(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        let language = state.language
        let (title, below) = rect.splitTop(1)
        let (range, rest) = below.splitTop(1)
        surface.write(
            TerminalText(Strings.archiveTitle[language]), at: title.point(column: 1), role: .heading)
        surface.write(
            TerminalText(Strings.archiveOver(query, listing)[language]).truncated(
                toColumns: rect.columns - 3),
            at: range.point(column: 2), role: listing?.trouble == nil ? .muted : .warning)
        guard let listing else {
            surface.write(TerminalText(Strings.loading[language]), at: rest.point(column: 2, row: 1))
            return
        }
        guard !listing.items.isEmpty else {
            surface.write(TerminalText(Strings.archiveEmpty[language]), at: rest.point(column: 2, row: 1))
            return
        }
        let (heads, list) = rest.splitTop(1)
        for (text, column) in [
            (Strings.columnState, ArchivePage.stateColumn),
            (Strings.columnPackage, ArchivePage.packageColumn),
            (Strings.columnSeller, ArchivePage.sellerColumn),
            (Strings.claim, ArchivePage.sellerColumn + ArchivePage.sellerColumns(of: rect.columns) + 1),
        ] {
            surface.write(TerminalText(text[language]), at: heads.point(column: column), role: .heading)
        }
        surface.write(
            TerminalText(Strings.columnAmount[language]).padded(
                toColumns: ArchivePage.amountColumns, alignment: .right),
            at: heads.point(column: ArchivePage.amountColumn), role: .heading)
        let visible = viewport.visibleRange(count: listing.items.count)
        for (offset, item) in listing.items[visible].enumerated() {
            let origin = list.point(row: offset)
            if visible.lowerBound + offset == viewport.selectedIndex {
                surface.write(TerminalText(">"), at: origin, role: .marker)
                surface.cursor = origin
            }
            draw(item, state, into: &surface, row: origin.row, columns: rect.columns)
        }
    }

    private func draw(
        _ item: ArchiveItem, _ state: ConsoleState, into surface: inout Surface, row: Int, columns: Int
    ) {
        let language = state.language
        func write(_ text: TerminalText, _ column: Int, _ room: Int, _ role: StyleRole = .text) {
            surface.write(text.truncated(toColumns: room), at: Point(column: column, row: row), role: role)
        }
        let word = item.status?.title ?? item.operation?.state.title ?? Strings.archiveGoneWord
        write(TerminalText(word[language]), ArchivePage.stateColumn, 10)
        let isKept = item.package != nil
        let sign = isKept ? (state.usesASCII ? "+ " : "\u{2713} ") : "- "
        write(
            TerminalText(sign + (isKept ? Strings.kept : Strings.notKept)[language]),
            ArchivePage.packageColumn, 9,
            isKept ? .good : .muted)
        let amount = TerminalText(item.amount.map { FieldText.listAmount($0) } ?? "-")
        // An amount is never cut: what is wider pushes what follows.
        let width = max(ArchivePage.amountColumns, amount.columns)
        write(amount.padded(toColumns: width, alignment: .right), ArchivePage.amountColumn, width)
        let shift = width - ArchivePage.amountColumns
        let sellers = ArchivePage.sellerColumns(of: columns)
        write(state.listText(item.seller), ArchivePage.sellerColumn + shift, sellers)
        let start = ArchivePage.sellerColumn + shift + sellers + 1
        write(state.listText(Veil.general.text(item.title)), start, max(0, columns - start - 1))
    }
}

extension ConsoleState {
    mutating func openArchive() -> [ConsoleEffect] {
        open(.archive(ArchivePage(viewport: ListViewport(pageSize: ArchivePage.pageSize(of: size)))))
        return [.loadOverview(.archive(query: ""))]
    }

    mutating func accept(_ listing: ArchiveListing, query: String) {
        for index in screens.indices {
            guard case .overview(.archive(var page)) = screens[index], page.query == query else { continue }
            page.listing = listing
            page.viewport.update(rows: page.tasks)
            screens[index] = .overview(.archive(page))
        }
    }

    /// Moves in the list; false where no list is on top.
    mutating func moveInArchive(_ step: (inout ListViewport<TaskID>, [TaskID]) -> Void) -> Bool {
        guard case .archive(var page) = overview else { return false }
        step(&page.viewport, page.tasks)
        set(.archive(page))
        return true
    }

    mutating func openHistory() -> [ConsoleEffect] {
        guard case .archive(let page) = overview, let task = page.viewport.selection else { return [] }
        open(.history(HistoryPage(task: task)))
        return [.loadOverview(.history(task))]
    }

    mutating func accept(_ history: InvoiceHistory) {
        for index in screens.indices {
            guard case .overview(.history(var page)) = screens[index], page.task == history.task else {
                continue
            }
            page.history = history
            screens[index] = .overview(.history(page))
        }
    }

    mutating func typeArchiveQuery() {
        guard case .archive(let page) = overview else { return }
        modal = .overviewText(.archiveQuery, LineEditor(text: page.query, maximumLength: 300))
    }

    mutating func searchArchive(_ text: String) -> [ConsoleEffect] {
        guard case .archive(var page) = overview else { return [] }
        page.query = text
        page.listing = nil
        set(.archive(page))
        return [.loadOverview(.archive(query: text))]
    }
}
