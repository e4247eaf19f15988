import Audit
import Foundation
import Invoicing
import OAProfile

/// A proof file, checked alone.
public enum ProofFile {
    /// What is wrong with the bytes of a proof file; see ``LogExport/verify(_:anchors:trust:signer:)`` for the parameters.
    public static func verify(
        _ data: Data, anchors: [Checkpoint] = [], trust: SignatureTrust? = nil, signer: String? = nil
    ) -> LogExport.Report {
        var report = LogExport.Report(
            entries: 0, operations: 0, checkpoint: nil, anchored: nil, signatures: 0,
            problems: [])
        let text = String(decoding: data, as: UTF8.self)
        guard Data(text.utf8) == data, let proof = AuditProof(text: text) else {
            report.problems = [
                ProofProblem(
                    "", zh: "不是证明文件，或者至少一个字节被改动过。",
                    en: "It is no proof file, or at least one byte of it was changed.")
            ]
            return report
        }
        report.checkpoint = proof.checkpoint
        report.entries = proof.items.count
        report.operations = Set(proof.entries.map(\.operation).filter { !$0.isEmpty }).count
        // Only one of the same size can be compared: the proof does not hold the log's other leaves.
        report.anchored = anchors.contains { $0.size == proof.checkpoint.size } ? proof.checkpoint.size : nil
        report.problems = proof.problems + ProofProblem.otherLogs(in: anchors, than: proof.checkpoint.origin)
        for anchor in anchors
        where anchor.size == proof.checkpoint.size && anchor.root != proof.checkpoint.root {
            report.problems.append(
                ProofProblem(
                    "", zh: "与同样大小的锚点的默克尔根不同。",
                    en: "Its Merkle root is not that of the anchor of the same size."))
        }
        let armour = proof.signature.isEmpty ? nil : Data(proof.signature.utf8)
        let judge = SignatureJudge(trust: trust)
        if let problem = judge.problem(
            Data(proof.checkpoint.text.utf8), armour, of: signer ?? proof.checkpoint.signer, as: .checkpoint,
            isOwed: true)
        {
            report.problems.append(ProofProblem("", zh: problem.zh, en: problem.en))
        } else if armour != nil {
            report.signatures = 1
        }
        return report
    }
}
