import Foundation
import InvoiceFiles
import Invoicing

/// A file that cannot be opened.
enum InputFileError: ExplainedError {
    /// The system's error number.
    case number(Int32)
    /// Reading broke off.
    case failed(String)

    var explanation: LocalizedText {
        LocalizedText(zh: "文件无法打开：\(cause.zh)。", en: "The file cannot be opened: \(cause.en).")
    }

    var remedy: LocalizedText {
        LocalizedText(
            zh: "请检查路径和权限；二维码里的文字请用 - 从标准输入传入。",
            en:
                "Check the path and its permissions. The text of a QR code is given on standard input, with -."
        )
    }

    private var cause: LocalizedText {
        switch self {
        case .number(ENOENT): LocalizedText(zh: "没有这个文件", en: "there is no such file")
        case .number(EACCES): LocalizedText(zh: "没有读取权限", en: "it may not be read")
        case .number(EISDIR): LocalizedText(zh: "文件夹里没有文件", en: "the folder holds no file")
        case .number(let number):
            SystemError.text(number)
        case .failed(let cause): LocalizedText(zh: cause, en: cause)
        }
    }
}

/// Reads a named file, or standard input, up to the largest size that a reader takes and one byte more.
enum InputFile {
    /// Files of one folder that are taken.
    private static let mostInFolder = 20_000

    /// The files that paths name: a folder stands for all files in it and in its folders, but hidden ones, by name. Links are
    /// not followed. A folder without files stands for itself, and is refused when it is read.
    static func named(by paths: [String]) -> [String] {
        paths.flatMap { path -> [String] in
            var isFolder: ObjCBool = false
            guard path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                isFolder.boolValue
            else { return [path] }
            var files: [String] = []
            let enumerator = FileManager.default.enumerator(atPath: path)
            while let name = enumerator?.nextObject() as? String, files.count < mostInFolder {
                let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
                guard !isHidden, enumerator?.fileAttributes?[.type] as? FileAttributeType == .typeRegular
                else { continue }
                files.append(path.hasSuffix("/") ? path + name : path + "/" + name)
            }
            return files.isEmpty ? [path] : files.sorted()
        }
    }

    /// The bytes of a file and what they say: the invoice in it, or the table. A PDF that embeds no data is read from its pages,
    /// and one that does is held against them.
    /// - Throws: ``InputFileError``, ``TextLayerError``, `InvoiceFileError`.
    static func readDocument(_ path: String, in setting: Setting) throws -> (
        bytes: Data, document: InvoiceDocument
    ) {
        let bytes = try read(path)
        let searchPath = setting.environment["PATH"] ?? "/usr/bin:/bin"
        do {
            let document = try InvoiceDocument.read(bytes, heads: setting.configuration.tableHeads)
            guard case .single(let file) = document, file.format == .pdf else { return (bytes, document) }
            do {
                let text = try TextLayer.text(of: bytes, searchPath: searchPath)
                return (bytes, .single(try file.compared(withPDFText: text)))
            } catch let error as TextLayerError {
                return (bytes, .single(file.noting(error.notCompared)))
            }
        } catch InvoiceFileError.notSupported(.pdf) {
            let text = try TextLayer.text(of: bytes, searchPath: searchPath)
            return (bytes, .single(try InvoiceFile.read(pdfText: text, of: bytes)))
        }
    }

    static func read(_ path: String) throws -> Data {
        guard path != "-" else { return try bounded(FileHandle.standardInput) }
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw InputFileError.number(errno) }
        guard facts.st_mode & S_IFMT != S_IFDIR else {
            throw InputFileError.number(EISDIR)
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw InputFileError.number(errno)
        }
        return try bounded(handle)
    }

    private static func bounded(_ handle: FileHandle) throws -> Data {
        var data = Data()
        while data.count <= InvoiceFile.largestFile,
            let part = try handle.read(upToCount: InvoiceFile.largestFile + 1 - data.count), !part.isEmpty
        {
            data += part
        }
        return data
    }
}
