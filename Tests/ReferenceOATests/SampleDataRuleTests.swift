import Invoicing
import ReferenceOA
import Testing
import Verification

@Suite("Sample data: the rules in force")
struct SampleDataRuleTests {
    /// What the rules say of each planted fault: one of these is found.
    private static let rules: [PlantedFault: Set<String>] = [
        .lineAmount: ["line.amount"], .lineTax: ["line.tax"], .totals: ["totals.lines"],
        .gross: ["totals.gross"], .uppercase: ["totals.uppercase"], .taxIdentifier: ["tax-id.seller"],
        .numberShape: ["number.shape"], .numberYear: ["number.year"], .codeKind: ["number.kind"],
        .dateShape: ["date.shape"], .duplicate: ["duplicate.number"],
    ]

    private static func claim(_ document: SampleDocument) -> Claim {
        var claim = Claim(
            invoice: document.invoice, submitter: document.submitter, submittedAt: document.submittedAt)
        claim.files = document.files.map {
            Attachment(name: $0.name, mediaType: $0.mediaType, size: $0.bytes.count, sha256: "")
        }
        claim.department = document.department
        claim.approver =
            document.steps.indices.contains(document.currentStep)
            ? document.steps[document.currentStep].actor : ""
        return claim
    }

    @Test("10,000 clean claims give no error, and every planted fault among them is found")
    func clean() throws {
        let today = try #require(CalendarDate(year: 2026, month: 11, day: 25))
        let generator = SampleGenerator(seed: 11, today: today)
        let documents = (0..<11_500).map(generator.document(at:))
        let claims = documents.map(Self.claim)
        var members: [String: [Int]] = [:]
        let keys = claims.map { RuleBook.neighbourKeys(of: $0) }
        for (place, keys) in keys.enumerated() { for key in keys { members[key, default: []].append(place) } }
        var (clean, warned) = (0, 0)
        var unfound: [String] = []
        for (place, document) in documents.enumerated() {
            var others: Set<Int> = []
            for key in keys[place] { others.formUnion(members[key] ?? []) }
            others.remove(place)
            let neighbours = others.sorted().prefix(50).map { other in
                Neighbour(
                    instance: InstanceID(rawValue: "\(other)"), title: documents[other].title,
                    submitter: documents[other].submitter, submittedAt: documents[other].submittedAt,
                    invoice: documents[other].invoice)
            }
            let findings = RuleBook.findings(on: claims[place], neighbours: neighbours)
            guard let fault = document.plantedFaults.first else {
                clean += 1
                // The original of a planted duplicate is told, too.
                let own = findings.filter { $0.rule != "duplicate.number" && $0.rule != "duplicate.file" }
                // One seller's name is hostile on purpose: that it hides something is found, and nothing else.
                let isHostile = document.invoice.seller.name.unicodeScalars.contains("\u{1B}")
                #expect(isHostile == own.contains { $0.rule == "text.hidden" }, "place \(place)")
                let errors = own.filter { $0.severity == .error && !(isHostile && $0.rule == "text.hidden") }
                #expect(errors.isEmpty, "place \(place): \(errors.map(\.reason.en))")
                if own.contains(where: { $0.severity == .warning }) { warned += 1 }
                continue
            }
            if !findings.contains(where: { Self.rules[fault]?.contains($0.rule) == true }) {
                unfound.append("\(place) \(fault.rawValue)")
            }
        }
        #expect(clean >= 10_000)
        #expect(warned == 0)
        #expect(unfound.isEmpty)
    }
}
