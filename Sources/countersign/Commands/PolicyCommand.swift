import ArgumentParser
import Foundation
import Invoicing
import Store

struct PolicyCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "The company's policy: which judges, who changed it; confirm a change. 制度：查看与复核。")

    enum Action: String, ExpressibleByArgument, CaseIterable {
        case show
        case confirm
    }

    @Argument(help: "show, or confirm: agree to the last change, which was somebody else's.")
    var action = Action.show
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let workplace = try Workplace(in: setting)
        if action == .confirm {
            let change = try workplace.ledger.confirmPolicy(at: WallClock.now())
            setting.voice.say(
                LocalizedText(
                    zh: "已复核\(change.author)的制度变更；下次同步时全部单据按新制度重新核验。",
                    en:
                        "The change by \(change.author) is confirmed; with the next sync every invoice is judged again by it."
                ))
        }
        let desk = PolicyDesk(home: setting.home, ledger: workplace.ledger)
        let standing = try desk.standing()
        let changes = try workplace.ledger.policyChanges()
        if json {
            try Output.json(PolicyOutput(standing, changes))
        } else {
            let line = LocalizedText(
                zh: "生效制度：\(standing.label)" + (standing.pending == nil ? "" : "（有变更等待复核）"),
                en: "In force: \(standing.label)"
                    + (standing.pending == nil ? "" : " (a change waits for confirmation)"))
            Output.line(line[setting.language])
            let none = LocalizedText(zh: "（无 policy.toml）", en: "(no policy.toml)")
            for change in changes {
                let confirmed = LocalizedText(
                    zh: change.confirmedBy.map { "，\($0)复核" } ?? "",
                    en: change.confirmedBy.map { ", confirmed by \($0)" } ?? "")
                Output.line(
                    "\(WallClock.text(change.at))  \(change.digest.map { String($0.hex.prefix(12)) } ?? none[setting.language])  \(change.author)"
                        + confirmed[setting.language])
            }
        }
        return standing.pending == nil ? .done : .refusal
    }
}

/// The policy as `--json` shows it.
private struct PolicyOutput: Encodable {
    struct Change: Encodable {
        let sha256: String?
        let author: String
        let at: String
        let confirmed_by: String?
        let confirmed_at: String?

        init(_ change: PolicyChange) {
            sha256 = change.digest?.hex
            author = change.author
            at = WallClock.text(change.at)
            confirmed_by = change.confirmedBy
            confirmed_at = change.confirmedAt.map(WallClock.text)
        }
    }

    let in_force: String?
    let version: String?
    let pending: Change?
    let changes: [Change]

    init(_ standing: PolicyDesk.Standing, _ changes: [PolicyChange]) {
        in_force = standing.inForce?.fingerprint
        version = standing.inForce?.version
        pending = standing.pending.map(Change.init)
        self.changes = changes.map(Change.init)
    }
}
