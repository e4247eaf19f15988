import Foundation
import InvoiceFiles
import Invoicing
import SeededRandom
import Testing
import Verification

@Suite("The rule book")
struct RuleBookTests {
    @Test("every rule has a name of its own, a basis, and its texts in both languages")
    func complete() {
        #expect(Set(RuleBook.rules.map(\.id)).count == RuleBook.rules.count)
        for rule in RuleBook.rules {
            for text in [rule.title, rule.basis] {
                #expect(!text.zh.isEmpty && !text.en.isEmpty, "\(rule.id)")
                #expect(
                    text.zh.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(rule.id)")
                #expect(
                    !text.en.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(rule.id)")
            }
        }
    }

    @Test(
        "every finding names its rule, has a reason in both languages and evidence, and is no graver than its rule"
    )
    func findings() {
        let examples =
            RuleCases.arithmetic + RuleCases.identity
            + RuleCases.content
        for finding in examples.flatMap({ RuleBook.findings(on: $0.invoice) }) {
            guard let rule = RuleBook.rules.first(where: { $0.id == finding.rule }) else {
                Issue.record("\(finding.rule)")
                continue
            }
            #expect(finding.ruleVersion == rule.version && finding.title == rule.title)
            #expect(finding.severity <= rule.severity)
            #expect(!finding.evidence.isEmpty && !finding.reason.zh.isEmpty && !finding.reason.en.isEmpty)
            #expect(finding.reason.zh.hasSuffix("。") && finding.reason.en.hasSuffix("."))
        }
    }

    @Test("the reason says what was expected and what was found")
    func figures() throws {
        let invoice = Invoices.legacy { $0.totals.gross = Money(minor: 62_600) }
        let finding = try #require(RuleBook.findings(on: invoice).first { $0.rule == "totals.gross" })
        for text in [finding.reason.zh, finding.reason.en] {
            #expect(text.contains("526.00") && text.contains("626.00"))
        }
        #expect(finding.evidence == [Evidence(field: "totals.gross", expected: "526.00", found: "626.00")])
    }

    @Test("the worst comes first, then the order of the rules")
    func order() {
        let invoice = Invoices.legacy {
            $0.lines[0].unitPrice = ExactDecimal("510.72")
            $0.seller.taxIdentifier = TaxIdentifier("91320621MA1MRHG207")
            $0.totals.grossInWords = "壹圆整"
            $0.issued = IssueDate(parsing: "x")
        }
        #expect(
            marks(RuleBook.findings(on: invoice)) == [
                "totals.uppercase:error", "date.shape:error", "tax-id.seller:warning", "line.amount:info",
            ])
    }

    @Test("no rule fires on 10,000 clean invoices of any shape", arguments: 31...35 as ClosedRange<UInt64>)
    func cleanData(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<2_000 {
            let invoice = GeneratedInvoice.clean(&random)
            let findings = RuleBook.findings(on: invoice)
            #expect(findings.isEmpty, "seed \(seed), round \(round): \(findings.map(\.reason.en))")
            if !findings.isEmpty { return }
        }
    }

    @Test("one wrong figure in a clean invoice is always found", arguments: [41] as [UInt64])
    func plantedFigure(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<1_000 {
            var invoice = GeneratedInvoice.clean(&random)
            let by = Int64.random(in: 1...100_000, using: &random)
            switch round % 6 {
            case 0: invoice.totals.gross = Money(minor: invoice.totals.gross.minor + by)
            case 1: invoice.totals.net = Money(minor: invoice.totals.net.minor + by)
            case 2: invoice.totals.tax = Money(minor: invoice.totals.tax.minor + by)
            case 3:
                invoice.totals.grossInWords = UppercaseAmount.text(
                    for: Money(minor: invoice.totals.gross.minor + by))
            case 4: invoice.lines[0].amount = Money(minor: invoice.lines[0].amount.minor + by)
            default: invoice.lines[0].tax = Money(minor: invoice.lines[0].tax.minor + by)
            }
            #expect(
                RuleBook.findings(on: invoice).contains { $0.severity == .error },
                "seed \(seed), round \(round)")
        }
    }

    @Test("a rule judges an invoice alone as the book does")
    func check() {
        let invoice = Invoices.legacy { $0.totals.gross = Money(minor: 1) }
        let one = RuleBook.rules.flatMap { $0.check(invoice, []) }
        #expect(Set(one) == Set(RuleBook.findings(on: invoice)))
    }

    @Test(
        "a QR payload is judged by what it says",
        arguments: [
            ("01,31,,24112000000048542163,4449.00,20240528,,B2B6", []),
            ("01,31,,24112000000048542163,4449.00,20240528,,B2B7", ["qr.checksum:warning"]),
            ("01,32,,20882408051806541460,0.01,20240805,,649C", ["number.year:error"]),
            ("01,10,033002000211,83089647,510.68,20200723,16197833567414507415,0941,", []),
            ("01,04,033002000211,83089647,510.68,20200723,16197833567414507415,", ["number.kind:error"]),
            ("01,31,,2411200000004854216,4449.00,20240528,,", ["number.shape:error"]),
            ("01,31,,24112000000048542163,4449.00,20240230,,", ["date.shape:error"]),
            (
                "https://bcfp.shenzhen.chinatax.gov.cn/verify/scan?hash=0&bill_num=08264210&total_amount=7200",
                []
            ),
        ])
    func payloads(text: String, expected: [String]) throws {
        let file = try InvoiceFile.read(Data(text.utf8))
        #expect(marks(RuleBook.findings(on: file)) == expected)
    }
}

