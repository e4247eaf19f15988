import Archive
import ArgumentParser
import Audit
import Foundation
import Invoicing
import OAProfile
import Store

/// Destruction takes two persons, each in their own account: one proposes and runs it where the archive is, the other
/// countersigns the list wherever they are. What travels between them is a file.
struct ArchiveDestroyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: "Destroy what has reached its end, by a list that two persons sign. 双人签署清册后销毁期满档案。",
        subcommands: [
            DestroyProposeCommand.self, DestroyCountersignCommand.self, DestroyRunCommand.self,
        ])
}

struct DestroyProposeCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "propose",
        abstract: "Draw up and sign a list; nothing is destroyed. 编制并签署销毁清册。")
    @Argument(help: "Archive numbers, packages, tasks or operations; none with --due.")
    var ids: [String] = []
    @Flag(name: .long, help: "All that has reached its end and is not on hold.")
    var due = false
    @Option(name: .long, help: "Why. 销毁原因。")
    var reason: String
    @Option(name: .long, help: "The new file of the list; its signature goes beside it as FILE.sig.")
    var out: String
    @Option(name: .long, help: "A private key, or the public half of a key that the SSH agent holds.")
    var key: String
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func validate() throws {
        guard due != !ids.isEmpty else { throw ValidationError("Give ID… or --due.") }
    }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let desk = try DestructionDesk(in: setting)
        var records = try ids.map { try desk.room.record($0) }
        if due {
            records = try desk.room.items.compactMap(\.record).filter {
                try desk.destruction.refusal(of: $0, on: setting.today) == nil
            }
        }
        let list = try desk.destruction.propose(
            records, archive: desk.archive, proposer: desk.user, reason: reason, at: WallClock.now(),
            on: setting.today)
        let text = try list.text
        let armour = try SSHKeygen.sign(text, key: key, as: .destruction)
        try PackageFolder.writeWhole(Data(text.utf8), to: out)
        try PackageFolder.writeWhole(Data(armour.utf8), to: out + ".sig")
        try desk.ledger.propose(
            KeptDestructionList(text: text, signature: armour), packages: list.items.count, reason: reason,
            at: WallClock.now())
        if json { try Output.json(list) } else { list.say(in: setting.language) }
        setting.voice.say(
            LocalizedText(
                zh:
                    "销毁清册 \(out)：\(list.items.count) 件。请另一位同事用 countersign archive destroy countersign \(out) 会签。",
                en:
                    "The list \(out) has \(counted(list.items.count, "package")). Another person signs it with countersign "
                    + "archive destroy countersign \(out)."))
        return .done
    }
}

struct DestroyCountersignCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign",
        abstract: "Agree to somebody else's list, in one's own account. 会签他人编制的销毁清册。")
    @Argument(help: "The list; FILE.sig lies beside it, FILE.consent and FILE.consent.sig are written there.")
    var file: String
    @Option(name: .long, help: "A private key, or the public half of a key that the SSH agent holds.")
    var key: String
    @Option(name: .long, help: "An OpenSSH allowed-signers file that vouches for the proposer.")
    var allowedSigners: String?
    @Option(
        name: .customLong("as"),
        help: "Who signs, by the name in the allowed-signers file; else who is signed in.")
    var name: String?
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let kept = try DestructionFiles.read(file)
        guard let list = DestructionList(text: kept.text) else { throw DestructionProblem.unreadable(file) }
        let user = try name ?? setting.account().user
        guard user != list.proposer else { throw DestructionProblem.samePerson(user) }
        let trust = try DestructionFiles.trust(allowedSigners, in: setting)
        try SSHKeygen.verify(
            Data(kept.text.utf8), signature: Data(kept.signature.utf8), of: list.proposer, as: .destruction,
            trust: trust)
        let consent = try DestructionConsent(to: kept.digest, signer: user, at: WallClock.now()).text
        let armour = try SSHKeygen.sign(consent, key: key, as: .destruction)
        var agreed = kept
        agreed.consent = consent
        agreed.consentSignature = armour
        // Two keys, and the second one is trusted: better known here than when it is to be run.
        _ = try AgreedDestruction(agreed, trust: trust)
        try setting.note(.destructionCountersigned(kept.digest, proposer: list.proposer), by: user)
        try PackageFolder.writeWhole(Data(consent.utf8), to: file + ".consent")
        try PackageFolder.writeWhole(Data(armour.utf8), to: file + ".consent.sig")
        if json { try Output.json(list) } else { list.say(in: setting.language) }
        setting.voice.say(
            LocalizedText(
                zh:
                    "\(user) 已会签 \(list.items.count) 件；请 \(list.proposer) 运行 countersign archive destroy run \(file)。",
                en:
                    "\(user) agreed to \(counted(list.items.count, "package")); \(list.proposer) runs countersign archive "
                    + "destroy run \(file)."))
        return .done
    }
}

