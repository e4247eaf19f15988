import Audit
import Foundation
import Invoicing

/// Why a text cannot be signed, or a signature is not believed.
public enum SignatureProblem: ExplainedError, Hashable {
    /// ssh-keygen is not on this machine.
    case noKeygen
    /// The file of the key cannot be read.
    case noKey(String)
    /// The key has only its public half here, and no agent can be asked.
    case noAgent(String)
    /// ssh-keygen refused to sign; what it said.
    case notSigned(key: String, said: String)
    /// The list of trusted signers is not there or cannot be read.
    case noTrustFile(String)
    /// The list of trusted signers names nobody.
    case emptyTrustFile(String)
    /// The signature is not one of that principal for that purpose; what ssh-keygen said.
    case notTrusted(principal: String, namespace: String, said: String)

    /// One sentence.
    public var explanation: LocalizedText {
        switch self {
        case .noKeygen:
            LocalizedText(
                zh: "找不到 ssh-keygen，无法签名或核验签名。",
                en: "ssh-keygen was not found, so nothing can be signed and no signature checked.")
        case .noKey(let key):
            LocalizedText(zh: "签名密钥 \(key) 无法读取。", en: "The signing key \(key) cannot be read.")
        case .noAgent(let key):
            LocalizedText(
                zh: "\(key) 只是公钥，而且没有可用的 ssh-agent。",
                en: "\(key) is a public key, and there is no ssh-agent to ask.")
        case .notSigned(let key, let said):
            LocalizedText(
                zh: "用 \(key) 签名失败：\(said)。", en: "Signing with \(key) failed: \(said).")
        case .noTrustFile(let file):
            LocalizedText(
                zh: "受信任签名人文件 \(file) 不存在或无法读取，签名不予采信。",
                en: "The allowed-signers file \(file) cannot be read, so no signature is believed.")
        case .emptyTrustFile(let file):
            LocalizedText(
                zh: "受信任签名人文件 \(file) 是空的，签名不予采信。",
                en: "The allowed-signers file \(file) names nobody, so no signature is believed.")
        case .notTrusted(let principal, let namespace, let said):
            LocalizedText(
                zh: "签名不是 \(principal) 为 \(namespace) 所作的有效签名（\(said)）。",
                en: "It is no valid signature of \(principal) for \(namespace) (\(said)).")
        }
    }

    /// What to do next.
    public var remedy: LocalizedText {
        switch self {
        case .noKeygen:
            LocalizedText(
                zh: "请安装 OpenSSH 客户端（Debian：openssh-client）。",
                en: "Install the OpenSSH client (Debian: openssh-client).")
        case .noKey:
            LocalizedText(
                zh: "请用 --key 或配置的 [signing] key 指定私钥文件，或已加入 ssh-agent 的公钥文件。",
                en: "Name a private key, or the public half of a key that the agent holds, with --key or "
                    + "[signing] key.")
        case .noAgent:
            LocalizedText(
                zh: "请启动 ssh-agent 并用 ssh-add 加入密钥，或改用私钥文件。",
                en: "Start an agent and ssh-add the key, or name the private key file.")
        case .notSigned:
            LocalizedText(
                zh: "请用 ssh-add -l 确认 ssh-agent 中有这把密钥，并检查口令和文件权限（应为 0600）。",
                en: "See with ssh-add -l whether the agent holds the key; check passphrase and mode (0600).")
        case .noTrustFile, .emptyTrustFile:
            LocalizedText(
                zh: "请向管理员索取 allowed_signers 文件（格式见 ssh-keygen(1)），用 --allowed-signers 指定。",
                en: "Ask the operator for the allowed_signers file (see ssh-keygen(1)) and name it with "
                    + "--allowed-signers.")
        case .notTrusted:
            LocalizedText(
                zh: "请核对签名人、密钥的有效期和吊销情况；确认前不要采信该内容。",
                en:
                    "Check who signed, and whether the key had expired or was revoked; do not rely on it before."
            )
        }
    }
}

/// Whose signatures are believed: an OpenSSH allowed-signers file that names at least one signer.
public struct SignatureTrust: Hashable, Sendable {
    let allowedSigners: String
    let revoked: String?
    let time: String?

    /// Takes the files.
    /// - Parameters:
    ///   - allowedSigners: the path of the allowed-signers file.
    ///   - revoked: the path of a key revocation list or of a list of revoked public keys.
    ///   - time: when the signature is said to be from, as `YYYYMMDDHHMMSSZ`; now where nothing is given.
    public init(allowedSigners: String, revoked: String? = nil, time: String? = nil)
        throws(SignatureProblem)
    {
        guard let data = try? PackageFolder.readFile(allowedSigners, limit: 16 << 20) else {
            throw .noTrustFile(allowedSigners)
        }
        let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard lines.contains(where: { $0.contains { !$0.isWhitespace } && $0.first != "#" }) else {
            throw .emptyTrustFile(allowedSigners)
        }
        if let revoked, (try? PackageFolder.readFile(revoked, limit: 256 << 20)) == nil {
            throw .noTrustFile(revoked)
        }
        self.allowedSigners = allowedSigners
        self.revoked = revoked
        self.time = time
    }
}

