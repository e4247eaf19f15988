import Archive
import ArgumentParser
import Audit
import Foundation
import Invoicing
import OAClient
import OAProfile
import Store

/// Why something cannot be proved.
enum AuditProblem: ExplainedError, Hashable {
    /// There is no ledger in the folder.
    case noLedger(String)
    /// The log has nothing of that name.
    case notInLog(String)
    /// A file is no checkpoint.
    case noCheckpoint(String)
    /// What was found does not hold.
    case broken(LocalizedText)
    /// A signature was asked for without a key, or a key was named without asking for one.
    case keyMissing

    var explanation: LocalizedText {
        switch self {
        case .noLedger(let folder):
            LocalizedText(zh: "\(folder) 中没有账本。", en: "There is no ledger in \(folder).")
        case .notInLog(let name):
            LocalizedText(zh: "审计日志中没有 \(name)。", en: "The audit log has nothing about \(name).")
        case .noCheckpoint(let file):
            LocalizedText(zh: "\(file) 不是检查点。", en: "\(file) is no checkpoint.")
        case .broken(let what): what
        case .keyMissing:
            LocalizedText(zh: "--sign 需要同时用 --key 指定密钥。", en: "--sign needs --key FILE.")
        }
    }

    var remedy: LocalizedText {
        switch self {
        case .noLedger:
            LocalizedText(
                zh: "请先登录并同步，或用 --export 核验导出的文件。",
                en: "Sign in and sync first, or check an export with --export.")
        case .notInLog:
            LocalizedText(
                zh: "请使用操作编号或任务编号，countersign status 可以查看。",
                en: "Use the name of an operation or a task; countersign status shows them.")
        case .noCheckpoint:
            LocalizedText(
                zh: "检查点是三行文本，可用 countersign audit checkpoint 输出。",
                en: "A checkpoint is three lines of text, as countersign audit checkpoint prints them.")
        case .broken:
            LocalizedText(
                zh: "请运行 countersign audit verify 查看全部问题。",
                en: "Run countersign audit verify to see everything that is wrong.")
        case .keyMissing:
            LocalizedText(
                zh: "密钥可以是私钥文件，或 ssh-agent 中密钥的公钥文件。",
                en: "The key is a private key file, or the public half of a key that the agent holds.")
        }
    }
}

/// The ledger opened for reading alone: what audit commands work on, signed in or not.
struct LedgerReading {
    /// The ledger.
    let ledger: Ledger
    /// The name of the log: the OA's host and the user.
    let origin: String

    init(in setting: Setting) throws {
        let folder = setting.home.data
        guard FileManager.default.fileExists(atPath: folder.appendingPathComponent("ledger.db").path) else {
            throw AuditProblem.noLedger(folder.path)
        }
        let account = try? AccountFile(setting.home.accountFile).load()
        ledger = try Ledger.openReadOnly(
            folder: folder, session: Workplace.session(of: account?.user ?? ""))
        if let account {
            origin = Checkpoint.origin(url: account.url, user: account.user)
        } else {
            // Signed out: the log goes on under the name that it had.
            origin = try ledger.checkpoints().last?.checkpoint.origin ?? "countersign/local"
        }
    }

    /// The checkpoint of the log as it is.
    func checkpoint(over leaves: [ContentDigest]) throws -> Checkpoint {
        guard let checkpoint = Checkpoint(of: leaves, origin: origin) else {
            throw AuditProblem.noCheckpoint(origin)
        }
        return checkpoint
    }
}

extension Checkpoint {
    /// The name of a user's log.
    static func origin(url: String, user: String) -> String {
        let parts = URL(string: url)
        let port = parts?.port.map { ":\($0)" } ?? ""
        return "\(parts?.host ?? url)\(port)/\(user)"
    }
}

/// How commands sign.
struct SigningOptions: ParsableArguments {
    @Flag(name: .long, help: "Sign with ssh-keygen; needs --key.")
    var sign = false
    @Option(name: .long, help: "A private key, or the public half of a key that the SSH agent holds.")
    var key: String?

    /// Signs texts; nothing where no signature was asked for.
    func signer() throws -> ((String, SignatureNamespace) throws -> String)? {
        guard sign else {
            if key != nil { throw AuditProblem.keyMissing }
            return nil
        }
        guard let key else { throw AuditProblem.keyMissing }
        return { text, namespace in try SSHKeygen.sign(text, key: key, as: namespace) }
    }
}

/// Whom commands believe.
struct TrustOptions: ParsableArguments {
    @Option(name: .long, help: "An OpenSSH allowed-signers file; with it, signatures must be there and good.")
    var allowedSigners: String?
    @Option(name: .long, help: "A key revocation list, or a file of revoked public keys.")
    var revoked: String?
    @Option(name: .long, help: "Who signed checkpoints; else the user in the log's name.")
    var signer: String?
    @Option(name: .long, help: "When it was signed, YYYYMMDDHHMMSSZ, for keys that have expired since.")
    var signedAt: String?

    /// Reads the trust files.
    /// - Throws: `SignatureProblem` where one is missing or empty.
    func trust() throws -> SignatureTrust? {
        guard let allowedSigners else { return nil }
        return try SignatureTrust(allowedSigners: allowedSigners, revoked: revoked, time: signedAt)
    }
}
