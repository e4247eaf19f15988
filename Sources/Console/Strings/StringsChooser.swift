import Invoicing

extension Strings {
    // MARK: - Palette

    static let palettePrompt = text("命令：", "Command: ")
    static let nothingMatches = text("没有匹配的项。", "Nothing matches.")
    static let refusedByKeyOnly = text("只能在决定栏按键确认", "only by its key, in the decision bar")

    static func refusedHere(_ places: [LocalizedText]) -> LocalizedText {
        var seen: [LocalizedText] = []
        for place in places where !seen.contains(place) { seen.append(place) }
        return text(
            "只用于：" + seen.map(\.zh).joined(separator: "、"),
            "only in: " + seen.map(\.en).joined(separator: ", "))
    }

    static func cannotRun(_ title: LocalizedText, _ reason: LocalizedText) -> LocalizedText {
        text("「\(title.zh)」现在不能用：\(reason.zh)。", "Not possible now: \(title.en) (\(reason.en)).")
    }

    // MARK: - Views

    static let viewsPrompt = text("视图：", "View: ")

    static func title(of view: QueueView) -> LocalizedText {
        switch view {
        case .toDecide: text("待审", "To decide")
        case .mine: text("我的待审", "Mine")
        case .flagged: text("有问题", "Flagged")
        case .dueSoon: text("三天内到期", "Due soon")
        case .held: text("已挂起", "Held")
        case .local: text("本地导入", "Imported")
        case .waitingToSend: text("待发送", "Waiting to send")
        case .conflicts: text("冲突", "Conflicts")
        case .doneToday: text("今天已决定", "Done today")
        case .everything: text("全部", "Everything")
        case .saved(let saved): text(saved.name, saved.name)
        }
    }

    static func emptyView(_ view: QueueView) -> LocalizedText {
        text("视图「\(title(of: view).zh)」中没有单据。", "Nothing is in the view \(title(of: view).en).")
    }

    // MARK: - Themes

    static let themesPrompt = text("主题：", "Theme: ")

    static func themeChosen(_ name: String) -> LocalizedText {
        text("主题：\(name)，下次启动仍用它。", "Theme: \(name), kept for the next time.")
    }
}
