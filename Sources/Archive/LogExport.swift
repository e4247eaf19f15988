import Audit
import Foundation
import Invoicing
import OAProfile
import Store

/// A whole audit log as files, with what proves each confirmed decision in it:
///
/// ```
/// log.jsonl  checkpoint  checkpoint.sig  operations/OP/{decision,evidence,receipt}.json
/// operations/OP/statement.txt  operations/OP/statement.txt.sig  manifest.sha256
/// ```
public enum LogExport {
    static let log = "log.jsonl"
    static let checkpoint = "checkpoint"
    static let signature = "checkpoint.sig"

    /// What a check of an export found.
    public struct Report: Hashable, Sendable {
        /// How many entries were read.
        public var entries: Int
        /// How many confirmed decisions were checked.
        public var operations: Int
        /// What the log says of itself; nothing where it cannot be read.
        public var checkpoint: Checkpoint?
        /// The largest anchored size that was given; nothing without an anchor.
        public var anchored: Int?
        /// How many signatures were found good.
        public var signatures: Int
        /// Of how many confirmed decisions the content was destroyed with its package, as the log says.
        public var destroyed = 0
        /// What is wrong, in the order of the log.
        public var problems: [ProofProblem]

        /// Makes a report.
        public init(
            entries: Int, operations: Int, checkpoint: Checkpoint?, anchored: Int?, signatures: Int,
            problems: [ProofProblem]
        ) {
            self.entries = entries
            self.operations = operations
            self.checkpoint = checkpoint
            self.anchored = anchored
            self.signatures = signatures
            self.problems = problems
        }
    }

    /// Writes down a ledger's log as it is now.
    /// - Parameters:
    ///   - origin: the name of the log.
    ///   - sign: signs a text for a purpose; nothing leaves the export without signatures. Statements are signed only where
    ///     the actor is `signer`.
    public static func make(
        of ledger: Ledger, origin: String, signer: String = "",
        sign: ((String, SignatureNamespace) throws -> String)? = nil
    ) throws -> FileSet {
        let all = try ledger.auditEntries(from: 1, limit: .max)
        guard let statement = Checkpoint(of: all.map(\.leaf), origin: origin) else {
            throw FolderProblem(origin, zh: "日志名称无效", en: "it is no name of a log")
        }
        var files: FileSet = [:]
        var text = Data()
        var range = CompactRange()
        var recorded: [String: (entry: AuditEntry, root: ContentDigest)] = [:]
        for sealed in all {
            text += Data(sealed.text.utf8) + [0x0A]
            if let entry = try? sealed.entry() {
                if entry.outcome == OperationState.recorded.rawValue {
                    recorded[entry.operation] = (entry, range.root)
                } else if entry.outcome == OperationState.acked.rawValue,
                    let id = OperationID(rawValue: entry.operation), let start = recorded[entry.operation],
                    let record = try ledger.record(of: id), !record.evidence.isEmpty,
                    let dossier = try Dossier.files(of: record, recorded: start.entry, after: start.root)
                {
                    for (name, data) in dossier { files["operations/\(id.rawValue)/\(name)"] = data }
                    if record.signed == nil, let sign, start.entry.actor == signer,
                        let words = dossier[Dossier.statement]
                    {
                        files["operations/\(id.rawValue)/\(Dossier.signature)"] = Data(
                            try sign(String(decoding: words, as: UTF8.self), .approval).utf8)
                    }
                }
            }
            range.append(sealed.leaf)
        }
        files[log] = text
        files[checkpoint] = Data(statement.text.utf8)
        if let sign { files[signature] = Data(try sign(statement.text, .checkpoint).utf8) }
        files[Manifest.name] = Data(Manifest.text(over: files).utf8)
        return files
    }

    /// Whether files look like an export of a log.
    public static func isExport(_ files: FileSet) -> Bool { files[log] != nil || files[checkpoint] != nil }

    /// The name of the log that an export or a sample is of, as it says itself; nothing where it says none.
    public static func origin(of files: FileSet) -> String? {
        if let text = files[checkpoint] {
            return Checkpoint(text: String(decoding: text, as: UTF8.self))?.origin
        }
        let proof = files.keys.filter { $0.hasSuffix(".proof") }.min().flatMap { files[$0] }
        return proof.flatMap { AuditProof(text: String(decoding: $0, as: UTF8.self))?.checkpoint.origin }
    }

