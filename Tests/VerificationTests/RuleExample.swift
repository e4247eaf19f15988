import Foundation
import InvoiceFiles
import Invoicing
import Testing
import Verification

/// For one rule: two claims a hair apart of which it finds something in one, and two realistic documents.
struct RuleExample: Sendable, CustomTestStringConvertible {
    /// What is judged.
    enum Subject: Sendable {
        case claim(Claim, [Neighbour] = [], Policy? = nil)
        case payload(String)
        case batch([InvoiceBatch.Item], at: Int)
        case full([Ensemble.Member], at: Int)

        /// An invoice alone.
        static func alone(_ invoice: Invoice) -> Subject { .claim(Claim(invoice: invoice)) }

        var findings: [Finding] {
            get throws {
                switch self {
                case .claim(let claim, let neighbours, nil):
                    RuleBook.findings(on: claim, neighbours: neighbours)
                case .claim(let claim, let neighbours, let policy?):
                    RuleBook.findings(on: claim, neighbours: neighbours, policy: policy)
                case .payload(let text): RuleBook.findings(on: try InvoiceFile.read(Data(text.utf8)))
                case .batch(let items, let place):
                    InvoiceBatch(items).report(now: 1_800_000_000_000).files[place].findings
                case .full(let members, let place): Ensemble(members).findings(at: place)
                }
            }
        }
    }

    /// Two that differ in what the rule looks at alone.
    struct Pair: Sendable {
        var fires: @Sendable () throws -> Subject
        var silent: @Sendable () throws -> Subject
    }

    let rule: String
    let boundary: Pair
    let realistic: Pair

    var testDescription: String { rule }

    init(
        _ rule: String, fires: @escaping @Sendable () throws -> Subject,
        butNot silent: @escaping @Sendable () throws -> Subject,
        real realFires: @escaping @Sendable () throws -> Subject,
        butNot realSilent: @escaping @Sendable () throws -> Subject
    ) {
        self.rule = rule
        boundary = Pair(fires: fires, silent: silent)
        realistic = Pair(fires: realFires, silent: realSilent)
    }

    /// Every example, of which each rule must have one.
    static let all: [RuleExample] =
        arithmetic + identity + content + documents + neighbours + outside + policies
}

@Suite("Every rule has its examples")
struct RuleExampleTests {
    @Test("each rule that there is has one, and none is for a rule that is not")
    func registry() {
        let known = Set(RuleBook.ids)
        let named = RuleExample.all.map(\.rule)
        #expect(known.subtracting(named).sorted() == [], "rules without an example")
        #expect(Set(named).subtracting(known).sorted() == [], "examples without a rule")
        #expect(Set(named).count == named.count, "a rule has two")
        #expect(Set(RuleBook.rules.map(\.id)).isSubset(of: known))
    }

    @Test("it fires at its boundary and a hair beside it does not", arguments: RuleExample.all)
    func boundary(example: RuleExample) throws { try check(example.rule, example.boundary) }

    @Test("it fires on a realistic document and not on the right one", arguments: RuleExample.all)
    func realistic(example: RuleExample) throws { try check(example.rule, example.realistic) }

    @Test("the right document of each rule has no error of any rule", arguments: RuleExample.all)
    func clean(example: RuleExample) throws {
        let findings = try example.realistic.silent().findings.filter { $0.severity == .error }
        #expect(findings.isEmpty, "\(findings.map(\.reason.en))")
    }

    private func check(_ rule: String, _ pair: RuleExample.Pair) throws {
        let found = try pair.fires().findings.filter { $0.rule == rule }
        #expect(!found.isEmpty, "did not fire")
        for finding in found {
            #expect(!finding.evidence.isEmpty && !finding.reason.zh.isEmpty && !finding.reason.en.isEmpty)
        }
        let silent = try pair.silent().findings.filter { $0.rule == rule }
        #expect(silent.isEmpty, "\(silent.map(\.reason.en))")
    }
}
