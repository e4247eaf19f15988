import Audit
import Foundation
import Invoicing
import OAProfile
import Store

/// The list of what is to be destroyed (会计档案销毁清册), as it is signed: names, numbers, years, retention that was owed and
/// has passed, and the day, as 会计档案管理办法 (令79) article 18 asks for. It holds nothing of what the packages say: it is kept
/// for ever, and they are not.
public struct DestructionList: Hashable, Codable, Sendable {
    /// One package.
    public struct Item: Hashable, Codable, Sendable {
        /// The archive number (档号).
        public var number: String
        /// The series that it runs in.
        public var series: String
        /// Its place in the series, from 1.
        public var running: Int
        /// The package's name.
        public var package: String
        /// The operation that approved the invoice.
        public var operation: String
        /// What it is.
        public var category: RecordCategory
        /// The accounting year.
        public var fiscalYear: Int
        /// How long it had to be kept.
        public var retention: Retention
        /// The first day of that.
        public var start: String
        /// The first day behind it.
        public var end: String

        private enum CodingKeys: String, CodingKey {
            case number
            case series
            case running
            case package
            case operation = "op_id"
            case category
            case fiscalYear = "fiscal_year"
            case retention
            case start = "retention_start"
            case end = "retention_end"
        }
    }

    /// Always ``currentFormat``.
    public var format: String
    /// The name of the log whose archive it is.
    public var archive: String
    /// Who proposes.
    public var proposer: String
    /// When, in milliseconds since 1970.
    public var proposedAt: Int64
    /// Why.
    public var reason: String
    /// By which law.
    public var law: String
    /// What is to be destroyed, by number.
    public var items: [Item]

    static let currentFormat = "countersign-destruction-list v1"
    static let law = "会计档案管理办法（财政部、国家档案局令第79号）第十八条、第十九条"

    private enum CodingKeys: String, CodingKey {
        case format
        case archive
        case proposer
        case proposedAt = "proposed_at"
        case reason
        case law
        case items
    }

    /// Draws up a list.
    public init(
        of records: [ArchivedRecord], archive: String, proposer: String, reason: String, at time: Int64
    ) {
        format = Self.currentFormat
        self.archive = archive
        self.proposer = proposer
        proposedAt = time
        self.reason = reason
        law = Self.law
        items = records.map { record in
            let registration = record.registration
            return Item(
                number: registration.number, series: registration.series, running: registration.running,
                package: record.package?.hex ?? "",
                operation: record.id.rawValue, category: registration.category,
                fiscalYear: registration.fiscalYear, retention: registration.retention,
                start: registration.start.map { "\($0)" } ?? "",
                end: registration.end.map { "\($0)" } ?? "")
        }.sorted { $0.number < $1.number }
    }

    /// Reads a list; nothing for a text that is not exactly what is written here.
    public init?(text: String) {
        guard text.utf8.count <= 64 << 20,
            let list = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)),
            list.format == Self.currentFormat, !list.items.isEmpty, (try? list.text) == text,
            Set(list.items.map(\.operation)).count == list.items.count
        else { return nil }
        self = list
    }

    /// The text that is signed.
    public var text: String {
        get throws { String(decoding: try JSONFile.data(self, isPretty: true), as: UTF8.self) }
    }
}

/// The second person's agreement to a list.
public struct DestructionConsent: Hashable, Codable, Sendable {
    /// Always ``currentFormat``.
    public var format: String
    /// SHA-256 of the list.
    public var list: String
    /// Who agrees.
    public var signer: String
    /// When, in milliseconds since 1970.
    public var signedAt: Int64

    static let currentFormat = "countersign-destruction-consent v1"

    private enum CodingKeys: String, CodingKey {
        case format
        case list = "list_sha256"
        case signer
        case signedAt = "signed_at"
    }

    /// Agrees.
    public init(to list: ContentDigest, signer: String, at time: Int64) {
        format = Self.currentFormat
        self.list = list.hex
        self.signer = signer
        signedAt = time
    }

    /// Reads one; nothing for a text that is not exactly what is written here.
    public init?(text: String) {
        guard text.utf8.count <= 1 << 16,
            let consent = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)),
            consent.format == Self.currentFormat, (try? consent.text) == text
        else { return nil }
        self = consent
    }

    /// The text that is signed.
    public var text: String {
        get throws { String(decoding: try JSONFile.data(self, isPretty: true), as: UTF8.self) }
    }
}

/// Why nothing is destroyed.
public enum DestructionProblem: ExplainedError, Hashable {
    /// Nothing is on the list.
    case nothing
    /// A text is no list, or no consent, of this form.
    case unreadable(String)
    /// The list is another archive's.
    case otherArchive(String)
    /// The consent is to another list.
    case otherList
    /// Segregation of duties (职责分离): both are one person.
    case samePerson(String)
    /// Segregation of duties: both signed with one key.
    case sameKey
    /// Whoever runs it neither proposed it nor owns the store.
    case notProposed(by: String)
    /// What is on the list may not be destroyed; for each, why.
    case refused([Refusal])

    /// Why one package may not be destroyed.
    public struct Refusal: Hashable, Sendable {
        /// Its archive number, or what was asked for.
        public var number: String
        /// Why.
        public var why: LocalizedText
    }

