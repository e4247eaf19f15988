import Foundation
import InvoiceFiles
import Invoicing

/// A fully digital invoice as the tax bureau's XML has it, read through the door of `InvoiceFiles`: all names and numbers
/// are made up, the arithmetic is done by hand.
struct RealisticDocument: Sendable {
    /// One line as it is printed.
    struct Line: Sendable {
        var item: String
        var quantity = ""
        var price = ""
        var amount: String
        var rate: String
        var tax: String
    }

    var special = false
    var red = false
    var number = "26312000000048542163"
    var day = "2026-05-28"
    var seller = (name: "上海澜信软件有限公司", number: "91110108690017781B")
    var buyer = (name: "乙贸易有限公司", number: "91512081MA62K0260E")
    var lines: [Line]
    var net: String
    var tax: String
    var gross: String
    var words = ""
    var remark = ""
    var specific = ""

    /// Software maintenance of 1060.00, a service of a general taxpayer.
    static let software = RealisticDocument(
        lines: [
            Line(
                item: "*信息技术服务*软件维护费", quantity: "1", price: "1000", amount: "1000.00", rate: "6%",
                tax: "60.00")
        ], net: "1000.00", tax: "60.00", gross: "1060.00", words: "壹仟零陆拾圆整", remark: "合同号 HT-2026-017")

    /// Pens of 1017.00 with a discount of a tenth.
    static let pens = RealisticDocument(
        seller: ("上海纸屿文具有限公司", "91110108690017781B"),
        lines: [
            Line(
                item: "*文具*签字笔", quantity: "100", price: "10", amount: "1000.00", rate: "13%", tax: "130.00"),
            Line(item: "*文具*签字笔", amount: "-100.00", rate: "13%", tax: "-13.00"),
        ], net: "900.00", tax: "117.00", gross: "1017.00", words: "壹仟零壹拾柒圆整")

    /// A meal of 212.00.
    static let meal = RealisticDocument(
        seller: ("上海禾序餐饮管理有限公司", "91110108690017781B"),
        lines: [Line(item: "*餐饮服务*餐费", amount: "200.00", rate: "6%", tax: "12.00")], net: "200.00",
        tax: "12.00",
        gross: "212.00", words: "贰佰壹拾贰圆整")

    /// The same after a change.
    func with(_ change: (inout RealisticDocument) -> Void) -> RealisticDocument {
        var document = self
        change(&document)
        return document
    }

    /// The text of the file.
    var xml: String {
        let items = lines.map { line in
            let quantity =
                line.quantity.isEmpty
                ? "" : "<Quantity>\(line.quantity)</Quantity><UnPrice>\(line.price)</UnPrice>"
            return
                "<IssuItemInformation><ItemName>\(line.item)</ItemName>\(quantity)<Amount>\(line.amount)</Amount>"
                + "<TaxRate>\(line.rate)</TaxRate><ComTaxAm>\(line.tax)</ComTaxAm></IssuItemInformation>"
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?><EInvoice><Header><EIid>\(number)</EIid><InherentLabel><InIssuType>\
            <LabelCode>\(red ? "N" : "Y")</LabelCode></InIssuType><GeneralOrSpecialVAT><LabelCode>\
            \(special ? "01" : "02")</LabelCode></GeneralOrSpecialVAT></InherentLabel></Header><EInvoiceData>\
            <SellerInformation><SellerIdNum>\(seller.number)</SellerIdNum><SellerName>\(seller.name)</SellerName>\
            </SellerInformation><BuyerInformation><BuyerIdNum>\(buyer.number)</BuyerIdNum><BuyerName>\(buyer.name)\
            </BuyerName></BuyerInformation><BasicInformation><TotalAmWithoutTax>\(net)</TotalAmWithoutTax>\
            <TotalTaxAm>\(tax)</TotalTaxAm><TotalTax-includedAmount>\(gross)</TotalTax-includedAmount>\
            <TotalTax-includedAmountInChinese>\(words)</TotalTax-includedAmountInChinese></BasicInformation>\
            \(items.joined())<SpecificInformation>\(specific)</SpecificInformation><AdditionalInformation><Remark>\
            \(remark)</Remark></AdditionalInformation></EInvoiceData><TaxSupervisionInfo><InvoiceNumber>\(number)\
            </InvoiceNumber><IssueTime>\(day)</IssueTime></TaxSupervisionInfo></EInvoice>
            """
    }

    /// The file.
    var file: InvoiceFile {
        get throws { try InvoiceFile.read(Data(xml.utf8)) }
    }

    /// The invoice.
    var invoice: Invoice {
        get throws {
            guard let invoice = try file.invoice else { throw CocoaError(.coderReadCorrupt) }
            return invoice
        }
    }

    /// A railway e-ticket of 272.50 in XBRL, with some facts replaced.
    static func ticket(_ facts: [String: String] = [:]) throws -> Invoice {
        let known = [
            "ElectronicInvoiceRailwayETicketNumber": "26419122537000504214", "DateOfIssue": "2026-01-12",
            "DepartureStation": "郑州东", "DestinationStation": "厦门", "TrainNumber": "G1234", "Fare": "272.50",
            "TotalAmountExcludingTax": "250.00", "TaxRate": "9%", "TaxAmount": "22.50",
            "NameOfPurchaser": "乙贸易有限公司",
            "UnifiedSocialCreditCodeOfPurchaser": "91512081MA62K0260E",
        ].merging(facts) { $1 }
        let body = known.map { "<rai:\($0)>\($1)</rai:\($0)>" }.sorted().joined()
        let text = "<xbrl xmlns=\"http://www.xbrl.org/2003/instance\" xmlns:rai=\"x\">\(body)</xbrl>"
        guard let invoice = try InvoiceFile.read(Data(text.utf8)).invoice else {
            throw CocoaError(.coderReadCorrupt)
        }
        return invoice
    }
}
