import ArgumentParser
import Audit
import Foundation
import Invoicing
import OAProfile
import Store

struct AuditEraseCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase personal data that the log covers; its chain stays whole. 清除审计日志中遮盖的个人信息。",
        discussion: """
            Entries hold such numbers covered, with a salted commitment; the words and the salt lie beside the log and are \
            erased here for ever. With --matching the number is read from standard input, so that it stands in no argument.
            """)
    @Argument(help: "Places of entries in the log, from 1.")
    var entries: [Int64] = []
    @Flag(name: .long, help: "All entries that cover the value which standard input holds.")
    var matching = false
    @Option(name: .long, help: "Why; it is in the audit log. 原因。")
    var reason: String
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func validate() throws {
        guard matching == entries.isEmpty else { throw ValidationError("Give ENTRY… or --matching.") }
    }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let ledger = try setting.archiveLedger()
        var wanted = entries
        if matching {
            let value = String(readLine(strippingNewline: true)?.prefix(200) ?? "")
                .trimmingCharacters(in: .whitespaces)
            wanted = try ledger.entriesConcealing(value)
        }
        let erased = try ledger.erase(wanted, reason: reason, at: WallClock.now())
        let rest = Set(entries).subtracting(erased).sorted()
        if json {
            try Output.json(["erased": erased, "nothing_to_erase": rest])
        } else {
            for entry in erased { Output.line("#\(entry)") }
        }
        for entry in rest {
            let isThere = try entry >= 1 && !ledger.auditEntries(from: entry, limit: 1).isEmpty
            setting.voice.say(
                isThere
                    ? LocalizedText(
                        zh: "#\(entry)：没有遮盖个人信息，或者已经清除。",
                        en: "#\(entry): it covers nothing, or that was erased before.")
                    : LocalizedText(
                        zh: "#\(entry)：审计日志中没有这一条。", en: "#\(entry): the log has no such entry."))
        }
        if erased.isEmpty {
            setting.voice.say(
                matching
                    ? LocalizedText(
                        zh: "没有可清除的内容：没有审计记录遮盖这个值。",
                        en: "Nothing was there to erase: no entry covers this value.")
                    : LocalizedText(zh: "没有可清除的内容。", en: "Nothing was there to erase."))
        } else {
            setting.voice.say(
                LocalizedText(
                    zh: "已清除 \(erased.count) 条审计记录中遮盖的个人信息，日志链保持完整。",
                    en:
                        "What \(counted(erased.count, "entry", "entries")) covered is erased; the chain of the log "
                        + "is whole."))
        }
        return erased.isEmpty || !rest.isEmpty ? .refusal : .done
    }
}
