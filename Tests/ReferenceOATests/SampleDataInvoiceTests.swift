import Invoicing
import ReferenceOA
import Testing

@Suite("Sample data: invoices")
struct SampleDataInvoiceTests {
    @Test(
        "a clean claim keeps every law of arithmetic, numbers, codes and dates", arguments: SampleDataSet.all)
    func cleanClaimsKeepEveryLaw(set: SampleDataSet) {
        for (place, document) in set.clean {
            let broken = SampleDataLaws.broken(by: document.invoice)
            #expect(broken.isEmpty, "place \(place): \(document.invoice)")
        }
    }

    @Test("a fault breaks the law that it names, and no other", arguments: SampleDataSet.all)
    func faultsBreakWhatTheyName(set: SampleDataSet) {
        for (place, document) in set.documents.enumerated() {
            let broken = SampleDataLaws.broken(by: document.invoice)
            let expected = Set(document.plantedFaults).subtracting([.duplicate])
            #expect(broken == expected, "place \(place): \(document.invoice)")
        }
    }

    @Test("one claim in eight bears a fault, and every kind of fault occurs", arguments: SampleDataSet.all)
    func faultsAreOneInEight(set: SampleDataSet) {
        let faults = set.documents.flatMap(\.plantedFaults)
        #expect((450...550).contains(faults.count))
        for fault in PlantedFault.allCases {
            let share = faults.filter { $0 == fault }.count
            #expect((30...60).contains(share), "\(fault.rawValue): \(share)")
        }
        #expect(set.documents.allSatisfy { $0.plantedFaults.count <= 1 })
    }

    @Test("the first two hundred claims show every kind of fault", arguments: SampleDataSet.all)
    func demoShowsEveryFault(set: SampleDataSet) {
        #expect(Set(set.documents.prefix(200).flatMap(\.plantedFaults)) == Set(PlantedFault.allCases))
    }

    @Test("a number occurs twice only where a duplicate is planted", arguments: SampleDataSet.all)
    func numbersAreUnique(set: SampleDataSet) {
        var first: [String: Int] = [:]
        for (place, document) in set.documents.enumerated() {
            let key = document.invoice.number.code + "/" + document.invoice.number.number
            if let earlier = first[key] {
                #expect(document.plantedFaults == [.duplicate], "\(key) at \(earlier) and \(place)")
            } else {
                #expect(document.plantedFaults != [.duplicate], "\(key) at \(place) repeats nothing")
                first[key] = place
            }
        }
    }

    @Test(
        "a duplicate repeats the clean claim of another person that came in before",
        arguments: SampleDataSet.all)
    func duplicatesRepeatEarlierClaims(set: SampleDataSet) throws {
        var retitled = 0
        for (place, document) in set.documents.enumerated() {
            let origin = set.generator.placeOfOriginal(of: place)
            #expect((origin != nil) == (document.plantedFaults == [.duplicate]))
            guard let origin else { continue }
            try #require((0..<place).contains(origin))
            let original = set.documents[origin]
            #expect(original.plantedFaults.isEmpty)
            #expect(original.invoice == document.invoice)
            #expect(original.submitter != document.submitter)
            #expect(original.submittedAt < document.submittedAt)
            #expect(original.title.prefix(14) != document.title.prefix(14))
            if original.title.dropFirst(15) != document.title.dropFirst(15) { retitled += 1 }
        }
        #expect(retitled > 0)
    }

