import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

@Suite("A task as a document")
struct DetailTests {
    private func document(_ entry: MirrorEntry, width: Int = 76, language: Language = .zh) -> DetailDocument {
        DetailDocument(
            entry, operation: nil, changes: nil,
            setting: DetailDocument.Setting(width: width, language: language, utcOffset: 28_800, now: noon))
    }

    /// The same task with one field of the decision changed, and nothing else.
    private func changed(_ field: DecisionField) -> ApprovalTask {
        var task = Fixtures.task(1)
        switch field {
        case .instance: task.instance = InstanceID(rawValue: "i-other")
        case .task: task.id = TaskID(rawValue: "t-other")
        case .node: task.node = "director"
        case .round: task.round = 2
        case .amount: task.invoice.totals.gross = Money(minor: 1)
        case .net: task.invoice.totals.net = Money(minor: 1)
        case .tax: task.invoice.totals.tax = Money(minor: 1)
        case .payeeName: task.invoice.seller.name += "乙"
        case .payeeBank: task.invoice.seller.bank += "乙"
        case .payeeAccount: task.invoice.seller.account += "9"
        case .invoiceKind: task.invoice.kind = .toll
        case .invoiceCode:
            task.invoice.number = InvoiceNumber(code: "3100", number: task.invoice.number.number)
        case .invoiceNumber:
            task.invoice.number = InvoiceNumber(
                number: task.invoice.number.number, digital: "26312000000000000009")
        case .invoiceDate: task.invoice.issued = .unreadable("五月")
        case .sellerTaxID: task.invoice.seller.taxIdentifier = TaxIdentifier("X1")
        case .buyerName: task.invoice.buyer.name += "乙"
        case .buyerTaxID: task.invoice.buyer.taxIdentifier = TaxIdentifier("X2")
        case .lines: task.invoice.lines[0].unit = "包"
        case .attachments:
            task.attachments[0] = Attachment(
                name: task.attachments[0].name, mediaType: "application/pdf", size: 20_480,
                sha256: String(repeating: "f", count: 64))
        case .references: task.references.append("PO-77")
        case .budgetCode: task.budgetCode = "B-8"
        case .policyFlags: task.policyFlags = ["超标准"]
        case .onBehalfOf: task.onBehalfOf = "liu.yang"
        }
        return task
    }

    @Test(
        "every field on which a decision rests is on the screen", arguments: DecisionField.allCases,
        Language.allCases)
    func everyFieldIsShown(field: DecisionField, language: Language) {
        let before = Fixtures.entry(1)
        var after = before
        after.task = changed(field)
        #expect(SeenContent(of: after.task).differences(from: SeenContent(of: before.task)) == [field])
        func withoutDigest(_ entry: MirrorEntry) -> [String] {
            // The digest itself would change with any field.
            let hidden = SeenContent(of: entry.task).digest.hex.prefix(20)
            return document(entry, language: language).lines.map(\.string).filter { !$0.contains(hidden) }
        }
        #expect(withoutDigest(before) != withoutDigest(after))
        let values = FieldText.values(field, of: after.task, in: language)
        #expect(values != FieldText.values(field, of: before.task, in: language))
    }

    @Test("every part of every line is on the screen", arguments: 0..<8)
    func everyPartOfALine(part: Int) {
        let before = Fixtures.entry(1)
        var after = before
        switch part {
        case 0: after.task.invoice.lines[0].item += "甲"
        case 1: after.task.invoice.lines[0].specification = "80g"
        case 2: after.task.invoice.lines[0].unit = "令"
        case 3: after.task.invoice.lines[0].quantity = nil
        case 4: after.task.invoice.lines[0].unitPrice = ExactDecimal("100.500")
        case 5: after.task.invoice.lines[0].rate = .unreadable("百分之十三，另有减免说明很长很长")
        case 6: after.task.invoice.lines[0].tax = Money(minor: 7)
        default: after.task.invoice.lines.append(after.task.invoice.lines[0])
        }
        func table(_ entry: MirrorEntry) -> ArraySlice<String> {
            let lines = document(entry).lines.map(\.string)
            let start = lines.firstIndex(of: "明细") ?? 0
            return lines[start..<(lines[start...].firstIndex(of: "审批过程") ?? lines.endIndex)]
        }
        #expect(table(before) != table(after))
    }

