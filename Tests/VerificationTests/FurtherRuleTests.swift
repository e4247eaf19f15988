import Foundation
import InvoiceFiles
import Invoicing
import Testing

@testable import Verification

@Suite("Rules for remarks, rates, tickets, originals and duties")
struct FurtherRuleTests {
    private static func item(
        _ item: String, remark: String = "", rate: TaxRate = .basisPoints(300), kind: InvoiceKind? = nil
    ) -> Invoice {
        Invoices.legacy {
            $0.lines[0].item = item
            $0.lines[0].rate = rate
            $0.remark = remark
            if let kind { $0.kind = kind }
            if rate == .exempt {
                $0.lines[0].tax = Money(minor: 0)
                $0.totals.tax = Money(minor: 0)
                $0.totals.gross = $0.totals.net
                $0.totals.grossInWords = ""
            }
        }
    }

    @Test(
        "remarks that say something, but not what the service asks for, are a hint",
        arguments: [
            ("*建筑服务*装修", "办公室装修", ["remark.content:info"]),
            ("*建筑服务*装修", "杭州市上城区 办公楼装修", []),
            ("*运输服务*货物运输", "运费", ["remark.content:info"]),
            ("*运输服务*货物运输", "起运地：苏州 到达地：上海 厢式货车 苏E12345", []),
            ("*经营租赁*房屋租金", "三月租金", ["remark.content:info"]),
            ("*经营租赁*房屋租金", "上海市育仁路6号", []),
            ("*保险服务*代收车船税", "", ["remark.content:info"]),
            ("*保险服务*代收车船税", "保险单号：PY1；车船税 2024 400元", []),
            ("*预付卡销售*预付卡结算款", "", ["category.personal:info", "remark.content:info"]),
            ("*预付卡销售*预付卡结算款", "收到预付卡结算款", ["category.personal:info"]),
            ("*文具*纸", "随便写", []),
        ] as [(String, String, [String])])
    func remarks(item: String, remark: String, expected: [String]) {
        #expect(marks(RuleBook.findings(on: Self.item(item, remark: remark))).sorted() == expected)
    }

    @Test("an exempt line stands on no special invoice, but on an ordinary one")
    func exempt() {
        let special = Invoices.digital {
            $0.lines = [
                InvoiceLine(
                    item: "*研发和技术服务*技术开发费", amount: Money(minor: 100), rate: .exempt, tax: Money(minor: 0))
            ]
            $0.totals = InvoiceTotals(
                net: Money(minor: 100), tax: Money(minor: 0), gross: Money(minor: 100), grossInWords: "")
        }
        #expect(marks(RuleBook.findings(on: special)) == ["rate.exempt-special:warning"])
        var ordinary = special
        ordinary.kind = .digitalOrdinary
        #expect(RuleBook.findings(on: ordinary).isEmpty)
    }

    @Test(
        "1 % is not for real estate from 2026 on",
        arguments: [
            ("*经营租赁*房屋租金", "2026-01-01", true), ("*经营租赁*房屋租金", "2025-12-31", false),
            ("*经营租赁*汽车租赁费", "2026-01-01", false), ("*不动产*商铺", "2026-01-01", true),
        ])
    func realEstate(item: String, day: String, isFound: Bool) {
        let invoice = Invoices.digital {
            $0.kind = .digitalOrdinary
            $0.issued = IssueDate(parsing: day)
            $0.lines[0].item = item
            $0.lines[0].rate = .basisPoints(100)
        }
        #expect(RuleBook.findings(on: invoice).contains { $0.rule == "rate.real-estate" } == isFound)
    }

    /// The railway ticket of the notes: 272.50 with 22.50 of tax.
    private static func ticket(_ change: (inout Invoice) -> Void = { _ in }) -> Invoice {
        var invoice = Invoice(
            kind: .other, number: InvoiceNumber(number: "26419122537000504214"),
            issued: IssueDate(parsing: "2026-03-02"),
            seller: Party(name: "", taxIdentifier: TaxIdentifier("")),
            buyer: Party(name: "乙贸易有限公司", taxIdentifier: TaxIdentifier("91512081MA62K0260E")),
            lines: [
                InvoiceLine(
                    item: "铁路旅客运输 郑州东 杭州东 G1868", amount: Money(minor: 25_000), rate: .basisPoints(900),
                    tax: Money(minor: 2_250))
            ],
            totals: InvoiceTotals(
                net: Money(minor: 25_000), tax: Money(minor: 2_250), gross: Money(minor: 27_250),
                grossInWords: ""))
        change(&invoice)
        return invoice
    }