    @Test("rates fit what is sold", arguments: SampleDataSet.all)
    func ratesFitCategories(set: SampleDataSet) throws {
        // Small-scale sellers levy 1 % on anything that is taxed at a general rate.
        let allowed: [String: Set<String>] = [
            "餐饮服务": ["6%", "1%"], "住宿服务": ["6%", "1%"], "运输服务": ["9%", "3%"], "经纪代理服务": ["6%"],
            "旅游服务": ["6%"], "经营租赁": ["13%", "9%", "5%", "3%"], "物流辅助服务": ["6%"],
            "信息技术服务": ["6%", "1%"], "软件": ["13%", "1%"], "研发和技术服务": ["免税", "6%"],
            "电信服务": ["9%", "6%"], "广告服务": ["6%", "1%"], "设计服务": ["6%", "1%"],
            "会议展览服务": ["6%"], "鉴证咨询服务": ["6%"], "人力资源服务": ["6%"], "非学历教育服务": ["3%"],
            "医疗服务": ["免税"], "保险服务": ["6%"], "预付卡销售": ["不征税"], "企业管理服务": ["6%"],
            "建筑服务": ["9%", "3%"], "安全保护服务": ["6%"], "劳务": ["13%", "1%"],
            "印刷品": ["13%", "1%", "免税"], "蔬菜": ["免税"], "谷物加工品": ["9%"], "水果": ["9%"],
            "供电": ["13%"], "水冰雪": ["3%"],
        ]
        var seen: Set<String> = []
        for line in set.documents.flatMap(\.invoice.lines) {
            let parts = line.item.split(separator: "*", omittingEmptySubsequences: false)
            try #require(parts.count == 3 && parts[0].isEmpty, "\(line.item)")
            let rate = line.rate.description
            // What is not listed is a thing: 13 %, or 1 % from a small-scale seller.
            #expect((allowed[String(parts[1])] ?? ["13%", "1%"]).contains(rate), "\(line.item) at \(rate)")
            seen.insert(rate)
        }
        #expect(seen == ["13%", "9%", "6%", "5%", "3%", "1%", "免税", "不征税"])
    }

    @Test("no special invoice for meals, or for what bears no tax", arguments: SampleDataSet.all)
    func specialInvoicesAreTaxed(set: SampleDataSet) {
        for invoice in set.documents.map(\.invoice) where invoice.kind.isSpecial {
            #expect(invoice.lines.allSatisfy { !["免税", "不征税"].contains($0.rate.description) })
            #expect(invoice.lines.allSatisfy { !$0.item.hasPrefix("*餐饮服务*") })
            #expect(!invoice.seller.account.isEmpty && !invoice.buyer.account.isEmpty)
            #expect(invoice.checkCode.isEmpty)
        }
    }

    @Test(
        "fully digital invoices are most, ordinary ones above all; legacy ones occur",
        arguments: SampleDataSet.all)
    func kindsAreMixed(set: SampleDataSet) {
        let kinds = Dictionary(grouping: set.documents, by: \.invoice.kind).mapValues(\.count)
        #expect((1_800...2_800).contains(kinds[.digitalOrdinary] ?? 0), "\(kinds)")
        #expect((600...1_400).contains(kinds[.digitalSpecial] ?? 0), "\(kinds)")
        #expect((200...800).contains(kinds[.electronicOrdinary] ?? 0), "\(kinds)")
        for kind in [InvoiceKind.electronicSpecial, .paperSpecial, .paperOrdinary, .toll] {
            #expect((5...200).contains(kinds[kind] ?? 0), "\(kinds)")
        }
    }

    @Test(
        "negative amounts are discount lines after their line, or red invoices", arguments: SampleDataSet.all)
    func negativeAmounts(set: SampleDataSet) {
        var discounts = 0
        var reds = 0
        for invoice in set.documents.map(\.invoice) {
            guard !invoice.isRed else {
                reds += 1
                #expect(invoice.totals.gross.minor < 0 && invoice.totals.grossInWords.hasPrefix("（负数）"))
                #expect(invoice.remark.contains("红字发票信息确认单编号"))
                continue
            }
            for (place, line) in invoice.lines.enumerated() where line.amount.minor < 0 {
                discounts += 1
                #expect(place > 0 && invoice.lines[place - 1].item == line.item)
                #expect(line.quantity == nil && line.amount.minor + invoice.lines[place - 1].amount.minor > 0)
            }
            #expect(invoice.totals.gross.minor > 0)
        }
        #expect((20...120).contains(reds))
        #expect(discounts > 40)
    }

    @Test("remarks say what the law asks for", arguments: SampleDataSet.all)
    func remarksAreComplete(set: SampleDataSet) {
        let demands = [
            "*建筑服务*": ["项目名称", "发生地"], "*运输服务*国内货物": ["起运地", "到达地", "车种车号", "货物"],
            "*经营租赁*办公用房": ["不动产地址"], "*经营租赁*通行费": ["车牌号", "通行日期"],
        ]
        var met: Set<String> = []
        for invoice in set.documents.map(\.invoice) where !invoice.isRed {
            for (item, words) in demands where invoice.lines.contains(where: { $0.item.hasPrefix(item) }) {
                met.insert(item)
                #expect(words.allSatisfy { invoice.remark.contains($0) }, "\(item): \(invoice.remark)")
            }
        }
        #expect(met.count == demands.count)
    }
}
