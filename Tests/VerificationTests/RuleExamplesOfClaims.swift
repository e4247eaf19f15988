import Foundation
import InvoiceFiles
import Invoicing
import Verification

extension RuleExample {
    private static func member(_ name: String, _ claim: Claim) -> Ensemble.Member {
        Ensemble.Member(instance: InstanceID(rawValue: name), title: "BX-\(name)", claim: claim)
    }

    private static func claim(
        _ invoice: Invoice = Invoices.legacy, _ change: (inout Claim) -> Void
    ) -> Subject {
        var claim = Claim(invoice: invoice)
        change(&claim)
        return .claim(claim)
    }

    private static func file(_ name: String) -> Attachment {
        Attachment(name: name, mediaType: "", size: 1, sha256: "")
    }

    private static func ticket(_ facts: [String: String] = [:]) throws -> Subject {
        .alone(try RealisticDocument.ticket(facts))
    }

    /// A ticket whose rate is not said and whose tax is so many fen too high.
    private static func ticket(off fen: Int64) throws -> Subject {
        var invoice = try RealisticDocument.ticket(["TaxRate": ""])
        invoice.totals.tax = Money(minor: 2_250 + fen)
        return .alone(invoice)
    }

    static let documents: [RuleExample] = [
        .init(
            "transport.tax", fires: { try ticket(off: 2) }, butNot: { try ticket(off: 1) },
            real: {
                try ticket(["TaxRate": "6%", "TaxAmount": "15.42", "TotalAmountExcludingTax": "257.08"])
            }, butNot: { try ticket() }),
        .init(
            "transport.buyer", fires: { try ticket(["UnifiedSocialCreditCodeOfPurchaser": ""]) },
            butNot: { try ticket() }, real: { try ticket(["NameOfPurchaser": ""]) }, butNot: { try ticket() }),
        .init(
            "transport.paper",
            fires: {
                try ticket([
                    "ElectronicInvoiceRailwayETicketNumber": "E001234567", "DateOfIssue": "2025-10-01",
                ])
            },
            butNot: {
                try ticket([
                    "ElectronicInvoiceRailwayETicketNumber": "E001234567", "DateOfIssue": "2025-09-30",
                ])
            }, real: { try ticket(["ElectronicInvoiceRailwayETicketNumber": "Z12A012345"]) },
            butNot: { try ticket() }),
        .init(
            "original.missing", fires: { claim { $0.files = [file("发票.jpg")] } },
            butNot: { claim { $0.files = [file("发票.jpg"), file("发票.ofd")] } },
            real: { claim(try RealisticDocument.meal.invoice) { $0.files = [file("IMG_0412.HEIC")] } },
            butNot: {
                claim(try RealisticDocument.meal.invoice) { $0.files = [file("26312000000048542163.pdf")] }
            }),
        .init(
            "duty.own-claim",
            fires: {
                claim {
                    $0.submitter = "li.na"
                    $0.approver = "li.na"
                }
            },
            butNot: {
                claim {
                    $0.submitter = "li.na"
                    $0.approver = "li.nan"
                }
            },
            real: {
                claim(try RealisticDocument.meal.invoice) {
                    $0.submitter = "wang.fang"
                    $0.approver = "wang.fang"
                }
            }, butNot: { claim(try RealisticDocument.meal.invoice) { $0.approver = "wang.fang" } }),
        .init(
            "text.hidden", fires: { .alone(Invoices.legacy { $0.seller.name = "甲\u{202E}公司" }) },
            butNot: { .alone(Invoices.legacy { $0.seller.name = "甲　公司" }) },
            real: {
                .alone(try RealisticDocument.meal.with { $0.seller.name = "上海禾\u{200B}序餐饮管理有限公司" }.invoice)
            }, butNot: { .alone(try RealisticDocument.meal.invoice) }),
        .init(
            "text.mixed-scripts", fires: { .alone(Invoices.legacy { $0.seller.name = "Siеmens" }) },
            butNot: { .alone(Invoices.legacy { $0.seller.name = "Siemens" }) },
            real: {
                .alone(try RealisticDocument.software.with { $0.seller.name = "北京Micrоsoft有限公司" }.invoice)
            },
            butNot: {
                .alone(try RealisticDocument.software.with { $0.seller.name = "北京Microsoft有限公司" }.invoice)
            }
        ),
    ]

    private static func beside(_ own: Invoice, _ others: Invoice...) -> Subject {
        .claim(
            Claim(invoice: own), others.enumerated().map { Invoices.neighbour($1, "I-\($0)") })
    }

    private static func numbered(_ number: String, _ change: (inout RealisticDocument) -> Void = { _ in })
        throws
        -> Invoice
    {
        try RealisticDocument.software.with {
            $0.number = number
            change(&$0)
        }.invoice
    }

