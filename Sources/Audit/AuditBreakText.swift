import Invoicing

extension AuditBreak: CustomStringConvertible {
    /// One sentence that names the entry and what is wrong with it.
    public var explanation: LocalizedText {
        switch kind {
        case .unreadable:
            LocalizedText(zh: "第 \(position) 条审计记录无法读取。", en: "Audit entry \(position) cannot be read.")
        case .leafDiffers:
            LocalizedText(
                zh: "第 \(position) 条审计记录的内容与其哈希不符，内容或哈希被改动过。",
                en: "Audit entry \(position) does not fit its hash: the text or the hash was changed.")
        case .sequenceDiffers(let found):
            LocalizedText(
                zh: "第 \(position) 条审计记录自称第 \(found) 条，此前有记录缺失、增加或被移动。",
                en: "Audit entry \(position) says that it is number \(found): entries before it are missing, "
                    + "added or moved.")
        case .previousDiffers:
            LocalizedText(
                zh: "第 \(position) 条审计记录与前一条不相连，前一条被改动、删除或调换过。",
                en:
                    "Audit entry \(position) is not linked to the one before it, which was changed, removed or moved."
            )
        case .unknownEvent(let word):
            LocalizedText(
                zh: "第 \(position) 条审计记录的事件“\(word)”不为本版本所知。",
                en: "Audit entry \(position) tells of an event that this version does not know: “\(word)”.")
        case .truncated(let anchored):
            LocalizedText(
                zh: "审计日志在第 \(position) 条处中断，而已锚定的检查点有 \(anchored) 条，末尾被截断。",
                en: "The audit log ends before entry \(position), but an anchored checkpoint has \(anchored) "
                    + "entries: its end was cut off.")
        case .rootDiffers(let anchored):
            LocalizedText(
                zh: "前 \(anchored) 条审计记录的默克尔根与已锚定的检查点不符，历史被改写过。",
                en: "The Merkle root of the first \(anchored) audit entries is not the anchored one: "
                    + "history was rewritten.")
        }
    }

    /// The English sentence.
    public var description: String { explanation.en }
}
