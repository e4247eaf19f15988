import ArgumentParser
import Foundation
import InvoiceFiles
import Invoicing
import Verification

struct VerifyCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read e-invoice files or a QR payload and check them. 核验发票文件或二维码内容。")
    @Argument(help: "Files; - for standard input.")
    var files: [String]
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let report = VerifyReport(files: files.map(verify))
        if json {
            try Output.json(report)
        } else {
            for file in report.files { say(file, in: setting.language) }
        }
        for file in report.files {
            guard let failure = file.failure else { continue }
            setting.voice.say(
                LocalizedText(
                    zh: "\(file.path)：\(failure.explanation.zh)",
                    en: "\(file.path): \(failure.explanation.en)"))
            setting.voice.say(failure.remedy)
        }
        let isRefused = report.hasUnreadableFile || report.worst.map { $0 >= .warning } == true
        return isRefused ? .refusal : .done
    }

    private func verify(_ path: String) -> VerifyReport.File {
        do {
            let file = try InvoiceFile.read(try InputFile.read(path))
            return VerifyReport.File(
                path: path, file: file, findings: RuleBook.findings(on: file, now: WallClock.now()))
        } catch let error as any ExplainedError {
            return VerifyReport.File(path: path, error: error)
        } catch {
            return VerifyReport.File(path: path, error: InputFileError.failed("\(error)"))
        }
    }

    private func say(_ file: VerifyReport.File, in language: Language) {
        guard let read = file.file else { return }
        func line(_ zh: String, _ en: String) { Output.line(LocalizedText(zh: zh, en: en)[language]) }
        line("文件：\(file.path)（\(read.format.rawValue)）", "File: \(file.path) (\(read.format.rawValue))")
        if case .invoice(let invoice) = read.content {
            line(
                "发票：\(invoice.kind.title.zh) \(invoice.number.display)，\(invoice.issued)，\(invoice.seller.name)，"
                    + "价税合计 \(invoice.totals.gross.grouped)",
                "Invoice: \(invoice.kind.title.en) \(invoice.number.display), \(invoice.issued), "
                    + "\(invoice.seller.name), total \(invoice.totals.gross.grouped)")
        }
        let state = read.integrity.state.title
        line("完整性：\(state.zh)", "Integrity: \(state.en)")
        for detail in read.integrity.details { Output.line("    \(detail[language])") }
        if file.findings.isEmpty { line("核验：未发现问题", "Checks: nothing found") }
        for finding in file.findings {
            Output.line(
                "\(finding.severity.title[language]): \(finding.title[language]): \(finding.reason[language]) "
                    + "[\(finding.rule)]")
            for evidence in finding.evidence {
                line(
                    "    \(evidence.field)：应为 \(evidence.expected)，实为 \(evidence.found)",
                    "    \(evidence.field): expected \(evidence.expected), found \(evidence.found)")
            }
        }
    }
}

/// A file that cannot be opened.
private enum InputFileError: ExplainedError {
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
        case .number(EISDIR): LocalizedText(zh: "这是一个文件夹", en: "it is a folder")
        case .number(let number):
            LocalizedText(zh: "系统错误 \(number)", en: String(cString: strerror(number)).lowercased())
        case .failed(let cause): LocalizedText(zh: cause, en: cause)
        }
    }
}

/// Reads a named file, or standard input, up to the largest size that a reader takes and one byte more.
private enum InputFile {
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