    private static func moved(_ gross: Int64 = 52_600) -> Invoice {
        Invoices.legacy {
            $0.number = InvoiceNumber(code: "033001900211", number: "83089647")
            $0.seller = Party(name: "别家", taxIdentifier: TaxIdentifier("91110108690017781B"))
            $0.totals.gross = Money(minor: gross)
        }
    }

    private static let red = RealisticDocument.software.with {
        $0.red = true
        $0.number = "26312000000048549999"
        ($0.net, $0.tax, $0.gross, $0.words) = ("-1000.00", "-60.00", "-1060.00", "")
        $0.lines[0] = .init(item: "*信息技术服务*软件维护费", amount: "-1000.00", rate: "6%", tax: "-60.00")
        $0.specific =
            "<RedEInvoice><OriginalInvoiceCode>26312000000048542163</OriginalInvoiceCode></RedEInvoice>"
    }

    private static func withFile(_ own: String, _ other: String) -> Subject {
        .claim(
            Claim(invoice: Invoices.legacy, attachments: [own]),
            [Invoices.neighbour(Invoices.digital, attachments: [other])])
    }

    /// A claim of one pen at a price, the last of so many.
    private static func prices(_ usual: Int, own: String) -> Subject {
        let members = (0...usual).map { place in
            let invoice = Invoices.digital {
                $0.number = InvoiceNumber(number: "2411" + String(1_000_000_000_000_000 + place * 1_117))
                $0.lines = [
                    InvoiceLine(
                        item: "*文具*签字笔", unit: "支", quantity: ExactDecimal(1),
                        unitPrice: ExactDecimal(place == usual ? own : "10"), amount: Money(minor: 1_000),
                        rate: .basisPoints(0), tax: Money(minor: 0))
                ]
                $0.totals = InvoiceTotals(
                    net: Money(minor: 1_000), tax: Money(minor: 0), gross: Money(minor: 1_000),
                    grossInWords: "")
            }
            return member("I-\(place)", Claim(invoice: invoice, submitter: "p\(place)"))
        }
        return .full(members, at: usual)
    }

    /// One of so many claims of one person in a week in which 25 others had one each.
    private static func claims(of count: Int) -> Subject {
        let members = (0..<(25 + count)).map { place in
            let invoice = Invoices.digital {
                $0.number = InvoiceNumber(number: "2411" + String(1_000_000_000_000_000 + place * 1_117))
            }
            return member(
                "I-\(place)", Claim(invoice: invoice, submitter: place < 25 ? "p\(place)" : "often"))
        }
        return .full(members, at: 25)
    }

    static let neighbours: [RuleExample] = [
        .init(
            "duplicate.number", fires: { beside(Invoices.legacy, Invoices.legacy) },
            butNot: { beside(Invoices.legacy, moved(1)) },
            real: { beside(try numbered("26312000000048542163"), try numbered("２６３１２０００００００４８５４２１６３")) },
            butNot: { beside(try numbered("26312000000048542163"), try numbered("26312000000048542177")) }),
        .init(
            "duplicate.other-code", fires: { beside(Invoices.legacy, moved()) },
            butNot: { beside(Invoices.legacy, moved(52_601)) },
            real: {
                beside(
                    Invoices.legacy,
                    Invoices.legacy { $0.number = InvoiceNumber(code: "033002000111", number: "83089647") })
            }, butNot: { beside(Invoices.legacy, moved(1)) }),
        .init(
            "duplicate.file", fires: { withFile("a", "a") }, butNot: { withFile("a", "b") },
            real: { withFile(String(repeating: "7f", count: 32), String(repeating: "7f", count: 32)) },
            butNot: { withFile(String(repeating: "7f", count: 32), String(repeating: "7e", count: 32)) }),
        .init(
            "duplicate.mistyped",
            fires: { beside(try numbered("26312000000048542163"), try numbered("26312000000048542173")) },
            butNot: { beside(try numbered("26312000000048542163"), try numbered("26312000000048542164")) },
            real: { beside(try numbered("26312000000048542163"), try numbered("26312000000084542163")) },
            butNot: {
                beside(
                    try numbered("26312000000048542163"),
                    try numbered("26312000000084542163") { $0.day = "2026-05-27" })
            }),
        .init(
            "red.taken-back", fires: { beside(try RealisticDocument.software.invoice, try red.invoice) },
            butNot: {
                beside(
                    try RealisticDocument.software.with { $0.number = "26312000000048542164" }.invoice,
                    try red.invoice)
            }, real: { beside(try RealisticDocument.software.invoice, try red.invoice) },
            butNot: { beside(try red.invoice, try RealisticDocument.software.invoice) }),
        .init(
            "sequence.consecutive",
            fires: {
                beside(
                    try numbered("26312000000048542163"), try numbered("26312000000048542164"),
                    try numbered("26312000000048542162"))
            },
            butNot: {
                beside(
                    try numbered("26312000000048542163"), try numbered("26312000000048542164"),
                    try numbered("26312000000048542166"))
            },
            real: {
                beside(
                    try numbered("26312000000048542163"),
                    try numbered("26312000000048542164") { $0.day = "2026-05-29" },
                    try numbered("26312000000048542165") { $0.day = "2026-07-27" })
            },
            butNot: {
                beside(
                    try numbered("26312000000048542163"),
                    try numbered("26312000000048542164") { $0.day = "2026-05-29" },
                    try numbered("26312000000048542165") { $0.day = "2026-07-28" })
            }),
        .init(
            "seller.look-alike",
            fires: {
                beside(
                    Invoices.legacy { $0.seller.name = "АBC公司" },
                    Invoices.digital { $0.seller.name = "ABC公司" })
            },
            butNot: {
                beside(
                    Invoices.legacy { $0.seller.name = "ABD公司" },
                    Invoices.digital { $0.seller.name = "ABC公司" })
            },
            real: {
                beside(
                    try numbered("26312000000048542163") { $0.seller.name = "北京Micrоsoft有限公司" },
                    try numbered("26312000000012345678") { $0.seller.name = "北京Microsoft有限公司" })
            },
            butNot: {
                beside(
                    try numbered("26312000000048542163") { $0.seller.name = "北京Microsoft有限公司" },
                    try numbered("26312000000012345678") { $0.seller.name = "北京Ｍicrosoft有限公司" })
            }),
        .init(
            "price.outlier", fires: { prices(20, own: "22") }, butNot: { prices(20, own: "19") },
            real: { prices(40, own: "99.5") }, butNot: { prices(18, own: "99.5") }),
        .init(
            "frequency.outlier", fires: { claims(of: 6) }, butNot: { claims(of: 5) }, real: { claims(of: 9) },
            butNot: { claims(of: 1) }),
    ]