    @Test("tickets: rate, tax from the fare, buyer, and what is no e-ticket")
    func tickets() {
        func found(_ change: (inout Invoice) -> Void) -> [String] {
            marks(RuleBook.findings(on: Self.ticket(change)))
        }
        #expect(found { _ in } == [])
        #expect(found { $0.lines[0].rate = .unreadable("") } == [])
        #expect(
            found {
                $0.lines[0].rate = .unreadable("")
                $0.totals.tax = Money(minor: 2_252)
                $0.totals.net = Money(minor: 24_998)
                $0.lines[0].tax = $0.totals.tax
                $0.lines[0].amount = $0.totals.net
            } == ["transport.tax:warning"])
        #expect(
            found {
                $0.lines[0].rate = .basisPoints(600)
                $0.lines[0].tax = Money(minor: 1_542)
                $0.lines[0].amount = Money(minor: 25_708)
                $0.totals.tax = Money(minor: 1_542)
                $0.totals.net = Money(minor: 25_708)
            } == ["transport.tax:warning"])
        #expect(found { $0.buyer.name = " " } == ["transport.buyer:info"])
        #expect(found { $0.buyer.taxIdentifier = TaxIdentifier("") } == ["transport.buyer:info"])
        #expect(
            found { $0.number = InvoiceNumber(number: "E001234567") }.contains("transport.paper:info"))
        #expect(
            !found {
                $0.number = InvoiceNumber(number: "E001234567")
                $0.issued = IssueDate(parsing: "2025-09-30")
            }.contains("transport.paper:info"))
    }

    @Test(
        "a photograph alone is no original; without any attachment only the policy asks",
        arguments: [
            (["a.jpg"], "image/jpeg", ["original.missing"], ["original.missing", "policy.original"]),
            (["a.jpg", "b.OFD"], "", [], []), (["合同.docx"], "", [], ["policy.original"]),
            ([], "", [], ["policy.original"]), (["x"], "application/pdf", [], []),
        ] as [([String], String, [String], [String])])
    func originals(names: [String], type: String, expected: [String], strict: [String]) {
        var claim = Claim(invoice: Invoices.legacy)
        claim.files = names.map { Attachment(name: $0, mediaType: type, size: 1, sha256: "") }
        #expect(RuleBook.findings(on: claim).map(\.rule) == expected)
        var policy = Policy()
        policy.originalsRequired = true
        #expect(RuleBook.findings(on: claim, policy: policy).map(\.rule) == strict)
        claim.files = nil
        #expect(RuleBook.findings(on: claim, policy: policy).isEmpty)
        claim.invoice.kind = .paperOrdinary
        claim.invoice.number = InvoiceNumber(code: "033002000204", number: "83089647")
        claim.files = []
        #expect(RuleBook.findings(on: claim, policy: policy).isEmpty)
    }

    @Test(
        "nobody decides on a claim of their own",
        arguments: [("li.na", "li.na", true), ("li.na", "wang", false), ("", "", false), (nil, "", false)]
            as [(String?, String, Bool)])
    func duty(submitter: String?, approver: String, isFound: Bool) {
        var claim = Claim(invoice: Invoices.legacy, submitter: submitter)
        claim.approver = approver
        #expect(marks(RuleBook.findings(on: claim)) == (isFound ? ["duty.own-claim:error"] : []))
    }

    @Test("a number of the business register in place of the tax number is told as such")
    func registration() {
        func reason(_ text: String) -> String? {
            let invoice = Invoices.legacy { $0.seller.taxIdentifier = TaxIdentifier(text) }
            let found = RuleBook.findings(on: invoice)
            #expect(found.allSatisfy { $0.severity == .info })
            return found.first?.reason.en
        }
        #expect(reason("110108000000016")?.contains("registration number") == true)
        #expect(reason("110108000000017")?.contains("registration number") == false)
        #expect(reason("110108690017781") == nil)
    }

    @Test("what can be deducted, by kind and category")
    func deduction() {
        #expect(Deductibility(of: Invoices.digital).tax.minor == 120_444)
        #expect(Deductibility(of: Invoices.legacy).way == .none)
        #expect(Deductibility(of: Invoices.legacy).excluded.minor == 1_532)
        let meals = Deductibility(of: Invoices.digital { $0.lines[2].item = "*餐饮服务*餐费" })
        #expect(meals.way == .stated && meals.tax.minor == 5_400 && meals.excluded.minor == 115_044)
        #expect(Deductibility(of: Self.ticket()).tax.minor == 2_250)
        var policy = Policy()
        policy.showsDeduction = true
        let found = RuleBook.findings(on: Claim(invoice: Invoices.digital), policy: policy)
        #expect(marks(found) == ["policy.deduction:info"])
        #expect(found.first?.reason.en.contains("1204.44") == true)
    }

    @Test("the title's letters and brackets may have any width")
    func titles() {
        #expect(PolicyRules.normalised("ＡＢＣ（上海） 有限\u{3000}公司") == PolicyRules.normalised("abc(上海)有限公司"))
        #expect(PolicyRules.normalised("甲\u{200B}公司") == "甲公司")
        #expect(PolicyRules.normalised("甲公司") != PolicyRules.normalised("乙公司"))
    }

    @Test("a department weighs a rule for itself")
    func departments() {
        var policy = Policy()
        policy.weights = ["category.personal": .severity(.warning)]
        policy.departmentWeights = [
            "市场部": ["category.personal": .off], "行政部": ["category.personal": .severity(.error)],
        ]
        func found(_ department: String) -> [String] {
            var claim = Claim(invoice: Self.item("*烟草制品*卷烟"))
            claim.department = department
            return marks(RuleBook.findings(on: claim, policy: policy))
        }
        #expect(found("市场部") == [])
        #expect(found("行政部") == ["category.personal:error"])
        #expect(found("财务部") == ["category.personal:warning"])
    }
}