/// Invoices that add up, made from a random source.
enum GeneratedInvoice {
    static func clean(_ random: inout SeededGenerator) -> Invoice {
        let day = CalendarDate(daysSince1970: Int.random(in: 18_993...20_800, using: &random))
        let isLegacy = Bool.random(using: &random)
        var lines: [InvoiceLine] = []
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let items: [(String, Int)] = [
                ("*餐饮服务*餐费", 600), ("*文具*纸", 1_300), ("*运输服务*客运", 900), ("*住宿服务*房费", 100),
                ("*鉴证咨询服务*咨询费", 300),
            ]
            let (item, points) = items[Int.random(in: 0..<items.count, using: &random)]
            let quantity = ExactDecimal(Int64.random(in: 1...500, using: &random))
            let amount = Int64.random(in: 1...50_000_000, using: &random)
            let price = ExactDecimal(mantissa: amount * 100_000_000 / quantity.mantissa, scale: 10)
            let rate = TaxRate.basisPoints(points)
            lines.append(
                InvoiceLine(
                    item: item, quantity: quantity, unitPrice: price, amount: Money(minor: amount),
                    rate: rate,
                    tax: rate.tax(on: Money(minor: amount)) ?? Money(minor: 0)))
        }
        let net = lines.reduce(0) { $0 + $1.amount.minor }
        let tax = lines.reduce(0) { $0 + $1.tax.minor }
        func digits(_ count: Int) -> String {
            (0..<count).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
        }
        func party() -> Party {
            let body = "9" + "1" + digits(6) + "MA" + digits(7)
            let check = TaxIdentifier.checkCharacter(forFirst17: Array(body)) ?? "0"
            return Party(name: "有限公司" + digits(3), taxIdentifier: TaxIdentifier(body + String(check)))
        }
        let year = String(day.year % 100)
        let number =
            isLegacy
            ? InvoiceNumber(code: "03100" + year + "00" + "311", number: digits(8))
            : InvoiceNumber(number: year + digits(18))
        return Invoice(
            kind: isLegacy ? .electronicOrdinary : .digitalOrdinary, number: number, issued: .date(day),
            checkCode: isLegacy ? digits(20) : "", seller: party(), buyer: party(), lines: lines,
            totals: InvoiceTotals(
                net: Money(minor: net), tax: Money(minor: tax), gross: Money(minor: net + tax),
                grossInWords: UppercaseAmount.text(for: Money(minor: net + tax))))
    }
}
