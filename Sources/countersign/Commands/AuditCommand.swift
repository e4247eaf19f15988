import Archive
import ArgumentParser
import Audit
import Foundation
import Invoicing
import OAProfile
import Store

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Check and prove the audit log. 审计日志的核验与证明。",
        subcommands: [
            AuditVerifyCommand.self, AuditCheckpointCommand.self, AuditProveCommand.self,
            AuditExportCommand.self, AuditLogCommand.self, AuditSampleCommand.self,
            AuditEraseCommand.self, AuditPapersCommand.self,
        ])
}

struct AuditVerifyCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the ledger's log, or an export or proof alone. 核验审计日志、导出或证明文件。")
    @Option(name: .long, help: "A folder or proof file to check, without store, configuration or network.")
    var export: String?
    @Option(
        name: .long,
        help: "A checkpoint that was kept elsewhere, or a log with such lines; may be given more than once.")
    var anchor: [String] = []
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var trust: TrustOptions
    @OptionGroup var common: CommonOptions

    func perform(in setting: Setting) async throws -> ExitStatus {
        let believed = try trust.trust()
        let report: LogExport.Report
        if let export {
            report = try check(export, trust: believed, setting.voice)
        } else {
            let line = ProgressLine(
                LocalizedText(zh: "核验审计日志", en: "Checking the audit log"), in: setting)
            defer { line.end() }
            report = try checkLedger(LedgerReading(in: setting), trust: believed, telling: line)
        }
        if json { try Output.json(AuditReportOutput(report)) } else { say(report, in: setting) }
        return report.problems.isEmpty ? .done : .refusal
    }

    private func checkLedger(
        _ reading: LedgerReading, trust: SignatureTrust?, telling line: ProgressLine
    ) throws -> LogExport.Report {
        let anchors = try anchors(of: reading.origin)
        let kept = try reading.ledger.checkpoints()
        let all = anchors + kept.map(\.checkpoint)
        let found = try reading.ledger.verifyAudit(anchors: all) { line.show($0, of: $1) }
        line.end()
        var report = LogExport.Report(
            entries: found.entries, operations: found.operations,
            checkpoint: Checkpoint(origin: reading.origin, size: found.entries, root: found.root),
            anchored: (anchors.map(\.size) + kept.filter { $0.anchoredAt != nil }.map(\.checkpoint.size))
                .max(),
            signatures: 0,
            problems: found.breaks.map { ProofProblem("", zh: $0.explanation.zh, en: $0.explanation.en) }
                + found.discrepancies.map { ProofProblem("", zh: $0.explanation.zh, en: $0.explanation.en) })
        report.destroyed = found.destroyed
        if found.findingCount > report.problems.count {
            let rest = found.findingCount - report.problems.count
            report.problems.append(
                ProofProblem("", zh: "另有 \(rest) 个问题。", en: "\(counted(rest, "more problem"))."))
        }
        report.problems += ProofProblem.otherLogs(in: anchors, than: reading.origin)
        guard let trust else { return report }
        for one in kept where !one.signature.isEmpty {
            do {
                try SSHKeygen.verify(
                    Data(one.checkpoint.text.utf8), signature: Data(one.signature.utf8),
                    of: self.trust.signer ?? one.checkpoint.signer, as: .checkpoint, trust: trust)
                report.signatures += 1
            } catch {
                report.problems.append(
                    ProofProblem(
                        "", zh: "大小为 \(one.checkpoint.size) 的检查点：\(error.explanation.zh)",
                        en: "Checkpoint of \(one.checkpoint.size) entries: \(error.explanation.en)"))
            }
        }
        try checkDecisions(in: reading, trust: trust, &report)
        return report
    }

    /// Whether every confirmed decision bears its author's signature, as an export of the same log would be asked.
    private func checkDecisions(
        in reading: LedgerReading, trust: SignatureTrust, _ report: inout LogExport.Report
    ) throws {
        let page = 10_000
        var next: Int64 = 1
        while true {
            let entries = try reading.ledger.auditEntries(from: next, limit: page)
            for entry in entries.compactMap({ try? $0.entry() })
            where entry.outcome == OperationState.acked.rawValue {
                guard let id = OperationID(rawValue: entry.operation),
                    let record = try reading.ledger.record(of: id)
                else { continue }
                guard let signed = record.signed else {
                    report.problems.append(
                        ProofProblem(
                            "", zh: "决定 \(id.rawValue)：缺少签名。",
                            en: "Decision \(id.rawValue): its signature is missing."))
                    continue
                }
                do {
                    try SSHKeygen.verify(
                        Data(signed.statement.text.utf8), signature: Data(signed.armour.utf8),
                        of: entry.actor,
                        as: .approval, trust: trust)
                    report.signatures += 1
                } catch {
                    report.problems.append(
                        ProofProblem(
                            "", zh: "决定 \(id.rawValue)：\(error.explanation.zh)",
                            en: "Decision \(id.rawValue): \(error.explanation.en)"))
                }
            }
            guard entries.count == page else { return }
            next += Int64(page)
        }
    }

    private func check(
        _ path: String, trust: SignatureTrust?, _ voice: Voice
    ) throws -> LogExport.Report {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            let files = try PackageFolder.read(URL(fileURLWithPath: path, isDirectory: true))
            let anchors = try anchors(of: LogExport.origin(of: files))
            if SampleExport.isSample(files) {
                var report = SampleExport.verify(
                    files, anchors: anchors, trust: trust, signer: self.trust.signer)
                report.noteUnused(anchors)
                if report.problems.isEmpty, let sample = SampleExport.stated(in: files) { say(sample, voice) }
                return report
            }
            return LogExport.verify(files, anchors: anchors, trust: trust, signer: self.trust.signer)
        }
        let data = try PackageFolder.readFile(path, limit: AuditProof.largestSize)
        let origin = AuditProof(text: String(decoding: data, as: UTF8.self))?.checkpoint.origin
        let anchors = try anchors(of: origin)
        var report = ProofFile.verify(data, anchors: anchors, trust: trust, signer: self.trust.signer)
        report.noteUnused(anchors)
        return report
    }

    private func say(_ sample: Sample, _ voice: Voice) {
        voice.say(
            LocalizedText(
                zh: "按种子“\(sample.seed)”从 \(sample.population) 项总体（SHA-256 "
                    + "\(sample.populationDigest)）重新抽取，得到同样的 \(sample.items.count) 项。",
                en:
                    "Drawn again with the seed “\(sample.seed)” from its population of \(sample.population) (SHA-256 "
                    + "\(sample.populationDigest)): the same \(sample.items.count)."))
    }

    private func say(_ report: LogExport.Report, in setting: Setting) {
        for problem in report.problems { Output.line(problem.line[setting.language]) }
        let root = report.checkpoint.map { $0.root.hex } ?? "-"
        setting.voice.say(
            LocalizedText(
                zh: "审计记录 \(report.entries) 条，操作 \(report.operations) 项，有效签名 \(report.signatures) 个，"
                    + "问题 \(report.problems.count) 个，默克尔根 \(root)。",
                en: counted(report.entries, "entry", "entries") + ", "
                    + counted(report.operations, "operation") + ", "
                    + counted(report.signatures, "good signature") + ", "
                    + counted(report.problems.count, "problem") + ", Merkle root \(root)."))
        if report.destroyed > 0 {
            setting.voice.say(
                LocalizedText(
                    zh: "其中 \(report.destroyed) 项的内容已按双人签署的清册销毁，日志和哈希仍完整。",
                    en:
                        "The content of \(report.destroyed) of them was destroyed by a list that two persons signed; log "
                        + "and hashes are whole."))
        }
        if let anchored = report.anchored {
            setting.voice.say(
                LocalizedText(
                    zh: "外部锚点到第 \(anchored) 条；此后的记录若被截去，在此无法发现。",
                    en: "Anchored up to entry \(anchored); a cut behind it could not be told from here."))
        } else {
            setting.voice.say(
                LocalizedText(
                    zh: "没有外部锚点：末尾被截去或整体被改写，在此无法发现。",
                    en: "No anchor: a log that was cut at its end or rewritten as a whole could not be told "
                        + "from here."))
        }
    }

    /// What was kept elsewhere, of the log with a name.
    private func anchors(of origin: String?) throws -> [Checkpoint] {
        try anchor.flatMap { path in
            let text = String(decoding: try PackageFolder.readFile(path, limit: 64 << 20), as: UTF8.self)
            let kept = Checkpoint.kept(in: text, of: origin)
            guard !kept.isEmpty else { throw AuditProblem.noCheckpoint(path) }
            return kept
        }
    }
}

