import ArgumentParser
import Foundation
import InvoiceFiles
import Invoicing
import OAClient
import Store
import Verification

struct VerifyCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read e-invoice files or a QR payload and check them. 核验发票文件或二维码内容。")
    @Argument(help: "Files or folders; - for standard input.")
    var files: [String]
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @Option(
        name: .long, help: "The company's policy; else policy.toml beside config.toml, where there is one.")
    var policy: String?
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let policy = try policyInForce(setting)
        let batch = InvoiceBatch(
            Self.heldAgainstPayloads(InputFile.named(by: files).flatMap { read($0, in: setting) }))
        let report = batch.report(policy: policy, now: WallClock.now())
        if json {
            try Output.json(report)
        } else {
            for file in report.files { say(file, in: setting.language) }
            if report.files.count > 1 { saySummary(report, in: setting.language) }
        }
        sayFailures(report, in: setting)
        let isRefused = report.hasUnreadableFile || report.worst.map { $0 >= .warning } == true
        return isRefused ? .refusal : .done
    }

    /// The items, with each invoice held against the QR payloads of its number that were named beside it.
    private static func heldAgainstPayloads(_ items: [InvoiceBatch.Item]) -> [InvoiceBatch.Item] {
        var payloads: [String: [QRPayload]] = [:]
        for item in items {
            guard case .read(let file) = item.content, case .payload(let payload) = file.content else {
                continue
            }
            for key in payload.number.identityKeys { payloads[key, default: []].append(payload) }
        }
        guard !payloads.isEmpty else { return items }
        return items.map { item in
            guard case .read(let file) = item.content, let invoice = file.invoice else { return item }
            let own = invoice.number.identityKeys.flatMap { payloads[$0] ?? [] }
            let compared = own.prefix(4).reduce(file) { $0.compared(with: $1) }
            return InvoiceBatch.Item(path: item.path, line: item.line, content: .read(compared))
        }
    }

    private func policyInForce(_ setting: Setting) throws -> Policy? {
        if let policy { return try PolicyFile.read(URL(fileURLWithPath: policy)) }
        let file = setting.home.policyFile
        // Where changes may have to be confirmed, the log says which judges.
        if FileManager.default.fileExists(atPath: setting.home.data.appendingPathComponent("policies").path) {
            let user = (try? AccountFile(setting.home.accountFile).load())?.user ?? "os:\(NSUserName())"
            let ledger = try Ledger(folder: setting.home.data, session: Workplace.session(of: user))
            let standing = try PolicyDesk(home: setting.home, ledger: ledger).take(at: WallClock.now())
            if let trouble = standing.trouble { throw trouble }
            standing.say(by: setting.voice)
            return standing.inForce
        }
        return FileManager.default.fileExists(atPath: file.path) ? try PolicyFile.read(file) : nil
    }

    /// What a file holds: itself, or each invoice of a table.
    private func read(_ path: String, in setting: Setting) -> [InvoiceBatch.Item] {
        do {
            switch try InputFile.readDocument(path, in: setting).document {
            case .single(let file): return [InvoiceBatch.Item(path: path, content: .read(file))]
            case .table(let table):
                return table.entries.map { entry in
                    let content: InvoiceBatch.Content =
                        switch entry.content {
                        case .success(let file): .read(file)
                        case .failure(let error): .failed(error)
                        }
                    return InvoiceBatch.Item(path: path, line: entry.line, content: content)
                }
            }
        } catch let error as any ExplainedError {
            return [InvoiceBatch.Item(path: path, content: .failed(error))]
        } catch {
            return [InvoiceBatch.Item(path: path, content: .failed(InputFileError.failed("\(error)")))]
        }
    }

    /// Failures that are told one by one; a table may have thousands.
    private static let mostFailures = 20

    private func sayFailures(_ report: VerifyReport, in setting: Setting) {
        let failed = report.files.filter { $0.failure != nil }
        for file in failed.prefix(Self.mostFailures) {
            guard let failure = file.failure else { continue }
            setting.voice.say(
                LocalizedText(
                    zh: "\(file.path)：\(failure.explanation.zh)",
                    en: "\(file.path): \(failure.explanation.en)"))
            setting.voice.say(failure.remedy)
        }
        guard failed.count > Self.mostFailures else { return }
        let rest = failed.count - Self.mostFailures
        setting.voice.say(
            LocalizedText(
                zh: "另有\(rest)条无法读取；--json 会逐条列出。", en: "\(rest) more cannot be read; --json lists each."))
    }

    private func saySummary(_ report: VerifyReport, in language: Language) {
        let unread = report.files.count { $0.failure != nil }
        let flagged = report.files.count { !$0.findings.isEmpty }
        let text = LocalizedText(
            zh: "共\(report.files.count)张：读取\(report.files.count - unread)张，其中\(flagged)张有发现；无法读取\(unread)张。",
            en:
                "\(counted(report.files.count, "invoice")): \(report.files.count - unread) read, \(flagged) of them with findings; \(unread) cannot be read."
        )
        Output.line(text[language])
    }

    private func say(_ file: VerifyReport.File, in language: Language) {
        guard let read = file.file else { return }
        func line(_ zh: String, _ en: String) { Output.line(LocalizedText(zh: zh, en: en)[language]) }
        line("文件：\(file.place)（\(read.format.rawValue)）", "File: \(file.place) (\(read.format.rawValue))")
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
        if let risk = file.risk { line(risk.sentence.zh, risk.sentence.en) }
        if file.findings.isEmpty { line("核验：未发现问题", "Checks: nothing found") }
        for finding in file.findings {
            Output.line(
                "\(finding.severity.title[language]): \(finding.title[language]): \(finding.reason[language]) "
                    + "[\(finding.rule)]")
            for evidence in finding.evidence where !(evidence.expected.isEmpty && evidence.found.isEmpty) {
                let value =
                    evidence.found.isEmpty ? LocalizedText(zh: "空", en: "nothing")[language] : evidence.found
                // A fact beside the finding, as the other claim's name, is not held against anything.
                guard !evidence.expected.isEmpty else {
                    line("    \(evidence.field)：\(value)", "    \(evidence.field): \(value)")
                    continue
                }
                line(
                    "    \(evidence.field)：应为 \(evidence.expected)，实为 \(value)",
                    "    \(evidence.field): expected \(evidence.expected), found \(value)")
            }
        }
    }
}
