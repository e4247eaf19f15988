import Invoicing
import Verification

extension RuleExample {
    private typealias Document = RealisticDocument

    private static func legacy(_ change: (inout Invoice) -> Void) -> Subject {
        .alone(Invoices.legacy(change))
    }
    private static func digital(_ change: (inout Invoice) -> Void) -> Subject {
        .alone(Invoices.digital(change))
    }
    private static func read(
        _ document: RealisticDocument, _ change: (inout RealisticDocument) -> Void = { _ in }
    ) throws -> Subject { .alone(try document.with(change).invoice) }

    private static func tax(_ invoice: inout Invoice, _ minor: Int64) {
        invoice.lines[0].tax = Money(minor: minor)
        invoice.totals.tax = Money(minor: minor)
        invoice.totals.gross = Money(minor: invoice.totals.net.minor + minor)
        invoice.totals.grossInWords = ""
    }

    private static func drift(lines count: Int) -> Subject {
        digital { invoice in
            invoice.lines = (0..<count).map { _ in
                InvoiceLine(
                    item: "*文具*笔", amount: Money(minor: 1_000), rate: .basisPoints(600), tax: Money(minor: 61)
                )
            }
            let (net, tax) = (Int64(count) * 1_000, Int64(count) * 61)
            invoice.totals = InvoiceTotals(
                net: Money(minor: net), tax: Money(minor: tax), gross: Money(minor: net + tax),
                grossInWords: "")
        }
    }

    static let arithmetic: [RuleExample] = [
        .init(
            "line.amount", fires: { legacy { $0.lines[0].unitPrice = ExactDecimal("510.70") } },
            butNot: { legacy { $0.lines[0].unitPrice = ExactDecimal("510.69") } },
            real: { try read(.pens) { $0.lines[0].quantity = "101" } }, butNot: { try read(.pens) }),
        .init(
            "line.tax", fires: { legacy { tax(&$0, 1_534) } }, butNot: { legacy { tax(&$0, 1_533) } },
            real: {
                try read(.software) {
                    $0.lines[0].tax = "61.00"
                    $0.tax = "61.00"
                    $0.gross = "1061.00"
                }
            }, butNot: { try read(.software) }),
        .init(
            "totals.lines", fires: { legacy { $0.totals.net = Money(minor: 51_067) } },
            butNot: { legacy { _ in } },
            real: { try read(.pens) { $0.net = "1000.00" } },
            butNot: {
                try read(.pens) {
                    $0.lines.insert(.init(item: "（详见销货清单）", amount: "900.00", rate: "", tax: "117.00"), at: 0)
                }
            }),
        .init(
            "totals.gross", fires: { legacy { $0.totals.gross = Money(minor: 52_601) } },
            butNot: { legacy { $0.totals.gross = Money(minor: 52_600) } },
            real: { try read(.software) { $0.gross = "1600.00" } }, butNot: { try read(.software) }),
        .init(
            "totals.uppercase", fires: { legacy { $0.totals.grossInWords = "伍佰贰拾陆圆零壹分" } },
            butNot: { legacy { $0.totals.grossInWords = "人民币伍佰贰拾陆元正" } },
            real: { try read(.software) { $0.words = "壹仟陆佰圆整" } },
            butNot: { try read(.software) { $0.words = "壹仟零陆拾元整" } }),
        .init(
            "totals.tax-drift", fires: { drift(lines: 128) }, butNot: { drift(lines: 127) },
            real: {
                try read(.software) {
                    $0.lines = (0..<40).map {
                        .init(item: "*文具*笔\($0)", amount: "10.00", rate: "6%", tax: "0.64")
                    }
                    ($0.net, $0.tax, $0.gross, $0.words) = ("400.00", "25.60", "425.60", "")
                }
            },
            butNot: {
                try read(.software) {
                    $0.lines = (0..<40).map {
                        .init(item: "*文具*笔\($0)", amount: "10.00", rate: "6%", tax: "0.60")
                    }
                    ($0.net, $0.tax, $0.gross, $0.words) = ("400.00", "24.00", "424.00", "")
                }
            }),
    ]