    /// Checks an export alone.
    /// - Parameters:
    ///   - anchors: checkpoints that were kept elsewhere.
    ///   - trust: whose signatures are believed. With it every signature must be there and be good; without it a signature
    ///     that is there is a problem, because nobody vouches for its key.
    ///   - signer: who signs checkpoints; the last part of the log's name where nothing is given.
    public static func verify(
        _ files: FileSet, anchors: [Checkpoint] = [], trust: SignatureTrust? = nil, signer: String? = nil
    ) -> Report {
        var report = Report(
            entries: 0, operations: 0, checkpoint: nil, anchored: anchors.map(\.size).max(), signatures: 0,
            problems: Manifest.problems(in: files))
        let text = files[checkpoint].map { String(decoding: $0, as: UTF8.self) } ?? ""
        let stated = Checkpoint(text: text)
        report.checkpoint = stated
        if stated == nil {
            report.problems.append(
                ProofProblem(
                    checkpoint, zh: "检查点缺失或无法读取。", en: "The checkpoint is missing or cannot be read."))
        }
        let sizes = files.keys.filter { $0.hasSuffix("/" + Dossier.statement) }.compactMap {
            Dossier.precedingEntries(in: files, at: String($0.dropLast(Dossier.statement.utf8.count)))
        }
        var replay = ExportReplay(sizes: Set(sizes))
        replay.read(files[log] ?? Data(), anchors: anchors + (stated.map { [$0] } ?? []))
        report.entries = replay.chain.count
        report.problems += replay.problems
        if let stated {
            report.problems += ProofProblem.otherLogs(in: anchors, than: stated.origin, file: checkpoint)
        }
        if let stated, stated.size < replay.chain.count {
            report.problems.append(
                ProofProblem(
                    log, zh: "日志有 \(replay.chain.count) 条，检查点只有 \(stated.size) 条。",
                    en: "The log has \(replay.chain.count) entries, the checkpoint only \(stated.size)."))
        }
        let judge = SignatureJudge(trust: trust)
        let name = signer ?? stated?.signer ?? ""
        judge.check(
            files, text: checkpoint, signature: signature, of: name, as: .checkpoint, isOwed: true, &report)
        var known: Set<String> = [log, checkpoint, signature, Manifest.name]
        for account in replay.confirmed {
            let prefix = "operations/\(account.recorded.operation)/"
            report.operations += 1
            if let digest = account.recorded.fingerprint, replay.destroyed.contains(digest),
                files[prefix + Dossier.evidence] == nil
            {
                report.destroyed += 1
                continue
            }
            report.problems += Dossier.problems(
                in: files, at: prefix, recorded: account.recorded, acked: account.acked,
                root: { replay.roots[$0] })
            judge.check(
                files, text: prefix + Dossier.statement, signature: prefix + Dossier.signature,
                of: account.recorded.actor, as: .approval,
                isOwed: account.recorded.actor == name || account.recorded.signed != nil, &report)
            for file in [
                Dossier.decision, Dossier.evidence, Dossier.receipt, Dossier.statement, Dossier.signature,
            ] { known.insert(prefix + file) }
        }
        for path in files.keys.sorted() where !known.contains(path) {
            report.problems.append(
                ProofProblem(path, zh: "审计日志中没有与之对应的决定。", en: "The audit log has no decision for it."))
        }
        return report
    }
}

extension Checkpoint {
    /// The checkpoint of a log.
    public init?(of leaves: [ContentDigest], origin: String) {
        self.init(origin: origin, size: leaves.count, root: MerkleTree.root(of: leaves))
    }

    /// Who signs the checkpoints of this log: the last part of its name.
    public var signer: String { origin.split(separator: "/").last.map { String($0) } ?? origin }
}

/// Checks signatures and counts the good ones.
struct SignatureJudge {
    let trust: SignatureTrust?

    /// Checks one signature, where there is one or should be one.
    /// - Parameter isOwed: whether it is missing when it is not there, once trust was given.
    func check(
        _ files: FileSet, text: String, signature: String, of principal: String,
        as namespace: SignatureNamespace,
        isOwed: Bool, _ report: inout LogExport.Report
    ) {
        let found = problem(
            files[text] ?? Data(), files[signature], of: principal, as: namespace, isOwed: isOwed)
        if let found {
            report.problems.append(ProofProblem(signature, zh: found.zh, en: found.en))
        } else if files[signature] != nil {
            report.signatures += 1
        }
    }

