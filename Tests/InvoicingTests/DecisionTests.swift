import Foundation
import Invoicing
import SeededRandom
import Testing

@Suite("Decisions and operations")
struct DecisionTests {
    @Test("an operation's name is a UUID of version 7 that holds its time")
    func version7() throws {
        var random = SeededGenerator(seed: 5)
        let id = OperationID(milliseconds: 0x0192_3456_789A, using: &random)
        let parts = id.rawValue.split(separator: "-")
        #expect(parts.map(\.count) == [8, 4, 4, 4, 12])
        #expect(id.rawValue.hasPrefix("01923456-789a-7"))
        #expect("89ab".contains(try #require(parts[3].first)))
        #expect(OperationID(rawValue: id.rawValue) == id)
    }

    @Test("later names sort after earlier ones, and no two are alike")
    func order() {
        var random = SeededGenerator(seed: 6)
        let ids = (0..<2_000).map {
            OperationID(milliseconds: 1_700_000_000_000 + Int64($0), using: &random).rawValue
        }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
        let same = (0..<2_000).map { _ in OperationID(milliseconds: 1, using: &random) }
        #expect(Set(same).count == same.count)
    }

    @Test(
        "a text that is no UUID names nothing",
        arguments: [
            "", "01923456-789a-7000-8000-00000000000", "01923456789a70008000000000000000",
            "01923456-789A-7000-8000-000000000000", "0192345g-789a-7000-8000-000000000000",
            "01923456-789a-7000-8000-0000000000000",
        ])
    func refuses(text: String) { #expect(OperationID(rawValue: text) == nil) }

    @Test(
        "a decision that needs a reason cannot be made without one",
        arguments: ["", "  ", "\n\t", "\u{3000}"])
    func reason(blank: String) {
        #expect(Decision(action: .reject, comment: blank, target: "") == nil)
        #expect(Decision(action: .returnToStep, comment: blank, target: "start") == nil)
        #expect(Decision(action: .approve, comment: blank, target: "") != nil)
    }

    @Test("a decision that needs a receiver cannot be made without one")
    func receiver() {
        #expect(Decision(action: .transfer, comment: "请代审", target: "") == nil)
        #expect(Decision(action: .returnToStep, comment: "缺附件", target: "") == nil)
    }

    @Test("a decision is put together again from its parts")
    func parts() throws {
        let reason = try #require(Decision.Reason("  金额不符 "))
        #expect(reason.text == "金额不符")
        let decisions: [Decision] = [
            .approve(comment: ""), .approve(comment: "同意"), .reject(reason: reason),
            .returnToStep(node: "start", reason: reason), .transfer(to: "li.na", comment: ""),
        ]
        for decision in decisions {
            let again = Decision(action: decision.action, comment: decision.comment, target: decision.target)
            #expect(again == decision)
        }
    }

    @Test(
        "a locale's name is read as text",
        arguments: [("zh_CN.UTF-8", .zh), ("ZH", .zh), ("en_GB", .en), ("C.UTF-8", .en), ("", nil)]
            as [(String, Language?)])
    func language(name: String, language: Language?) { #expect(Language(localeName: name) == language) }

    @Test("an invoice comes back from JSON as it was")
    func invoiceRoundTrip() throws {
        let line = InvoiceLine(
            item: "*信息技术服务*软件维护", specification: "v2", unit: "月", quantity: ExactDecimal("1"),
            unitPrice: ExactDecimal("15841.5841584158"), amount: Money(minor: 1_584_158),
            rate: .basisPoints(100),
            tax: Money(minor: 15_842))
        let invoice = Invoice(
            kind: .digitalSpecial, number: InvoiceNumber(number: "24112000000048542163"),
            issued: IssueDate(parsing: "2024-05-28"),
            seller: Party(name: "甲公司", taxIdentifier: TaxIdentifier("91512081MA62K0260E")),
            buyer: Party(name: "乙公司", taxIdentifier: TaxIdentifier("")), lines: [line],
            totals: InvoiceTotals(
                net: Money(minor: 1_584_158), tax: Money(minor: 15_842), gross: Money(minor: 1_600_000),
                grossInWords: "壹万陆仟圆整"))
        let data = try JSONEncoder().encode(invoice)
        #expect(try JSONDecoder().decode(Invoice.self, from: data) == invoice)
    }

    @Test("graver findings are greater")
    func severities() { #expect([Severity.error, .info, .warning].sorted() == [.info, .warning, .error]) }
}
