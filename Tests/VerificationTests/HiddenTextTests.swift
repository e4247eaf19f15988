import Invoicing
import SeededRandom
import Testing
import Verification

@Suite("Text that is not what it seems")
struct HiddenTextTests {
    private func named(_ name: String, taxID: String? = nil) -> Invoice {
        Invoices.legacy {
            $0.seller.name = name
            if let taxID { $0.seller.taxIdentifier = TaxIdentifier(taxID) }
        }
    }

    private func findings(_ invoice: Invoice, known: String...) -> [String] {
        marks(RuleBook.findings(on: invoice, neighbours: known.map { Neighbour(knownSeller: $0) }))
    }

    @Test(
        "a name that hides, reorders or acts is an error that names the character",
        arguments: [
            ("晨光\u{202E}文具", "U+202E"), ("晨光\u{200B}文具", "U+200B"), ("晨光文具\u{FEFF}", "U+FEFF"),
            ("\u{2066}晨光文具\u{2069}", "U+2066"), ("晨光\u{AD}文具", "U+00AD"), ("晨\u{E0041}光", "U+E0041"),
            ("晨光\u{1B}[2J文具", "U+001B"), ("晨光\r文具", "U+000D"), ("晨光\u{9B}文具", "U+009B"),
            ("晨光\u{E000}文具", "U+E000"), ("晨光\u{2028}文具", "U+2028"), ("晨光\u{200D}文具", "U+200D"),
        ])
    func hidden(name: String, code: String) throws {
        let finding = try #require(RuleBook.findings(on: named(name)).first)
        #expect(finding.rule == "text.hidden" && finding.severity == .error)
        #expect(finding.evidence == [Evidence(field: "seller.name", expected: "", found: code)])
        #expect(finding.reason.zh.contains(code) && finding.reason.en.contains(code))
    }