    private static func said(
        _ lookup: VerificationResult.Lookup = .match, _ status: VerificationResult.TaxStatus = .normal,
        _ risk: VerificationResult.Risk = .none, by invoice: Invoice = Invoices.digital
    ) -> Subject {
        claim(invoice) {
            $0.verification = VerificationResult(
                source: "state", at: 1_780_000_000_000, lookup: lookup, taxStatus: status, risk: risk)
        }
    }

    /// What a vendor answered, as its mapping reads it.
    private static func answered(_ vendor: VerificationVendor, _ answer: String) throws -> Subject {
        claim(try RealisticDocument.software.invoice) {
            $0.verification = vendor.result(of: answer, at: 1_780_000_000_000)
        }
    }

    private static func qr(_ text: String) throws -> Subject {
        let items = [
            InvoiceBatch.Item(path: "a", content: .read(try RealisticDocument.software.file)),
            InvoiceBatch.Item(path: "-", content: .read(try InvoiceFile.read(Data(text.utf8)))),
        ]
        return .batch(items, at: 0)
    }

    static let outside: [RuleExample] = [
        .init(
            "state.lookup", fires: { said(.notFound) }, butNot: { said(.quota) },
            real: { try answered(.baidu, #"{"VerifyResult":"0006","VerifyMessage":"不一致"}"#) },
            butNot: { try answered(.baidu, #"{"VerifyResult":"0001","InvalidSign":"N"}"#) }),
        .init(
            "state.void", fires: { said(.match, .void) }, butNot: { said(.match, .unknown) },
            real: { try answered(.state, #"{"key1":"001","fpztDm":"2"}"#) },
            butNot: { try answered(.state, #"{"key1":"001","fpztDm":"0"}"#) }),
        .init(
            "state.red", fires: { said(.match, .redPartial) }, butNot: { said(.match, .void) },
            real: { try answered(.tencent, #"{"Response":{"Invoice":{"IsAbandoned":"HF"}}}"#) },
            butNot: { try answered(.tencent, #"{"Response":{"Invoice":{"IsAbandoned":"N"}}}"#) }),
        .init(
            "state.abnormal", fires: { said(.match, .normal, .doubtful) }, butNot: { said() },
            real: { try answered(.aliyun, #"{"code":"001","发票风险等级":"异常"}"#) },
            butNot: { try answered(.aliyun, #"{"code":"001","发票风险等级":"正常"}"#) }),
        .init(
            "qr.checksum", fires: { .payload("01,31,,24112000000048542163,4449.00,20240528,,B2B7") },
            butNot: { .payload("01,31,,24112000000048542163,4449.00,20240528,,B2B6") },
            real: { .payload("01,01,1200154130,03630024,94339.63,20160621,,9335,") },
            butNot: { .payload("01,01,1200154130,03630024,94339.62,20160621,,9335,") }),
        .init(
            "qr.face", fires: { try qr("01,32,,26312000000048542163,1060.01,20260528,,") },
            butNot: { try qr("01,32,,26312000000048542163,1060.00,20260528,,") },
            real: { try qr("01,32,,26312000000048542163,1060,20260529,,") },
            butNot: { try qr("01,32,,26312000000048542163,1060,20260528,,") }),
    ]
}