extension LogExport.Report {
    /// Anchors with which nothing was compared prove nothing, and whoever gave them must know.
    fileprivate mutating func noteUnused(_ anchors: [Checkpoint]) {
        guard anchored == nil, let largest = anchors.map(\.size).max(), let size = checkpoint?.size else {
            return
        }
        problems.append(
            ProofProblem(
                "", zh: "锚点（\(largest) 条）与证明的检查点（\(size) 条）大小不同，无法比较，不能证明任何事。",
                en:
                    "The anchor of \(largest) entries says nothing about this: the proof's checkpoint has \(size) entries, "
                    + "and only one of the same size can be compared."))
    }
}

struct AuditCheckpointCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Print the log's checkpoint, and sign it on request. 输出审计日志的检查点。")
    @Option(name: .long, help: "Where the signature goes; else below the checkpoint.")
    var signature: String?
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func perform(in setting: Setting) async throws -> ExitStatus {
        // What is signed is kept in the ledger.
        guard !signing.sign || setting.role != .auditor else {
            throw CommandOutsideRole(command: "audit checkpoint --sign")
        }
        let sign = try signing.signer()
        let reading = try LedgerReading(in: setting)
        let checkpoint = try reading.checkpoint(over: try reading.ledger.auditLeaves())
        var armour = ""
        if let sign {
            armour = try sign(checkpoint.text, .checkpoint)
            if let signature { try PackageFolder.writeWhole(Data(armour.utf8), to: signature) }
            let ledger = try Ledger(
                folder: setting.home.data, session: Workplace.session(of: checkpoint.signer))
            try ledger.keep(KeptCheckpoint(checkpoint, signature: armour))
        }
        if json {
            try Output.json(
                CheckpointOutput(
                    origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root.hex,
                    note: checkpoint.text, signature: armour.isEmpty ? nil : armour))
        } else {
            // Byte for byte what was signed: a file that this goes to is a checkpoint, and one to anchor by.
            Output.write(checkpoint.text + (signature == nil ? armour : ""), to: STDOUT_FILENO)
        }
        return .done
    }
}

