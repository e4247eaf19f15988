import Invoicing
import OAProfile

extension Strings {
    static let timelineTitle = text("单据时间线：从收到到归档", "Timeline: from receipt to archive")
    static let timelineEntry = text("日志", "Log")
    static let timelineLedger = text("账本", "ledger")
    static let timelineShelf = text("档案", "archive")
    static let timelineNowWord = text("现在", "now")
    static let timelineUntimed = text("（未记时间）", "(no time kept)")
    static let timelineArchived = text("归档成包", "archived as a package")
    static let timelineNoAnswer = text("没有收到答复", "no answer came")
    static let timelineReceipt = text("OA 回执", "OA's receipt")
    static let timelineSubmitted = text("提交", "submitted")
    static let timelineRemark = text("评论", "remark")
    static let timelineNoEntry = text("这一项不在审计日志中。", "The log has no entry of this.")
    static let timelineNow = text("现状", "as it stands")

    static func timelineCount(_ count: Int) -> LocalizedText { text("\(count) 项", "\(count) rows") }
    static func timelineSeen(_ rev: String) -> LocalizedText {
        text("所见版本 \(rev)", "content seen, version \(rev)")
    }
    static func timelineFinding(_ rule: String, version: Int) -> LocalizedText {
        text("核验发现 \(rule) v\(version)", "finding \(rule) v\(version)")
    }

    private static func names(_ fields: [DecisionField]) -> LocalizedText {
        text(
            fields.map { label($0).zh }.joined(separator: "、"),
            fields.map { label($0).en }.joined(separator: ", "))
    }

    static func timelineVersion(_ changed: [DecisionField]?, digest: String, isWhole: Bool) -> LocalizedText {
        guard isWhole else {
            return text(
                "证据与记录的摘要不符，可能被改动过", "its evidence is NOT what the digest says: it may have been changed")
        }
        guard let changed else { return text("摘要 \(digest)..", "digest \(digest)..") }
        guard !changed.isEmpty else {
            return text("摘要 \(digest)..，与上次所见相同", "digest \(digest).., as seen before")
        }
        let names = names(changed)
        return text(
            "摘要 \(digest)..，与上次所见不同：\(names.zh)", "digest \(digest).., changed since: \(names.en)")
    }

    static func timelineStanding(
        _ status: LocalizedText, rev: String, changed: [DecisionField]?
    ) -> LocalizedText {
        guard let changed else { return text("\(status.zh)，版本 \(rev)", "\(status.en), version \(rev)") }
        guard !changed.isEmpty else {
            return text(
                "\(status.zh)，版本 \(rev)，内容与决定时相同", "\(status.en), version \(rev), content as decided on")
        }
        let names = names(changed)
        return text(
            "\(status.zh)，版本 \(rev)，决定之后变化：\(names.zh)",
            "\(status.en), version \(rev), changed since the decision: \(names.en)")
    }

    // MARK: - As of the decision

    static let asOfTitle = text("决定时与现在", "As of the decision, and now")
    static let asOfThen = text("决定时", "When decided")
    static let asOfNow = text("现在", "Now")
    static let asOfInvoice = text("单据", "The invoice")
    static let asOfRules = text("规则与发现", "Rules and findings")
    static let asOfPolicy = text("公司制度", "The company's policy")
    static let asOfLimits = text("限额", "Limits")
    static let asOfNotSeen = text(
        "保存的证据与当时所见的摘要不符，可能被改动过。", "The evidence that is kept is not what was seen: it may have been changed."
    )
    static let asOfNotKept = text(
        "决定时的核验结果没有保存（归档后才保存）。左边是今天的规则对当时所见内容单独核验的结果，不含与其他单据的比对。",
        "What the rules found at the time is not kept before archiving. On the left: today's rules on the content that was seen, without other claims beside it."
    )
    static let asOfNoFindings = text("没有核验发现。", "No findings.")
    static let asOfOverride = text("已豁免", "Let pass")
    static let asOfPolicyFile = text("制度文件", "Policy file")
    static let asOfNoPolicy = text("无制度文件", "no policy file")
    static let asOfPolicyLost = text("内容没有保存", "its text is not kept")
    static let asOfFlags = text("OA 当时提示", "OA's flags then")
    static let asOfLimitsLost = text(
        "审批人当时的限额由 OA 掌握，本机没有保存；OA 拒收超限的决定时，拒收原因在日志中。",
        "The approver's limit at the time is known to the OA and not kept here; where the OA refused a decision beyond it, the log has the reason."
    )
    static let asOfNoDecision = text("这张单据没有在本机作出的决定。", "No decision on it was made on this machine.")

    static func asOfHead(
        _ action: LocalizedText, by person: String, at time: String, rev: String
    ) -> LocalizedText {
        text(
            "\(person) 于 \(time) \(action.zh)，所见版本 \(rev)",
            "\(person) decided \(action.en) at \(time), on version \(rev)")
    }
}
