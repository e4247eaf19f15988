import Archive
import ArgumentParser
import Foundation
import Invoicing
import OAProfile
import Store

struct BackupCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract:
            "A checked copy of the ledger and of imported originals, made while others work. 备份账本与导入的原件。")
    @Argument(help: "The new file; it must not exist yet.")
    var file: String?
    @Option(name: .long, help: "Export what can still be read of a damaged ledger into this new folder.")
    var salvage: String?
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func validate() throws {
        guard (file == nil) != (salvage == nil) else {
            throw ValidationError("Give a file, or --salvage with a folder.")
        }
    }

    func perform(in setting: Setting) async throws -> ExitStatus {
        if let salvage { return try save(into: salvage, in: setting) }
        let ledger = try LedgerReading(in: setting).ledger
        let target = Self.absolute(file ?? "")
        let blobs = target + ".blobs"
        // Before the ledger is copied: nothing may be left half.
        guard !FileManager.default.fileExists(atPath: blobs) else { throw BackupError.exists(file: blobs) }
        let copy = try ledger.backUp(to: target)
        let originals = try ledger.backUpOriginals(
            from: BlobStore(folder: setting.home.data), to: blobs)
        let packages = ArchiveShelf(setting.home.archive).count
        if json {
            try Output.json(BackupOutput(copy, originals: originals, in: blobs, without: packages))
        }
        setting.voice.say(
            LocalizedText(
                zh: "已备份到 \(copy.file)：决定 \(copy.operations) 个，审计记录 \(copy.entries) 条，已通过检查"
                    + (originals == 0 ? "。" : "；导入的原件 \(originals) 个在 \(blobs)。"),
                en:
                    "Backed up to \(copy.file): \(counted(copy.operations, "decision")), "
                    + counted(copy.entries, "audit entry", "audit entries") + ", checked"
                    + (originals == 0 ? "." : "; \(counted(originals, "imported original")) in \(blobs).")
            ))
        if packages > 0 {
            setting.voice.say(
                LocalizedText(
                    zh: "不含档案夹中的 \(packages) 件档案包和销毁记录，请另行复制 \(setting.home.archive.path)。",
                    en:
                        "Not in it: \(counted(packages, "package or tombstone", "packages and tombstones")) of the archive; "
                        + "copy \(setting.home.archive.path) beside it."))
        }
        return .done
    }

    private func save(into folder: String, in setting: Setting) throws -> ExitStatus {
        guard
            FileManager.default.fileExists(atPath: setting.home.data.appendingPathComponent("ledger.db").path)
        else { throw AuditProblem.noLedger(setting.home.data.path) }
        let target = Self.absolute(folder)
        let found = try Salvage.run(
            folder: setting.home.data, into: URL(fileURLWithPath: target, isDirectory: true))
        if json { try Output.json(SalvageOutput(folder: target, tables: found.tables)) }
        for table in found.tables {
            let rest = table.problem ?? "damaged"
            setting.voice.say(
                LocalizedText(
                    zh: "\(table.table).jsonl：\(table.rows) 行" + (table.isComplete ? "" : "，其余无法读取（\(rest)）"),
                    en: "\(table.table).jsonl: \(counted(table.rows, "row"))"
                        + (table.isComplete ? "" : "; the rest cannot be read (\(rest))")))
        }
        setting.voice.say(
            found.isComplete
                ? LocalizedText(
                    zh: "账本全部可读，已导出到 \(target)。", en: "All of the ledger was read into \(target).")
                : LocalizedText(
                    zh: "能读出的内容已导出到 \(target)；请从最近的备份恢复账本，再对照导出的内容。",
                    en:
                        "What can be read is in \(target); restore the ledger from the last backup and compare."
                ))
        return found.isComplete ? .done : .refusal
    }

    private static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }
}

private struct BackupOutput: Encodable {
    let file: String
    let bytes: Int64
    let operations: Int
    let entries: Int
    let root: String
    let originals: Int
    let blobs: String?
    let archive_packages_left_out: Int

    init(_ copy: LedgerBackup, originals: Int, in folder: String, without packages: Int) {
        archive_packages_left_out = packages
        self.originals = originals
        blobs = originals == 0 ? nil : folder
        file = copy.file
        bytes = copy.size
        operations = copy.operations
        entries = copy.entries
        root = copy.root.hex
    }
}

private struct SalvageOutput: Encodable {
    let folder: String
    let tables: [Salvage.Table]
}
