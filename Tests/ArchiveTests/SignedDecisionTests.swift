import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile
import SeededRandom
import Store
import Testing

@testable import Archive

/// Decisions that their author signs before they are recorded.
@Suite("Signed decisions")
struct SignedDecisionTests {
    /// A ledger with one key, and decisions signed by it.
    private final class Bench {
        let fixture: ArchiveFixture
        let key: String
        let trust: SignatureTrust
        private var random = SeededGenerator(seed: 3)

        init() throws {
            fixture = try ArchiveFixture()
            key = fixture.folder.appendingPathComponent("key").path
            let run = try KeygenRun(
                ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", key], input: Data())
            try #require(run.status == 0, "\(run.said)")
            let publicKey = try String(contentsOfFile: key + ".pub", encoding: .utf8)
            let allowed = fixture.folder.appendingPathComponent("allowed").path
            try Data("zhang.wei \(publicKey)".utf8).write(to: URL(fileURLWithPath: allowed))
            trust = try SignatureTrust(allowedSigners: allowed)
        }

        var signer: StatementSigner {
            let key = key
            return { statement throws(UnsignedDecision) in
                do throws(SignatureProblem) {
                    return try SSHKeygen.sign(statement.text, key: key, as: .approval, mayAsk: false)
                } catch { throw UnsignedDecision(error) }
            }
        }

        func newOperation(_ name: String, at time: Int64) -> NewOperation {
            NewOperation(
                id: OperationID(milliseconds: 1_764_000_000_000, using: &random),
                task: ArchiveFixture.task(name), decision: .approve(comment: "同意"), actor: "zhang.wei",
                recordedAt: time)
        }

        func record(_ name: String, at time: Int64 = 1_000) throws -> RecordedOperation {
            try fixture.ledger.record(newOperation(name, at: time), signing: signer)
        }

        func confirm(_ operation: RecordedOperation) throws {
            _ = try fixture.ledger.beginSending(operation.id, at: 2_000)
            let receipt = DecisionReceipt(
                opID: operation.id, task: operation.task, action: .approve, rev: "8", decisionID: "D-1",
                decidedAt: 1_764_000_002_500, actor: "zhang.wei", seenDigest: operation.seenDigest,
                next: "结束", receipt: "c2VhbA")
            _ = try fixture.ledger.settle(
                operation.id, as: .acked(receipt), httpStatus: 200, nextAttemptAt: nil, at: 3_000)
        }

        /// Unsigned checkpoints here: what is asked is whether the statements hold.
        func problems(_ files: FileSet) throws -> [String] {
            LogExport.verify(files, anchors: [try fixture.anchor()], trust: trust).problems
                .map(\.line.en).filter { !$0.contains(LogExport.signature) }
        }
    }

    @Test("a signed decision is exported with its author's signature, which stock ssh-keygen believes")
    func exported() throws {
        let bench = try Bench()
        try bench.confirm(bench.record("T-1"))
        let files = try LogExport.make(of: bench.fixture.ledger, origin: ArchiveFixture.origin)
        #expect(try bench.problems(files).isEmpty)
        let statement = try #require(files.first { $0.key.hasSuffix(Dossier.statement) })
        let armour = try #require(files.first { $0.key.hasSuffix(Dossier.signature) })
        try SSHKeygen.verify(
            statement.value, signature: armour.value, of: "zhang.wei", as: .approval, trust: bench.trust)
        #expect(try bench.fixture.ledger.verifyAudit(anchors: []).isIntact)
    }

    @Test("what others write into the log while a person touches a key stands between root and decision")
    func meanwhile() throws {
        let bench = try Bench()
        let signer = bench.signer
        let fixture = bench.fixture
        try bench.confirm(bench.record("T-0"))
        let other = bench.newOperation("T-2", at: 999)
        let operation = try fixture.ledger.record(bench.newOperation("T-1", at: 1_000)) {
            [ledger = fixture.ledger] statement throws(UnsignedDecision) in
            _ = try? ledger.record(other)
            return try signer(statement)
        }
        #expect(try fixture.ledger.operation(other.id) != nil)
        try bench.confirm(operation)
        let files = try LogExport.make(of: fixture.ledger, origin: ArchiveFixture.origin)
        #expect(try bench.problems(files).isEmpty)
        let package = try ArchivePackage.make(
            of: operation.id, in: fixture.ledger, origin: ArchiveFixture.origin, originals: [:], findings: [],
            at: 5_000, appVersion: "1")
        let checks = FourChecks(of: package, name: nil, trust: bench.trust)
        // The checkpoint bears no signature here, everything else of authenticity must hold.
        #expect(checks.problems.map(\.en).filter { !$0.contains("proof") }.isEmpty)
    }

