import Foundation
import Invoicing
import OAProfile
import ReferenceOA

/// Sample claims as tasks of the feed, without a server between.
struct SampleTasks {
    private let generator: SampleGenerator

    init(seed: UInt64) throws {
        guard let today = CalendarDate(year: 2026, month: 11, day: 25) else { throw CancellationError() }
        generator = SampleGenerator(seed: seed, today: today)
    }

    /// The task of a place.
    func task(at index: Int) -> ApprovalTask {
        generator.document(at: index).task(at: index, status: .pending)
    }

    /// A page of the feed.
    /// - Parameter hasMore: whether others follow, so that the store has not caught up yet.
    func page(_ range: Range<Int>, hasMore: Bool = false) -> ChangesPage {
        ChangesPage(
            epoch: "bench", oldCursor: String(range.lowerBound), newCursor: String(range.upperBound),
            hasMore: hasMore,
            items: range.map { index in
                let task = task(at: index)
                return ChangeItem(id: task.id, rev: task.rev, content: .upsert(TaskDocument(task)))
            })
    }
}

extension SampleDocument {
    /// The document as the task of a place.
    func task(at index: Int, status: TaskStatus) -> ApprovalTask {
        let step = steps.indices.contains(currentStep) ? steps[currentStep] : steps.last
        return ApprovalTask(
            id: TaskID(rawValue: "T-\(index + 1)"), instance: InstanceID(rawValue: "I-\(index + 1)"),
            node: step?.node ?? "", round: 1, rev: "1", status: status, assignee: step?.actor ?? "",
            title: title, submitter: submitter, department: department, costCentre: costCentre,
            budgetCode: budgetCode, references: references, policyFlags: policyFlags,
            submittedAt: submittedAt, dueAt: dueAt, invoice: invoice)
    }
}
