import Invoicing

extension Strings {
    static let readingLabel = text("全量读取", "Reading everything")

    /// All that is known of it.
    static func readingAll(_ progress: WorkProgress) -> LocalizedText {
        text("全量同步：" + progress.text.zh, "reading everything: " + progress.text.en)
    }

    /// The same with room to say why nobody knows when it ends.
    static func readingAllAtLength(_ progress: WorkProgress) -> LocalizedText {
        let told = readingAll(progress)
        guard progress.total == nil else { return told }
        return text(
            told.zh + "，OA 未告知总数，剩余时间未知", told.en + ", time left unknown (the OA names no total)")
    }

    /// The same where there is little room: the share and the time that is left, else the count.
    static func readingInBand(_ progress: WorkProgress) -> LocalizedText {
        let short = progress.shortText
        return text("全量同步 " + short.zh, "reading all " + short.en)
    }

    static let readingIsStopped = text("全量读取已停止", "reading stopped")

    static func readingStoppedAt(_ progress: WorkProgress) -> LocalizedText {
        let told = WorkProgress(done: progress.done, total: progress.total, elapsed: 0).text
        return text("全量读取已停止：" + told.zh, "Reading everything is stopped: " + told.en)
    }

    static func readingStopsBy(_ key: String) -> LocalizedText {
        text("按 \(key) 停止，以后可从停下处继续。", "\(key) stops it; it can go on from there later.")
    }

    static func readingGoesOnBy(_ key: String) -> LocalizedText {
        text("按 \(key) 从停下处继续；已记录的决定照常发送。", "\(key) goes on from there; decisions are sent all the while.")
    }

    static func readingStops(key: String) -> LocalizedText {
        text(
            "读完当前一页后停止；按 \(key) 从停下处继续。", "Reading stops after this page; \(key) goes on from there.")
    }

    static let readingGoesOn = text("继续全量读取。", "Reading goes on.")
    static let nothingIsRead = text("现在没有在进行全量读取。", "Nothing is being read as a whole now.")
}
