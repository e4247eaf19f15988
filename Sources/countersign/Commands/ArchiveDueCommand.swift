import Archive
import ArgumentParser
import Foundation
import Invoicing
import Store

struct ArchiveDueCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "due",
        abstract: "What has reached the end of its retention. 列出保管期满的档案。")
    @Option(name: .long, help: "As of this day, YYYY-MM-DD; else today.")
    var on: String?
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let on, CalendarDate(parsing: on) == nil { throw ValidationError("--on YYYY-MM-DD") }
    }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let day = on.flatMap { CalendarDate(parsing: $0) } ?? setting.today
        let due = try ArchiveRoom(in: setting).items.filter { item in
            item.record?.list == nil && item.registration?.end.map { $0 <= day } == true
        }.sorted { ($0.registration?.number ?? "") < ($1.registration?.number ?? "") }
        if json {
            try Output.json(DueOutput(on: day.description, packages: due.map(PackageOutput.init)))
            return .done
        }
        for item in due {
            Output.line("\(item.registration?.end?.description ?? "")  \(item.line(in: setting.language))")
        }
        setting.voice.say(
            LocalizedText(
                zh: "到 \(day) 保管期满 \(due.count) 件；暂停销毁的不得列入销毁清册。",
                en: "\(due.count) have reached the end of their retention by \(day); what is on hold stays."))
        return .done
    }
}

private struct DueOutput: Encodable {
    let on: String
    let packages: [PackageOutput]
}

extension Setting {
    /// The day here.
    var today: CalendarDate {
        CalendarDate(daysSince1970: Int((WallClock.now() / 1_000 + Int64(utcOffset)) / 86_400))
    }
}