    @Test("every text of an invoice is looked at, free text with less weight, and line ends belong into it")
    func fields() {
        #expect(findings(Invoices.legacy { $0.remark = "工地\u{200B}" }) == ["text.hidden:warning"])
        #expect(findings(Invoices.legacy { $0.remark = "一\r\n二\t三" }).isEmpty)
        #expect(
            findings(Invoices.legacy { $0.lines[0].specification = "A4\u{202E}" }) == ["text.hidden:warning"])
        #expect(findings(Invoices.legacy { $0.seller.account = "6222\u{200B}0210" }) == ["text.hidden:error"])
        let many = Invoices.legacy { invoice in
            let line = invoice.lines[0]
            invoice.remark = "\u{200B}"
            invoice.lines = (0..<40).map { _ in
                var copy = line
                copy.item += "\u{200B}"
                return copy
            }
        }
        #expect(findings(many).filter { $0 == "text.hidden:warning" }.count == 10)
    }

    @Test(
        "a word of Latin letters with Cyrillic or Greek look-alikes is an error in a name",
        arguments: ["Ѕiemens Ltd., China", "Siеmens Ltd.", "北京Аpple电子", "ΑBB (China)", "Micrоsoft（中国）有限公司"])
    func mixed(name: String) throws {
        let finding = try #require(RuleBook.findings(on: named(name)).first)
        #expect(finding.rule == "text.mixed-scripts" && finding.severity == .error)
        #expect(finding.evidence.first?.found.contains("U+0") == true)
    }

    @Test(
        "names of real companies and goods are clean",
        arguments: [
            "上海晨光文具股份有限公司", "Siemens Ltd., China", "西门子（中国）有限公司", "ООО «Яндекс»", "ПАО Сбербанк",
            "Société Générale (China) Limited", "Müller GmbH & Co. KG", "L'Oréal（中国）有限公司", "AT&T", "株式会社リコー",
            "삼성전자", "3M中国有限公司", "ABB（中国）有限公司", "7-ELEVEn", "Ελληνικά Πετρέλαια", "香港上海滙豐銀行有限公司",
            "TCL科技集团股份有限公司", "A·O·史密斯（中国）热水器有限公司", "上海“三枪”集团", "瑞士诺华制药…上海", "é́", "𠮷野家",
            "Česká zbrojovka", "L’Occitane", "株式会社 高島屋", "廣東粵海集團", "CÔNG TY TNHH",
        ])
    func clean(name: String) {
        #expect(findings(named(name)).isEmpty)
        #expect(findings(Invoices.legacy { $0.remark = name }).isEmpty)
    }

    @Test(
        "in goods Greek letters are units and substances",
        arguments: ["*化学药品*TNFα试剂", "*电子元件*10kΩ电阻", "*电子元件*100μF", "*试剂*IFNγ", "*检测*β-内酰胺"])
    func goods(item: String) { #expect(findings(Invoices.legacy { $0.lines[0].item = item }).isEmpty) }

    @Test("and Cyrillic look-alikes among Latin letters are not")
    func goodsWithCyrillic() {
        let marked = findings(Invoices.legacy { $0.lines[0].item = "*计算机*Dеll笔记本" })
        #expect(marked == ["text.mixed-scripts:warning"])
    }

    @Test(
        "a name that only looks like a known seller's is an error",
        arguments: [
            ("СОСА", "COCA"), ("Аррlе", "Apple"), ("晨光\u{200B}文具", "晨光文具"), ("ＡＢＣ\u{2060}公司", "ABC公司"),
            ("SlEMENS", "SIEMENS"), ("0racle", "Oracle"), ("rnicrosoft", "microsoft"),
        ])
    func imitation(name: String, known: String) throws {
        let found = RuleBook.findings(
            on: named(name), neighbours: [Neighbour(knownSeller: "别的公司"), Neighbour(knownSeller: known)])
        let finding = try #require(found.first { $0.rule == "seller.look-alike" })
        #expect(finding.severity == .error)
        #expect(finding.evidence == [Evidence(field: "seller.name", expected: known, found: name)])
    }

    @Test(
        "another way of writing is the same company, unless its tax number is another",
        arguments: [
            ("上海晨光（集团）公司", "上海晨光(集团)公司"), ("ＡＢＣ公司", "abc公司"), ("廣東粵海", "广东粤海"), ("A B C", "ABC"),
        ])
    func spelling(name: String, known: String) {
        #expect(findings(named(name), known: known).isEmpty)
        let number = "91110108690017781B"
        let same = Invoices.neighbour(
            Invoices.digital {
                $0.seller.name = known
                $0.seller.taxIdentifier = TaxIdentifier(number)
            })
        #expect(RuleBook.findings(on: named(name, taxID: number), neighbours: [same]).isEmpty)
        #expect(
            marks(RuleBook.findings(on: named(name), neighbours: [same])) == ["seller.look-alike:warning"])
    }

    @Test("different names are different", arguments: [("上海晨光", "上海辰光"), ("ABC", "ABD"), ("甲公司", "乙公司")])
    func different(name: String, known: String) {
        #expect(findings(named(name), known: known).isEmpty && findings(named(known), known: name).isEmpty)
    }

    @Test("the sellers that a policy knows are known without a neighbour")
    func policy() {
        var policy = Policy()
        policy.knownSellers = ["Siemens Ltd., China", "上海晨光（集团）公司"]
        func judged(_ name: String) -> [String] {
            marks(RuleBook.findings(on: Claim(invoice: named(name)), policy: policy))
        }
        #expect(judged("Siemens Ltd., China").isEmpty && judged("上海晨光(集团)公司").isEmpty)
        #expect(judged("SIEMENS Ltd., China").isEmpty)
        #expect(judged("Siernens Ltd., China") == ["policy.seller-look-alike:error"])
        #expect(
            judged("Ѕіеmens Ltd., China") == [
                "text.mixed-scripts:error", "policy.seller-look-alike:error",
            ])
    }

    @Test(
        "a known seller by name makes no other rule fire, on clean invoices of any shape",
        arguments: [71] as [UInt64])
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let known = [Neighbour(knownSeller: "上海晨光文具股份有限公司"), Neighbour(knownSeller: "")]
        for round in 0..<10_000 {
            let findings = RuleBook.findings(on: GeneratedInvoice.clean(&random), neighbours: known)
            #expect(findings.isEmpty, "seed \(seed), round \(round): \(findings.map(\.reason.en))")
            if !findings.isEmpty { return }
        }
    }
}
