import Terminal

/// Another size of the terminal reaches every screen, also those that lie below others: who goes back finds each laid out for
/// the size of now.
extension ConsoleState {
    mutating func resize(to newSize: TerminalSize) -> [ConsoleEffect] {
        let hadRoom = size.columns >= QueuePanes.smallestWidth
        size = newSize
        queue.viewport.resize(pageSize: ConsoleState.pageSize(of: newSize), count: queue.keys.count)
        for index in screens.indices { screens[index].resize(to: newSize) }
        recompose()
        keepCheckInSight()
        // Beside a list that has room now stand the views, with their counts.
        return newSize.columns >= QueuePanes.smallestWidth && !hadRoom ? [.loadViewCounts(allViews)] : []
    }
}

extension ConsoleState.Screen {
    /// Gives a list the rows that it has now. Documents are written anew by `recompose`.
    fileprivate mutating func resize(to size: TerminalSize) {
        switch self {
        case .outbox(var outbox):
            outbox.viewport.resize(pageSize: OutboxScreen.pageSize(of: size), count: outbox.items.count)
            self = .outbox(outbox)
        case .plan(var plan):
            plan.viewport.resize(pageSize: PlanScreen.pageSize(of: size), count: plan.rows.count)
            self = .plan(plan)
        case .overview(.archive(var page)):
            page.viewport.resize(pageSize: ArchivePage.pageSize(of: size), count: page.tasks.count)
            self = .overview(.archive(page))
        case .overview(.auditor(var screen)):
            screen.resize(to: size)
            self = .overview(.auditor(screen))
        case .overview(.sync), .overview(.reports), .overview(.history), .overview(.findings),
            .overview(.compare), .overview(.about), .detail, .conflict, .help, .messages:
            break
        }
    }
}

extension AuditorScreen {
    fileprivate mutating func resize(to size: TerminalSize) {
        switch self {
        case .timeline(var page):
            page.resize(to: size)
            self = .timeline(page)
        case .sample(var page):
            page.resize(to: size)
            self = .sample(page)
        case .log, .shelves, .shelf:
            guard var list else { return }
            list.viewport.resize(pageSize: AuditorList.pageSize(of: size), count: list.places.count)
            self.list = list
        case .entry, .asOf: break
        }
    }
}
