import Invoicing
import ReferenceOA
import Testing

@Suite("Sample data: sellers and buyers")
struct SampleDataPartyTests {
    private static let regions: [(city: String, codes: [String])] = [
        ("上海", ["31"]), ("Shanghai", ["31"]), ("北京", ["11"]), ("天津", ["12"]), ("重庆", ["50"]),
        ("苏州", ["3205"]), ("Suzhou", ["3205"]), ("昆山", ["320583"]), ("南京", ["3201"]), ("无锡", ["3202"]),
        ("杭州", ["3301"]), ("深圳", ["4403"]), ("Shenzhen", ["4403"]), ("广州", ["4401"]), ("成都", ["5101"]),
        ("武汉", ["4201"]), ("长沙", ["4301"]), ("郑州", ["4101"]), ("合肥", ["3401"]), ("福州", ["3501"]),
        ("济南", ["3701"]), ("西安", ["6101"]),
    ]

    @Test(
        "more than forty sellers, each with one code, each code with one seller", arguments: SampleDataSet.all
    )
    func sellersAreMany(set: SampleDataSet) {
        let sellers = set.clean.filter { $0.place != SampleGenerator.hostileIndex }.map(
            \.document.invoice.seller)
        let names = Dictionary(grouping: sellers, by: \.name).mapValues { Set($0.map(\.taxIdentifier.text)) }
        #expect(names.count >= 60)
        #expect(names.values.allSatisfy { $0.count == 1 })
        #expect(Set(names.values.flatMap { $0 }).count == names.count)
    }

    @Test(
        "a code and a number bear the region of the city in the seller's name", arguments: SampleDataSet.all)
    func regionsFit(set: SampleDataSet) throws {
        for (_, document) in set.clean {
            let invoice = document.invoice
            // A branch bears the region of its own city, which stands last in its name.
            for party in [invoice.seller, invoice.buyer] {
                let branch = party.name.hasSuffix("分公司") && party.name.hasPrefix("上海澜衡")
                let part = branch ? String(party.name.suffix(5)) : party.name
                let region = try #require(
                    Self.regions.first { part.contains($0.city) }, "no city in \(party.name)")
                let code = party.taxIdentifier.text
                #expect(region.codes.contains { code.dropFirst(2).hasPrefix($0) }, "\(party.name) \(code)")
            }
            let seller = invoice.seller.taxIdentifier.text.dropFirst(2)
            let region = seller.hasPrefix("4403") ? "95" : String(seller.prefix(2))
            let number = invoice.number
            switch number.code.count {
            case 10: #expect(number.code.prefix(2) == seller.prefix(2))
            case 12: #expect(number.code.dropFirst(1).prefix(2) == seller.prefix(2))
            default: #expect(number.number.dropFirst(2).prefix(2) == region)
            }
        }
    }

    @Test("the company and its branches buy, with one code each", arguments: SampleDataSet.all)
    func buyersAreTheCompany(set: SampleDataSet) {
        let buyers = Set(
            set.documents.map { $0.invoice.buyer.name + " " + $0.invoice.buyer.taxIdentifier.text })
        #expect(buyers.count == 3)
    }

    @Test(
        "long, rare and Latin names occur, each in a few of a thousand claims", arguments: SampleDataSet.all)
    func namesTestColumns(set: SampleDataSet) {
        let names = set.documents.map(\.invoice.seller.name)
        #expect((12...20).contains(names.filter { $0.count >= 40 && !$0.contains("Co.") }.count))
        let rare = names.filter { $0.unicodeScalars.contains { (0x20000...0x2A6DF).contains($0.value) } }
        #expect((12...20).contains(rare.count))
        let latin = Set(names.filter { $0.hasSuffix("Co., Ltd.") })
        #expect(latin.count == 3)
    }

    @Test(
        "one seller's name is hostile, at the documented place, waiting for the reviewer",
        arguments: SampleDataSet.all)
    func oneNameIsHostile(set: SampleDataSet) {
        let hostile: [Unicode.Scalar] = ["\u{1B}", "\r", "\u{202E}", "\u{200B}"]
        for (place, document) in set.documents.enumerated() {
            let holds = hostile.map { document.invoice.seller.name.unicodeScalars.contains($0) }
            #expect(holds.allSatisfy { $0 == (place == SampleGenerator.hostileIndex) })
        }
        let document = set.documents[SampleGenerator.hostileIndex]
        #expect(document.plantedFaults.isEmpty)
        #expect(document.steps[document.currentStep].actor == SampleGenerator.reviewer.user)
        var rest = document
        rest.invoice.seller.name = ""
        let text = "\(rest)" + document.files.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
        #expect(!text.unicodeScalars.contains { hostile.contains($0) })
    }
}
