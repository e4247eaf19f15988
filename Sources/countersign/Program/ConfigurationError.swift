import Console
import Invoicing
import Terminal

/// What is wrong with `config.toml`, and where.
struct ConfigurationError: ExplainedError, Hashable {
    /// The kinds of trouble.
    enum Problem: Hashable {
        /// The file cannot be read, is not UTF-8, or larger than 1 MiB.
        case unreadable
        /// It is not TOML.
        case notTOML(String)
        /// No setting has that name.
        case unknownKey(String, nearest: String?)
        /// A command, a key or a conflict under `[keys]`.
        case wrongKeys(LocalizedText)
        /// The value is not what the setting takes.
        case wrongValue(String, expected: Expected)
        /// A query cannot be read from that character on, counted from 0.
        case badQuery(String, position: Int, LocalizedText, LocalizedText)
    }

    /// What a setting takes.
    enum Expected: Hashable {
        case text
        case yesOrNo
        case number(ClosedRange<Int>)
        case oneOf([String])
        case keys
        case texts
        case table
        case command
        case columns
        case commands
        case numberScheme(LocalizedText)
        case retention(least: LocalizedText)
        case filled

        var text: LocalizedText {
            switch self {
            case .text: LocalizedText(zh: "加引号的文字", en: "text in quotes")
            case .yesOrNo: LocalizedText(zh: "true 或 false", en: "true or false")
            case .number(let range):
                LocalizedText(
                    zh: "\(range.lowerBound) 到 \(range.upperBound) 的整数",
                    en: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            case .oneOf(let words):
                LocalizedText(
                    zh: "以下之一：" + words.joined(separator: "、"), en: "one of " + words.joined(separator: ", "))
            case .keys:
                LocalizedText(zh: "按键，如 [\"a\", \"<Enter>\"]", en: "keys, as [\"a\", \"<Enter>\"]")
            case .texts: LocalizedText(zh: "文字列表，如 [\"票据编号\"]", en: "a list of texts, as [\"Document\"]")
            case .command:
                LocalizedText(
                    zh: "程序的完整路径和参数，如 [\"/usr/bin/logger\", \"countersign\"]",
                    en:
                        "the whole path of a program and its arguments, as [\"/usr/bin/logger\", \"countersign\"]"
                )
            case .columns:
                LocalizedText(
                    zh: "不重复的列名，可带宽度（4 到 80），如 [\"amount\", \"seller:30\"]；可用的列："
                        + QueueColumn.allCases.map(\.rawValue).joined(separator: "、"),
                    en:
                        "columns, each once, with a width from 4 to 80 if need be, as [\"amount\", \"seller:30\"]; there are "
                        + QueueColumn.allCases.map(\.rawValue).joined(separator: ", "))
            case .commands:
                LocalizedText(
                    zh: "命令名列表，如 [\"first\", \"open\"]", en: "names of commands, as [\"first\", \"open\"]")
            case .numberScheme(let problem):
                LocalizedText(
                    zh: "档号规则，如 \"{fonds}-{category}-{year}-{retention}-{number:6}\"，要求\(problem.zh)",
                    en:
                        "a scheme as \"{fonds}-{category}-{year}-{retention}-{number:6}\", \(problem.en)")
            case .retention(let least):
                LocalizedText(
                    zh: "保管年数（1 到 \(Retention.mostYears)）或 \"permanent\"，不得短于法定的\(least.zh)",
                    en:
                        "years from 1 to \(Retention.mostYears) or \"permanent\", not shorter than the law: \(least.en)"
                )
            case .filled:
                LocalizedText(
                    zh: "非空的文字，因为档号规则用到了它", en: "text, because the scheme of numbers uses it")
            case .table: LocalizedText(zh: "一个 [表]", en: "a [table]")
            }
        }
    }

    /// The file.
    let file: String
    /// The line, from 1, where it is known.
    let line: Int?
    /// What is wrong.
    let problem: Problem

    var explanation: LocalizedText {
        let place = TOMLText.place(in: file, line: line)
        switch problem {
        case .unreadable:
            return LocalizedText(
                zh: "配置文件 \(file) 无法读取。", en: "The configuration \(file) cannot be read.")
        case .notTOML(let reason):
            return LocalizedText(
                zh: "\(place.zh)：不是有效的 TOML（\(reason)）。", en: "\(place.en): not TOML (\(reason)).")
        case .unknownKey(let key, _):
            return LocalizedText(
                zh: "\(place.zh)：没有名为 \(key) 的设置。", en: "\(place.en): there is no setting \(key).")
        case .wrongKeys(let what):
            return LocalizedText(zh: "\(place.zh)：\(what.zh)", en: "\(place.en): \(what.en)")
        case .badQuery(let key, let position, let reason, _):
            return LocalizedText(
                zh: "\(place.zh)：\(key) 的查询第 \(position + 1) 个字：\(reason.zh)",
                en: "\(place.en): the query of \(key), at character \(position + 1): \(reason.en)")
        case .wrongValue(let key, let expected):
            return LocalizedText(
                zh: "\(place.zh)：\(key) 的值应为\(expected.text.zh)。",
                en: "\(place.en): \(key) takes \(expected.text.en).")
        }
    }

    var remedy: LocalizedText {
        switch problem {
        case .badQuery(_, _, _, let remedy): remedy
        case .unreadable:
            LocalizedText(
                zh: "请检查它的权限和编码（UTF-8，不超过 1 MiB）。",
                en: "Check its permissions and that it is UTF-8 of at most 1 MiB.")
        case .unknownKey(_, let nearest?):
            LocalizedText(zh: "是不是想写 \(nearest)？", en: "Did you mean \(nearest)?")
        case .unknownKey(_, nil):
            LocalizedText(
                zh: "可用的设置：" + Configuration.knownKeys.joined(separator: "、") + "。",
                en: "The settings are: " + Configuration.knownKeys.joined(separator: ", ") + ".")
        case .notTOML, .wrongValue, .wrongKeys:
            LocalizedText(zh: "请改正该行后重试。", en: "Correct that line and try again.")
        }
    }
}

extension ConfigurationError {
    /// What it means for this file that it gives no table.
    init(_ trouble: TOMLText.Trouble, file: String) {
        switch trouble {
        case .unreadable: self.init(file: file, line: nil, problem: .unreadable)
        case .notTOML(let line, let reason): self.init(file: file, line: line, problem: .notTOML(reason))
        }
    }
}
