import Invoicing
import Testing
import Verification

@Suite("Rules for neighbours")
struct NeighbourRuleTests {
    private static let hash = String(repeating: "a", count: 64)

    @Test(
        "the same invoice in another claim is an error that names the claim",
        arguments: [
            (Invoices.legacy, Invoices.legacy), (Invoices.digital, Invoices.digital),
            (Invoices.legacy, Invoices.legacy { $0.number = InvoiceNumber(number: "03300200021183089647") }),
            (
                Invoices.digital { $0.number = InvoiceNumber(number: "24322000000012345678") },
                Invoices.digital {
                    $0.number = InvoiceNumber(
                        code: "3200242130", number: "12345678", digital: "24322000000012345678")
                }
            ),
        ])
    func sameInvoice(one: Invoice, other: Invoice) throws {
        for (invoice, neighbour) in [(one, other), (other, one)] {
            let findings = RuleBook.findings(on: invoice, neighbours: [Invoices.neighbour(neighbour)])
            #expect(marks(findings) == ["duplicate.number:error"])
            let finding = try #require(findings.first)
            for text in [finding.reason.zh, finding.reason.en] {
                #expect(
                    text.contains("BX-2026-000777 业务招待") && text.contains("wang.fang")
                        && text.contains("2023-11-15"))
            }
        }
    }

    @Test("one finding for each other claim, the earliest first")
    func severalClaims() {
        let findings = RuleBook.findings(
            on: Invoices.legacy,
            neighbours: [
                Invoices.neighbour(Invoices.legacy, "I-3", submittedAt: 1_800_000_000_000),
                Invoices.neighbour(Invoices.legacy, "I-2", submittedAt: 1_700_000_000_000),
            ])
        #expect(findings.count == 2)
        #expect(findings.first?.reason.en.contains("2023-11-15") == true)
    }

    @Test("a thousand duplicates give a bounded list that says how many there are")
    func manyClaims() {
        let others = (0..<1_000).map { Invoices.neighbour(Invoices.legacy, "I-\($0)") }
        let findings = RuleBook.findings(on: Invoices.legacy, neighbours: others)
        #expect(findings.count == 21)
        #expect(findings.last?.reason.en.contains("980") == true)
    }

    @Test("the same number under another code is suspect where something else agrees")
    func otherCode() {
        let moved = Invoices.legacy { $0.number = InvoiceNumber(code: "033001900211", number: "83089647") }
        #expect(
            marks(RuleBook.findings(on: Invoices.legacy, neighbours: [Invoices.neighbour(moved)])) == [
                "duplicate.other-code:warning"
            ])
        var stranger = moved
        stranger.seller = Party(name: "别家", taxIdentifier: TaxIdentifier("91110108690017781B"))
        #expect(
            marks(RuleBook.findings(on: Invoices.legacy, neighbours: [Invoices.neighbour(stranger)])) == [
                "duplicate.other-code:warning"
            ])
        stranger.totals.gross = Money(minor: 1)
        #expect(RuleBook.findings(on: Invoices.legacy, neighbours: [Invoices.neighbour(stranger)]).isEmpty)
    }

    @Test("the same file in another claim is noticed, with the claim's attachments only")
    func sameFile() {
        let other = Invoices.neighbour(Invoices.digital, attachments: [Self.hash, "b"])
        let claim = Claim(invoice: Invoices.legacy, attachments: ["c", Self.hash])
        #expect(marks(RuleBook.findings(on: claim, neighbours: [other])) == ["duplicate.file:warning"])
        #expect(
            RuleBook.findings(on: Claim(invoice: Invoices.legacy, attachments: ["c"]), neighbours: [other])
                .isEmpty)
        #expect(RuleBook.findings(on: Invoices.legacy, neighbours: [other]).isEmpty)
    }

    private func numbered(_ offset: Int, day: String = "2024-05-28", seller: String = "91110108690017781B")
        -> Invoice
    {
        Invoices.digital {
            $0.number = InvoiceNumber(number: "241120000000485421\(63 + offset)")
            $0.issued = IssueDate(parsing: day)
            $0.seller.taxIdentifier = TaxIdentifier(seller)
        }
    }

    @Test(
        "three consecutive numbers of one seller are suspect, two are not, nor a gap",
        arguments: [
            ([1, 2], true), ([-1, 1], true), ([-2, -1], true), ([1], false), ([1, 3], false),
            ([2, 3], false), ([-2, 1, 2], true), ([1, 1], false),
        ])
    func consecutive(offsets: [Int], isSuspect: Bool) {
        let others = offsets.enumerated().map { Invoices.neighbour(numbered($1), "I-\($0)") }
        let expected = isSuspect ? ["sequence.consecutive:warning"] : []
        #expect(marks(RuleBook.findings(on: numbered(0), neighbours: others)) == expected)
    }

    @Test("other sellers and issues more than sixty days apart are not a sequence")
    func notConsecutive() {
        let otherSeller = [1, 2].map { Invoices.neighbour(numbered($0, seller: "91512081MA62K0260E")) }
        #expect(RuleBook.findings(on: numbered(0), neighbours: otherSeller).isEmpty)
        let late = [1, 2].map { Invoices.neighbour(numbered($0, day: "2024-07-28")) }
        #expect(RuleBook.findings(on: numbered(0), neighbours: late).isEmpty)
        let within = [1, 2].map { Invoices.neighbour(numbered($0, day: "2024-07-27")) }
        #expect(
            marks(RuleBook.findings(on: numbered(0), neighbours: within)) == ["sequence.consecutive:warning"])
    }

    @Test("two claims share a key whenever a rule could compare them")
    func keys() {
        func share(_ one: Invoice, _ oneFiles: [String], _ other: Invoice, _ otherFiles: [String]) -> Bool {
            !Set(RuleBook.neighbourKeys(of: one, attachments: oneFiles))
                .isDisjoint(with: RuleBook.neighbourKeys(of: other, attachments: otherFiles))
        }
        let moved = Invoices.legacy { $0.number = InvoiceNumber(code: "033001900211", number: "83089647") }
        let unique = Invoices.legacy { $0.number = InvoiceNumber(number: "03300200021183089647") }
        #expect(share(Invoices.legacy, [], moved, []))
        #expect(share(Invoices.legacy, [], unique, []))
        #expect(share(Invoices.legacy, ["a", "b"], Invoices.digital, ["c", "b"]))
        #expect(!share(Invoices.legacy, ["a"], Invoices.digital, ["b"]))
    }

    @Test("numbers at most ten apart always share a key, numbers far apart never")
    func blocks() {
        for start in [0, 1, 9, 10, 19, 99_999, 48_542_163, 99_999_980] {
            func invoice(_ value: Int) -> Invoice {
                let digits = String(value)
                let number = "241120000000" + String(repeating: "0", count: 8 - digits.count) + digits
                return Invoices.digital { $0.number = InvoiceNumber(number: number) }
            }
            let own = Set(RuleBook.neighbourKeys(of: invoice(start), attachments: []))
            for distance in 0...10 {
                let other = RuleBook.neighbourKeys(of: invoice(start + distance), attachments: [])
                #expect(!own.isDisjoint(with: other), "\(start) + \(distance)")
            }
            if start + 20 < 100_000_000 {
                #expect(
                    own.isDisjoint(with: RuleBook.neighbourKeys(of: invoice(start + 20), attachments: [])))
            }
        }
    }

    @Test("the keys of an invoice are the same every time, few, and none twice")
    func stable() {
        let keys = RuleBook.neighbourKeys(of: Invoices.legacy, attachments: [Self.hash, Self.hash])
        #expect(keys == RuleBook.neighbourKeys(of: Invoices.legacy, attachments: [Self.hash, Self.hash]))
        #expect(Set(keys).count == keys.count)
        #expect(keys.count == 5)
        #expect(
            RuleBook.neighbourKeys(
                of: Invoices.legacy { $0.number = InvoiceNumber(number: "") }, attachments: []
            ).isEmpty)
    }
}
