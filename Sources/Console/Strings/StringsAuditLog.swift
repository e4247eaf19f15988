import Invoicing

extension Strings {
    static let auditLogTitle = text("审计日志", "Audit log")
    static let auditLogEmpty = text("没有符合条件的记录。", "Nothing in the log matches.")
    static let auditLogPrompt = text(
        "筛选日志（人员: 时间: 动作: 关于: 或文字）：", "Filter (by: time: event: about: or words): ")
    static let auditColumnTime = text("时间", "Time")
    static let auditColumnPerson = text("人员", "Person")
    static let auditColumnEvent = text("动作", "Event")
    static let auditColumnOutcome = text("结果", "Outcome")
    static let auditColumnAbout = text("关于", "About")
    static let auditUnreadable = text(
        "这条记录的内容与哈希不符，可能被改动过", "its text is not what was hashed: it may have been changed")
    static let auditDone = text("完成", "done")
    static let auditFailed = text("未成功", "failed")
    static let auditNoEntry = text("日志中没有这一条。", "The log has no such entry.")
    static let auditNoInvoice = text("这条记录与具体单据无关。", "This entry is about no invoice.")
    static let auditFirstEntry = text("这是日志的第一条。", "This is the first entry of the log.")
    static let auditLastEntry = text("这是日志的最后一条。", "This is the newest entry of the log.")

    static func auditEntryTitle(_ place: Int64) -> LocalizedText {
        text("审计日志 #\(place)", "Audit entry #\(place)")
    }

    static func auditLogOver(_ page: LogPage) -> LocalizedText {
        let count = page.list.places.count
        if page.query.isEmpty { return text("全部 \(count) 条，新的在前", "all \(count) entries, newest first") }
        let found = text("「\(page.query)」 \(count) 条", "\"\(page.query)\": \(count) entries")
        guard let place = page.searchedTo else { return found }
        guard place < .max else { return text("\(found.zh)，正在查找..", "\(found.en), searching..") }
        return text("\(found.zh)，已查到 #\(place)..", "\(found.en), searched down to #\(place)..")
    }

    static let auditOlder = text("更早一条", "older")
    static let auditNewer = text("更新一条", "newer")
    static let auditBehalf = text("代理", "On behalf of")
    static let auditOneself = text("本人", "oneself")
    static let auditReason = text("说明", "Reason")
    static let auditSubject = text("对象", "Subject")
    static let auditFrom = text("来自", "From where")
    static let auditHost = text("主机", "Machine")
    static let auditClient = text("SSH 客户端", "SSH client")
    static let auditNoClient = text("无（不是经 SSH）", "none (not over SSH)")
    static let auditTerminal = text("终端（哈希）", "Terminal (hash)")
    static let auditNoTerminal = text("无终端", "none")
    static let auditSession = text("会话", "Session")
    static let auditBoot = text("开机标识", "Boot")
    static let auditProgram = text("程序版本", "Program version")
    static let auditContent = text("内容", "Content")
    static let auditInstance = text("流程实例", "Instance")
    static let auditRevBefore = text("之前版本", "Version before")
    static let auditRevAfter = text("之后版本", "Version after")
    static let auditSeen = text("所见内容摘要", "Digest seen")
    static let auditFingerprint = text("决定指纹", "Fingerprint")
    static let auditDigest = text("数据摘要", "Digest of the data")
    static let auditStatus = text("HTTP 状态", "HTTP status")
    static let auditReceipt = text("OA 回执摘要", "OA's receipt (hash)")

    static let auditProof = text("证明", "Proof")
    static let auditSeal = text("内容", "Text")
    static let auditSealed = text("与记录时的哈希一致", "as it was hashed")
    static let auditNotSealed = text("与记录时的哈希不符", "NOT what was hashed")
    static let auditChain = text("前后相连", "Chain")
    static let auditChained = text("接在前一条之后", "follows the entry before it")
    static let auditNotChained = text("与前一条接不上", "does NOT follow the entry before it")
    static let auditSignature = text("签名", "Signature")
    static let auditUnsigned = text("记录时未要求签名", "none was asked for when it was recorded")
    static func auditSigned(_ actor: String) -> LocalizedText {
        text(
            "\(actor) 的签名，与日志所记一致；可用 countersign audit verify --allowed-signers 核验",
            "by \(actor), the one that the log names; countersign audit verify --allowed-signers checks it")
    }
    static let auditSignatureBroken = text("缺失，或不是日志所记的签名", "missing, or not the one that the log names")
    static let auditInclusion = text("在检查点中", "In a checkpoint")
    static let auditProving = text("正在计算..", "computing..")
    static func auditUncovered(largest: Int?) -> LocalizedText {
        guard let largest else {
            return text(
                "还没有任何检查点，末尾被截去将无法发现", "no checkpoint is kept yet: a cut at the end could not be told")
        }
        return text(
            "还没有检查点覆盖它（最大的到第 \(largest) 条），截去将无法发现",
            "no checkpoint covers it yet (the largest has \(largest) entries): a cut could not be told")
    }
    static func auditIncluded(_ size: Int, hashes: Int) -> LocalizedText {
        text(
            "在大小为 \(size) 的检查点的默克尔树中，\(hashes) 个哈希到根，已验证",
            "in the tree of the checkpoint of \(size) entries, \(hashes) hashes to its root, verified")
    }
    static func auditNotIncluded(_ size: Int) -> LocalizedText {
        text(
            "日志与大小为 \(size) 的检查点不符：日志被改写或截去",
            "the log is NOT that of the checkpoint of \(size) entries: it was rewritten or cut")
    }
    static let auditRoot = text("默克尔根", "Merkle root")
    static let auditAnchor = text("外部锚点", "Anchor")
    static func auditAnchored(_ time: String, _ anchor: String) -> LocalizedText {
        text("\(time) 存于 \(anchor)", "kept by \(anchor) at \(time)")
    }
    static let auditNotAnchored = text("没有：只有本机保存这个检查点", "none: only this machine keeps the checkpoint")
    static let auditLeaf = text("叶哈希", "Leaf hash")
    static let auditPrevious = text("前一条叶哈希", "Leaf before")
}
