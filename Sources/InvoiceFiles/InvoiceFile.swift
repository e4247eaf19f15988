import Foundation
import Invoicing

// Readers of e-invoice files: what a file says, and what in it vouches for its bytes.
// In: the bytes of a file or of a scanned QR code, all of them hostile. Out: an `InvoiceFile`, or one `InvoiceFileError`.
// The first bytes choose the reader, never a name; every reader works within fixed limits of size, depth and count.

/// An e-invoice file that was read.
public struct InvoiceFile: Hashable, Sendable {
    /// The formats that are read.
    public enum Format: String, CaseIterable, Codable, Sendable {
        /// The tax bureau's XML of a fully digital invoice (数电票), root `EInvoice`.
        case digitalXML = "digital-xml"
        /// The XML of a legacy e-invoice (税控电子发票), root `eInvoice`, as OFD files carry it.
        case legacyXML = "legacy-xml"
        /// The XML of an electronic fiscal bill (财政电子票据), root `EInvoice` with `Main`.
        case fiscalXML = "fiscal-xml"
        /// The text of the QR code in the corner of an invoice.
        case qrPayload = "qr"
        /// The web address in the QR code of a Shenzhen blockchain invoice (深圳区块链电子发票).
        case blockchainURL = "blockchain-url"
        /// An OFD document (GB/T 33190-2016).
        case ofd
        /// A PDF: the file with the invoice's data that it embeds, or the text of its pages.
        case pdf
        /// A voucher of the finance ministry's data standard, in XBRL.
        case xbrl
        /// A row, or some, of a table in CSV.
        case csv
    }

    /// What a file says: a whole invoice, or the few facts that fit into a QR code.
    public enum Content: Hashable, Sendable {
        /// The whole invoice.
        case invoice(Invoice)
        /// The facts of a QR code.
        case payload(QRPayload)
    }

    /// Its format.
    public let format: Format
    /// What it says.
    public let content: Content
    /// What vouches for its bytes.
    public let integrity: Integrity

    /// The whole invoice; nothing where the file is a QR payload.
    public var invoice: Invoice? {
        if case .invoice(let invoice) = content { invoice } else { nil }
    }

    /// The largest file that is read, in bytes (20 MiB).
    public static let largestFile = 20 * 1_024 * 1_024

    /// Reads the bytes of a file or of a scanned code. Throws ``InvoiceFileError``; never traps, whatever the bytes.
    public static func read(_ bytes: Data) throws(InvoiceFileError) -> InvoiceFile {
        guard bytes.count <= largestFile else {
            throw .tooLarge(bytes: bytes.count, limit: largestFile)
        }
        let bytes = [UInt8](bytes)
        switch FileSignature(of: bytes) {
        case .nothing: throw .empty
        case .xml: return try readXML(bytes)
        case .text: return try readPayload(bytes)
        case .zip: return try ContainerReader.read(bytes)
        case .pdf: return try PDFInvoice.read(bytes)
        case .known(let kind): throw .notSupported(kind)
        case .unknown: throw .unrecognised
        }
    }

    /// Reads an XML document of either root.
    static func readXML(_ bytes: [UInt8]) throws(InvoiceFileError) -> InvoiceFile {
        let document = try XMLReader.read(bytes)
        if document.root.isNamed("EInvoice"), FiscalBill.matches(document.root) {
            return try FiscalBill.read(document)
        }
        if document.root.isNamed("EInvoice"), document.root.child("EInvoiceData") != nil {
            return try DigitalInvoiceXML.read(document)
        }
        if document.root.isNamed("EInvoice"), document.root.child("InvoiceNo") != nil {
            let file = InvoiceFile(
                format: .legacyXML, content: .invoice(try LegacyInvoiceXML.read(document)),
                integrity: Integrity(.unsigned, [LegacyInvoiceXML.looseDocument]))
            return try LegacyInvoiceXML.payload(document).map(file.compared) ?? file
        }
        if document.root.isNamed("EInvoice") {
            throw .missingField("EInvoiceData", document.place(of: document.root))
        }
        if document.root.isNamed("xbrl") { return try XBRLVoucher.read(document) }
        throw .unknownDocument(root: document.root.name)
    }

    private static func readPayload(_ bytes: [UInt8]) throws(InvoiceFileError) -> InvoiceFile {
        let text = String(decoding: try TextDecoding.utf8(bytes), as: UTF8.self)
        guard let reader = QRPayload.reader(for: text) else { throw .unrecognised }
        let payload = try reader.read(text)
        return InvoiceFile(
            format: payload.origin == .blockchain ? .blockchainURL : .qrPayload, content: .payload(payload),
            integrity: Integrity(.unsigned, [payload.integrityDetail]))
    }
}

/// What the first bytes of a file say about it.
enum FileSignature: Equatable {
    /// There is no byte but white space.
    case nothing
    /// It begins with `<`.
    case xml
    /// It begins like a QR payload.
    case text
    /// A ZIP container, which OFD is.
    case zip
    /// A PDF document.
    case pdf
    /// A format that is known but not read.
    case known(InvoiceFileError.OtherFormat)
    /// Nothing that is known.
    case unknown

    init(of bytes: [UInt8]) {
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            self = .zip
        } else if bytes.starts(with: Array("%PDF".utf8)) {
            self = .pdf
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) || bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .known(.image)
        } else if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            self = .known(.office)
        } else if TextDecoding.isUTF16(bytes) {
            self = .xml
        } else {
            let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
            let first = bytes[start...].prefix(1_024).first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
            switch first {
            case nil: self = bytes.count - start <= 1_024 ? .nothing : .unknown
            case 0x3C: self = .xml
            case 0x30, 0x68, 0x48: self = .text
            default: self = .unknown
            }
        }
    }
}
