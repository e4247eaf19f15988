import Foundation
import Invoicing
import ReferenceOA
import Testing

@Suite("Sample data: files")
struct SampleDataFileTests {
    @Test("one claim in three has files, and they are small", arguments: SampleDataSet.all)
    func filesAreRareAndSmall(set: SampleDataSet) {
        let files = set.documents.map(\.files)
        #expect((900...1_500).contains(files.filter { !$0.isEmpty }.count))
        #expect(files.joined().allSatisfy { !$0.bytes.isEmpty && $0.bytes.count <= 8_192 })
        for name in ["数电票_", "出差行程说明", "合同摘录_"] {
            #expect(files.joined().contains { $0.name.hasPrefix(name) }, "\(name)")
        }
    }

    @Test("the XML is well formed and says what the invoice says", arguments: SampleDataSet.all)
    func xmlSaysWhatTheInvoiceSays(set: SampleDataSet) throws {
        var escaped = 0
        for document in set.documents {
            guard let file = document.files.first(where: { $0.mediaType == "application/xml" }) else {
                continue
            }
            let invoice = document.invoice
            let xml = try FlatXML(String(decoding: file.bytes, as: UTF8.self))
            let data = "EInvoice/EInvoiceData/"
            let basic = data + "BasicInformation/"
            #expect(xml["EInvoice/Header/EIid"] == [invoice.number.number])
            #expect(xml["EInvoice/TaxSupervisionInfo/InvoiceNumber"] == [invoice.number.number])
            #expect(xml["EInvoice/TaxSupervisionInfo/IssueTime"] == [invoice.issued.description])
            #expect(xml[data + "SellerInformation/SellerName"] == [invoice.seller.name])
            #expect(xml[data + "SellerInformation/SellerIdNum"] == [invoice.seller.taxIdentifier.text])
            #expect(xml[data + "BuyerInformation/BuyerName"] == [invoice.buyer.name])
            #expect(xml[basic + "TotalAmWithoutTax"] == [invoice.totals.net.plain])
            #expect(xml[basic + "TotalTaxAm"] == [invoice.totals.tax.plain])
            #expect(xml[basic + "TotalTax-includedAmount"] == [invoice.totals.gross.plain])
            #expect(xml[basic + "TotalTax-includedAmountInChinese"] == [invoice.totals.grossInWords])
            let item = data + "IssuItemInformation/"
            #expect(xml[item + "ItemName"] == invoice.lines.map(\.item))
            #expect(xml[item + "Amount"] == invoice.lines.map(\.amount.plain))
            #expect(xml[item + "ComTaxAm"] == invoice.lines.map(\.tax.plain))
            #expect(xml[item + "TaxRate"].map(TaxRate.init(parsing:)) == invoice.lines.map(\.rate))
            #expect(xml[item + "Quantity"] == invoice.lines.compactMap { $0.quantity?.description })
            #expect(xml["EInvoice/Header/InherentLabel/InIssuType/LabelCode"] == [invoice.isRed ? "N" : "Y"])
            let label = xml["EInvoice/Header/InherentLabel/GeneralOrSpecialVAT/LabelCode"]
            #expect(label == [invoice.kind == .digitalSpecial ? "01" : "02"])
            if invoice.isRed {
                #expect(xml[data + "SpecificInformation/RedEInvoice/OriginalInvoiceCode"].count == 1)
            }
            if invoice.seller.name.contains("&") { escaped += 1 }
        }
        #expect(escaped > 0, "a name with an ampersand should occur")
    }
}

/// A reader of the few forms of XML that the sample writes: elements and text, five entities. It refuses anything that
/// is not well formed.
private struct FlatXML {
    struct Malformed: Error, CustomStringConvertible {
        var description: String
    }

    private var texts: [String: [String]] = [:]

    /// The texts of all elements of a path, in order.
    subscript(path: String) -> [String] { texts[path] ?? [] }

    init(_ text: String) throws {
        var open: [String] = []
        var content = ""
        var rest = Substring(text)
        guard rest.hasPrefix("<?xml "), let end = rest.range(of: "?>") else {
            throw Malformed(description: "no head")
        }
        rest = rest[end.upperBound...]
        while let start = rest.firstIndex(of: "<") {
            content += try Self.unescaped(rest[..<start])
            guard let close = rest[start...].firstIndex(of: ">") else {
                throw Malformed(description: "open tag")
            }
            let tag = rest[rest.index(after: start)..<close]
            rest = rest[rest.index(after: close)...]
            if tag.hasPrefix("/") {
                guard open.last == String(tag.dropFirst()) else {
                    throw Malformed(description: "\(tag) in \(open)")
                }
                texts[open.joined(separator: "/"), default: []].append(content)
                open.removeLast()
            } else if !tag.hasSuffix("/") {
                open.append(String(tag))
            }
            content = ""
        }
        guard open.isEmpty else { throw Malformed(description: "unclosed \(open)") }
    }

    private static func unescaped(_ text: Substring) throws -> String {
        guard text.contains("&") else { return String(text) }
        var result = ""
        for (place, part) in text.split(separator: "&", omittingEmptySubsequences: false).enumerated() {
            guard place > 0 else {
                result += part
                continue
            }
            guard let end = part.firstIndex(of: ";"),
                let character = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"][
                    String(part[..<end])]
            else { throw Malformed(description: "bare ampersand") }
            result += character + part[part.index(after: end)...]
        }
        return result
    }
}
