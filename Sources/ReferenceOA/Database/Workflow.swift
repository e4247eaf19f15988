import Invoicing

/// The way of one claim through its steps, as a value: it decides what a decision leads to, and knows no database.
struct Workflow: Hashable, Codable, Sendable {
    /// A step of the plan.
    struct Step: Hashable, Codable, Sendable {
        var node: String
        var title: String
        var actor: String
        /// Who approved it in the standing round; nothing while nobody has, or after a return took it back.
        var approvedBy: String?
    }

    /// Where a claim stands.
    enum Standing: Hashable, Codable, Sendable {
        /// The step at this place of the plan waits.
        case waiting(step: Int)
        /// All steps approved.
        case approved
        /// Somebody rejected it.
        case rejected
        /// It is back with its submitter, who may hand it in again in the OA itself.
        case withSubmitter
    }

    /// What a decision leads to.
    struct Outcome: Hashable, Sendable {
        /// What becomes of the task that was decided.
        var status: TaskStatus
        /// What happens next, in the OA's words.
        var next: String
    }

    /// A rule of the workflow that forbids a decision.
    struct Forbidden: Error, Hashable {
        var reason: String
    }

    /// The name under which a return goes back to the submitter.
    static let submitterNode = "submitter"

    var submitter: String
    var round: Int
    var plan: [Step]
    var standing: Standing
    /// What was done, oldest first; a step that was returned and done again stands here twice.
    var history: [ApprovalStep]
    /// How many approvers were added so far; nothing in a claim that was stored before they could be.
    var added: Int?

    /// The step that waits.
    var current: Step? {
        if case .waiting(let place) = standing, plan.indices.contains(place) { plan[place] } else { nil }
    }

    /// The steps as a task document shows them: what was done, what waits, what comes.
    var steps: [ApprovalStep] {
        let firstOpen: Int =
            switch standing {
            case .waiting(let place): place
            case .withSubmitter: 0
            case .approved, .rejected: plan.count
            }
        return history
            + plan.indices.dropFirst(firstOpen).map { place in
                let step = plan[place]
                let isCurrent = standing == .waiting(step: place)
                return ApprovalStep(
                    node: step.node, title: step.title, actor: step.actor,
                    state: isCurrent ? .current : .upcoming)
            }
    }

    /// Why `person` may not approve the step that waits: segregation of duties (不相容职务分离, 企业内部控制
    /// 基本规范 art. 29). Nobody approves an own claim, and nobody satisfies two steps of one round.
    func conflictOfDuties(of person: String) -> Forbidden? {
        guard case .waiting(let place) = standing else { return nil }
        if person == submitter {
            return Forbidden(reason: "The submitter of a claim may not approve it.")
        }
        let isEarlierApprover = plan.enumerated().contains { $0 != place && $1.approvedBy == person }
        return isEarlierApprover
            ? Forbidden(reason: "Who has approved an earlier step may not approve this one as well.") : nil
    }

    /// Moves the claim on by a decision about the step that waits. `targetIsUser` says whether the receiver of a
    /// transfer exists.
    mutating func apply(
        _ decision: Decision, by actor: String, at time: Int64, targetIsUser: Bool
    ) throws(Forbidden) -> Outcome {
        guard case .waiting(let place) = standing, let step = current else {
            throw Forbidden(reason: "No step of this claim waits for a decision.")
        }
        switch decision {
        case .approve:
            if let conflict = conflictOfDuties(of: actor) { throw conflict }
            plan[place].approvedBy = actor
            record(step, outcome: .approved, comment: decision.comment, by: actor, at: time)
            standing = place + 1 < plan.count ? .waiting(step: place + 1) : .approved
            return Outcome(status: .approved, next: nextInWords)
        case .reject:
            record(step, outcome: .rejected, comment: decision.comment, by: actor, at: time)
            standing = .rejected
            return Outcome(status: .rejected, next: nextInWords)
        case .returnToStep(let node, _):
            let target = try returnTarget(node, before: place)
            record(step, outcome: .returned, comment: decision.comment, by: actor, at: time)
            reopen(from: target)
            return Outcome(status: .returned, next: nextInWords)
        case .transfer(let person, _):
            guard person != actor else { throw Forbidden(reason: "The task already belongs to \(person).") }
            guard targetIsUser else { throw Forbidden(reason: "There is no user of that name.") }
            if let conflict = conflictOfDuties(of: person) { throw conflict }
            record(step, outcome: .transferred, comment: decision.comment, by: actor, at: time)
            plan[place].actor = person
            return Outcome(status: .transferred, next: nextInWords)
        case .addApprover, .remark, .hold, .release:
            throw Forbidden(reason: "This does not move a claim on.")
        }
    }

    /// Opens a new round from a place of the plan, or with the submitter; approvals from there on no longer count.
    mutating func reopen(from place: Int?) {
        for later in plan.indices.dropFirst(place ?? 0) { plan[later].approvedBy = nil }
        guard let place else {
            standing = .withSubmitter
            return
        }
        round += 1
        standing = .waiting(step: place)
    }

    var nextInWords: String {
        switch standing {
        case .waiting: current.map { "\($0.title)（\($0.actor)）" } ?? ""
        case .approved: "流程结束：已同意"
        case .rejected: "流程结束：已拒绝"
        case .withSubmitter: "退回提交人（\(submitter)）"
        }
    }

    /// The place that a return goes to; nothing for the submitter. A step of the submitter's own cannot be decided
    /// by anybody, so that a return to it is a return to the submitter.
    private func returnTarget(_ node: String, before place: Int) throws(Forbidden) -> Int? {
        if let target = plan[..<place].lastIndex(where: { $0.node == node }) {
            return plan[target].actor == submitter ? nil : target
        }
        guard node == Self.submitterNode else {
            throw Forbidden(reason: "There is no earlier step of that name to return to.")
        }
        return nil
    }

    private mutating func record(
        _ step: Step, outcome: TaskStatus, comment: String, by actor: String, at time: Int64
    ) {
        history.append(
            ApprovalStep(
                node: step.node, title: step.title, actor: actor, state: .done, outcome: outcome.rawValue,
                comment: comment, decidedAt: time))
    }
}
