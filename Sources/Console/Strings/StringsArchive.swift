import Invoicing

extension Strings {
    static let archiveTitle = text("档案：已决定与已归档", "Archive: decided and archived")
    static let archiveEmpty = text("没有符合条件的已决定单据。", "Nothing decided matches.")
    static let archiveGone = text("OA 已不再显示", "gone at the OA")
    static let archiveGoneWord = text("OA 已无", "gone at OA")
    static let archiveQueryPrompt = text("查找档案：", "Search the archive: ")
    static let columnPackage = text("档案包", "Package")
    static let kept = text("已归档", "kept")
    static let notKept = text("未归档", "none")

    static func archiveOver(_ query: String, _ listing: ArchiveListing?) -> LocalizedText {
        if let trouble = listing?.trouble { return trouble }
        let range = reportOver(query)
        guard let listing else { return range }
        guard listing.total > listing.items.count else {
            return text(
                "\(range.zh)，\(listing.items.count) 张",
                "\(range.en), \(counted(listing.items.count, "invoice"))")
        }
        return text(
            "\(range.zh)，共 \(listing.total) 张，列出前 \(listing.items.count) 张，请用查询缩小范围",
            "\(range.en), \(listing.total) in all, the first \(listing.items.count) listed: narrow the query")
    }

    static let historyTitle = text("单据全程记录", "Whole history")
    static let historyReading = text("正在读取并核验..", "reading and verifying..")
    static let historyTask = text("任务", "Task")
    static let historyClaim = text("单据", "Claim")
    static let historyInvoice = text("发票号码", "Invoice number")
    static let historyDigest = text("内容摘要", "Content digest")
    static let historyNoDocument = text(
        "本机没有这张单据的内容，只有档案包。", "This machine has no document of it, only the package.")
    static let historySeen = text("决定时所见", "Seen when decided")
    static let historySince = text("此后变化", "Changed since")
    static let historyUnchanged = text("审批依据的内容没有变化", "nothing that the decision rests on")
    static let historyBroken = text("内容与哈希不符", "its text is not what was hashed")
    static let historyReplaced = text("已被替代", "Replaced by")
    static let historySteps = text("OA 审批流程", "Steps at the OA")

    static func historyVersion(_ rev: String) -> LocalizedText { text("版本 \(rev)", "version \(rev)") }
    static func historyAttempt(_ number: Int) -> LocalizedText {
        text("发送第 \(number) 次", "Attempt \(number)")
    }
    static func historyEntry(_ number: Int64) -> LocalizedText {
        text("审计 #\(number)", "Audit #\(number)")
    }

    static let integrityTitle = text("完整性", "Integrity")
    static let integrityLog = text("本单日志", "Log entries")
    static let integrityWholeLog = text("整个日志", "Whole log")
    static let integrityNoEntry = text(
        "审计日志中没有本单的记录（不是由您在本机决定的）。", "none: it was not decided by you on this machine")
    static let integrityNoPackage = text(
        "尚未归档；可用 countersign archive add 归档。", "none yet; countersign archive add makes one")
    static let integrityNotOurs = text(
        "没有；只有您在本机同意并经 OA 确认的单据才能归档。",
        "none; only what you approved on this machine and the OA confirmed can be archived")

    static func integrityEntries(_ count: Int, broken: Int) -> LocalizedText {
        broken == 0
            ? text("\(count) 条，内容与哈希一致", "\(count), each as it was hashed")
            : text("\(count) 条，其中 \(broken) 条与哈希不符", "\(count), of which \(broken) are not what was hashed")
    }

    static func integrityWholeLog(_ count: Int, problems: Int) -> LocalizedText {
        problems == 0
            ? text(
                "\(count) 条已核验，与各项决定一致",
                "\(counted(count, "entry", "entries")) verified against the decisions")
            : text(
                "\(count) 条，发现 \(problems) 个问题；请运行 countersign audit verify 查看。",
                "\(counted(count, "entry", "entries")), \(counted(problems, "problem")): see countersign audit verify"
            )
    }
}
