import Invoicing
import Testing

/// One invoice and the marks of the findings that it must have.
struct RuleCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var invoice: Invoice
    var expected: [String]

    init(_ name: String, _ invoice: Invoice, _ expected: String...) {
        testDescription = name
        self.invoice = invoice
        self.expected = expected
    }
}

/// Each rule: where it fires, where it does not, and at the boundary.
enum RuleCases {
    static let arithmetic: [RuleCase] = [
        RuleCase("clean legacy", Invoices.legacy),
        RuleCase("clean digital, with a discount", Invoices.digital),
        RuleCase("line amount a fen off", Invoices.legacy { $0.lines[0].unitPrice = ExactDecimal("510.69") }),
        RuleCase(
            "line amount 2 fen off", Invoices.legacy { $0.lines[0].unitPrice = ExactDecimal("510.70") },
            "line.amount:info"),
        RuleCase(
            "line amount 6 fen off", Invoices.legacy { $0.lines[0].unitPrice = ExactDecimal("510.74") },
            "line.amount:info"),
        RuleCase(
            "line amount 7 fen off", Invoices.legacy { $0.lines[0].unitPrice = ExactDecimal("510.75") },
            "line.amount:warning"),
        RuleCase("no quantity: nothing to multiply", Invoices.legacy { $0.lines[0].quantity = nil }),
        RuleCase("line tax a fen off", Invoices.legacy { tax(&$0, 1_533) }),
        RuleCase("line tax 6 fen off", Invoices.legacy { tax(&$0, 1_538) }, "line.tax:info"),
        RuleCase("line tax 7 fen off", Invoices.legacy { tax(&$0, 1_539) }, "line.tax:warning"),
        RuleCase(
            "margin scheme: tax is not amount by rate",
            Invoices.legacy {
                tax(&$0, 200)
                $0.remark = "差额征税：400.00。"
            }),
        RuleCase(
            "several rates on one line",
            Invoices.legacy {
                tax(&$0, 200)
                $0.lines[0].rate = .various
            }),
        RuleCase(
            "exempt",
            Invoices.legacy {
                tax(&$0, 0)
                $0.lines[0].rate = .exempt
            }),
        RuleCase("exempt with tax", Invoices.legacy { $0.lines[0].rate = .exempt }, "line.tax:warning"),
        RuleCase(
            "net total", Invoices.legacy { $0.totals.net = Money(minor: 51_067) }, "totals.lines:error",
            "totals.gross:error"),
        RuleCase(
            "tax total",
            Invoices.legacy {
                $0.totals.tax = Money(minor: 1_531)
                $0.totals.gross = Money(minor: 52_599)
                $0.totals.grossInWords = ""
            }, "totals.lines:error"),
        RuleCase(
            "gross a fen off",
            Invoices.legacy {
                $0.totals.gross = Money(minor: 52_601)
                $0.totals.grossInWords = "伍佰贰拾陆圆零壹分"
            }, "totals.gross:error"),
        RuleCase("no lines: nothing to add", Invoices.legacy { $0.lines = [] }),
        RuleCase(
            "words of another amount", Invoices.legacy { $0.totals.grossInWords = "伍佰陆拾贰圆整" },
            "totals.uppercase:error"),
        RuleCase("words in another form", Invoices.legacy { $0.totals.grossInWords = "人民币伍佰贰拾陆元正" }),
        RuleCase("no words", Invoices.legacy { $0.totals.grossInWords = "" }),
        RuleCase(
            "words that are none", Invoices.legacy { $0.totals.grossInWords = "伍佰2拾陆圆" },
            "totals.uppercase:warning"),
    ]

