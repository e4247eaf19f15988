import ArgumentParser
import Foundation
import InvoiceFiles
import Invoicing
import OAProfile
import Store

struct ImportCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Add local invoices (XML, OFD, PDF, XBRL, ZIP, CSV) to the store. 导入本地发票。")
    @Argument(help: "Files or folders; - for standard input.")
    var files: [String]
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let workplace = try Workplace(in: setting)
        var report = ImportReport()
        for path in InputFile.named(by: files) {
            report.files.append(try take(path, workplace))
            guard !json, let file = report.files.last else { continue }
            say(file, in: setting)
        }
        if json {
            try Output.json(report)
        } else {
            Output.line(report.summary[setting.language])
        }
        return report.isRefusal ? .refusal : .done
    }

    /// Imports one file, whole or not at all. Only trouble with the store ends the command.
    private func take(_ path: String, _ workplace: Workplace) throws -> ImportReport.File {
        let name = path == "-" ? "-" : URL(fileURLWithPath: path).lastPathComponent
        let bytes: Data
        let invoices: [(line: Int?, invoice: Invoice)]
        do {
            let (read, document) = try InputFile.readDocument(path, in: workplace.setting)
            bytes = read
            switch try Self.invoices(of: document) {
            case .success(let found): invoices = found
            case .failure(let failures): return ImportReport.File(path: path, refusals: failures.all)
            }
        } catch let error as any ExplainedError {
            return ImportReport.File(path: path, refusals: [ImportReport.Refusal(error)])
        } catch {
            return ImportReport.File(
                path: path, refusals: [ImportReport.Refusal(InputFileError.failed("\(error)"))])
        }
        let now = WallClock.now()
        // First the bytes: whatever happens next, a record in the ledger has them.
        let digest = try BlobStore(folder: workplace.setting.home.data).put(bytes)
        let file = LocalFile(name: name, bytes: bytes.count, digest: digest, user: workplace.account.user)
        let tasks = invoices.map { file.task(of: $0.invoice, line: $0.line, at: now) }
        let outcomes = try workplace.ledger.importLocal(tasks, of: digest, named: name, at: now)
        _ = try workplace.mirror.putLocal(
            zip(tasks, outcomes).filter { $0.1 == .new }.map(\.0))
        let entries = try zip(tasks, outcomes).enumerated().map { index, pair in
            let id =
                switch pair.1 {
                case .new: pair.0.id
                case .known(let known): known
                }
            return ImportReport.Entry(
                line: invoices[index].line, task: id.rawValue, number: pair.0.invoice.number.display,
                outcome: pair.1 == .new ? .new : .known,
                findings: try workplace.mirror.entry(id)?.findings ?? [])
        }
        return ImportReport.File(path: path, entries: entries)
    }

    /// Each invoice of a file, or every reason against the file as a whole.
    private static func invoices(
        of document: InvoiceDocument
    ) throws -> Result<[(line: Int?, invoice: Invoice)], ImportReport.Refusals> {
        switch document {
        case .single(let file):
            guard let invoice = file.invoice else { throw ImportProblem.onlyPayload }
            guard file.integrity.state != .changed else {
                throw ImportProblem.changed(file.integrity.details.first ?? file.integrity.state.title)
            }
            guard !invoice.number.identityKeys.isEmpty else { throw ImportProblem.noNumber }
            return .success([(nil, invoice)])
        case .table(let table):
            var found: [(line: Int?, invoice: Invoice)] = []
            var refusals: [ImportReport.Refusal] = []
            for entry in table.entries {
                switch entry.content {
                case .success(let file):
                    if let invoice = file.invoice { found.append((entry.line, invoice)) }
                case .failure(let error): refusals.append(ImportReport.Refusal(error, line: entry.line))
                }
            }
            return refusals.isEmpty ? .success(found) : .failure(ImportReport.Refusals(all: refusals))
        }
    }

    /// Lines of one file that are told one by one; a table may have thousands.
    private static let mostLines = 20

    private func say(_ file: ImportReport.File, in setting: Setting) {
        let language = setting.language
        for entry in file.entries.prefix(Self.mostLines) {
            let place = entry.line.map { "\(file.path):\($0)" } ?? file.path
            let worst = entry.findings.map(\.severity).max()
            let flagged =
                worst.map { worst in
                    let (worse, all) = (entry.findings.count { $0.severity == worst }, entry.findings.count)
                    return ", " + worst.title[language] + " ×\(worse)"
                        + (all > worse ? " +\(all - worse)" : "")
                } ?? ""
            Output.line(
                "\(place): \(entry.outcome.title[language]) \(entry.number) [\(entry.task)]" + flagged)
        }
        if file.entries.count > Self.mostLines {
            let rest = file.entries.count - Self.mostLines
            Output.line(LocalizedText(zh: "另有\(rest)张。", en: "\(rest) more.")[language])
        }
        for refusal in file.refusals.prefix(Self.mostLines) {
            let place = refusal.line.map { "\(file.path):\($0)" } ?? file.path
            setting.voice.say(
                LocalizedText(
                    zh: "\(place)：未导入。\(refusal.explanation.zh)",
                    en: "\(place): not imported. \(refusal.explanation.en)"))
            setting.voice.say(refusal.remedy)
        }
    }
}

/// A file that is imported, as the task that stands for each of its invoices.
private struct LocalFile {
    let name: String
    let bytes: Int
    let digest: ContentDigest
    let user: String

    func task(of invoice: Invoice, line: Int?, at now: Int64) -> ApprovalTask {
        let id = TaskID.localPrefix + digest.hex.prefix(16) + (line.map { ":\($0)" } ?? "")
        // The rows of a table share its bytes without being the same invoice, so that the table is no attachment of theirs.
        let attachments =
            line == nil
            ? [Attachment(name: name, mediaType: "application/octet-stream", size: bytes, sha256: digest.hex)]
            : []
        return ApprovalTask(
            id: TaskID(rawValue: id), instance: InstanceID(rawValue: id), node: "", round: 1, rev: "1",
            status: .local, assignee: "", title: line.map { "\(name):\($0)" } ?? name, submitter: user,
            department: "", references: ["sha256:" + digest.hex], submittedAt: now, invoice: invoice,
            attachments: attachments)
    }
}

/// Why a file that can be read is not imported.
enum ImportProblem: ExplainedError, Hashable {
    /// A QR payload is no invoice.
    case onlyPayload
    /// The file was changed: how that is known.
    case changed(LocalizedText)
    /// The invoice has no number.
    case noNumber

    var explanation: LocalizedText {
        switch self {
        case .onlyPayload:
            LocalizedText(
                zh: "二维码只有发票的部分信息，不是一张完整的发票。",
                en: "A QR code holds only some facts of an invoice, not the invoice.")
        case .changed(let how):
            LocalizedText(zh: "文件内容被改动：\(how.zh)", en: "The file was changed: \(how.en)")
        case .noNumber:
            LocalizedText(zh: "发票没有号码，无法与其他发票区分。", en: "The invoice has no number to tell it from others.")
        }
    }

    var remedy: LocalizedText {
        LocalizedText(
            zh: "请向开票方索取 XML 或 OFD 原件后再导入。",
            en: "Ask the seller for the XML or OFD original, and import that.")
    }
}
