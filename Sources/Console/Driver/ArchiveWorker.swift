import Invoicing
import OAProfile
import Store

/// Reads what was decided, from mirror, ledger and packages.
struct ArchiveWorker: Sendable {
    let services: ConsoleServices
    let context: ConsoleContext

    /// More are not listed; a query narrows them.
    private static let mostListed = 2_000
    /// Everything that does not wait.
    private static let decided = "status:approved,rejected,returned,transferred,withdrawn"

    /// - Throws: `StoreError`; `QueryError` with a position in the given text.
    func list(_ text: String) throws -> ArchiveListing {
        let moment = Query.Context(now: context.now(), utcOffset: context.utcOffset, user: context.user)
        // The user's text alone first: a position in it must mean what stands on the screen.
        if !text.isEmpty { _ = try Query(parsing: text, in: moment) }
        let query = try Query(
            parsing: text.isEmpty ? "\(Self.decided) sort:submitted-" : "\(Self.decided) (\(text))",
            in: moment)
        let rows = try services.mirror.rows(services.mirror.keys(query, limit: Self.mostListed))
        let (packages, trouble) = packages()
        let byTask = Dictionary(packages.map { ($0.task, $0) }) { first, _ in first }
        let operations = try services.ledger.newestOperations(on: rows.map(\.task))
        var items = rows.map { row in
            ArchiveItem(
                task: row.task, status: row.status, amount: row.amount, seller: row.seller, title: row.title,
                operation: operations[row.task], package: byTask[row.task])
        }
        // What the mirror does not say is no answer to a query, but it is not forgotten.
        if text.isEmpty { items += try beyondMirror(Set(rows.map(\.task)), byTask) }
        let total = try services.mirror.count(query) + items.count - rows.count
        return ArchiveListing(items: items, total: total, trouble: trouble)
    }

    private func beyondMirror(
        _ listed: Set<TaskID>, _ packages: [TaskID: ArchivedPackage]
    ) throws(StoreError) -> [ArchiveItem] {
        var items: [ArchiveItem] = []
        var seen = listed
        for operation in try services.ledger.operations(in: [.acked], limit: Self.mostListed) {
            guard seen.insert(operation.task).inserted else { continue }
            let task = try services.ledger.evidence(of: operation.id)
            items.append(
                ArchiveItem(
                    task: operation.task, status: nil, amount: task?.invoice.totals.gross,
                    seller: task?.invoice.seller.name ?? operation.task.rawValue, title: task?.title ?? "",
                    operation: operation, package: packages[operation.task]))
        }
        for package in packages.values.sorted(by: { $0.archivedAt > $1.archivedAt })
        where seen.insert(package.task).inserted {
            items.append(
                ArchiveItem(
                    task: package.task, status: nil, amount: nil, seller: package.seller,
                    title: package.title,
                    operation: nil, package: package))
        }
        return items
    }

    /// Everything about one invoice; the whole audit log is verified on the way.
    func history(of task: TaskID) throws(StoreError) -> InvoiceHistory {
        let entry = try services.mirror.entry(task)
        let operations = try services.ledger.histories(on: task, of: entry?.task.instance)
        let tasks = Set(operations.map(\.operation.task) + [task])
        let verification = try services.ledger.verifyAudit()
        let kept = packages().0.filter { tasks.contains($0.task) }.map { package in
            do {
                return InvoiceHistory.CheckedPackage(
                    package: package, checks: try services.archive?.check(package.name) ?? [], trouble: nil)
            } catch {
                return InvoiceHistory.CheckedPackage(
                    package: package, checks: [], trouble: Self.explanation(of: error))
            }
        }
        return InvoiceHistory(
            task: task, entry: entry, operations: operations, packages: kept,
            log: InvoiceHistory.LogState(entries: verification.entries, problems: verification.findingCount))
    }

    private func packages() -> ([ArchivedPackage], LocalizedText?) {
        do {
            return (try services.archive?.packages() ?? [], nil)
        } catch {
            return ([], Self.explanation(of: error))
        }
    }

    private static func explanation(of error: any Error) -> LocalizedText {
        (error as? any ExplainedError)?.explanation ?? LocalizedText(zh: "\(error)", en: "\(error)")
    }
}
