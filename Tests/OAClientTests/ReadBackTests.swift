import Foundation
import Invoicing
import OAProfile
import SeededRandom
import Testing

@testable import OAClient

@Suite("What a task, read back, tells about a decision")
struct ReadBackTests {
    private static let user = "zhang.wei"

    private static func task(_ change: (inout ApprovalTask) -> Void = { _ in }) -> ApprovalTask {
        let money = Money(minor: 100)
        var task = ApprovalTask(
            id: TaskID(rawValue: "T-1"), instance: InstanceID(rawValue: "I-1"), node: "n1", round: 1,
            rev: "1",
            status: .pending, assignee: user, title: "BX-1", submitter: "li.na", department: "销售部",
            submittedAt: 1,
            invoice: Invoice(
                kind: .digitalOrdinary, number: InvoiceNumber(number: "26112000000000001001"),
                issued: IssueDate(parsing: "2026-01-05"),
                seller: Party(name: "甲", taxIdentifier: TaxIdentifier("91110108551385082Q")),
                buyer: Party(name: "乙", taxIdentifier: TaxIdentifier("91310000MA1K35E12Y")), lines: [],
                totals: InvoiceTotals(net: money, tax: Money(minor: 0), gross: money, grossInWords: "")))
        change(&task)
        return task
    }

    private static func request(_ decision: Decision = .approve(comment: "同意"), round: Int = 1)
        -> DecisionRequest
    {
        var random = SeededGenerator(seed: 1)
        return DecisionRequest(
            opID: OperationID(milliseconds: 1, using: &random), task: TaskID(rawValue: "T-1"), round: round,
            decision: decision, seenDigest: SeenContent(of: task()).digest, onBehalfOf: "", recordedAt: 1)
    }

    private static func look(
        _ request: DecisionRequest, in task: ApprovalTask?, comparesContent: Bool = true
    ) -> ReadBack {
        ReadBack(
            of: request, by: user, in: task.map(TaskDocument.init), comparesContent: comparesContent)
    }

    /// A task that was decided, with an entry in its history.
    private static func decided(
        by actor: String = user, as outcome: TaskStatus = .approved, saying comment: String
    ) -> ApprovalTask {
        task {
            $0.status = outcome
            $0.rev = "2"
            $0.steps = [
                ApprovalStep(
                    node: "n1", title: "", actor: actor, state: .done, outcome: outcome.rawValue,
                    comment: comment, decidedAt: 9)
            ]
        }
    }

    private static let marked = ReadBack.marked("同意", request().opID)

    @Test("the mark of the operation, by the same person, is a proof")
    func applied() {
        let found = Self.look(Self.request(), in: Self.decided(saying: Self.marked))
        guard case .applied(let receipt) = found else {
            Issue.record("\(found)")
            return
        }
        #expect(receipt.proves(Self.request()) && receipt.decidedAt == 9 && receipt.rev == "2")
    }

    @Test("another person's entry with the mark, and one whose mark was stripped, are no proof")
    func noProof() {
        let other = Self.look(Self.request(), in: Self.decided(by: "li.na", saying: Self.marked))
        let stripped = Self.look(Self.request(), in: Self.decided(saying: "同意"))
        for found in [other, stripped] {
            guard case .over(let problem) = found else {
                Issue.record("\(found)")
                continue
            }
            #expect(problem.code == .notOpen && problem.decidedBy != nil)
        }
    }

    @Test("the mark under another outcome, or on other content, is not what was decided")
    func elsewhere() {
        let rejected = Self.look(Self.request(), in: Self.decided(as: .rejected, saying: Self.marked))
        var amended = Self.decided(saying: Self.marked)
        amended.budgetCode = "B-2"
        for found in [rejected, Self.look(Self.request(), in: amended)] {
            guard case .elsewhere(let problem) = found else {
                Issue.record("\(found)")
                continue
            }
            #expect(problem.code == .other(Problem.changedAtDecision))
        }
        // Where the OA compared the row version, later changes say nothing about the decision.
        guard case .applied = Self.look(Self.request(), in: amended, comparesContent: false) else {
            Issue.record("a row version is a proof of what was seen")
            return
        }
    }

    @Test("without an entry the task is open, over or gone")
    func withoutEntry() {
        let open = Self.look(Self.request(), in: Self.task())
        #expect(open == .open(rev: "1", digest: Self.request().seenDigest))
        guard case .open = Self.look(Self.request(), in: Self.task { $0.status = .suspended }) else {
            Issue.record("a task that sleeps still waits for us")
            return
        }
        let others: [(inout ApprovalTask) -> Void] = [
            { $0.status = .withdrawn }, { $0.round = 2 }, { $0.assignee = "li.na" },
        ]
        for change in others {
            guard case .over = Self.look(Self.request(), in: Self.task(change)) else {
                Issue.record("a task that is not ours to decide is over")
                continue
            }
        }
        guard case .gone = Self.look(Self.request(), in: nil) else {
            Issue.record("no document is no task")
            return
        }
    }

    @Test("what leaves the task open is looked for among its remarks")
    func remarks() {
        let request = Self.request(.hold(comment: ""))
        let task = Self.task {
            $0.remarks = [
                TaskRemark(kind: "hold", actor: Self.user, at: 5, text: ReadBack.mark(of: request.opID))
            ]
        }
        guard case .applied(let receipt) = Self.look(request, in: task) else {
            Issue.record("the remark was not found")
            return
        }
        #expect(receipt.decidedAt == 5 && receipt.proves(request))
    }

    @Test("the version that is made for an OA without versions follows the document, and nothing else")
    func ownVersion() {
        let one = TaskDocument(Self.task()).withOwnVersion().task.rev
        #expect(TaskDocument(Self.task { $0.rev = "99" }).withOwnVersion().task.rev == one)
        #expect(TaskDocument(Self.task { $0.costCentre = "CC-2" }).withOwnVersion().task.rev != one)
        #expect(one.count == 21 && one.utf8.allSatisfy { (0x30...0x7A).contains($0) })
    }

    @Test("what cannot be repeated waits, then is asked about; what was turned away is sent again")
    func onceOnly() throws {
        let request = Self.request(.remark(try #require(Decision.Reason("查一下"))))
        func settlement(arrived: Bool, age: Int64) -> Settlement {
            OnceOnly.settlement(of: SentRequest(request, rev: "1", mayHaveArrived: arrived, age: age))
        }
        #expect(settlement(arrived: false, age: OnceOnly.patience) == .resend)
        guard case .wait(_, 2) = settlement(arrived: true, age: 0),
            case .wait(_, 60) = settlement(arrived: true, age: OnceOnly.patience - 1)
        else {
            Issue.record("it is looked for soon, then seldom")
            return
        }
        #expect(
            settlement(arrived: true, age: OnceOnly.patience)
                == .report(request.refused(for: .outcomeUnknown())))
    }
}
