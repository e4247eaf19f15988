/// Why a full screen cannot be opened here, or opened only with a fallback.
public enum TerminalProblem: Error, Hashable, Sendable {
    /// Standard input or output is a file or a pipe.
    case notATerminal
    /// No locale with UTF-8 exists, so Chinese would be drawn as blanks.
    case noUTF8
    /// The terminal is not known here. `fallback` is what is used instead, nil when nothing works.
    case unknownTerm(name: String, fallback: String?)
    /// The terminal cannot place its cursor (such as `dumb`).
    case tooSimple(name: String)
    /// Fewer cells than the program needs.
    case tooSmall(actual: TerminalSize, needed: TerminalSize)
    /// The system refused something.
    case systemCall(String, errno: Int32)

    /// What is wrong and how to mend it.
    public var message: Bilingual {
        switch self {
        case .notATerminal:
            Bilingual(
                zh: "标准输入或标准输出不是终端。请直接在终端中运行，或使用带 --json 的子命令。",
                en:
                    "Standard input or output is not a terminal. Run it in a terminal, or use a subcommand with --json."
            )
        case .noUTF8:
            Bilingual(
                zh: "系统没有 UTF-8 区域设置，无法显示中文。请设置 LC_ALL=C.UTF-8 后重试。",
                en:
                    "No UTF-8 locale is available, so Chinese cannot be shown. Set LC_ALL=C.UTF-8 and try again."
            )
        case .unknownTerm(let name, let fallback?):
            Bilingual(
                zh: "本机不认识终端类型 TERM=\(TerminalText(name))，改用 \(fallback)。可安装 ncurses-term。",
                en:
                    "TERM=\(TerminalText(name)) is not known here; using \(fallback). Installing ncurses-term may help."
            )
        case .unknownTerm(let name, nil):
            Bilingual(
                zh: "本机不认识终端类型 TERM=\(TerminalText(name))。请设置 TERM=xterm-256color，或安装 ncurses-term。",
                en:
                    "TERM=\(TerminalText(name)) is not known here. Set TERM=xterm-256color, or install ncurses-term."
            )
        case .tooSimple(let name):
            Bilingual(
                zh: "终端类型 TERM=\(TerminalText(name)) 不能移动光标。请换一个终端，或使用带 --json 的子命令。",
                en:
                    "TERM=\(TerminalText(name)) cannot move its cursor. Use another terminal, or a subcommand with --json."
            )
        case .tooSmall(let actual, let needed):
            Bilingual(
                zh: "终端太小：现在 \(actual.columns)×\(actual.rows)，至少需要 \(needed.columns)×\(needed.rows)。请放大窗口。",
                en:
                    "The terminal is too small: \(actual.columns)x\(actual.rows), and \(needed.columns)x\(needed.rows) "
                    + "is needed. Enlarge the window.")
        case .systemCall(let call, let number):
            Bilingual(
                zh: "系统调用 \(call) 失败（错误 \(number)）。请检查打开文件数的上限（ulimit -n）后重试。",
                en:
                    "The system refused \(call) (error \(number)). Check the limit of open files (ulimit -n) and try again."
            )
        }
    }
}
