import Audit
import Invoicing
import OAProfile
import Store
import Synchronization

/// Reads what the screens that look at the whole ask for.
final class OverviewWorker: Sendable {
    let services: ConsoleServices
    private let context: ConsoleContext
    /// The request whose report is still wanted.
    private let wanted = Mutex(0)
    private let archives: ArchiveWorker
    private let auditors: AuditorWorker

    init(services: ConsoleServices, context: ConsoleContext) {
        self.services = services
        self.context = context
        archives = ArchiveWorker(services: services, context: context)
        auditors = AuditorWorker(services: services, context: context)
    }

    func facts(for request: OverviewRequest) throws(StoreError) -> OverviewFacts {
        switch request {
        case .delivery: .delivery(try delivery())
        case .report(let request): try report(request)
        case .archive(let query): try archive(query)
        case .history(let task): .history(try archives.history(of: task))
        case .checks(let task, let isStoring):
            .checks(
                task, try isStoring ? services.mirror.judgeAgain(task) : services.mirror.judge(task),
                stored: isStoring)
        case .compare(let request): .compared(try pair(for: request), for: request)
        case .writeReport(let report, let file): try write(report, to: file)
        case .auditor(let request): .auditor(try auditors.facts(for: request))
        }
    }

    /// From now on only this report is wanted: another one that is being counted is given up.
    func want(_ generation: Int) { wanted.withLock { $0 = generation } }

    private func archive(_ text: String) throws(StoreError) -> OverviewFacts {
        do {
            return .archive(try archives.list(text), query: text)
        } catch let error as QueryError {
            return .archiveRejected(error)
        } catch let error as StoreError {
            throw error
        } catch {
            throw .failed(file: "cache.db", cause: "\(error)")
        }
    }

    private func report(_ request: ReportRequest) throws(StoreError) -> OverviewFacts {
        let query: Query
        do throws(QueryError) {
            query = try Query(
                parsing: request.query,
                in: Query.Context(
                    now: context.now(), utcOffset: context.utcOffset, user: context.user))
        } catch {
            return .queryRejected(error, generation: request.generation)
        }
        let report = try services.mirror.report(
            request.name,
            over: ReportScope(query: query, now: context.now(), utcOffset: context.utcOffset)
        ) { [self] _ in wanted.withLock { $0 } == request.generation }
        return .report(report, generation: request.generation)
    }

    /// The audit log has it before the figures leave the store.
    private func write(_ report: Report, to name: String) throws(StoreError) -> OverviewFacts {
        let file = ReportFile(name, of: report.name, random: context.random)
        let csv = ReportTable(report).csv
        try services.ledger.note(
            .exported(.report, to: file.path, digest: ContentDigest(of: ReportFile.content(csv))),
            at: context.now())
        if let cause = file.write(csv) {
            return .notWritten(path: file.path, cause: cause)
        }
        return .written(path: file.path)
    }

    /// How many operations that went wrong are shown.
    private static let mostTroubled = 5

    private func delivery() throws(StoreError) -> DeliverySummary {
        let ledger = services.ledger
        let oldest = try ledger.oldestUndelivered()
        var troubled: [OutboxItem] = []
        let wrong = try ledger.operations(
            in: [.unknown, .conflict, .refused, .dead], limit: OverviewWorker.mostTroubled)
        for operation in wrong { troubled.append(try item(operation)) }
        return DeliverySummary(
            counts: try ledger.counts(),
            oldest: try oldest.map { operation throws(StoreError) in try item(operation) },
            attempts: try oldest.map { operation throws(StoreError) in try ledger.attempts(of: operation.id) }
                ?? [],
            troubled: troubled,
            pulledAt: [services.lastPullAt(), try services.mirror.syncState()?.updatedAt].compactMap { $0 }
                .max())
    }

    /// An operation with what it is about, from its evidence.
    private func item(_ operation: RecordedOperation) throws(StoreError) -> OutboxItem {
        let seen = try services.ledger.evidence(of: operation.id)
        return OutboxItem(
            operation: operation, seller: seen?.invoice.seller.name ?? operation.task.rawValue,
            amount: seen?.invoice.totals.gross, title: seen?.title ?? "")
    }
}
