import Invoicing
import Terminal

extension Strings {
    static let terminalRemedy = text(
        "运行 countersign doctor 可检查终端。", "countersign doctor checks the terminal.")
    static let keysRemedy = text("修改配置文件的 [keys] 后重试。", "Mend [keys] in the configuration and try again.")

    static func scriptUnknown(_ name: String, line: Int) -> LocalizedText {
        let safe = TerminalText(name).truncated(toColumns: 60)
        return text(
            "脚本第 \(line) 行：没有名为「\(safe)」的命令。", "Script line \(line): there is no command \"\(safe)\".")
    }

    static func scriptArgument(_ command: String, _ argument: String, line: Int) -> LocalizedText {
        let safe = TerminalText(argument).truncated(toColumns: 60)
        return text(
            "脚本第 \(line) 行：\(command) 不能使用「\(safe)」。",
            "Script line \(line): \(command) cannot use \"\(safe)\".")
    }

    static func scriptNotHere(_ command: ConsoleCommand, _ scope: ConsoleScope, line: Int) -> LocalizedText {
        text(
            "脚本第 \(line) 行：命令 \(command.rawValue) 不能用于「\(title(of: scope).zh)」。",
            "Script line \(line): \(command.rawValue) does nothing in: \(title(of: scope).en).")
    }

    static func scriptNotRecorded(_ message: LocalizedText, line: Int) -> LocalizedText {
        text(
            "脚本第 \(line) 行：没有记录决定。\(TerminalText(message.zh))",
            "Script line \(line): no decision was recorded. \(TerminalText(message.en))")
    }

    static func scriptUnwritable(_ file: String, line: Int) -> LocalizedText {
        let safe = TerminalText(file)
        return text("脚本第 \(line) 行：无法写入 \(safe)。", "Script line \(line): \(safe) cannot be written.")
    }

    static let scriptCommandsRemedy = text(
        "可用命令见控制台的帮助（?）右列，另有 type:文字、key:按键、:save-screen 文件、:resize 120x40、:language zh|en、:sync、:wait-idle。",
        "The commands stand on the right in the console's help (?); besides: type:TEXT, key:KEY, :save-screen FILE, :resize 120x40, :language zh|en, :sync, :wait-idle."
    )
    static let scriptNotHereRemedy = text(
        "在该行之前加 :save-screen 文件，可看到当时的屏幕。", "Put :save-screen FILE before that line to see the screen.")
    static let scriptNotRecordedRemedy = text(
        "已记录的决定不受影响；查看该单据后重试。", "Decisions recorded before it stand; look at the task and try again.")
    static let scriptUnwritableRemedy = text(
        "请检查文件夹是否存在、是否可写。", "Check that the folder exists and may be written.")
}
