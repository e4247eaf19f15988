import Invoicing

/// Claims that are judged together, each among all others: the full run, against which the incremental one is measured.
public struct Ensemble: Sendable {
    /// One claim.
    public struct Member: Sendable {
        /// Its workflow instance; no two members have the same.
        public var instance: InstanceID
        /// Its number and subject.
        public var title: String
        /// What is judged.
        public var claim: Claim

        /// Makes a member.
        public init(instance: InstanceID, title: String, claim: Claim) {
            self.instance = instance
            self.title = title
            self.claim = claim
        }

        /// The claim of a task.
        public init(_ task: ApprovalTask) {
            self.init(instance: task.instance, title: task.title, claim: Claim(task))
        }

        fileprivate var neighbour: Neighbour {
            Neighbour(
                instance: instance, title: title, submitter: claim.submitter ?? "",
                submittedAt: claim.submittedAt ?? 0, invoice: claim.invoice, attachments: claim.attachments)
        }
    }

    /// Claims that one is compared with under one key: the first by time of submission. More share a key only where it says
    /// little, as the hash of a form that everybody attaches.
    public static let mostUnderOneKey = 50

    private let members: [Member]
    private let policy: Policy?
    private let policyRules: [Rule]
    private let keys: [[String]]
    private let places: [String: [Int]]
    private let observations: [Observations]
    private let census: Census

    /// Looks at all members once.
    public init(_ members: [Member], policy: Policy? = nil) {
        self.members = members
        self.policy = policy
        policyRules = policy.map(PolicyRules.rules) ?? []
        keys = members.map { RuleBook.neighbourKeys(of: $0.claim, policy: policy) }
        var places: [String: [Int]] = [:]
        for (place, keys) in keys.enumerated() { for key in keys { places[key, default: []].append(place) } }
        self.places = places.filter { $1.count > 1 }.mapValues { places in
            guard places.count > Self.mostUnderOneKey + 1 else { return places }
            // Of these one may be the own claim.
            return Array(
                places.sorted { Self.isBefore(members[$0], members[$1]) }.prefix(Self.mostUnderOneKey + 1))
        }
        observations = members.map { Observations(of: $0.claim) }
        census = Census(observations)
    }

    private static func isBefore(_ left: Member, _ right: Member) -> Bool {
        (left.claim.submittedAt ?? 0, left.instance.rawValue) < (
            right.claim.submittedAt ?? 0, right.instance.rawValue
        )
    }

    /// The findings on one member, worst first.
    public func findings(at place: Int) -> [Finding] {
        var others: Set<Int> = []
        for key in keys[place] {
            guard let found = places[key] else { continue }
            others.formUnion(found.filter { $0 != place }.prefix(Self.mostUnderOneKey))
        }
        var claim = members[place].claim
        claim.standing = census.standing(of: observations[place])
        let neighbours = others.map { members[$0].neighbour }
            .sorted { ($0.submittedAt, $0.instance.rawValue) < ($1.submittedAt, $1.instance.rawValue) }
        return RuleBook.findings(
            on: claim, neighbours: neighbours, policy: policy, policyRules: policyRules)
    }
}