    /// One sentence.
    public var explanation: LocalizedText {
        switch self {
        case .nothing: LocalizedText(zh: "没有可列入销毁清册的档案。", en: "There is nothing to put on a list.")
        case .unreadable(let file):
            LocalizedText(zh: "\(file) 不是销毁清册或会签文件。", en: "\(file) is no destruction list or consent.")
        case .otherArchive(let name):
            LocalizedText(zh: "这份清册属于另一档案库 \(name)。", en: "The list is of another archive, \(name).")
        case .otherList: LocalizedText(zh: "会签的是另一份清册。", en: "The consent is to another list.")
        case .samePerson(let name):
            LocalizedText(
                zh: "\(name) 既提出又会签，同一人不能完成两步。",
                en: "\(name) proposed and countersigned; one person cannot do both.")
        case .sameKey:
            LocalizedText(
                zh: "提出与会签用的是同一把密钥。", en: "Proposal and consent were signed with the same key.")
        case .notProposed(let name):
            LocalizedText(zh: "这份清册由\(name)提出。", en: "The list was proposed by \(name).")
        case .refused(let refusals):
            LocalizedText(
                zh: "\(refusals.count) 件不得销毁，整份清册未执行："
                    + Self.first(refusals) { "\($0.number)（\($0.why.zh)）" },
                en: "\(refusals.count) may not be destroyed, so nothing was: "
                    + Self.first(refusals) { "\($0.number) (\($0.why.en))" })
        }
    }

    /// What to do next.
    public var remedy: LocalizedText {
        switch self {
        case .nothing:
            LocalizedText(
                zh: "用 countersign archive due 查看保管期满的档案。",
                en: "countersign archive due tells what has reached its end.")
        case .unreadable, .otherArchive, .otherList, .notProposed:
            LocalizedText(
                zh: "请使用 countersign archive destroy propose 生成、未经改动的清册。",
                en: "Use the list as countersign archive destroy propose wrote it, unchanged.")
        case .samePerson, .sameKey:
            LocalizedText(
                zh: "请另一位同事用自己的账号和密钥运行 countersign archive destroy countersign。",
                en: "Another person runs countersign archive destroy countersign with their own name and key."
            )
        case .refused:
            LocalizedText(
                zh: "请处理原因，或重新提出不含这些档案的清册。",
                en: "Settle the reasons, or propose a list without them.")
        }
    }

    private static func first(_ refusals: [Refusal], _ say: (Refusal) -> String) -> String {
        refusals.prefix(5).map(say).joined(separator: "; ") + (refusals.count > 5 ? " …" : ".")
    }
}

/// A list with the signatures of two persons, checked.
public struct AgreedDestruction: Hashable, Sendable {
    /// The list.
    public let list: DestructionList
    /// The second person's agreement.
    public let consent: DestructionConsent
    /// Both texts and both signatures.
    public let kept: KeptDestructionList

    /// Checks that two persons signed, each with a key of their own that is trusted.
    /// - Throws: ``DestructionProblem``, ``SignatureProblem``.
    public init(_ kept: KeptDestructionList, trust: SignatureTrust) throws {
        try self.init(stated: kept)
        try SSHKeygen.verify(
            Data(kept.text.utf8), signature: Data(kept.signature.utf8), of: list.proposer, as: .destruction,
            trust: trust)
        try SSHKeygen.verify(
            Data(kept.consent.utf8), signature: Data(kept.consentSignature.utf8), of: consent.signer,
            as: .destruction, trust: trust)
    }

    /// Takes what was checked before, or is to be checked elsewhere: that it is of one piece and names two persons and two
    /// keys. Whose the keys are is not asked.
    public init(stated kept: KeptDestructionList) throws {
        guard let list = DestructionList(text: kept.text) else {
            throw DestructionProblem.unreadable("list")
        }
        guard let consent = DestructionConsent(text: kept.consent) else {
            throw DestructionProblem.unreadable("consent")
        }
        guard consent.list == kept.digest.hex else { throw DestructionProblem.otherList }
        guard consent.signer != list.proposer else { throw DestructionProblem.samePerson(consent.signer) }
        guard let one = SignatureArmour.publicKey(in: kept.signature),
            let other = SignatureArmour.publicKey(in: kept.consentSignature)
        else { throw DestructionProblem.unreadable("signature") }
        guard one != other else { throw DestructionProblem.sameKey }
        self.list = list
        self.consent = consent
        self.kept = kept
    }

    /// Who proposed, who agreed, and by which list, for the log.
    var words: String {
        "proposed by \(list.proposer), countersigned by \(consent.signer), list \(kept.digest.hex)"
    }
}

/// What an SSH signature says of itself (OpenSSH `PROTOCOL.sshsig`).
enum SignatureArmour {
    /// The public key that it was made with; nothing where it is no signature.
    static func publicKey(in armour: String) -> Data? {
        let lines = armour.split(separator: "\n").filter { !$0.hasPrefix("-----") }
        guard armour.utf8.count <= 1 << 16, let bytes = Data(base64Encoded: lines.joined()) else {
            return nil
        }
        // "SSHSIG", a version of four bytes, then the key as a string with its length in front.
        let head = Data("SSHSIG".utf8)
        guard bytes.starts(with: head), bytes.count > head.count + 8 else { return nil }
        let start = head.count + 8
        let length = bytes[head.count + 4..<start].reduce(0) { $0 << 8 | Int($1) }
        guard length > 0, length <= bytes.count - start else { return nil }
        return bytes[start..<start + length]
    }
}