@Suite("Duplicates in disguise, and red invoices")
struct DisguiseRuleTests {
    private func found(_ one: Invoice, _ other: Invoice) -> [String] {
        RuleBook.findings(on: one, neighbours: [Invoices.neighbour(other)]).map(\.rule)
            .filter { $0.hasPrefix("duplicate") || $0.hasPrefix("red.taken") }
    }

    private func share(_ one: Invoice, _ other: Invoice, policy: Policy? = nil) -> Bool {
        !Set(RuleBook.neighbourKeys(of: Claim(invoice: one), policy: policy))
            .isDisjoint(with: RuleBook.neighbourKeys(of: Claim(invoice: other), policy: policy))
    }

    @Test(
        "digits of full width, dashes, and zeros that a spreadsheet dropped hide nothing",
        arguments: [
            ("033002000211", "８３０８９６４７"), ("033002000211", "8308-9647"), ("33002000211", "83089647"),
            ("０３３００２０００２１１", "83089647"), ("033002000211", "83\u{200B}089647"),
        ])
    func hidden(code: String, number: String) {
        let disguised = Invoices.legacy { $0.number = InvoiceNumber(code: code, number: number) }
        for (one, other) in [(Invoices.legacy, disguised), (disguised, Invoices.legacy)] {
            #expect(found(one, other) == ["duplicate.number"])
            #expect(share(one, other))
        }
    }

    @Test("leading zeros of the number come back")
    func zeros() {
        let whole = Invoices.legacy { $0.number = InvoiceNumber(code: "033002000211", number: "00089647") }
        let cut = Invoices.legacy { $0.number = InvoiceNumber(code: "033002000211", number: "89647") }
        #expect(found(whole, cut) == ["duplicate.number"] && share(whole, cut))
    }

