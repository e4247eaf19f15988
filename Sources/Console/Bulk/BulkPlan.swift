import Invoicing
import OAProfile
import Store
import Terminal

/// What will happen to the marked tasks, and what did: a value that nothing is recorded from before it was confirmed.
struct BulkPlan: Hashable, Sendable {
    /// One marked task.
    struct Row: Hashable, Sendable {
        let key: TaskKey
        let entry: MirrorEntry?
        /// The version and content that were on the screen; nothing until they were.
        var painted: TaskIdentity?
        var exclusion: Exclusion?
        var result: Result?

        /// Whether it is decided when the plan is confirmed now.
        var isIncluded: Bool { exclusion == nil && painted != nil }
        /// Whether it only waits to be looked at.
        var isUnseen: Bool { exclusion == nil && painted == nil }
    }

    /// What came of a row.
    enum Result: Hashable, Sendable {
        case recorded(OperationID)
        case refused(RecordingFailure)
        /// The user stopped before it.
        case stopped
    }

    enum Phase: Hashable, Sendable {
        /// The tasks are read.
        case loading
        /// A text is still missing.
        case incomplete
        /// The confirmation is awaited; before `armedAt` (milliseconds since 1970) it is not heard.
        case ready(armedAt: Int64)
        /// The ledger writes; `rest` is not handed to it yet.
        case recording(rest: [TaskKey])
        case finished
    }

    let action: Decision.Action
    let keys: [TaskKey]
    var comment = ""
    var target = ""
    var rows: [Row] = []
    var viewport: ListViewport<TaskKey>
    var phase: Phase = .loading

    init(_ action: Decision.Action, keys: [TaskKey], pageSize: Int) {
        self.action = action
        self.keys = keys
        viewport = ListViewport(pageSize: pageSize)
    }

    /// The decision for every row; nothing while a needed part is missing.
    var decision: Decision? { Decision(action: action, comment: comment, target: target) }

    /// How many rows go to the ledger at once: between two such groups the screen is painted and the user may stop.
    static let group = 25

    // MARK: - Questions

    var included: [Row] { rows.filter(\.isIncluded) }
    var visibleRows: ArraySlice<Row> { rows[viewport.visibleRange(count: rows.count)] }
    var selected: Row? {
        viewport.selectedIndex.flatMap { rows.indices.contains($0) ? rows[$0] : nil }
    }
    /// Rows that were to be recorded and were not.
    var failedKeys: [TaskKey] {
        rows.filter { row in
            switch row.result {
            case .refused, .stopped: true
            case .recorded, nil: false
            }
        }.map(\.key)
    }
    var recordedCount: Int { recordedOperations.count }
    var recordedOperations: [OperationID] {
        rows.compactMap { if case .recorded(let id) = $0.result { id } else { nil } }
    }

    /// A sum and what it counts.
    struct Total: Hashable, Sendable {
        let name: String
        let count: Int
        let amount: Money
    }

    /// The rows that are decided when the plan is confirmed as it is shown, or were: what is on the screen is seen as soon
    /// as it is painted.
    var shownRows: [Row] {
        let visible = Set(visibleRows.map(\.key))
        return rows.filter { $0.isIncluded || ($0.isUnseen && visible.contains($0.key)) }
    }

    /// Totals of rows by what `name` says, the largest first. Amounts of different currencies are never added.
    static func totals(of rows: [Row], by name: (ApprovalTask) -> String) -> [Total] {
        struct Group: Hashable {
            let name: String
            let currency: Currency
        }
        var sums: [Group: (count: Int, minor: Int64)] = [:]
        for row in rows {
            guard let task = row.entry?.task else { continue }
            let gross = task.invoice.totals.gross
            let group = Group(name: name(task), currency: gross.currency)
            let old = sums[group] ?? (0, 0)
            let (sum, isTooLarge) = old.minor.addingReportingOverflow(gross.minor)
            sums[group] = (old.count + 1, isTooLarge ? .max : sum)
        }
        return sums.map {
            Total(
                name: $0.key.name, count: $0.value.count,
                amount: Money(minor: $0.value.minor, currency: $0.key.currency))
        }.sorted {
            ($0.amount.minor, $0.count, $1.name, $1.amount.currency.code)
                > ($1.amount.minor, $1.count, $0.name, $0.amount.currency.code)
        }
    }

    /// Whether a command does something to the plan as it stands.
    func isUseful(_ command: ConsoleCommand) -> Bool {
        switch (command, phase) {
        case (.confirm, .ready), (.comment, .ready), (.mark, .ready): true
        case (.confirm, _), (.comment, _), (.mark, _): false
        case (.undo, .finished): recordedCount > 0
        case (.retryFailed, .finished): !failedKeys.isEmpty
        case (.undo, _), (.retryFailed, _): false
        default: true
        }
    }

    /// How many rows each reason leaves out, the hardest reason first.
    var exclusions: [(reason: Exclusion, count: Int)] {
        let reasons = rows.compactMap(\.exclusion)
        return Dictionary(grouping: reasons, by: \.group).sorted { $0.key < $1.key }
            .compactMap { group in group.value.first.map { ($0, group.value.count) } }
    }
}