    /// What is wrong with a signature; nothing where it is good, or neither there nor owed.
    func problem(
        _ text: Data, _ signature: Data?, of principal: String, as namespace: SignatureNamespace, isOwed: Bool
    ) -> LocalizedText? {
        switch (trust, signature) {
        case (nil, nil): return nil
        case (nil, .some):
            return LocalizedText(
                zh: "有签名，但没有指定受信任签名人文件（--allowed-signers），签名不能证明任何事。",
                en: "It is signed, but no allowed-signers file was given (--allowed-signers): the signature "
                    + "proves nothing.")
        case (.some, nil):
            return isOwed
                ? LocalizedText(zh: "缺少签名。", en: "The signature is missing.") : nil
        case (let trust?, let signature?):
            do {
                try SSHKeygen.verify(text, signature: signature, of: principal, as: namespace, trust: trust)
                return nil
            } catch {
                return error.explanation
            }
        }
    }
}

/// Goes once through the lines of an exported log, and keeps what is needed of confirmed decisions.
private struct ExportReplay {
    struct Account {
        var recorded: AuditEntry
        var acked: AuditEntry
    }

    var chain = AuditChain()
    var problems: [ProofProblem] = []
    var confirmed: [Account] = []
    /// The roots over so many first entries, for the sizes that statements name.
    private(set) var roots: [Int: ContentDigest] = [:]
    /// The fingerprints of decisions whose packages were destroyed.
    private(set) var destroyed: Set<ContentDigest> = []
    private let sizes: Set<Int>
    private var open: [String: AuditEntry] = [:]
    private var states: [String: OperationState] = [:]

    init(sizes: Set<Int>) { self.sizes = sizes }

    mutating func read(_ log: Data, anchors: [Checkpoint]) {
        noteRoot()
        var anchors = anchors.sorted { $0.size < $1.size }[...]
        compare(&anchors)
        var lines = log.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.popLast()?.isEmpty != true {
            note(AuditBreak(position: Int64(lines.count) + 1, kind: .unreadable(.tooLong)))
        }
        for line in lines {
            let text = String(decoding: line, as: UTF8.self)
            // The hash of a line is not exported: the checkpoint's root speaks for all of them.
            let sealed = SealedEntry(text: text, leaf: MerkleTree.leafHash(of: line))
            let (entry, breaks) = chain.check(sealed)
            for found in breaks { note(found) }
            if let entry { follow(entry) }
            noteRoot()
            compare(&anchors)
        }
        for anchor in anchors {
            note(AuditBreak(position: Int64(chain.count) + 1, kind: .truncated(anchored: anchor.size)))
        }
    }

    private mutating func noteRoot() {
        if sizes.contains(chain.count) { roots[chain.count] = chain.tree.root }
    }

    private mutating func follow(_ entry: AuditEntry) {
        guard !entry.operation.isEmpty else {
            if !entry.hasKnownEvent {
                note(AuditBreak(position: entry.sequence, kind: .unknownEvent(entry.event)))
            }
            if entry.eventKind == .archiveDestroyed, let digest = entry.fingerprint {
                destroyed.insert(digest)
            }
            return
        }
        let old = states[entry.operation]
        guard let state = OperationState(rawValue: entry.outcome),
            old.map({ $0.successors.contains(state) || ($0 == .unknown && state == .unknown) })
                ?? (state == .recorded)
        else {
            problems.append(
                ProofProblem(
                    LogExport.log, zh: "第 \(entry.sequence) 条审计记录的步骤不可能发生。",
                    en: "Audit entry \(entry.sequence) has an impossible step."))
            return
        }
        states[entry.operation] = state
        switch state {
        case .recorded: open[entry.operation] = entry
        case .acked:
            if let start = open.removeValue(forKey: entry.operation) {
                confirmed.append(Account(recorded: start, acked: entry))
            }
        default: if state.isTerminal { open[entry.operation] = nil }
        }
    }

    private mutating func compare(_ anchors: inout ArraySlice<Checkpoint>) {
        while let anchor = anchors.first, anchor.size == chain.count {
            anchors.removeFirst()
            if anchor.root != chain.tree.root {
                note(AuditBreak(position: Int64(chain.count), kind: .rootDiffers(anchored: chain.count)))
            }
        }
    }

    private mutating func note(_ found: AuditBreak) {
        problems.append(ProofProblem(LogExport.log, zh: found.explanation.zh, en: found.explanation.en))
    }
}
