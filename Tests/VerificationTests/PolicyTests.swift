import Foundation
import InvoiceFiles
import Invoicing
import Testing

@testable import Verification

@Suite("The company's policy")
struct PolicyTests {
    private static func policy(_ change: (inout Policy) -> Void) -> Policy {
        var policy = Policy()
        change(&policy)
        return policy
    }

    /// Milliseconds of noon in China on a day.
    private static func noon(_ day: String) throws -> Int64 {
        Int64(try #require(CalendarDate(parsing: day)).daysSince1970) * 86_400_000 + 4 * 3_600_000
    }

    private static let own = policy {
        $0.companies = [
            .init(name: "乙贸易有限公司", taxIdentifier: TaxIdentifier("91512081MA62K0260E")),
            .init(name: "乙贸易（上海）有限公司", taxIdentifier: TaxIdentifier("91110108690017781B")),
        ]
    }

    @Test(
        "title and tax number: right, of another company, and not belonging together",
        arguments: [
            ("乙贸易有限公司", "91512081MA62K0260E", []),
            ("乙贸易(上海) 有限公司", "91110108690017781B", []),
            ("乙贸易有限公司", "91110108690017781B", ["policy.buyer-tax-number:error"]),
            ("乙贸易有限公司", "", ["policy.buyer-tax-number:error"]),
            ("丙有限公司", "91512081MA62K0260E", ["policy.buyer-title:error"]),
            ("", "91512081MA62K0260E", ["policy.buyer-title:error"]),
        ] as [(String, String, [String])])
    func buyer(name: String, number: String, expected: [String]) {
        let invoice = Invoices.digital { $0.buyer = Party(name: name, taxIdentifier: TaxIdentifier(number)) }
        let found = marks(RuleBook.findings(on: Claim(invoice: invoice), policy: Self.own))
        #expect(found.filter { $0.hasPrefix("policy.") } == expected)
    }

    @Test(
        "late and cross-year at their boundaries; the invoice is of 2024-05-28",
        arguments: [
            ("2024-08-26", []), ("2024-08-27", ["policy.late:warning"]),
            ("2025-05-31", ["policy.late:warning"]),
            ("2025-06-01", ["policy.late:warning", "policy.cross-year:warning"]),
            ("2026-01-02", ["policy.late:warning", "policy.cross-year:warning"]),
        ] as [(String, [String])])
    func late(day: String, expected: [String]) throws {
        let policy = Self.policy {
            $0.lateDays = 90
            $0.crossYearUntil = Policy.YearEnd(parsing: "05-31")
        }
        let claim = Claim(invoice: Invoices.digital, submittedAt: try Self.noon(day))
        #expect(marks(RuleBook.findings(on: claim, policy: policy)) == expected)
    }

    @Test(
        "purchases of one seller below the threshold that reach it together",
        arguments: [
            (["2024-05-29"], 600_000, true), (["2024-06-04"], 600_000, true),
            (["2024-06-05"], 600_000, false),
            (["2024-05-29"], 404_599, false), (["2024-05-29"], 404_600, true),
            // Two that are near the first, but too far from each other, are not added up.
            (["2024-05-21", "2024-06-04"], 300_000, false), (["2024-05-27", "2024-05-29"], 300_000, true),
            (["2024-05-29"], 1_500_000, false),
        ])
    func split(days: [String], gross: Int64, isFound: Bool) {
        let policy = Self.policy { $0.split = .init(amount: Money(minor: 1_500_000), days: 7) }
        let neighbours = days.enumerated().map { index, day in
            Invoices.neighbour(
                Invoices.digital {
                    $0.number = InvoiceNumber(number: "2411200000007777777\(index)")
                    $0.issued = IssueDate(parsing: day)
                    $0.totals.gross = Money(minor: gross)
                }, "I-\(index)")
        }
        let found = RuleBook.findings(
            on: Claim(invoice: Invoices.digital), neighbours: neighbours, policy: policy)
        #expect(found.contains { $0.rule == "policy.split" } == isFound)
    }

    @Test("sellers by name or number, and categories by their word")
    func lists() {
        let policy = Self.policy {
            $0.blockedSellers = ["甲科技有限公司"]
            $0.watchedSellers = ["91110108690017781b"]
            $0.sensitiveCategories = ["电子计算机"]
            $0.personalCategories = ["烟草"]
        }
        let found = RuleBook.findings(on: Claim(invoice: Invoices.digital), policy: policy)
        #expect(
            marks(found) == [
                "policy.seller-blocked:error", "policy.seller-watched:warning", "policy.sensitive:warning",
            ])
        #expect(found.last?.evidence.first?.field == "lines[2].item")
    }