    @Test(
        "one slip in the number, everything else equal, is suspect; the next numbers are not",
        arguments: [
            ("24112000000048542168", false), ("24112000000048542173", true), ("24112000000084542163", true),
            ("24112000000048542613", true), ("24112000000048543173", false), ("24112000000048542136", false),
        ])
    func slip(number: String, isFound: Bool) {
        let other = Invoices.digital { $0.number = InvoiceNumber(number: number) }
        #expect(found(Invoices.digital, other) == (isFound ? ["duplicate.mistyped"] : []))
        #expect(found(other, Invoices.digital) == (isFound ? ["duplicate.mistyped"] : []))
        #expect(share(Invoices.digital, other))
        let cheaper = Invoices.digital {
            $0.number = InvoiceNumber(number: number)
            $0.totals.gross = Money(minor: 1)
        }
        #expect(!found(Invoices.digital, cheaper).contains("duplicate.mistyped"))
    }

    private func red(_ remark: String, gross: Int64 = -1_095_400) -> Invoice {
        Invoices.digital {
            $0.isRed = true
            $0.number = InvoiceNumber(number: "24112000000099999999")
            $0.remark = remark
            $0.totals.gross = Money(minor: gross)
        }
    }

    @Test("a red invoice that names a blue one takes it back: wholly an error, in part a warning")
    func takenBack() {
        let whole = red("被红冲蓝字数电票号码：24112000000048542163；红字发票信息确认单编号：1")
        #expect(share(whole, Invoices.digital))
        let findings = RuleBook.findings(on: Invoices.digital, neighbours: [Invoices.neighbour(whole)])
        #expect(marks(findings) == ["red.taken-back:error"])
        let part = red("被红冲蓝字数电票号码：24112000000048542163", gross: -500_000)
        #expect(
            marks(RuleBook.findings(on: Invoices.digital, neighbours: [Invoices.neighbour(part)])) == [
                "red.taken-back:warning"
            ])
        let other = red("被红冲蓝字数电票号码：24112000000048542164")
        #expect(found(Invoices.digital, other) == [])
        #expect(found(other, Invoices.digital) == [])
        var legacy = red("对应正数发票代码：033002000211 号码：83089647")
        legacy.totals.gross = Money(minor: -52_600)
        #expect(found(Invoices.legacy, legacy) == ["red.taken-back"] && share(legacy, Invoices.legacy))
    }

    @Test("split purchases meet by seller, submitter and day")
    func splitKeys() {
        var policy = Policy()
        policy.split = .init(amount: Money(minor: 2_000_000), days: 7)
        for distance in [0, 1, 6, 7] {
            let other = Invoices.digital {
                $0.number = InvoiceNumber(number: "24112000000012345678")
                $0.totals.gross = Money(minor: 1)
                let day = CalendarDate(parsing: "2024-05-28")?.daysSince1970 ?? 0
                $0.issued = .date(CalendarDate(daysSince1970: day + distance))
            }
            #expect(share(Invoices.digital, other, policy: policy))
            #expect(!share(Invoices.digital, other))
        }
    }

    @Test(
        "a QR code beside its invoice must say what its face says",
        arguments: [
            ("01,10,033002000211,83089647,510.68,20200723,16197833567414507415,0941,", []),
            ("01,10,033002000211,83089647,520.68,20200723,16197833567414507415,", ["qr.face:error"]),
            ("01,10,033002000211,83089647,510.68,20200724,16197833567414507415,", ["qr.face:warning"]),
            ("01,10,033002000211,83089647,510.68,20200723,507415,", []),
            ("01,10,033002000211,83089648,1.00,20200723,507415,", []),
        ] as [(String, [String])])
    func face(text: String, expected: [String]) throws {
        let row =
            "发票类型,发票代码,发票号码,开票日期,销方名称,金额,税额,校验码\n电子普票,033002000211,83089647,2020-07-23,兰溪市悦济舫餐厅,510.68,15.32,16197833567414507415\n"
        let table = try InvoiceTable.read(Data(row.utf8))
        let items = [
            InvoiceBatch.Item(path: "qr", content: .read(try InvoiceFile.read(Data(text.utf8)))),
            InvoiceBatch.Item(
                path: "a.csv", line: 2, content: .read(try #require(try table.entries.first?.content.get()))),
        ]
        let report = InvoiceBatch(items).report(now: 1_800_000_000_000)
        for file in report.files {
            #expect(marks(file.findings.filter { $0.rule == "qr.face" }) == expected)
        }
    }
}
