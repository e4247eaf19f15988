import Invoicing
import OAProfile
import Store
import Terminal

/// Opening, moving down in, and filling the archive by year, month and department.
extension ConsoleState {
    mutating func openShelves() -> [ConsoleEffect] {
        switch auditor {
        case .shelves(let page):
            // The same scope by something else.
            let all = ArchiveGrouping.allCases.filter { page.scope.canBeParted(by: $0) }
            guard let place = all.firstIndex(of: page.grouping), all.count > 1 else { return [] }
            return show(page.scope, by: all[(place + 1) % all.count], replacing: true)
        default: return show(ArchiveScope(), by: .year, replacing: false)
        }
    }

    private mutating func show(_ scope: ArchiveScope, by grouping: ArchiveGrouping, replacing: Bool)
        -> [ConsoleEffect]
    {
        auditorGeneration += 1
        let page = ShelvesPage(scope: scope, grouping: grouping, generation: auditorGeneration, size: size)
        if replacing { set(.shelves(page)) } else { open(.auditor(.shelves(page))) }
        return [.loadOverview(.auditor(.groups(scope, grouping, generation: page.generation)))]
    }

    /// Down into the selected part.
    mutating func openShelf(_ page: ShelvesPage) -> [ConsoleEffect] {
        guard let part = page.selected else { return [] }
        if let grouping = ShelvesPage.next(in: part), part.canBeParted(by: grouping) {
            return show(part, by: grouping, replacing: false)
        }
        return openInvoices(of: part, matching: "")
    }

    mutating func openInvoices(of scope: ArchiveScope, matching query: String, replacing: Bool = false)
        -> [ConsoleEffect]
    {
        auditorGeneration += 1
        let page = ShelfPage(scope: scope, query: query, generation: auditorGeneration, size: size)
        if replacing { set(.shelf(page)) } else { open(.auditor(.shelf(page))) }
        return [
            .loadOverview(
                .auditor(.shelf(ShelfRequest(scope: scope, query: query, generation: page.generation))))
        ]
    }

    mutating func searchShelf(_ text: String) -> [ConsoleEffect] {
        switch auditor {
        case .shelves(let page): openInvoices(of: page.scope, matching: text)
        case .shelf(let page): openInvoices(of: page.scope, matching: text, replacing: true)
        default: []
        }
    }

    mutating func askForShelfRows() -> [ConsoleEffect] {
        guard case .shelf(var page) = auditor else { return [] }
        let missing = page.missing
        guard !missing.isEmpty else { return [] }
        page.asked.formUnion(missing)
        set(.shelf(page))
        return [.loadOverview(.auditor(.shelfRows(missing)))]
    }

    mutating func acceptGroups(_ parts: [ArchiveScope], generation: Int) -> [ConsoleEffect] {
        changeShelves(generation) { page in
            page.parts = parts
            page.list.follow(.some(parts.indices.map { Int64($0) }))
        }
        return countNext(generation)
    }

    mutating func acceptCount(_ count: Int, generation: Int) -> [ConsoleEffect] {
        changeShelves(generation) { $0.counts.append(count) }
        return countNext(generation)
    }

    /// One part after the other, so that the first numbers are there at once and who leaves ends the counting.
    private func countNext(_ generation: Int) -> [ConsoleEffect] {
        for screen in screens {
            guard case .overview(.auditor(.shelves(let page))) = screen, page.generation == generation,
                let parts = page.parts, parts.indices.contains(page.counts.count)
            else { continue }
            return [.loadOverview(.auditor(.count(parts[page.counts.count], generation: generation)))]
        }
        return []
    }

    private mutating func changeShelves(_ generation: Int, _ change: (inout ShelvesPage) -> Void) {
        for index in screens.indices {
            guard case .overview(.auditor(.shelves(var page))) = screens[index], page.generation == generation
            else { continue }
            change(&page)
            screens[index] = .overview(.auditor(.shelves(page)))
        }
    }

    mutating func acceptShelf(_ keys: [TaskKey], next: ArchivePlace?, for request: ShelfRequest)
        -> [ConsoleEffect]
    {
        var effects: [ConsoleEffect] = []
        for index in screens.indices {
            guard case .overview(.auditor(.shelf(var page))) = screens[index],
                page.generation == request.generation, case .some(let known) = page.list.places
            else { continue }
            page.list.follow(.some(known + keys.map(\.rawValue)))
            page.isReading = next != nil
            screens[index] = .overview(.auditor(.shelf(page)))
            if let next {
                var more = request
                more.after = next
                effects.append(.loadOverview(.auditor(.shelf(more))))
            }
        }
        return effects
    }

    mutating func acceptShelfRows(_ rows: [QueueRow]) {
        for index in screens.indices {
            guard case .overview(.auditor(.shelf(var page))) = screens[index] else { continue }
            for row in rows where page.asked.remove(row.key.rawValue) != nil {
                page.rows[row.key.rawValue] = row
            }
            if page.rows.count > 2_000 {
                let near = Set(page.list.around(pages: 5))
                page.rows = page.rows.filter { near.contains($0.key) }
            }
            screens[index] = .overview(.auditor(.shelf(page)))
        }
    }
}

extension ArchiveScope {
    /// Whether it is wider than one part of that kind.
    func canBeParted(by grouping: ArchiveGrouping) -> Bool {
        switch grouping {
        case .year: year == nil && !isUndated
        case .month: month == nil && !isUndated
        case .department: department == nil
        }
    }
}
