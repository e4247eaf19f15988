import Audit
import Foundation
import Testing

@testable import Archive

/// Stock ssh-keygen in both directions, and the negative matrix of OpenSSH's own `sshsig.sh`.
@Suite("SSH signatures")
struct SignatureTests {
    /// Keys and trust files in a folder of their own, made once.
    private final class Keys: Sendable {
        let folder: URL

        init() throws {
            folder = URL(
                fileURLWithPath: "/dev/shm/countersign-keys-\(UUID().uuidString)", isDirectory: true)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for name in ["mine", "other"] {
                let run = try KeygenRun(
                    ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path(name)], input: Data())
                try #require(run.status == 0, "\(run.said)")
            }
            let mine = try publicKey("mine")
            let purposes = SignatureNamespace.allCases.map(\.rawValue).joined(separator: ",")
            try write("allowed", "# who may sign\nzhang.wei namespaces=\"\(purposes)\" \(mine)\n")
            try write("others", "zhang.wei \(try publicKey("other"))\nli.na \(mine)\n")
            try write("expired", "zhang.wei valid-before=\"20200101Z\" \(mine)\n")
            try write("one-purpose", "zhang.wei namespaces=\"file\" \(mine)\n")
            try write("revoked", "\(mine)\n")
            try write("empty", "\n  \n# nobody\n")
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

        func publicKey(_ name: String) throws -> String {
            let text = try String(contentsOfFile: path(name + ".pub"), encoding: .utf8)
            return text.split(separator: " ").prefix(2).joined(separator: " ")
        }

        private func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        }
    }

    private static let keys = Result { try Keys() }
    private static let text = "oa.example.com/zhang.wei\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"

    private static func trust(_ name: String, revoked: String? = nil, time: String? = nil) throws
        -> SignatureTrust
    {
        let keys = try keys.get()
        return try SignatureTrust(
            allowedSigners: keys.path(name), revoked: revoked.map(keys.path), time: time)
    }

    private static func sign(_ namespace: SignatureNamespace = .checkpoint) throws -> Data {
        Data(try SSHKeygen.sign(text, key: try keys.get().path("mine"), as: namespace).utf8)
    }

    @Test("what was signed verifies for its signer and its purpose")
    func good() throws {
        try SSHKeygen.verify(
            Data(Self.text.utf8), signature: try Self.sign(), of: "zhang.wei", as: .checkpoint,
            trust: try Self.trust("allowed"))
        // A key that has expired since was good when it signed, for who believes the time.
        try SSHKeygen.verify(
            Data(Self.text.utf8), signature: try Self.sign(), of: "zhang.wei", as: .checkpoint,
            trust: try Self.trust("expired", time: "20191231000000Z"))
    }

    @Test(
        "the negative matrix: key, principal, namespace, expiry, revocation",
        arguments: [
            ("others", "zhang.wei", SignatureNamespace.checkpoint, nil),
            ("allowed", "li.na", .checkpoint, nil),
            ("allowed", "", .checkpoint, nil), ("allowed", "-zhang.wei", .checkpoint, nil),
            ("allowed", "zhang.wei", .approval, nil), ("one-purpose", "zhang.wei", .checkpoint, nil),
            ("expired", "zhang.wei", .checkpoint, nil), ("allowed", "zhang.wei", .checkpoint, "revoked"),
        ] as [(String, String, SignatureNamespace, String?)])
    func refused(_ file: String, _ principal: String, _ namespace: SignatureNamespace, _ revoked: String?)
        throws
    {
        let trust = try Self.trust(file, revoked: revoked)
        let signature = try Self.sign()
        #expect {
            try SSHKeygen.verify(
                Data(Self.text.utf8), signature: signature, of: principal, as: namespace, trust: trust)
        } throws: { error in
            if case SignatureProblem.notTrusted = error { true } else { false }
        }
    }

    @Test("a missing or empty trust file is refused before anything is believed")
    func noTrust() throws {
        let keys = try Self.keys.get()
        #expect(throws: SignatureProblem.noTrustFile(keys.path("missing"))) { try Self.trust("missing") }
        #expect(throws: SignatureProblem.emptyTrustFile(keys.path("empty"))) { try Self.trust("empty") }
        #expect(throws: SignatureProblem.noTrustFile(keys.path("missing"))) {
            try Self.trust("allowed", revoked: "missing")
        }
    }

    @Test("each changed byte of the text, and changed bytes of the signature, are refused")
    func bytes() throws {
        let trust = try Self.trust("allowed")
        let signature = try Self.sign()
        func isGood(_ text: Data, _ signature: Data) -> Bool {
            do {
                try SSHKeygen.verify(
                    text, signature: signature, of: "zhang.wei", as: .checkpoint, trust: trust)
                return true
            } catch {
                return false
            }
        }
        let text = Data(Self.text.utf8)
        #expect(isGood(text, signature))
        // Every run is a process; the whole of both takes minutes.
        for index in stride(from: 0, to: text.count, by: EveryByte.isWanted ? 1 : 23) {
            for damage in Damage.allCases {
                guard let damaged = damage.apply(to: text, at: index) else { continue }
                #expect(!isGood(damaged, signature), "text, byte \(index), \(damage)")
            }
        }
        for index in stride(from: 0, to: signature.count, by: EveryByte.isWanted ? 1 : 17) {
            for damage in Damage.allCases {
                guard let damaged = damage.apply(to: signature, at: index) else { continue }
                #expect(!isGood(text, damaged), "signature, byte \(index), \(damage)")
            }
        }
    }

    @Test("a key that is missing, and a public key without an agent, are named with a remedy")
    func noKey() throws {
        let keys = try Self.keys.get()
        #expect(throws: SignatureProblem.noKey(keys.path("missing"))) {
            _ = try SSHKeygen.sign("x", key: keys.path("missing"), as: .approval)
        }
        for problem in [SignatureProblem.noAgent("k"), .notSigned(key: "k", said: "no"), .noKeygen] {
            #expect(!problem.remedy.zh.isEmpty && !problem.remedy.en.isEmpty)
        }
    }

    @Test("a signed export verifies with its trust file, and with no less")
    func export() throws {
        let fixture = try ArchiveFixture()
        try fixture.decide("T-1")
        let key = try Self.keys.get().path("mine")
        let files = try LogExport.make(of: fixture.ledger, origin: ArchiveFixture.origin, signer: "zhang.wei")
        {
            try SSHKeygen.sign($0, key: key, as: $1)
        }
        let trust = try Self.trust("allowed")
        let good = LogExport.verify(files, trust: trust)
        #expect(good.problems.isEmpty && good.signatures == 2, "\(good.problems.map(\.line.en))")
        #expect(LogExport.verify(files).problems.count == 2)
        #expect(!LogExport.verify(files, trust: try Self.trust("others")).problems.isEmpty)
        // Signatures that were taken away are missed, also where the list was written anew.
        for path in files.keys where path.hasSuffix(".sig") {
            var less = files
            less[path] = nil
            less[Manifest.name] = Data(Manifest.text(over: less).utf8)
            #expect(LogExport.verify(less, trust: trust).problems.count == 1)
        }
    }
}
