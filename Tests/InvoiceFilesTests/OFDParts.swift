import Foundation
import Testing

@testable import InvoiceFiles

/// The files inside a sample, to build variants of it.
enum OFDParts {
    static func of(_ sample: String) throws -> [(String, [UInt8])] {
        let archive = try ZipArchive([UInt8](try Samples.data(sample)))
        return try archive.entries.map { ($0.name, try archive.read($0)) }
    }
}