    static let identity: [RuleExample] = [
        .init(
            "tax-id.seller",
            fires: { legacy { $0.seller.taxIdentifier = TaxIdentifier("91512081MA62K0260F") } },
            butNot: { legacy { $0.seller.taxIdentifier = TaxIdentifier("９１５１２０８１ＭＡ６２Ｋ０２６０Ｅ") } },
            real: { try read(.software) { $0.seller.number = "91110108690O17781B" } },
            butNot: { try read(.meal) { $0.seller = ("张三", "310101********1234") } }),
        .init(
            "tax-id.buyer", fires: { legacy { $0.buyer.taxIdentifier = TaxIdentifier("110108690017782") } },
            butNot: { legacy { $0.buyer.taxIdentifier = TaxIdentifier("110108690017781") } },
            real: { try read(.software) { $0.buyer.number = "91512081MA62K0206E" } },
            butNot: { try read(.software) }),
        .init(
            "tax-id.buyer-missing", fires: { digital { $0.buyer.taxIdentifier = TaxIdentifier("") } },
            butNot: {
                digital {
                    $0.kind = .digitalOrdinary
                    $0.buyer.taxIdentifier = TaxIdentifier("")
                }
            },
            real: {
                try read(.software) {
                    $0.special = true
                    $0.buyer = ("李四", "")
                }
            }, butNot: { try read(.software) { $0.buyer = ("李四", "") } }),
        .init(
            "number.shape", fires: { digital { $0.number = InvoiceNumber(number: "2411200000004854216") } },
            butNot: { digital { _ in } },
            real: { try read(.software) { $0.number = "263120000000485421634" } },
            butNot: { try read(.software) { $0.number = "２６３１２０００００００４８５４２１６３" } }),
        .init(
            "number.year", fires: { digital { $0.issued = IssueDate(parsing: "2025-01-02") } },
            butNot: { digital { $0.issued = IssueDate(parsing: "2024-12-31") } },
            real: { try read(.software) { $0.number = "25312000000048542163" } },
            butNot: { try read(.software) }),
        .init(
            "number.kind",
            fires: { legacy { $0.number = InvoiceNumber(code: "033002000204", number: "83089647") } },
            butNot: { legacy { _ in } },
            real: {
                legacy {
                    $0.kind = .electronicOrdinary
                    $0.number = InvoiceNumber(code: "032002100204", number: "12235358")
                    $0.issued = IssueDate(parsing: "2021-05-28")
                }
            },
            butNot: {
                legacy {
                    $0.number = InvoiceNumber(code: "050001700111", number: "12235358")
                    $0.issued = IssueDate(parsing: "2020-08-05")
                    $0.checkCode = "16630282980991510014"
                }
            }),
        .init(
            "number.check-code", fires: { legacy { $0.checkCode = "1619783356741450741" } },
            butNot: { legacy { $0.checkCode = "16197 83356 74145 07415" } },
            real: { legacy { $0.checkCode = "507415" } }, butNot: { legacy { _ in } }),
        .init(
            "date.shape", fires: { legacy { $0.issued = IssueDate(parsing: "2021-02-29") } },
            butNot: { legacy { $0.issued = IssueDate(parsing: "2020-02-29") } },
            real: { try read(.software) { $0.day = "2026-06-31" } },
            butNot: { try read(.software) { $0.day = "2026/5/28" } }),
        .init(
            "date.future",
            fires: { .claim(Claim(invoice: Invoices.digital, submittedAt: 1_716_825_599_000)) },
            butNot: { .claim(Claim(invoice: Invoices.digital, submittedAt: 1_716_825_600_000)) },
            real: { .claim(Claim(invoice: try Document.meal.invoice, submittedAt: 1_779_600_000_000)) },
            butNot: { .claim(Claim(invoice: try Document.meal.invoice, submittedAt: 1_780_200_000_000)) }),
    ]

