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
        let document = generator.document(at: index)
        let step =
            document.steps.indices.contains(document.currentStep)
            ? document.steps[document.currentStep] : document.steps.last
        return ApprovalTask(
            id: TaskID(rawValue: "T-\(index + 1)"), instance: InstanceID(rawValue: "I-\(index + 1)"),
            node: step?.node ?? "", round: 1, rev: "1", status: .pending, assignee: step?.actor ?? "",
            title: document.title, submitter: document.submitter, department: document.department,
            costCentre: document.costCentre, budgetCode: document.budgetCode, references: document.references,
            policyFlags: document.policyFlags, submittedAt: document.submittedAt, dueAt: document.dueAt,
            invoice: document.invoice)
    }

    /// A page of the feed.
    func page(_ range: Range<Int>) -> ChangesPage {
        ChangesPage(
            epoch: "bench", oldCursor: String(range.lowerBound), newCursor: String(range.upperBound),
            hasMore: false,
            items: range.map { index in
                let task = task(at: index)
                return ChangeItem(id: task.id, rev: task.rev, content: .upsert(TaskDocument(task)))
            })
    }
}
