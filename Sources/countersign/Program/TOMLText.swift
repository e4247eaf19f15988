import Foundation
import Invoicing
import TOMLKit

/// The text of one of the user's TOML files, with a limit on its size, and where in it something is wrong.
struct TOMLText {
    /// Why a file gives no table.
    enum Trouble: Error {
        /// It cannot be read, is not UTF-8, or larger than ``largest``.
        case unreadable
        /// It is not TOML; the line, from 1, where it is known.
        case notTOML(line: Int?, reason: String)
    }

    /// The largest file that is read, in bytes.
    static let largest = 1 << 20

    let text: String

    init(_ text: String) { self.text = text }

    init(of file: URL) throws(Trouble) {
        let data: Data
        do {
            data = try FileHandle(forReadingFrom: file).read(upToCount: TOMLText.largest + 1) ?? Data()
        } catch {
            throw .unreadable
        }
        guard data.count <= TOMLText.largest, let text = String(data: data, encoding: .utf8) else {
            throw .unreadable
        }
        self.text = text
    }

    func table() throws(Trouble) -> TOMLTable {
        do {
            return try TOMLTable(string: text)
        } catch let problem as TOMLParseError {
            throw .notTOML(line: problem.source.begin.line, reason: problem.description)
        } catch {
            throw .notTOML(line: nil, reason: "\(error)")
        }
    }

    /// A file and a line in it, from 1, as errors name them.
    static func place(in file: String, line: Int?) -> LocalizedText {
        guard let line else { return LocalizedText(zh: file, en: file) }
        return LocalizedText(zh: "\(file) 第 \(line) 行", en: "\(file), line \(line)")
    }
}