    static let content: [RuleExample] = [
        .init(
            "red.sign",
            fires: {
                digital {
                    $0.totals = InvoiceTotals(
                        net: Money(minor: -1), tax: Money(minor: 0), gross: Money(minor: 0), grossInWords: "")
                }
            },
            butNot: {
                digital {
                    $0.totals = InvoiceTotals(
                        net: Money(minor: 0), tax: Money(minor: 0), gross: Money(minor: 0), grossInWords: "")
                }
            }, real: { try read(.software) { $0.red = true } },
            butNot: {
                try read(.software) {
                    $0.red = true
                    $0.lines = [
                        .init(
                            item: "*信息技术服务*软件维护费", quantity: "-1", price: "1000", amount: "-1000.00",
                            rate: "6%",
                            tax: "-60.00")
                    ]
                    ($0.net, $0.tax, $0.gross, $0.words) = ("-1000.00", "-60.00", "-1060.00", "（负数）壹仟零陆拾圆整")
                }
            }),
        .init(
            "red.negative-line", fires: { digital { $0.lines[1].amount = Money(minor: -100_001) } },
            butNot: { digital { $0.lines[1].amount = Money(minor: -100_000) } },
            real: { try read(.pens) { $0.lines[1].item = "*文具*橡皮" } },
            butNot: { try read(.pens) { $0.lines[1].item = "折扣行数1(10%)" } }),
        .init(
            "rate.legal", fires: { oldRate("2026-01-01") }, butNot: { oldRate("2025-12-31") },
            real: {
                try read(.software) {
                    ($0.lines[0].rate, $0.lines[0].tax) = ("7%", "70.00")
                    ($0.tax, $0.gross, $0.words) = ("70.00", "1070.00", "")
                }
            },
            butNot: {
                try read(.software) {
                    ($0.lines[0].rate, $0.lines[0].tax) = ("普通零税率", "0.00")
                    ($0.tax, $0.gross, $0.words) = ("0.00", "1000.00", "")
                }
            }),
        .init(
            "rate.category",
            fires: { digital { $0.lines[2].item = "*餐饮服务*餐费" } },
            butNot: { digital { $0.lines[2].item = "*日用杂品*餐具" } },
            real: {
                try read(.meal) {
                    ($0.lines[0].rate, $0.lines[0].tax) = ("13%", "26.00")
                    ($0.tax, $0.gross, $0.words) = ("26.00", "226.00", "")
                }
            }, butNot: { try read(.meal) }),
        .init(
            "rate.exempt-special", fires: { digital { $0.lines[0].rate = .exempt } },
            butNot: { digital { $0.lines[0].rate = .notTaxable } },
            real: { try read(grain) { $0.special = true } },
            butNot: { try read(grain) }),
        .init(
            "rate.real-estate", fires: { try rent("2026-01-01", "1%", "10.00") },
            butNot: { try rent("2025-12-31", "1%", "10.00") },
            real: { try rent("2026-05-28", "1%", "10.00") },
            butNot: { try rent("2026-05-28", "5%", "50.00") }),
        .init(
            "category.not-creditable", fires: { try read(.meal) { $0.special = true } },
            butNot: { try read(.software) { $0.special = true } },
            real: { try read(.meal) { $0.special = true } },
            butNot: { try read(.meal) }),
        .init(
            "category.personal", fires: { legacy { $0.lines[0].item = "*烟草制品*卷烟" } },
            butNot: { legacy { $0.lines[0].item = "*烟草机械*零件" } },
            real: { try read(.pens) { for place in 0..<2 { $0.lines[place].item = "*酒*白酒" } } },
            butNot: { try read(.pens) }),
        .init(
            "remark.required", fires: { legacy { $0.lines[0].item = "*建筑服务*装修" } },
            butNot: {
                legacy {
                    $0.lines[0].item = "*建筑服务*装修"
                    $0.remark = "上海市浦东新区办公楼"
                }
            }, real: { legacy { $0.lines[0].item = "*运输服务*货物运输服务" } },
            butNot: {
                legacy {
                    $0.lines[0].item = "*运输服务*货物运输服务"
                    $0.remark = "起运地：苏州 到达地：上海 厢式货车 苏E12345 电子元件"
                }
            }),
        .init(
            "remark.content",
            fires: {
                legacy {
                    $0.lines[0].item = "*建筑服务*装修"
                    $0.remark = "办公室装修"
                }
            },
            butNot: {
                legacy {
                    $0.lines[0].item = "*建筑服务*装修"
                    $0.remark = "上城区办公室装修"
                }
            },
            real: { try read(.software) { $0.lines[0].item = "*预付卡销售*预付卡结算款" } },
            butNot: {
                try read(.software) {
                    $0.lines[0].item = "*预付卡销售*预付卡结算款"
                    $0.remark = "收到预付卡结算款"
                }
            }),
    ]

    /// Wheat that a farmer sells, exempt.
    private static let grain = RealisticDocument(
        seller: ("张三", "310101********1234"),
        lines: [
            .init(item: "*谷物*小麦", quantity: "500", price: "2", amount: "1000.00", rate: "免税", tax: "***")
        ],
        net: "1000.00", tax: "***", gross: "1000.00", words: "壹仟圆整")

    private static func rent(_ day: String, _ rate: String, _ tax: String) throws -> Subject {
        try read(.software) {
            $0.day = day
            $0.number = String(day.dropFirst(2).prefix(2)) + "312000000048542163"
            ($0.lines[0].item, $0.lines[0].rate, $0.lines[0].tax) = ("*经营租赁*办公用房租金", rate, tax)
            ($0.tax, $0.gross, $0.words) = (tax, "10\(tax)", "")
        }
    }

    private static func oldRate(_ day: String) -> Subject {
        legacy {
            $0.lines[0].item = "*文具*纸"
            $0.lines[0].rate = .basisPoints(1_700)
            $0.issued = IssueDate(parsing: day)
        }
    }
}
