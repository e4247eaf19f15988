import Invoicing
import Testing
import Verification

@Suite("Rules for one invoice")
struct SingleInvoiceRuleTests {
    @Test("arithmetic", arguments: RuleCases.arithmetic) func arithmetic(example: RuleCase) { judge(example) }
    @Test("numbers, parties and dates", arguments: RuleCases.identity) func identity(example: RuleCase) {
        judge(example)
    }
    @Test("signs, rates, categories and remarks", arguments: RuleCases.content) func content(
        example: RuleCase
    ) {
        judge(example)
    }

    private func judge(_ example: RuleCase) {
        let findings = RuleBook.findings(on: example.invoice)
        #expect(marks(findings) == example.expected, "\(findings.map(\.reason.en))")
    }

    @Test("rounding that adds up over many lines is noticed beyond 1.27")
    func drift() {
        func invoice(lines count: Int) -> Invoice {
            Invoices.digital { invoice in
                invoice.lines = (0..<count).map { _ in
                    InvoiceLine(
                        item: "*文具*笔", amount: Money(minor: 1_000), rate: .basisPoints(600),
                        tax: Money(minor: 61))
                }
                let (net, tax) = (Int64(count) * 1_000, Int64(count) * 61)
                invoice.totals = InvoiceTotals(
                    net: Money(minor: net), tax: Money(minor: tax), gross: Money(minor: net + tax),
                    grossInWords: "")
            }
        }
        #expect(marks(RuleBook.findings(on: invoice(lines: 127))) == [])
        #expect(marks(RuleBook.findings(on: invoice(lines: 128))) == ["totals.tax-drift:warning"])
    }

    @Test(
        "an invoice dated after its submission is noticed, with a day of grace",
        arguments: [
            ("2024-05-27T16:00:00Z", 1_716_825_600_000, []),
            ("2024-05-27T15:59:59Z", 1_716_825_599_000, ["date.future:warning"]),
            ("2024-05-26T15:59:59Z", 1_716_739_199_000, ["date.future:error"]),
            ("1970", 0, ["date.future:error"]), ("far", Int64.max, []),
            ("before", Int64.min, ["date.future:error"]),
        ] as [(String, Int64, [String])])
    func future(name: String, submittedAt: Int64, expected: [String]) {
        let claim = Claim(invoice: Invoices.digital, submittedAt: submittedAt)
        #expect(marks(RuleBook.findings(on: claim)) == expected)
    }

    @Test("amounts at the edge of 64 bits trap nowhere")
    func edges() {
        for minor in [Int64.max, .min, .max - 1, .min + 1] {
            let invoice = Invoices.digital {
                for index in $0.lines.indices {
                    $0.lines[index].amount = Money(minor: minor)
                    $0.lines[index].tax = Money(minor: minor == .min ? .max : .min)
                }
                $0.totals = InvoiceTotals(
                    net: Money(minor: minor), tax: Money(minor: minor), gross: Money(minor: minor),
                    grossInWords: "玖")
            }
            #expect(!RuleBook.findings(on: invoice, neighbours: [Invoices.neighbour(invoice)]).isEmpty)
        }
    }
}