    @Test(
        "no line is wider than the screen and nothing is cut", arguments: [76, 116, 196],
        Language.allCases)
    func nothingIsCut(width: Int, language: Language) {
        var entry = Fixtures.entry(1, findings: [Fixtures.finding(.error), Fixtures.finding(.info)])
        entry.task.invoice.seller.name = String(repeating: "晨光文具", count: 60)
        entry.task.invoice.lines[0].item = "*纸制品*" + String(repeating: "长", count: 200)
        entry.task.invoice.remark = "第一行\n" + String(repeating: "备注", count: 150)
        let text = document(entry, width: width, language: language)
        #expect(text.lines.allSatisfy { $0.columns <= width })
        let all = text.lines.map { line in line.string.filter { !$0.isWhitespace } }.joined()
        #expect(all.contains(entry.task.invoice.seller.name))
        #expect(all.contains(String(repeating: "长", count: 200)))
        #expect(all.contains(String(repeating: "备注", count: 150)))
        #expect(!all.contains("⟦LF⟧"))
    }

    @Test("the three amounts say whether they agree")
    func amounts() {
        func verdicts(_ edit: (inout Invoice) -> Void) -> [String] {
            var invoice = Fixtures.task(1).invoice
            edit(&invoice)
            return AmountComparison(invoice).all.compactMap { $0.verdict?.text.en }
        }
        #expect(verdicts { _ in } == ["agrees", "agrees", "agrees"])
        #expect(verdicts { $0.totals.gross = Money(minor: 1) } == ["!! differs", "!! differs", "!! differs"])
        #expect(verdicts { $0.totals.grossInWords = "一千元" } == ["agrees", "! cannot be read", "agrees"])
        #expect(
            verdicts { $0.lines[0].tax = Money(minor: .max) } == ["agrees", "agrees", "! cannot be added"])
    }

    @Test("findings show severity as sign and word, rule, reason and evidence")
    func findings() throws {
        var bench = try Bench(
            [Fixtures.entry(1, findings: [Fixtures.finding(.warning)])], context: context(), columns: 80,
            rows: 24)
        bench.press("<Enter>")
        for text in [
            " ! 警告  价税合计与大写不一致", "大写金额折合与数字不同。", "totals.gross", "应为  1130.00", "实为  1130.13",
            "规则 R-ARITH-GROSS v1",
        ] {
            #expect(bench.screen.contains(text), "\(text)")
        }
    }

    @Test("the language can change while the document is open")
    func language() throws {
        var bench = try Bench(context: context(), columns: 80, rows: 24)
        bench.press("<Enter>", "L")
        #expect(bench.screen.contains("Total with tax    CNY 1,695.13"))
        bench.press("L")
        #expect(bench.screen.contains("价税合计    CNY 1,695.13"))
    }

    @Test("it scrolls to both ends and not further, also after a resize")
    func scrolling() throws {
        var bench = try Bench(context: context(), columns: 80, rows: 24)
        bench.press("<Enter>", "G")
        #expect(bench.screen.contains("审批人"))
        bench.press("j", "j")
        let end = bench.screen
        bench.press("G")
        #expect(bench.screen == end)
        bench.send(.resized(TerminalSize(columns: 200, rows: 60)))
        bench.paint()
        #expect(bench.surface.text(row: 58) == "" && bench.screen.contains("审批人"))
        bench.press("g")
        #expect(bench.surface.text(row: 2).contains("价税合计"))
    }

    @Test("brackets jump from finding to finding")
    func jump() throws {
        let findings = (0..<6).map { _ in Fixtures.finding(.warning) }
        var bench = try Bench(
            [Fixtures.entry(1, findings: findings)], context: context(), columns: 80, rows: 24)
        bench.press("<Enter>", "]")
        #expect(bench.surface.text(row: 2).contains("! 警告"))
        bench.press("]", "]", "[")
        #expect(bench.surface.text(row: 2).contains("! 警告"))
    }

    @Test("a task that is gone closes its document")
    func gone() throws {
        var bench = try Bench(context: context())
        bench.press("<Enter>")
        bench.remove(1)
        bench.tellChanged(1)
        #expect(bench.state.screens.isEmpty)
    }
}
