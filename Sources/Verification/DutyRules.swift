import Invoicing

/// Segregation of duties (职责分离): nobody decides on a claim of their own.
enum DutyRules {
    static let rules = [ownClaim]

    static let ownClaim = Rule(
        "duty.own-claim",
        title: LocalizedText(zh: "提交人与审批人为同一人", en: "Submitter and approver are the same person"),
        basis: LocalizedText(
            zh: "财会〔2024〕11号第十六条：经办、审核、审批等审签程序；不相容职务应当分离",
            en: "MOF notice 2024-11, art. 16: handling, checking and approving are separate steps"),
        severity: .error
    ) { claim, _ in
        guard let submitter = claim.submitter, !submitter.isEmpty, submitter == claim.approver else {
            return []
        }
        return [
            Hit(
                zh: "本单由\(submitter)提交，又等待\(submitter)审批。",
                en: "\(submitter) submitted this claim and is to decide on it.",
                [Evidence(field: "assignee", expected: "≠ \(submitter)", found: claim.approver)])
        ]
    }
}
