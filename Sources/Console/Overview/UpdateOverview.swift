import Invoicing
import Store
import Sync
import Terminal

/// Opening, moving in, and filling the screens that look at the whole.
extension ConsoleState {
    /// The screen that looks at the whole, where one is on top.
    var overview: Overview? {
        if case .overview(let overview) = screens.last { overview } else { nil }
    }

    mutating func set(_ overview: Overview) {
        guard case .overview = screens.last else { return }
        screens[screens.count - 1] = .overview(overview)
    }

    mutating func open(_ overview: Overview) { screens.append(.overview(overview)) }

    mutating func openSyncHealth() -> [ConsoleEffect] {
        open(.sync(SyncPage()))
        return reloadOverview()
    }

    /// Asks anew for what may have changed on the screen.
    mutating func reloadOverview() -> [ConsoleEffect] {
        guard case .sync = overview else { return [] }
        return overviewReload.ask() ? [.loadOverview(.delivery)] : []
    }

    mutating func accept(_ facts: OverviewFacts) -> [ConsoleEffect] {
        switch facts {
        case .delivery(let summary):
            overviewReload.finish(at: now)
            for index in screens.indices {
                guard case .overview(.sync(var page)) = screens[index] else { continue }
                page.delivery = summary
                screens[index] = .overview(.sync(page))
            }
        case .report(let report, let generation): accept(report, generation: generation)
        case .archive(let listing, let query): accept(listing, query: query)
        case .archiveRejected(let error):
            say(Strings.queryError(error), role: .danger)
            return searchArchive("")
        case .history(let history): accept(history)
        case .checks(let task, let judged, let isStored): acceptChecks(of: task, judged, isStored: isStored)
        case .compared(let pair, let request): accept(pair, for: request)
        case .queryRejected(let error, let generation): reject(error, ofReport: generation)
        case .written(let path): say(Strings.reportWritten(path), role: .good)
        case .notWritten(let path, let cause):
            say(Strings.reportNotWritten(path, cause: cause), role: .danger)
        case .auditor(let facts): return accept(facts)
        }
        return []
    }

    // MARK: - Moving

    mutating func moveInOverview(by count: Int) {
        if moveInArchive({ $0.move(by: count, in: $1) }) || moveInAuditor(.rows(count)) { return }
        guard var overview else { return }
        let last = lastTop(ofLines: lines(of: overview).count)
        overview.top = min(max(0, min(overview.top, last) + count), last)
        set(overview)
        keepCheckInSight()
    }

    mutating func movePagesInOverview(by count: Int) {
        if moveInArchive({ $0.movePages(by: count, in: $1) }) || moveInAuditor(.pages(count)) { return }
        // One line of the page before stays in sight.
        moveInOverview(by: count * max(1, ConsoleState.documentRows(of: size) - 1))
    }

    mutating func moveToEndInOverview(isLast: Bool) {
        if moveInArchive({ isLast ? $0.moveToLast(in: $1) : $0.moveToFirst(in: $1) }) { return }
        if moveInAuditor(isLast ? .last : .first) { return }
        moveInOverview(by: isLast ? Int(Int32.max) : -Int(Int32.max))
    }

    // MARK: - Delivery

    /// Holds decisions here, or lets them go.
    mutating func togglePause() -> [ConsoleEffect] {
        guard health.connection != .elsewhere || health.isDeliveryPaused else {
            say(Strings.pauseElsewhere, role: .warning)
            return []
        }
        health.isDeliveryPaused.toggle()
        say(health.isDeliveryPaused ? Strings.deliveryPaused(keys: keys) : Strings.deliveryResumed)
        return [.pauseDelivery(health.isDeliveryPaused)]
    }

    mutating func retryDelivery() -> [ConsoleEffect] {
        say(health.isDeliveryPaused ? Strings.retryWhilePaused : Strings.retryRequested)
        return [.retryDelivery]
    }
}
