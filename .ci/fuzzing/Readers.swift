import Foundation
@testable import InvoiceFiles

/// The readers that libFuzzer feeds, one a run: `FUZZ_READER` names it.
enum Reader: String, CaseIterable {
    /// Whatever the first bytes choose.
    case any
    case xml
    case xbrl
    case zip
    case inflate
    case qr
    case csv
    case pdf
    case face

    func read(_ bytes: [UInt8]) {
        do {
            switch self {
            case .any: _ = try InvoiceDocument.read(Data(bytes))
            case .xml, .xbrl: _ = try InvoiceFile.readXML(bytes)
            case .zip: _ = try ContainerReader.read(bytes)
            case .inflate: _ = try Inflate.unpack(bytes[...], atMost: 1 << 20)
            case .qr:
                let text = String(decoding: bytes, as: UTF8.self)
                _ = try QRPayload.reader(for: text)?.read(text)
            case .csv: _ = try InvoiceTable.read(Data(bytes))
            case .pdf: _ = try PDFInvoice.read(bytes)
            case .face: _ = try InvoiceFile.read(pdfText: String(decoding: bytes, as: UTF8.self), of: Data())
            }
        } catch {
            // An error is an answer; only a trap, a hang or a leak is none.
            precondition(!error.explanation.zh.isEmpty && !error.remedy.en.isEmpty)
        }
    }
}

private let reader = ProcessInfo.processInfo.environment["FUZZ_READER"].flatMap(Reader.init(rawValue:)) ?? .any

@_cdecl("LLVMFuzzerTestOneInput")
public func feed(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    reader.read(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
