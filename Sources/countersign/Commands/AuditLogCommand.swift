import ArgumentParser
import Audit
import Foundation
import Invoicing
import Store
import Terminal

struct AuditLogCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Show entries of the log, newest first, by person, time and content. 查询审计日志。")
    @Argument(
        help: "A filter as the console has it: by:zhang.wei time:2026-11 event:approve about:T-1 words.")
    var filter: [String] = []
    @Option(name: .long, help: "By whom.")
    var by: String?
    @Option(name: .long, help: "From this day on, YYYY-MM-DD, in local time.")
    var since: String?
    @Option(name: .long, help: "Up to and with this day.")
    var until: String?
    @Option(name: .long, help: "Of which event, as approve, revealed, login.")
    var event: String?
    @Option(name: .long, help: "About which task or operation.")
    var about: String?
    @Option(name: .long, help: "With this text anywhere in it.")
    var text: String?
    @Option(name: .long, help: "The most entries.")
    var limit = 100
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        var wanted = try AuditFilter(
            parsing: filter.joined(separator: " "),
            in: Query.Context(now: WallClock.now(), utcOffset: setting.utcOffset, user: ""))
        wanted.actor = by ?? wanted.actor
        wanted.event = event ?? wanted.event
        wanted.about = about ?? wanted.about
        wanted.text = text
        wanted.from = try since.map { try Self.beginning(of: $0, setting) } ?? wanted.from
        wanted.before = try until.map { try Self.beginning(of: $0, setting) + 86_400_000 } ?? wanted.before
        let found = try LedgerReading(in: setting).ledger.auditEntries(matching: wanted, limit: max(0, limit))
        if json {
            try Output.json(AuditLogOutput(entries: found.map(LogLine.init)))
            return .done
        }
        for entry in found { Output.line(line(entry, setting)) }
        if found.isEmpty { setting.voice.say(LocalizedText(zh: "没有符合条件的记录。", en: "Nothing matches.")) }
        if found.count == limit {
            setting.voice.say(
                LocalizedText(
                    zh: "只显示最近 \(limit) 条；可用 --limit 显示更多。",
                    en: "Only the newest \(limit); --limit shows more."))
        }
        return .done
    }

    private func line(_ entry: AuditEntry, _ setting: Setting) -> String {
        let time = WallClock.text(entry.wallTime + Int64(setting.utcOffset) * 1_000).prefix(19)
        let words: [String] = [
            String(entry.sequence), String(time.replacing("T", with: " ")), entry.actor,
            AuditWords.event(of: entry)[setting.language], AuditWords.outcome(of: entry)[setting.language],
            entry.task, AuditWords.subject(of: entry)[setting.language], entry.operation, entry.client,
            AuditWords.reason(of: entry)[setting.language],
        ]
        return TerminalText(words.filter { !$0.isEmpty }.joined(separator: "  ")).string
    }

    private static func beginning(of day: String, _ setting: Setting) throws -> Int64 {
        guard let date = CalendarDate(parsing: day) else { throw NoSuchDay(text: day) }
        return Int64(date.daysSince1970) * 86_400_000 - Int64(setting.utcOffset) * 1_000
    }
}

private struct AuditLogOutput: Encodable {
    let entries: [LogLine]
}

private struct LogLine: Encodable {
    let seq: Int64
    let at: String
    let actor: String
    let on_behalf_of: String
    let event: String
    let outcome: String
    let task: String
    let operation: String
    let subject: String
    let reason: String
    let host: String
    let client: String
    let seen_digest: String?

    init(_ entry: AuditEntry) {
        seq = entry.sequence
        at = WallClock.text(entry.wallTime)
        actor = entry.actor
        on_behalf_of = entry.onBehalfOf
        event = entry.event
        outcome = entry.outcome
        task = entry.task
        operation = entry.operation
        subject = entry.subject
        reason = entry.reason
        host = entry.host
        client = entry.client
        seen_digest = entry.seenDigest?.hex
    }
}

/// A day that is none.
private struct NoSuchDay: ExplainedError {
    let text: String
    var explanation: LocalizedText {
        LocalizedText(zh: "“\(text)”不是日期。", en: "“\(text)” is no day.")
    }
    var remedy: LocalizedText {
        LocalizedText(zh: "请写成 2026-11-25。", en: "Write it as 2026-11-25.")
    }
}
