import Invoicing
import Testing

@Suite("Accounts and personal data are covered")
struct VeilTests {
    private func invoice(account: String = "1001784309300001", buyer: String = "") -> Invoice {
        let zero = Money(minor: 0)
        return Invoice(
            kind: .digitalSpecial, number: InvoiceNumber(number: "26312000000010000001"),
            issued: IssueDate(parsing: "2026-05-01"),
            seller: Party(name: "甲", taxIdentifier: TaxIdentifier(""), account: account),
            buyer: Party(name: "乙", taxIdentifier: TaxIdentifier(""), account: buyer), lines: [],
            totals: InvoiceTotals(net: zero, tax: zero, gross: zero, grossInWords: ""))
    }

    @Test(
        "of an account only the last digits are shown",
        arguments: [
            ("1001784309300001", "****0001"), ("6222 0210 0111 6245", "****6245"), ("12345678", "****5678"),
            ("123456", "****56"), ("123", "****"), ("", ""), ("3100-2211-AB", "****1-AB"),
        ])
    func account(whole: String, shown: String) {
        #expect(Veil.general.account(whole) == shown)
        #expect(Veil.lifted.account(whole) == whole)
    }

    @Test(
        "numbers of natural persons and accounts are found in texts by their form",
        arguments: [
            ("联系人 13800138000。", "联系人 138****8000。"), ("+86 13800138000", "+86138****8000"),
            ("电话138-0013-8000转", "电话138****8000转"), ("旅客 11010519491231002X 二等座", "旅客 110****002X 二等座"),
            ("身份证：610102198511230034", "身份证：610****0034"),
            ("卡 4111 1111 1111 1111 谢谢", "卡 ****1111 谢谢"), ("１３８００１３８０００", "138****8000"),
            ("开户行及账号：工行 3602012345678", "开户行及账号：工行 ****5678"),
            ("转入1001784309300001。", "转入****0001。"), ("1001 7843 0930 0001", "****0001"),
            ("13800138000 13900139000", "138****8000 139****9000"),
        ])
    func texts(whole: String, shown: String) {
        #expect(Veil(of: invoice()).text(whole) == shown)
        #expect(Veil.lifted.text(whole) == whole)
    }

    @Test(
        "what is none of them stays as it is",
        arguments: [
            "26312000000010000001", "发票代码 031001900211 号码 12345678", "91310000607378229N",
            "合同 HT-2026-0001234",
            "CNY 1,234,567.89", "2026-05-01 10:00", "021-57474488", "订单 9000000000000000000",
            "0cc175b9c0f1b6a831c399e269772661", "11010519491231002Y", "110105194912310021", "12800138000",
            "4111111111111112", "",
        ])
    func others(text: String) {
        #expect(Veil(of: invoice()).text(text) == text)
    }

    @Test("an account of the buyer is covered too, and a very short one is not looked for in texts")
    func accountsOfTheInvoice() {
        #expect(Veil(of: invoice(buyer: "800-555-77")).text("付 80055577 号") == "付 ****5577 号")
        #expect(Veil(of: invoice(account: "12345")).text("12345 箱") == "12345 箱")
        var together = invoice()
        together.seller.account = ""
        together.seller.bank = "重庆商业银行624562566022125"
        #expect(Veil(of: together).text(together.seller.bank) == "重庆商业银行****2125")
    }

    @Test("what is covered of a document is named, and a document with nothing is not")
    func named() {
        var task = ApprovalTask(
            id: TaskID(rawValue: "t"), instance: InstanceID(rawValue: "i"), node: "n", round: 1, rev: "1",
            status: .pending, assignee: "a", title: "差旅 13800138000", submitter: "s", department: "d",
            submittedAt: 0, invoice: invoice())
        #expect(Veil.hidden(in: task) == [.bankAccount, .personalData])
        let shown = Veil(of: task.invoice).task(task)
        #expect(shown.title == "差旅 138****8000" && shown.invoice.seller.account == "****0001")
        #expect(Veil.lifted.task(task) == task)
        task.title = "差旅"
        #expect(Veil.hidden(in: task) == [.bankAccount])
        task.invoice.seller.account = ""
        #expect(Veil.hidden(in: task).isEmpty)
    }

    @Test("evidence about an account is covered whoever the account belongs to")
    func evidence() {
        let veil = Veil.general
        let shown = veil.evidence(
            Evidence(field: "seller.account", expected: "100100200300", found: "900800700600"))
        #expect(shown.expected == "****0300" && shown.found == "****0600")
        let other = Evidence(field: "totals.gross", expected: "1130.00", found: "1130.13")
        #expect(veil.evidence(other) == other)
    }
}
