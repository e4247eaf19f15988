import Foundation
import InvoiceFiles
import Testing

/// The sample files, and variants made of them.
enum Samples {
    static func data(_ name: String) throws -> Data {
        let url = try #require(Bundle.module.resourceURL).appendingPathComponent("Samples/" + name)
        return try Data(contentsOf: url)
    }

    static func demo() throws -> String { String(decoding: try data("einvoice-demo.xml"), as: UTF8.self) }

    /// Reads the demo after a change of its text. Fails where the change does not apply.
    static func demo(replacing old: String, with new: String) throws -> Data {
        let text = try demo()
        try #require(text.contains(old), "the sample has no \(old)")
        return Data(text.replacing(old, with: new).utf8)
    }

    /// The error of reading bytes, or nothing where they can be read.
    static func error(_ data: Data) -> InvoiceFileError? {
        do {
            _ = try InvoiceFile.read(data)
            return nil
        } catch { return error }
    }

    static func error(_ text: String) -> InvoiceFileError? { error(Data(text.utf8)) }
}
