import Invoicing
import OAProfile
import Store

extension Strings {
    // MARK: - Marks

    static func markCount(_ count: Int) -> LocalizedText { text("已标记 \(count)", "Marked \(count)") }

    static func marked(_ count: Int, keys: KeyNames) -> LocalizedText {
        text(
            "已标记 \(count) 张。\(keys[.approve]) 同意、\(keys[.reject]) 拒绝、\(keys[.transfer]) 转交：先显示计划。",
            "\(count) marked. \(keys[.approve]) approve, \(keys[.reject]) reject, \(keys[.transfer]) transfer: a plan comes first."
        )
    }

    static func marksCleared(_ count: Int) -> LocalizedText {
        text("已取消 \(count) 个标记。", "\(count == 1 ? "1 mark is" : "\(count) marks are") gone.")
    }

    static func tooManyMarks(_ limit: Int) -> LocalizedText {
        text("一次最多 \(limit) 张，请用查找缩小范围。", "At most \(limit) at once: narrow the list with a search.")
    }

    static let returnOneByOne = text(
        "退回的步骤各不相同，请逐张退回；标记保留。", "Steps to return to differ: return one by one. The marks stay.")

    // MARK: - The plan

    static func planReading(_ count: Int) -> LocalizedText {
        text("正在读取 \(count) 张单据..", "Reading \(counted(count, "task"))..")
    }

    static func planTitle(_ action: Decision.Action, count: Int, of all: Int) -> LocalizedText {
        text(
            "批量计划：\(action.title.zh) \(count) 张（标记了 \(all) 张）",
            "Plan: \(action.title.en) \(count) of \(all) marked")
    }

    static let planTotal = text("合计", "Total")
    static let planCostCentre = text("成本中心", "Cost centre")
    static let columnPlan = text("除外原因 / 结果", "Left out / result")

    static func andMore(_ count: Int) -> LocalizedText { text("另有 \(count) 项", "\(count) more") }

    static func excluded(_ count: Int, _ reason: LocalizedText) -> LocalizedText {
        text("除外 \(count) 张：\(reason.zh)", "\(count) left out: \(reason.en)")
    }

    static let moreExcluded = text("还有其他除外原因，见下面各行", "More are left out; each row below says why")

    /// At most 26 columns.
    static func reason(_ exclusion: Exclusion) -> LocalizedText {
        switch exclusion {
        case .gone: text("OA 上已看不到", "gone from the OA")
        case .changed: text("内容已变化，请重新查看", "changed: look again")
        case .notOpen(let status): text("状态：\(status.title.zh)", "it is \(status.title.en)")
        case .inConflict: text("有冲突，请逐张处理", "in conflict: one by one")
        case .alreadyDecided: text("已做过决定", "already decided")
        case .notMine: text("不在我的待办中", "waits for somebody else")
        case .errorsStand(let count): text("有 \(count) 个错误，请逐张看", "\(count) err: one by one")
        case .largeAmount: text("金额较大，请逐张处理", "large amount: one by one")
        case .hiddenText: text("文字可疑，请逐张处理", "hidden text: one by one")
        case .holdDiffers(let isHeld): isHeld ? text("已挂起", "held already") : text("没有挂起", "not held")
        case .leftOut: text("由您除外", "left out by you")
        }
    }

    static func planConfirm(_ action: Decision.Action, count: Int) -> LocalizedText {
        text("\(action.title.zh)这 \(count) 张", "\(action.title.en) these \(count)")
    }

    static func planUnseen(key: String) -> LocalizedText {
        text("还没看到，按 \(key) 翻页后才包括在内", "not shown yet; \(key) shows them")
    }

    static let planIsEmpty = text("没有可以一起决定的单据。", "Nothing in this plan can be decided.")

    // MARK: - Results

    static func planRecording(_ done: Int, of total: Int, key: String) -> LocalizedText {
        text("正在记录 \(done)/\(total)，\(key) 停止", "Recording \(done)/\(total), \(key) stops")
    }

    static func planResult(recorded: Int, failed: Int, key: String) -> LocalizedText {
        guard failed > 0 else { return text("已记录 \(recorded) 张", "\(recorded) recorded") }
        return text(
            "已记录 \(recorded) 张，未记录 \(failed) 张：\(key) 只重试未记录的",
            "\(recorded) recorded, \(failed) not: \(key) retries only those")
    }

    static func planDone(
        _ action: Decision.Action, recorded: Int, failed: Int, holdSeconds: Int64, keys: KeyNames
    ) -> LocalizedText {
        let undo =
            holdSeconds > 0 && recorded > 0
            ? text(
                "\(holdSeconds) 秒内可按 \(keys[.undo]) 全部撤销。",
                " \(keys[.undo]) undoes all within \(holdSeconds) s.")
            : text("", "")
        let rest = failed > 0 ? text("，未记录 \(failed) 张", ", \(failed) not recorded") : text("", "")
        return text(
            "已记录 \(action.title.zh) \(recorded) 张\(rest.zh)。\(undo.zh)",
            "Recorded \(action.title.en): \(recorded)\(rest.en).\(undo.en)")
    }

    /// Why a row was not recorded, in a few words.
    static func refused(_ failure: RecordingFailure) -> LocalizedText {
        switch failure {
        case .changed: text("内容已变化，未记录", "changed: not recorded")
        case .store(.alreadyDecided): text("已做过决定", "already decided")
        case .store(let error): error.explanation
        }
    }

    static let planStopped = text("已停止，未记录", "stopped: not recorded")
    static let nothingFailed = text("没有未记录的单据。", "Nothing failed.")
}