    @Test("a policy makes a rule graver, milder or turns it off; the order is by the new weight")
    func weights() {
        let invoice = Invoices.digital {
            $0.totals.grossInWords = "壹圆整"
            $0.buyer.name = "丙"
        }
        var policy = Self.own
        #expect(
            marks(RuleBook.findings(on: Claim(invoice: invoice), policy: policy)) == [
                "totals.uppercase:error", "policy.buyer-title:error",
            ])
        policy.weights = ["totals.uppercase": .severity(.info), "policy.buyer-title": .severity(.warning)]
        #expect(
            marks(RuleBook.findings(on: Claim(invoice: invoice), policy: policy)) == [
                "policy.buyer-title:warning", "totals.uppercase:info",
            ])
        policy.weights["policy.buyer-title"] = .off
        #expect(
            marks(RuleBook.findings(on: Claim(invoice: invoice), policy: policy)) == ["totals.uppercase:info"]
        )
    }

    @Test("every id of a policy's rules can be weighed, and every rule speaks both languages")
    func complete() {
        let policy = Self.policy {
            $0 = Self.own
            $0.lateDays = 1
            $0.crossYearUntil = Policy.YearEnd(parsing: "01-01")
            $0.split = .init(amount: Money(minor: 1), days: 1)
            $0.blockedSellers = ["a"]
            $0.watchedSellers = ["a"]
            $0.knownSellers = ["a"]
            $0.sensitiveCategories = ["a"]
            $0.personalCategories = ["a"]
            $0.originalsRequired = true
            $0.showsDeduction = true
        }
        let rules = PolicyRules.rules(of: policy)
        #expect(Set(rules.map(\.id)) == Set(PolicyRules.ids))
        for rule in rules { #expect(!rule.title.zh.isEmpty && rule.title.zh != rule.title.en) }
        #expect(Set(RuleBook.ids).isSuperset(of: PolicyRules.ids))
    }

    @Test("a policy that asks for nothing changes nothing")
    func nothing() {
        let claim = Claim(invoice: Invoices.digital { $0.totals.grossInWords = "壹圆整" })
        #expect(RuleBook.findings(on: claim, policy: Policy()) == RuleBook.findings(on: claim))
    }

    @Test("the score is the sum of its parts, each rule once, 100 at most, and its sentence names them")
    func score() {
        func finding(_ rule: String, _ severity: Severity) -> Finding {
            Finding(
                rule: rule, ruleVersion: 1, severity: severity,
                title: LocalizedText(zh: "题\(rule)", en: "T\(rule)"),
                reason: LocalizedText(zh: "一", en: "one"), evidence: [])
        }
        #expect(RiskScore(findings: []).points == 0 && RiskScore(findings: []).level == .none)
        let two = RiskScore(findings: [finding("a", .warning), finding("a", .warning), finding("b", .info)])
        #expect(two.points == 25 && two.level == .medium)
        #expect(two.parts.map(\.count) == [2, 1] && two.parts.map(\.source) == ["a", "b"])
        #expect(two.sentence.zh == "风险25分（中，满分100）：题a +20；题b +5。")
        #expect(two.sentence.en == "Risk 25 of 100 (medium): Ta +20; Tb +5.")
        let many = RiskScore(findings: (0..<6).map { finding("\($0)", .error) }, integrity: .changed)
        #expect(many.points == 100 && many.level == .high && many.parts.count == 7)
        #expect(many.sentence.en.contains("3 more"))
        #expect(RiskScore(findings: [], integrity: .unsigned).points == 0)
        #expect(RiskScore(findings: [], integrity: .partlyCovered).points == 10)
    }

    @Test("in a batch the same invoice twice is a duplicate, but its XML beside a table's row is not")
    func batch() throws {
        let row = "发票代码,发票号码,开票日期,销方名称,金额,税额\n033002000211,83089647,2020-07-23,兰溪市悦济舫餐厅,510.68,15.32\n"
        let table = try InvoiceTable.read(Data(row.utf8))
        let listed = try #require(try table.entries.first?.content.get())
        func duplicates(_ items: [InvoiceBatch.Item]) -> [Int] {
            InvoiceBatch(items).report(now: 1_800_000_000_000).files.map { file in
                file.findings.count { $0.rule == "duplicate.number" }
            }
        }
        let one = InvoiceBatch.Item(path: "a.csv", line: 2, content: .read(listed))
        let again = InvoiceBatch.Item(path: "a.csv", line: 9, content: .read(listed))
        #expect(duplicates([one]) == [0])
        #expect(duplicates([one, again]) == [1, 1])
        let report = InvoiceBatch([one, again]).report(now: 1_800_000_000_000)
        let reason = try #require(
            report.files.first?.findings.first { $0.rule == "duplicate.number" }?.reason)
        #expect(reason.en.hasSuffix("is also in \"a.csv:9\"."))
    }

    @Test("hundreds of rows of one seller are judged among a bounded number of neighbours")
    func largeBatch() throws {
        var text = "发票号码,开票日期,销方名称,金额,税额\n"
        for index in 0..<300 { text += "2411200000004854\(1_000 + index * 3),2024-05-28,甲,10.00,0.60\n" }
        let items = try InvoiceTable.read(Data(text.utf8)).entries.map {
            InvoiceBatch.Item(path: "a.csv", line: $0.line, content: .read(try $0.content.get()))
        }
        let policy = Self.policy { $0.split = .init(amount: Money(minor: 10_000), days: 7) }
        let report = InvoiceBatch(items).report(policy: policy, now: 1_800_000_000_000)
        #expect(report.files.allSatisfy { $0.findings.contains { $0.rule == "policy.split" } })
    }
}