    static let identity: [RuleCase] = [
        RuleCase(
            "seller's check digit",
            Invoices.legacy { $0.seller.taxIdentifier = TaxIdentifier("91320621MA1MRHG207") },
            "tax-id.seller:warning"),
        RuleCase(
            "buyer's check digit",
            Invoices.legacy { $0.buyer.taxIdentifier = TaxIdentifier("91512081MA62K02609") },
            "tax-id.buyer:warning"),
        RuleCase(
            "letter O", Invoices.legacy { $0.seller.taxIdentifier = TaxIdentifier("91512081MA62KO260E") },
            "tax-id.seller:error"),
        RuleCase(
            "old number, wrong: a hint",
            Invoices.legacy { $0.seller.taxIdentifier = TaxIdentifier("110108690017782") },
            "tax-id.seller:info"),
        RuleCase(
            "old number, right",
            Invoices.legacy { $0.seller.taxIdentifier = TaxIdentifier("110108690017781") }),
        RuleCase(
            "sole trader of 20 characters",
            Invoices.legacy { $0.seller.taxIdentifier = TaxIdentifier("11010519491231002X01") }),
        RuleCase(
            "odd length: a hint", Invoices.legacy { $0.seller.taxIdentifier = TaxIdentifier("9151208") },
            "tax-id.seller:info"),
        RuleCase(
            "natural person on an ordinary invoice",
            Invoices.legacy { $0.buyer.taxIdentifier = TaxIdentifier("") }),
        RuleCase(
            "natural person on a special invoice",
            Invoices.digital { $0.buyer.taxIdentifier = TaxIdentifier("") }, "tax-id.buyer-missing:error"),
        RuleCase(
            "19 digits", Invoices.digital { $0.number = InvoiceNumber(number: "2411200000004854216") },
            "number.shape:error"),
        RuleCase(
            "no number", Invoices.digital { $0.number = InvoiceNumber(number: "") }, "number.shape:error"),
        RuleCase(
            "letters", Invoices.digital { $0.number = InvoiceNumber(number: "2411200000004854216X") },
            "number.shape:error"),
        RuleCase(
            "code of 11",
            Invoices.legacy { $0.number = InvoiceNumber(code: "03300200021", number: "83089647") },
            "number.shape:error"),
        RuleCase(
            "number of 7",
            Invoices.legacy { $0.number = InvoiceNumber(code: "033002000211", number: "8308964") },
            "number.shape:error"),
        RuleCase(
            "a receipt of another register: a hint",
            Invoices.legacy {
                $0.kind = .other
                $0.checkCode = ""
                $0.number = InvoiceNumber(code: "11010125", number: "0012345678")
            }, "number.shape:info"),
        RuleCase(
            "year of the number",
            Invoices.digital { $0.number = InvoiceNumber(number: "23112000000048542163") },
            "number.year:error"),
        RuleCase(
            "code older than the issue: printed in advance",
            Invoices.legacy { $0.number = InvoiceNumber(code: "033001800211", number: "83089647") }),
        RuleCase(
            "code younger than the issue",
            Invoices.legacy { $0.number = InvoiceNumber(code: "033002100211", number: "83089647") },
            "number.year:warning"),
        RuleCase(
            "code of a paper invoice",
            Invoices.legacy { $0.number = InvoiceNumber(code: "033002000204", number: "83089647") },
            "number.kind:error"),
        RuleCase(
            "code of no known kind",
            Invoices.legacy { $0.number = InvoiceNumber(code: "033002000299", number: "83089647") }),
        RuleCase(
            "code and number run together (UniqueCodeOfInvoice)",
            Invoices.legacy { $0.number = InvoiceNumber(number: "03300200021183089647") }),
        RuleCase(
            "20 digits on a legacy kind",
            Invoices.legacy { $0.number = InvoiceNumber(number: "20332000000048542163") },
            "number.kind:warning"),
        RuleCase(
            "digital on paper",
            Invoices.digital {
                $0.number = InvoiceNumber(
                    code: "3200242130", number: "12345678", digital: "24322000000012345678")
            }),
        RuleCase(
            "check code of 19", Invoices.legacy { $0.checkCode = "1619783356741450741" },
            "number.check-code:warning"),
        RuleCase("check code in groups", Invoices.legacy { $0.checkCode = "16197 83356 74145 07415" }),
        RuleCase(
            "day that does not exist", Invoices.legacy { $0.issued = IssueDate(parsing: "2020-02-30") },
            "date.shape:error"),
        RuleCase("no day", Invoices.legacy { $0.issued = IssueDate(parsing: "") }, "date.shape:error"),
    ]

