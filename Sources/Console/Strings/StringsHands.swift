import Invoicing

extension Strings {
    // MARK: - Mouse

    static func mouseOn(key: String) -> LocalizedText {
        text(
            "鼠标已开：单击选行，滚轮滚动；按住 Shift 可用终端自己的选择，\(key) 关闭。",
            "The mouse is on: a click selects, the wheel scrolls; hold Shift for the terminal's own selection, \(key) turns it off."
        )
    }

    static let mouseOff = text("鼠标已关。", "The mouse is off.")

    // MARK: - Progress

    // MARK: - Macros

    static let macrosTitle = text("宏", "Macros")

    static func macroStopped(at command: ConsoleCommand) -> LocalizedText {
        text(
            "宏停在「\(title(of: command).zh)」：这里不能用。",
            "The macro stopped at \(title(of: command).en): it does nothing here.")
    }

    static func macroAsks(before command: ConsoleCommand) -> LocalizedText {
        text(
            "宏停在「\(title(of: command).zh)」之前：这个问题由人回答。",
            "The macro stopped before \(title(of: command).en): a person answers the question.")
    }

    static func macro(_ key: String, _ fault: MacroFault) -> LocalizedText {
        switch fault {
        case .unreadableKey:
            text(
                "宏的按键「\(key)」无法识别。写法示例：<F5>、A-x。",
                "The macro's key \(key) names no key. Write it like <F5> or A-x.")
        case .digit:
            text("宏不能用数字键 \(key)：数字是命令前的次数。", "A macro cannot have the key \(key): digits count.")
        case .taken(let command, let scope):
            text(
                "宏的按键 \(key) 在「\(title(of: scope).zh)」中已属于 \(command.rawValue)。",
                "The macro's key \(key) runs \(command.rawValue) in \(title(of: scope).en) already.")
        case .twice: text("按键 \(key) 有两个宏。", "The key \(key) has two macros.")
        case .wrongLength:
            text(
                "按键 \(key) 的宏应有 1 到 \(MacroBook.longest) 个命令。",
                "The macro of \(key) takes 1 to \(MacroBook.longest) commands.")
        case .unknownCommand(let name):
            text("按键 \(key) 的宏：没有名为 \(name) 的命令。", "The macro of \(key): there is no command \(name).")
        case .answers(let command):
            text(
                "按键 \(key) 的宏：\(command.rawValue) 只能由人按键。",
                "The macro of \(key): \(command.rawValue) is for a person to press.")
        }
    }

    static let macroRemedy = text(
        "请改正配置的 [macros]；命令名见帮助（?）的右侧。",
        "Correct it under [macros]; the names of commands stand on the right of the help (?).")
}