struct AuditProveCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Write a file that proves the entries of an operation or task. 生成证明文件。")
    @Argument(help: "The operation or the task.")
    var id: String
    @Option(name: .long, help: "The file; else ID.proof here. An existing file is left as it is.")
    var out: String?
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func perform(in setting: Setting) async throws -> ExitStatus {
        let sign = try signing.signer()
        let reading = try LedgerReading(in: setting)
        let leaves = try reading.ledger.auditLeaves()
        let entries = try reading.ledger.auditEntries(about: id).filter { $0.sequence <= leaves.count }
        let checkpoint = try reading.checkpoint(over: leaves)
        let signature = try sign.map { try $0(checkpoint.text, .checkpoint) } ?? ""
        guard
            let proof = AuditProof(
                entries.map { (Int($0.sequence) - 1, $0.sealed.text) }, leaves: leaves,
                checkpoint: checkpoint,
                signature: signature)
        else { throw AuditProblem.notInLog(id) }
        if let problem = proof.problems.first { throw AuditProblem.broken(problem.explanation) }
        let path = out ?? FileName.safe(id) + ".proof"
        let data = Data(proof.text.utf8)
        try setting.note(.exported(.proof, to: path, digest: ContentDigest(of: data)))
        try PackageFolder.writeWhole(data, to: path)
        Output.line(path)
        return .done
    }
}

struct AuditExportCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the whole log with the proofs of all confirmed decisions. 导出审计日志与决定的证明。")
    @Argument(help: "The folder to make.")
    var folder: String
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func perform(in setting: Setting) async throws -> ExitStatus {
        let sign = try signing.signer()
        let reading = try LedgerReading(in: setting)
        let user = Checkpoint(origin: reading.origin, size: 0, root: MerkleTree.emptyRoot)?.signer ?? ""
        let files = try LogExport.make(of: reading.ledger, origin: reading.origin, signer: user, sign: sign)
        let digest = files[Manifest.name].map { ContentDigest(of: $0) }
        try setting.note(.exported(.log, to: folder, digest: digest))
        try PackageFolder.write(files, to: URL(fileURLWithPath: folder, isDirectory: true))
        Output.line(folder)
        return .done
    }
}

private struct CheckpointOutput: Encodable {
    let origin: String
    let size: Int
    let root: String
    let note: String
    let signature: String?
}

private struct AuditReportOutput: Encodable {
    let intact: Bool
    let entries: Int
    let operations: Int
    let checkpoint: String?
    let anchored_size: Int?
    let good_signatures: Int
    let destroyed: Int
    let problems: [ProofProblem]

    init(_ report: LogExport.Report) {
        intact = report.problems.isEmpty
        entries = report.entries
        operations = report.operations
        checkpoint = report.checkpoint?.text
        anchored_size = report.anchored
        good_signatures = report.signatures
        destroyed = report.destroyed
        problems = report.problems
    }
}

/// Names of files that are made of names from outside.
enum FileName {
    /// Letters, digits, dots, dashes; everything else becomes an underscore.
    static func safe(_ text: String) -> String {
        var name = String(
            text.prefix(100).map {
                $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") ? $0 : "_"
            })
        while name.hasPrefix(".") { name.removeFirst() }
        return name.isEmpty ? "_" : name
    }
}
