import Audit
import Foundation
import Invoicing
import OAProfile
import Store

/// What stays of a destroyed package, for ever: which it was, by whose list and consent, by which law.
///
/// ```
/// tombstone.json  list.json  list.json.sig  consent.json  consent.json.sig  manifest.sha256
/// ```
/// It stands at `archive/tombstones/SHA-256-OF-THE-PACKAGE/`.
public struct Tombstone: Hashable, Codable, Sendable {
    static let about = "tombstone.json"
    static let list = "list.json"
    static let consent = "consent.json"
    static let ending = ".sig"
    static let currentFormat = "countersign-tombstone v1"

    /// Always ``currentFormat``.
    public var format: String
    /// Which package it was, and how long it had to be kept.
    public var item: DestructionList.Item
    /// SHA-256 of the list.
    public var list: String
    /// Who proposed.
    public var proposer: String
    /// Who agreed.
    public var confirmedBy: String
    /// When the destruction was ordered, in milliseconds since 1970.
    public var orderedAt: Int64
    /// By which law.
    public var law: String

    private enum CodingKeys: String, CodingKey {
        case format
        case item
        case list = "list_sha256"
        case proposer
        case confirmedBy = "confirmed_by"
        case orderedAt = "ordered_at"
        case law
    }

    /// The files of the tombstone of one package of a list.
    static func files(of item: DestructionList.Item, by agreed: AgreedDestruction, at time: Int64) throws
        -> FileSet
    {
        let stone = Tombstone(
            format: currentFormat, item: item, list: agreed.kept.digest.hex,
            proposer: agreed.list.proposer, confirmedBy: agreed.consent.signer, orderedAt: time,
            law: agreed.list.law)
        var files: FileSet = [
            about: try JSONFile.data(stone, isPretty: true), list: Data(agreed.kept.text.utf8),
            list + ending: Data(agreed.kept.signature.utf8), consent: Data(agreed.kept.consent.utf8),
            consent + ending: Data(agreed.kept.consentSignature.utf8),
        ]
        files[Manifest.name] = Data(Manifest.text(over: files, number: item.number).utf8)
        return files
    }

    /// What was destroyed, by whom, in one sentence.
    public var sentence: LocalizedText {
        LocalizedText(
            zh: "\(item.number) 已按清册 \(list.prefix(12)) 销毁，\(proposer) 提出，\(confirmedBy) 会签，依据\(law)。",
            en:
                "\(item.number) was destroyed by the list \(list.prefix(12)), proposed by \(proposer), countersigned by "
                + "\(confirmedBy), under \(law).")
    }

    /// Whether files look like a tombstone.
    public static func isTombstone(_ files: FileSet) -> Bool { files[about] != nil }

    /// What a tombstone says; nothing where it cannot be read.
    public static func stated(in files: FileSet) -> Tombstone? {
        files[about].flatMap { try? JSONDecoder().decode(Tombstone.self, from: $0) }
    }

    /// What is wrong with a tombstone, judged alone.
    /// - Parameter name: the package that it stands for; nothing where it goes by another name.
    static func problems(in files: FileSet, name: String?) -> [LocalizedText] {
        var problems = Manifest.problems(in: files).map(\.line)
        func text(_ name: String) -> String { String(decoding: files[name] ?? Data(), as: UTF8.self) }
        let kept = KeptDestructionList(
            text: text(list), signature: text(list + ending), consent: text(consent),
            consentSignature: text(consent + ending))
        do {
            let agreed = try AgreedDestruction(stated: kept)
            guard let stone = stated(in: files), stone.format == currentFormat,
                agreed.list.items.contains(stone.item), stone.list == kept.digest.hex,
                stone.proposer == agreed.list.proposer, stone.confirmedBy == agreed.consent.signer,
                stone.law == agreed.list.law,
                Manifest.number(in: files) == stone.item.number,
                name == nil || name == stone.item.package
            else {
                problems.append(
                    LocalizedText(
                        zh: "销毁记录与双人签署的清册不一致。",
                        en: "The tombstone does not agree with the list that two persons signed."))
                return problems
            }
        } catch {
            problems.append(
                (error as? any ExplainedError)?.explanation
                    ?? LocalizedText(zh: "销毁清册无法读取。", en: "The list cannot be read."))
        }
        return problems
    }
}

extension FourChecks {
    /// Checks the tombstone of a destroyed package: that it was destroyed by a list that two persons signed.
    public init(ofTombstone files: FileSet, name: String?, trust: SignatureTrust? = nil) {
        let stone = Tombstone.stated(in: files)
        package = stone?.item.package ?? name ?? ""
        checks = []
        tombstone = stone
        registration = nil
        add(
            .authenticity, zh: "销毁清册经双人签署，与销毁记录一致", en: "destroyed by a list that two persons signed",
            Tombstone.problems(in: files, name: name))
        let judge = SignatureJudge(trust: trust)
        var signatures: [LocalizedText] = []
        for (path, signer) in [
            (Tombstone.list, stone?.proposer), (Tombstone.consent, stone?.confirmedBy),
        ] {
            if let problem = judge.problem(
                files[path] ?? Data(), files[path + Tombstone.ending], of: signer ?? "", as: .destruction,
                isOwed: true)
            {
                signatures.append(ProofProblem(path, zh: problem.zh, en: problem.en).line)
            }
        }
        // A shelf is looked through without a trust file, too: what that cannot prove is not said to be proved.
        add(.authenticity, zh: "电子签名", en: "signatures", signatures, unchecked: trust == nil)
        let gone = LocalizedText(zh: "内容已销毁。", en: "The content was destroyed.")
        for quality in [Quality.integrity, .usability, .security] {
            add(quality, zh: "内容", en: "content", [gone], unchecked: true)
        }
    }
}
