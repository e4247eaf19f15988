import InvoiceFiles
import Invoicing

/// The rules that are in force.
public enum RuleBook {
    /// Every rule, in the order of its family.
    public static let rules: [Rule] =
        LineArithmetic.rules + TotalArithmetic.rules + TaxIdentifierRules.rules + NumberRules.rules
        + DateRules.rules + RedInvoiceRules.rules + TaxRateRules.rules + CategoryRules.rules
        + RemarkRules.rules + TransportRules.rules + OriginalRules.rules + DutyRules.rules
        + DuplicateRules.rules + DisguiseRules.rules + TakenBackRules.rules + SequenceRules.rules
        + HiddenTextRules.rules + OutlierRules.rules + StateRules.rules

    /// The rules for the facts of a QR code.
    public static let payloadRules: [PayloadRule] = PayloadRules.rules

    /// The findings on an invoice, worst first, then in the order of the rules.
    public static func findings(on invoice: Invoice, neighbours: [Neighbour] = []) -> [Finding] {
        findings(on: Claim(invoice: invoice), neighbours: neighbours)
    }

    /// The findings on a claim, worst first, then in the order of the rules. With its attachments, submitter and
    /// time more rules can judge than with the invoice alone.
    ///
    /// Neighbours are other claims: the caller leaves out those of the claim's own workflow instance.
    public static func findings(on claim: Claim, neighbours: [Neighbour] = []) -> [Finding] {
        var found: [Finding] = []
        for rule in rules { found += rule.judge(claim, neighbours) }
        return worstFirst(found)
    }

    /// Every id that a policy may weigh.
    public static let ids: [String] =
        rules.map(\.id) + payloadRules.map(\.id) + [FaceRules.id] + PolicyRules.ids

    /// The findings on a claim with those of the company's policy, as the policy weighs them.
    public static func findings(
        on claim: Claim, neighbours: [Neighbour] = [], policy: Policy
    ) -> [Finding] {
        findings(
            on: claim, neighbours: neighbours, policy: policy, policyRules: PolicyRules.rules(of: policy))
    }

    /// The same with the policy's rules made before, for many claims.
    static func findings(
        on claim: Claim, neighbours: [Neighbour], policy: Policy?, policyRules: [Rule]
    ) -> [Finding] {
        let found = (rules + policyRules).flatMap { $0.judge(claim, neighbours) }
        return worstFirst(policy?.weighed(found, department: claim.department) ?? found)
    }

    /// The findings on a QR payload: only those rules judge whose facts it has.
    public static func findings(on payload: QRPayload) -> [Finding] {
        worstFirst(payloadRules.flatMap { $0.judge(payload) })
    }

    /// The findings on what a file says. `now`, in milliseconds since 1970, is when it is looked at.
    public static func findings(on file: InvoiceFile, now: Int64? = nil) -> [Finding] {
        switch file.content {
        case .invoice(let invoice): findings(on: Claim(invoice: invoice, submittedAt: now))
        case .payload(let payload): findings(on: payload)
        }
    }

    /// The keys under which the neighbours of an invoice are found: two claims are neighbours when they share one.
    ///
    /// - `c:` and `d:` the invoice itself, see `InvoiceNumber.identityKeys`;
    /// - `n:` its number without the code;
    /// - `f:` an attached file, by its SHA-256;
    /// - `q:` two overlapping blocks of 20 consecutive numbers, so that numbers at most ten apart always share one.
    public static func neighbourKeys(of invoice: Invoice, attachments: [String]) -> [String] {
        let number = invoice.number
        var keys = number.identityKeys
        if !number.code.isEmpty, !number.number.isEmpty { keys.append("n:" + number.number) }
        if let place = SequenceRules.place(of: number) {
            keys.append("q:\(place.prefix):\(place.value / SequenceRules.reach)")
            if place.value >= SequenceRules.reach {
                keys.append("q:\(place.prefix):\(place.value / SequenceRules.reach - 1)")
            }
        }
        var seen: Set<String> = []
        for attachment in attachments where seen.insert(attachment).inserted {
            keys.append("f:" + attachment)
        }
        return keys
    }

    /// The same for a claim whose submitter is known, with the keys of those rules that look further than at the number:
    ///
    /// - `c:` and `d:` of a number as it would be without what hides it, and of the invoices that a red one takes back;
    /// - `a:` seller, day and total, for a number with one digit changed;
    /// - `l:` what a seller's name looks like, where it can be taken for another;
    /// - `s:` seller, submitter and two overlapping blocks of days, where the policy looks for split purchases.
    public static func neighbourKeys(of claim: Claim, policy: Policy? = nil) -> [String] {
        let invoice = claim.invoice
        var keys = neighbourKeys(of: invoice, attachments: claim.attachments)
        keys += InvoiceIdentity.hiddenKeys(of: invoice.number)
        if invoice.isRed { keys += TakenBackRules.keys(of: invoice) }
        if let key = DisguiseRules.key(of: invoice) { keys.append(key) }
        if LookAlike.mayImitate(invoice.seller.name),
            let key = LookAlike.neighbourKey(of: invoice.seller.name)
        {
            keys.append(key)
        }
        if let split = policy?.split { keys += PolicyRules.splitKeys(of: claim, split) }
        return keys
    }

    static func worstFirst(_ findings: [Finding]) -> [Finding] {
        guard findings.count > 1 else { return findings }
        var sorted: [Finding] = []
        for severity in [Severity.error, .warning, .info] {
            sorted += findings.filter { $0.severity == severity }
        }
        return sorted
    }
}