    static let content: [RuleCase] = [
        RuleCase("red invoice", red(Invoices.legacy)),
        RuleCase("red label on positive amounts", Invoices.legacy { $0.isRed = true }, "red.sign:error"),
        RuleCase(
            "blue label on negative amounts",
            {
                var invoice = red(Invoices.legacy)
                invoice.isRed = false
                return invoice
            }(), "red.sign:error", "red.negative-line:warning"),
        RuleCase(
            "negative line that discounts nothing",
            Invoices.digital {
                $0.lines.swapAt(1, 2)
            }, "red.negative-line:warning"),
        RuleCase(
            "rate of 17 % before the law",
            Invoices.legacy {
                $0.lines[0].item = "*文具*纸"
                rate(&$0, 1_700)
            }),
        RuleCase(
            "rate of 17 % under the law",
            Invoices.legacy {
                $0.lines[0].item = "*文具*纸"
                $0.issued = IssueDate(parsing: "2026-01-01")
                $0.number = InvoiceNumber(code: "033002600211", number: "83089647")
                rate(&$0, 1_700)
            }, "rate.legal:warning"),
        RuleCase(
            "rate of 7 %",
            Invoices.legacy {
                $0.lines[0].item = "*文具*纸"
                rate(&$0, 700)
            }, "rate.legal:warning"),
        RuleCase("meals at 6 %", Invoices.legacy { rate(&$0, 600) }),
        RuleCase("meals at 13 %", Invoices.legacy { rate(&$0, 1_300) }, "rate.category:warning"),
        RuleCase(
            "courier at 9 %",
            Invoices.legacy {
                $0.lines[0].item = "*收派服务*快递费"
                rate(&$0, 900)
            }, "rate.category:warning"),
        RuleCase(
            "transport at 9 %",
            Invoices.legacy {
                $0.lines[0].item = "*运输服务*客运服务费"
                rate(&$0, 900)
            }),
        RuleCase(
            "unreadable rate", Invoices.legacy { $0.lines[0].rate = .unreadable("x") }, "rate.legal:warning"),
        RuleCase(
            "meals on a special invoice",
            Invoices.digital {
                $0.lines[0].item = "*餐饮服务*餐费"; $0.lines[1].item = "*餐饮服务*餐费"
            }, "category.not-creditable:warning", "category.not-creditable:warning"),
        RuleCase("tobacco", Invoices.legacy { $0.lines[0].item = "*烟草制品*卷烟" }, "category.personal:info"),
        RuleCase(
            "construction without remarks", Invoices.legacy { $0.lines[0].item = "*建筑服务*装修" },
            "remark.required:warning"),
        RuleCase(
            "construction with remarks",
            Invoices.legacy {
                $0.lines[0].item = "*建筑服务*装修"
                $0.remark = "浙江省兰溪市 办公楼装修"
            }),
        RuleCase(
            "construction on a digital invoice: fields of its own",
            Invoices.digital { $0.lines[2].item = "*建筑服务*装修" }),
        RuleCase(
            "freight without remarks", Invoices.legacy { $0.lines[0].item = "*运输服务*货物运输" },
            "remark.required:warning"),
    ]

    private static func tax(_ invoice: inout Invoice, _ minor: Int64) {
        invoice.lines[0].tax = Money(minor: minor)
        invoice.totals.tax = Money(minor: minor)
        invoice.totals.gross = Money(minor: invoice.totals.net.minor + minor)
        invoice.totals.grossInWords = ""
    }

    private static func rate(_ invoice: inout Invoice, _ points: Int) {
        invoice.lines[0].rate = .basisPoints(points)
        tax(&invoice, TaxRate.basisPoints(points).tax(on: invoice.lines[0].amount)?.minor ?? 0)
    }

    private static func red(_ invoice: Invoice) -> Invoice {
        var red = invoice
        red.isRed = true
        red.lines[0].quantity = ExactDecimal("-1")
        red.lines[0].amount = Money(minor: -51_068)
        red.lines[0].tax = Money(minor: -1_532)
        red.totals = InvoiceTotals(
            net: Money(minor: -51_068), tax: Money(minor: -1_532), gross: Money(minor: -52_600),
            grossInWords: "（负数）伍佰贰拾陆圆整")
        return red
    }
}