/// Stock `ssh-keygen -Y`: signing with a key file or through the agent, and verifying.
///
/// `check-novalidate` is never used: it accepts the signature of any key.
public enum SSHKeygen {
    /// Signs a text. A public key file lets the agent sign.
    /// - Parameter mayAsk: whether a passphrase may be asked for on the terminal. A full-screen program must not let anybody
    ///   else write there: then only an agent, or a key without a passphrase, can sign.
    /// - Returns: the signature in its armour.
    public static func sign(
        _ text: String, key: String, as namespace: SignatureNamespace, mayAsk: Bool = true
    ) throws(SignatureProblem) -> String {
        guard let file = try? PackageFolder.readFile(key, limit: 1 << 20) else { throw .noKey(key) }
        let isPublic = !file.starts(with: Data("-----BEGIN".utf8))
        let agent = ProcessInfo.processInfo.environment["SSH_AUTH_SOCK"] ?? ""
        if isPublic, key.hasSuffix(".pub"), agent.isEmpty { throw .noAgent(key) }
        let run = try KeygenRun(
            ["-Y", "sign", "-f", key, "-n", namespace.rawValue], input: Data(text.utf8),
            mayAsk: mayAsk)
        let armour = String(decoding: run.output, as: UTF8.self)
        guard run.status == 0, armour.hasPrefix("-----BEGIN SSH SIGNATURE-----") else {
            throw .notSigned(key: key, said: run.said)
        }
        return armour
    }

    /// Verifies that a principal signed a text for a purpose.
    /// - Throws: ``SignatureProblem/notTrusted(principal:namespace:said:)`` for every doubt.
    public static func verify(
        _ text: Data, signature: Data, of principal: String, as namespace: SignatureNamespace,
        trust: SignatureTrust
    ) throws(SignatureProblem) {
        func refuse(_ said: String) -> SignatureProblem {
            .notTrusted(principal: principal, namespace: namespace.rawValue, said: said)
        }
        // A name that begins with a dash or holds a pattern is nobody's.
        guard !principal.isEmpty, !principal.hasPrefix("-"), !principal.contains(where: \.isNewline) else {
            throw refuse("no such principal")
        }
        // ssh-keygen reads the armour leniently; here each byte counts.
        guard isStrictArmour(signature) else { throw refuse("the signature's armour was changed") }
        var arguments = [
            "-Y", "verify", "-f", trust.allowedSigners, "-I", principal, "-n", namespace.rawValue,
            "-s", KeygenRun.signaturePlace,
        ]
        if let revoked = trust.revoked { arguments += ["-r", revoked] }
        if let time = trust.time { arguments += ["-Overify-time=\(time)"] }
        let run = try KeygenRun(arguments, input: text, signature: signature)
        guard run.status == 0 else { throw refuse(run.said) }
    }

    /// Whether the armour is exactly as ssh-keygen writes it: base64 in lines of 70 characters between two marks.
    private static func isStrictArmour(_ signature: Data) -> Bool {
        guard signature.count <= 1 << 16 else { return false }
        let text = String(decoding: signature, as: UTF8.self)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.removeLast() == "",
            lines.removeLast() == "-----END SSH SIGNATURE-----",
            lines.removeFirst() == "-----BEGIN SSH SIGNATURE-----",
            lines.dropLast().allSatisfy({ $0.utf8.count == 70 }),
            (1...70).contains(lines.last?.utf8.count ?? 0),
            let bytes = Data(base64Encoded: lines.joined())
        else { return false }
        return bytes.base64EncodedString() == lines.joined() && Data(text.utf8) == signature
    }
}

/// One run of ssh-keygen, with files for its input and output: nobody has to read while it writes.
struct KeygenRun {
    /// Stands for the path of the signature among the arguments.
    static let signaturePlace = "\u{1}signature"

    let status: Int32
    let output: Data
    /// The last line that it said, for people.
    let said: String

    init(_ arguments: [String], input: Data, signature: Data? = nil, mayAsk: Bool = true)
        throws(SignatureProblem)
    {
        guard let temporary = try? TemporaryFolder() else { throw .noKeygen }
        let folder = temporary.path
        defer { temporary.remove() }
        do {
            try PackageFolder.writeWhole(input, to: folder + "/in")
            if let signature { try PackageFolder.writeWhole(signature, to: folder + "/sig") }
        } catch {
            throw .noKeygen
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, folder + "/in", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, folder + "/out", O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, folder + "/err", O_WRONLY | O_CREAT, 0o600)
        // The threads of a pool block signals, and a child would inherit that: Ctrl-C must reach a prompt for a passphrase.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // A session of its own has no terminal: whoever wants to ask for a passphrase there fails at once.
        let ownSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which glibc shows to GNU sources only
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | (mayAsk ? 0 : ownSession)))
        let words =
            (["ssh-keygen"] + arguments.map { $0 == Self.signaturePlace ? folder + "/sig" : $0 })
            .map { strdup($0) } + [nil]
        var environment = ProcessInfo.processInfo.environment
        if !mayAsk { environment["SSH_ASKPASS_REQUIRE"] = "never" }
        let pairs = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + pairs { free(word) } }
        var child: pid_t = 0
        guard posix_spawnp(&child, "ssh-keygen", &actions, &attributes, words, pairs) == 0 else {
            throw .noKeygen
        }
        var ending: Int32 = 0
        while waitpid(child, &ending, 0) < 0 {
            if errno != EINTR { throw .noKeygen }
        }
        status = ending & 0x7F == 0 ? (ending >> 8) & 0xFF : -1
        output = (try? PackageFolder.readFile(folder + "/out", limit: 1 << 20)) ?? Data()
        let errors = (try? PackageFolder.readFile(folder + "/err", limit: 1 << 20)) ?? Data()
        let lines = String(decoding: errors + output, as: UTF8.self).split(whereSeparator: \.isNewline)
        said =
            lines.first { !$0.hasPrefix("Signing ") }.map { line in
                // Without a terminal its question and the answer that it gave itself stand in one line.
                let asked = line.range(of: "passphrase: ")?.upperBound ?? line.startIndex
                return String(line[asked...].prefix(200))
            } ?? "ssh-keygen \(status)"
    }
}
