import Invoicing
import Store
import Verification

extension Strings {
    // MARK: - Letting a finding pass

    /// A sign and a word; the sign of what was let pass is struck.
    static func severityWord(_ severity: Severity, isOverridden: Bool) -> LocalizedText {
        isOverridden
            ? text(
                "-\(severity.plainSign)- 已豁免（\(severity.title.zh)）",
                "-\(severity.plainSign)- overridden (\(severity.title.en))")
            : text("\(severity.plainSign) \(severity.title.zh)", "\(severity.plainSign) \(severity.title.en)")
    }

    static func overriddenBy(_ who: String, _ reason: String, _ time: String) -> LocalizedText {
        text("由 \(who) 于 \(time) 豁免，理由：\(reason)", "overridden by \(who) on \(time) because: \(reason)")
    }

    static func overridePrompt(_ check: Check) -> LocalizedText {
        text("豁免「\(check.title.zh)」的理由（必填）：", "Why override \"\(check.title.en)\" (required): ")
    }

    static func overridden(_ rule: String) -> LocalizedText {
        text(
            "已豁免 \(rule)，理由已记入审计日志；单据内容或证据一变，豁免即失效。",
            "\(rule) is overridden, the reason is in the audit log; it holds for what you saw and no longer.")
    }

    static func overrideWithdrawn(_ rule: String) -> LocalizedText {
        text("已撤回对 \(rule) 的豁免，撤回也已记录。", "The override of \(rule) is withdrawn, and that is recorded.")
    }

    static let overrideChanged = text(
        "这张单据或这项发现刚刚变化，没有豁免。请看清后再试。",
        "The invoice or the finding changed just now. Nothing was overridden: look again.")
    static let nothingToOverride = text(
        "这项核验没有发现问题，无需豁免。", "This check found nothing: there is nothing to override.")
    static let notOverridden = text("这项发现没有被豁免。", "This finding is not overridden.")

    static func alreadyOverridden(_ known: FindingOverride, key: String) -> LocalizedText {
        text(
            "这项发现已由 \(known.actor) 豁免；按 \(key) 撤回。",
            "\(known.actor) overrode it already; \(key) withdraws that.")
    }

    /// Why the user may not, and who may.
    static func mayNotOverride(_ refusal: OverrideRefusal, named: (String) -> String) -> LocalizedText {
        func list(_ users: [String]) -> LocalizedText {
            let names = users.prefix(5).map(named)
            let more = users.count > 5
            return text(
                names.joined(separator: "、") + (more ? " 等" : ""),
                names.joined(separator: ", ") + (more ? " .." : ""))
        }
        switch refusal {
        case .unreadablePolicy(let why):
            return text(
                "policy.toml 无法读取，谁都不能豁免：\(why.zh)",
                "Nobody may override while policy.toml cannot be read: \(why.en)")
        case .noReviewers:
            return text(
                "没有指定审核人，谁都不能豁免；请在 policy.toml 的 [review] 中填写 reviewers。",
                "Nobody may override: policy.toml names no reviewers ([review] reviewers).")
        case .notReviewer(let who):
            return text("只有审核人可以豁免：\(list(who).zh)。", "Only reviewers may override: \(list(who).en).")
        case .ownSubmission(let who):
            guard !who.isEmpty else {
                return text(
                    "这是您本人提交的单据，不能由您豁免，而政策没有指定其他审核人。",
                    "You submitted this claim and may not override its findings; the policy names no other reviewer."
                )
            }
            return text(
                "这是您本人提交的单据，请其他审核人豁免：\(list(who).zh)。",
                "You submitted this claim: another reviewer may override (\(list(who).en)).")
        }
    }

    static func overriddenInBar(_ count: Int) -> LocalizedText {
        text("-!!- 已豁免 \(count) 项错误：", "-!!- \(count) overridden: ")
    }

    static func overriddenInPlan(_ count: Int) -> LocalizedText {
        text("其中 \(count) 张的错误均已豁免", "\(count) of them with every error overridden")
    }
}
