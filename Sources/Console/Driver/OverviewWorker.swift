import Invoicing
import OAProfile
import Store

/// Reads what the screens that look at the whole ask for.
struct OverviewWorker: Sendable {
    let services: ConsoleServices
    let context: ConsoleContext

    func facts(for request: OverviewRequest) throws(StoreError) -> OverviewFacts {
        switch request {
        case .delivery: .delivery(try delivery())
        }
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
