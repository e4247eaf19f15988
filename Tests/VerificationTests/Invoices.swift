import Invoicing
import Verification

/// Clean invoices, from which each test departs.
enum Invoices {
    /// A legacy e-invoice: the restaurant's of the samples.
    static var legacy: Invoice {
        Invoice(
            kind: .electronicOrdinary, number: InvoiceNumber(code: "033002000211", number: "83089647"),
            issued: IssueDate(parsing: "2020-07-23"), checkCode: "16197833567414507415",
            seller: Party(name: "兰溪市悦济舫餐厅", taxIdentifier: TaxIdentifier("92330781MA2EDMFU50")),
            buyer: Party(name: "江苏京利华新材料有限公司", taxIdentifier: TaxIdentifier("91320115MA202UKD7X")),
            lines: [
                InvoiceLine(
                    item: "*餐饮服务*餐费", quantity: ExactDecimal("1"), unitPrice: ExactDecimal("510.679612"),
                    amount: Money(minor: 51_068), rate: .basisPoints(300), tax: Money(minor: 1_532))
            ],
            totals: InvoiceTotals(
                net: Money(minor: 51_068), tax: Money(minor: 1_532), gross: Money(minor: 52_600),
                grossInWords: "伍佰贰拾陆圆整"))
    }

    /// A fully digital special invoice of three lines.
    static var digital: Invoice {
        let lines = [
            InvoiceLine(
                item: "*信息技术服务*软件维护", unit: "月", quantity: ExactDecimal("3"),
                unitPrice: ExactDecimal("333.3333333"),
                amount: Money(minor: 100_000), rate: .basisPoints(600), tax: Money(minor: 6_000)),
            InvoiceLine(
                item: "*信息技术服务*软件维护", amount: Money(minor: -10_000), rate: .basisPoints(600),
                tax: Money(minor: -600)),
            InvoiceLine(
                item: "*电子计算机*笔记本电脑", unit: "台", quantity: ExactDecimal("2"),
                unitPrice: ExactDecimal("4424.77876106"),
                amount: Money(minor: 884_956), rate: .basisPoints(1_300), tax: Money(minor: 115_044)),
        ]
        return Invoice(
            kind: .digitalSpecial, number: InvoiceNumber(number: "24112000000048542163"),
            issued: IssueDate(parsing: "2024-05-28"),
            seller: Party(name: "甲科技有限公司", taxIdentifier: TaxIdentifier("91110108690017781B")),
            buyer: Party(name: "乙贸易有限公司", taxIdentifier: TaxIdentifier("91512081MA62K0260E")), lines: lines,
            totals: InvoiceTotals(
                net: Money(minor: 974_956), tax: Money(minor: 120_444), gross: Money(minor: 1_095_400),
                grossInWords: "壹万零玖佰伍拾肆圆整"))
    }

    /// The legacy invoice after a change.
    static func legacy(_ change: (inout Invoice) -> Void) -> Invoice {
        var invoice = legacy
        change(&invoice)
        return invoice
    }

    /// The digital invoice after a change.
    static func digital(_ change: (inout Invoice) -> Void) -> Invoice {
        var invoice = digital
        change(&invoice)
        return invoice
    }

    /// A neighbour with an invoice.
    static func neighbour(
        _ invoice: Invoice, _ name: String = "I-2", attachments: [String] = [],
        submittedAt: Int64 = 1_700_000_000_000
    ) -> Neighbour {
        Neighbour(
            instance: InstanceID(rawValue: name), title: "BX-2026-000777 业务招待", submitter: "wang.fang",
            submittedAt: submittedAt, invoice: invoice, attachments: attachments)
    }
}

/// Rule and severity of each finding, as `line.tax:warning`.
func marks(_ findings: [Finding]) -> [String] { findings.map { "\($0.rule):\($0.severity)" } }
