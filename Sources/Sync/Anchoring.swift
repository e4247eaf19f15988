import Audit
import Foundation
import Logging
import OAClient
import OAProfile
import Store

/// Somebody beside the OA who is told how far the audit log goes: its size and its Merkle root.
public typealias AuditWitness = @Sendable (_ size: Int, _ root: ContentDigest) -> Void

extension Synchronizer {
    /// How many earlier checkpoints are tried as the one that the OA took last.
    private static let beginnings = 3
    /// How many checkpoints that it took before that are tried then, for an OA that was put back to a backup.
    private static let taken = 32

    /// Hands the OA the checkpoint of the audit log where it grew, so that neither its end can be cut off nor its history
    /// rewritten without being noticed. Whatever goes wrong on the way is for the next round; decisions never wait for it.
    /// - Throws: ``StoreError`` or `CancellationError`.
    func anchor() async throws {
        guard let session, session.capabilities.features.contains("checkpoints") else { return }
        let size = try ledger.auditSize()
        let kept = try ledger.checkpoints().filter { $0.checkpoint.size <= size }
        let anchored = kept.last { $0.anchoredAt != nil && $0.anchor == connector.name }?.checkpoint.size ?? 0
        guard size > anchored, size != refusedCheckpoint else { return }
        let leaves = try ledger.auditLeaves()
        let origin = "\(connector.name)/\(session.user)"
        guard
            let checkpoint = Checkpoint(
                origin: origin, size: leaves.count, root: MerkleTree.root(of: leaves))
        else { return }
        // Kept before it leaves: where the answer is lost, the OA has taken one that we still know of.
        try ledger.keep(KeptCheckpoint(checkpoint))
        let later = kept.map(\.checkpoint.size).filter { $0 > anchored }.suffix(Self.beginnings)
        let before = kept.filter { $0.anchoredAt != nil && $0.anchor == connector.name }
            .map(\.checkpoint.size).filter { $0 < anchored }.suffix(Self.taken)
        for beginning in [anchored] + later.reversed() + [checkpoint.size] + before.reversed() {
            try Task.checkCancellation()
            guard let proof = MerkleTree.consistencyProof(from: beginning, in: leaves) else { continue }
            do {
                try await connector.anchor(
                    size: checkpoint.size, root: checkpoint.root, note: checkpoint.text, proof: proof.path)
                try ledger.keep(
                    KeptCheckpoint(checkpoint, anchoredAt: world.now(), anchor: connector.name))
                setRefusedCheckpoint(nil)
                return
            } catch OAError.problem(let problem) where problem.status == 409 {
                setRefusedCheckpoint(problem)
            } catch let error as OAError {
                logger.info("checkpoint not anchored", metadata: ["error.message": "\(error.explanation.en)"])
                return
            }
        }
        refusedCheckpoint = checkpoint.size
        logger.error(
            "the OA refused the checkpoint of the audit log",
            metadata: ["error.message": "\(health.refusedCheckpoint?.detail ?? "")"])
    }

    /// Tells the witness how far the log goes, where it grew since. Does not wait for the OA: what was recorded offline is
    /// witnessed too. A log that cannot be read now is told of after the next round.
    func tellWitness() {
        guard let witness else { return }
        do {
            guard try ledger.auditSize() > witnessedSize else { return }
            let leaves = try ledger.auditLeaves()
            witness(leaves.count, MerkleTree.root(of: leaves))
            witnessedSize = leaves.count
        } catch {
            logger.error("audit log not witnessed", metadata: ["error.message": "\(error.explanation.en)"])
        }
    }
}
