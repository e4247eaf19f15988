import Archive
import ArgumentParser
import Foundation
import Invoicing
import OAProfile
import Store

struct ArchiveHoldCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Keep packages from being destroyed. 暂停销毁（法律保全、未了事项）。")
    @Argument(help: "Archive numbers, packages, tasks or operations.")
    var ids: [String]
    @Option(name: .long, help: "Why; it is in the audit log. 原因。")
    var reason: String
    @Flag(name: .long, help: "Claims or debts are not settled, or other business is open. 未了事项。")
    var unsettled = false
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let ledger = try setting.archiveLedger()
        let room = try ArchiveRoom(in: setting)
        // All are known before one is held.
        let records = try ids.map { try room.record($0) }
        for record in records {
            try ledger.hold(
                record.id, as: unsettled ? .unsettled : .legal, reason: reason, at: WallClock.now())
        }
        try ArchiveRoom(in: setting).say(records, json: json, in: setting)
        return .done
    }
}

struct ArchiveReleaseCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "End a hold. 解除暂停销毁。")
    @Argument(help: "Archive numbers, packages, tasks or operations.")
    var ids: [String]
    @Option(name: .long, help: "Why; it is in the audit log. 原因。")
    var reason: String
    @Option(name: .long, help: "Which hold, where there are several.")
    var hold: Int64?
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let ledger = try setting.archiveLedger()
        let room = try ArchiveRoom(in: setting)
        let records = try ids.map { try room.record($0) }
        for record in records {
            try ledger.release(record.id, hold: hold, reason: reason, at: WallClock.now())
        }
        try ArchiveRoom(in: setting).say(records, json: json, in: setting)
        return .done
    }
}

extension Setting {
    /// The ledger, to write steps of the archive into, in the name of whoever is signed in.
    func archiveLedger() throws -> Ledger {
        guard role != .auditor else {
            throw StoreError.readOnly(file: home.data.appendingPathComponent("ledger.db").path)
        }
        return try Ledger(folder: home.data, session: Workplace.session(of: account().user))
    }
}

extension ArchiveRoom {
    /// Says how registered packages stand now.
    fileprivate func say(_ records: [ArchivedRecord], json: Bool, in setting: Setting) throws {
        let wanted = Set(records.map(\.id))
        let found = items.filter { item in item.record.map { wanted.contains($0.id) } == true }
        if json { return try Output.json(["packages": found.map(PackageOutput.init)]) }
        for item in found {
            Output.line(item.line(in: setting.language))
            for line in item.lines(in: setting.language).dropFirst(3) { Output.line("    " + line) }
        }
    }
}