    @Test("without a signature nothing is recorded, and the sentence of ssh-keygen's trouble is the user's")
    func refused() throws {
        let bench = try Bench()
        let missing = bench.fixture.folder.appendingPathComponent("nobody").path
        let before = try bench.fixture.ledger.auditSize()
        #expect(throws: StoreError.notSigned(UnsignedDecision(SignatureProblem.noKey(missing)))) {
            try bench.fixture.ledger.record(bench.newOperation("T-1", at: 1_000)) {
                statement throws(UnsignedDecision) in
                do throws(SignatureProblem) {
                    return try SSHKeygen.sign(statement.text, key: missing, as: .approval)
                } catch { throw UnsignedDecision(error) }
            }
        }
        #expect(try bench.fixture.ledger.auditSize() == before)
    }

    @Test("a key with a passphrase is refused at once where nobody may be asked on the terminal")
    func neverAsks() throws {
        let bench = try Bench()
        let key = bench.fixture.folder.appendingPathComponent("locked").path
        let run = try KeygenRun(
            ["-q", "-t", "ed25519", "-N", "open sesame", "-C", "test", "-f", key], input: Data())
        try #require(run.status == 0)
        #expect(throws: SignatureProblem.self) {
            try SSHKeygen.sign("text", key: key, as: .approval, mayAsk: false)
        }
    }

    @Test("a decision that is sent again for another row version keeps what its author signed")
    func rebased() throws {
        let bench = try Bench()
        let ledger = bench.fixture.ledger
        let first = try bench.record("T-1")
        _ = try ledger.beginSending(first.id, at: 1_500)
        var random = SeededGenerator(seed: 9)
        let second = try ledger.rebase(
            first.id, as: OperationID(milliseconds: 1_764_000_000_001, using: &random), rev: "8", at: 1_600)
        try bench.confirm(second)
        let files = try LogExport.make(of: ledger, origin: ArchiveFixture.origin)
        #expect(try bench.problems(files).isEmpty)
        #expect(try ledger.verifyAudit(anchors: []).isIntact)
        let text = try #require(files["operations/\(second.id.rawValue)/\(Dossier.statement)"])
        #expect(String(decoding: text, as: UTF8.self).contains("op: \(first.id.rawValue)\n"))
    }

    @Test("a signature that is taken away, exchanged or made up afterwards is found in ledger and export")
    func forged() throws {
        let bench = try Bench()
        let ledger = bench.fixture.ledger
        let one = try bench.record("T-1")
        let two = try bench.record("T-2")
        try bench.confirm(one)
        try bench.confirm(two)
        let files = try LogExport.make(of: ledger, origin: ArchiveFixture.origin)
        let places = [one, two].map { "operations/\($0.id.rawValue)/" }
        var stripped = files
        stripped[places[0] + Dossier.signature] = nil
        var exchanged = files
        for name in [Dossier.statement, Dossier.signature] {
            exchanged[places[0] + name] = files[places[1] + name]
        }
        var unsigned = files
        let resigned = try SSHKeygen.sign(
            String(decoding: try #require(files[places[0] + Dossier.statement]), as: UTF8.self) + "\n",
            key: bench.key, as: .approval)
        unsigned[places[0] + Dossier.signature] = Data(resigned.utf8)
        for forgery in [stripped, exchanged, unsigned] {
            var forgery = forgery
            forgery[Manifest.name] = Data(Manifest.text(over: forgery).utf8)
            #expect(try !bench.problems(forgery).isEmpty)
        }

        let path = bench.fixture.folder.appendingPathComponent("data/ledger.db").path
        try DatabaseQueue(path: path).write { db in
            for trigger in try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'")
            {
                try db.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try db.execute(
                sql: "UPDATE op SET signature = NULL WHERE op_id = ?", arguments: [one.id.rawValue])
        }
        let found = try ledger.verifyAudit(anchors: [])
        #expect(found.discrepancies.map(\.kind) == [.signatureDiffers])
    }
}