struct DestroyRunCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Destroy what an agreed list names, or finish that. 按双人签署的清册销毁；中断后再次运行即可完成。")
    @Argument(
        help:
            "The list, with FILE.sig, FILE.consent and FILE.consent.sig; none to finish what was broken off.")
    var file: String?
    @Option(name: .long, help: "An OpenSSH allowed-signers file that vouches for both.")
    var allowedSigners: String?
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let desk = try DestructionDesk(in: setting)
        let numbers: [String]
        if let file {
            let trust = try DestructionFiles.trust(allowedSigners, in: setting)
            let agreed = try AgreedDestruction(
                DestructionFiles.read(file, withConsent: true), trust: trust)
            guard agreed.list.proposer == desk.user else {
                throw DestructionProblem.notProposed(by: agreed.list.proposer)
            }
            numbers = try desk.destruction.carryOut(
                agreed, archive: desk.archive, at: WallClock.now(), on: setting.today)
        } else {
            numbers = try desk.destruction.finish(at: WallClock.now())
        }
        if json { try Output.json(["destroyed": numbers]) } else { numbers.forEach(Output.line) }
        setting.voice.say(
            LocalizedText(
                zh: "已销毁 \(numbers.count) 件，销毁记录永久保留；备份和导出的副本请另行处理。",
                en:
                    "\(numbers.count) destroyed; their tombstones stay. Copies in backups and exports are yours to deal "
                    + "with."))
        return .done
    }
}

/// What the destroying commands work on.
private struct DestructionDesk {
    let user: String
    let archive: String
    let ledger: Ledger
    let room: ArchiveRoom
    let destruction: Destruction

    init(in setting: Setting) throws {
        user = try setting.account().user
        archive = try LedgerReading(in: setting).origin
        ledger = try setting.archiveLedger()
        room = try ArchiveRoom(in: setting)
        destruction = Destruction(
            ledger: ledger, shelf: room.shelf, blobs: BlobStore(folder: setting.home.data))
    }
}

/// The files of a list.
private enum DestructionFiles {
    static func read(_ file: String, withConsent: Bool = false) throws -> KeptDestructionList {
        func text(_ path: String) throws -> String {
            let data = try PackageFolder.readFile(path, limit: 64 << 20)
            guard let text = String(validating: data, as: UTF8.self) else {
                throw DestructionProblem.unreadable(path)
            }
            return text
        }
        return KeptDestructionList(
            text: try text(file), signature: try text(file + ".sig"),
            consent: withConsent ? try text(file + ".consent") : "",
            consentSignature: withConsent ? try text(file + ".consent.sig") : "")
    }

    static func trust(_ named: String?, in setting: Setting) throws -> SignatureTrust {
        try SignatureTrust(allowedSigners: named ?? setting.configuration.archive.allowedSigners)
    }
}

extension DestructionList {
    /// The list for people.
    fileprivate func say(in language: Language) {
        for item in items {
            Output.line(
                "\(item.number)  \(item.category.title[language])  \(item.fiscalYear)  "
                    + "\(item.retention.title[language])  \(item.start) → \(item.end)  \(item.package.prefix(12))"
            )
        }
    }
}
