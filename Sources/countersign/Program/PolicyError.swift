import Invoicing

/// What is wrong with `policy.toml`, and where.
struct PolicyError: ExplainedError, Hashable {
    /// The kinds of trouble.
    enum Problem: Hashable {
        /// The file cannot be read, is not UTF-8, or larger than 1 MiB.
        case unreadable
        /// It is not TOML.
        case notTOML(String)
        /// No key has that name.
        case unknownKey(String)
        /// No rule has that id.
        case unknownRule(String, nearest: String)
        /// The value is not what the key takes.
        case wrongValue(String, Expected)
        /// Days of split purchases without an amount.
        case splitWithoutAmount
    }

    /// What a key takes.
    enum Expected: Hashable {
        case text
        case texts
        case number(ClosedRange<Int>)
        case amount
        case day
        case severity
        case companies
        case table
        case truth

        var text: LocalizedText {
            switch self {
            case .text: LocalizedText(zh: "加引号的文字", en: "text in quotes")
            case .texts: LocalizedText(zh: "文字列表，如 [\"甲\", \"乙\"]", en: "a list of texts, as [\"A\", \"B\"]")
            case .number(let range):
                LocalizedText(
                    zh: "\(range.lowerBound) 到 \(range.upperBound) 的整数",
                    en: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            case .amount: LocalizedText(zh: "加引号的金额，如 \"5000.00\"", en: "an amount in quotes, as \"5000.00\"")
            case .day: LocalizedText(zh: "月和日，如 \"05-31\"", en: "month and day, as \"05-31\"")
            case .severity: LocalizedText(zh: "error、warning、info 或 off", en: "error, warning, info or off")
            case .companies:
                LocalizedText(
                    zh: "若干 [[company]]，各有 name 和 tax_id",
                    en: "one [[company]] a title, each with name and tax_id")
            case .truth: LocalizedText(zh: "true 或 false", en: "true or false")
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
            return LocalizedText(zh: "制度文件 \(file) 无法读取。", en: "The policy \(file) cannot be read.")
        case .notTOML(let reason):
            return LocalizedText(
                zh: "\(place.zh)：不是有效的 TOML（\(reason)）。", en: "\(place.en): not TOML (\(reason)).")
        case .unknownKey(let key):
            return LocalizedText(
                zh: "\(place.zh)：没有名为 \(key) 的键。", en: "\(place.en): there is no key \(key).")
        case .unknownRule(let rule, _):
            return LocalizedText(
                zh: "\(place.zh)：没有名为 \(rule) 的规则。", en: "\(place.en): there is no rule \(rule).")
        case .wrongValue(let key, let expected):
            return LocalizedText(
                zh: "\(place.zh)：\(key) 的值应为\(expected.text.zh)。",
                en: "\(place.en): \(key) takes \(expected.text.en).")
        case .splitWithoutAmount:
            return LocalizedText(
                zh: "\(place.zh)：写了 split_days 却没有 split_amount。",
                en: "\(place.en): there is split_days, but no split_amount.")
        }
    }

    var remedy: LocalizedText {
        switch problem {
        case .unreadable:
            LocalizedText(
                zh: "请检查路径、权限和编码（UTF-8，不超过 1 MiB）。",
                en: "Check the path, its permissions, and that it is UTF-8 of at most 1 MiB.")
        case .unknownKey:
            LocalizedText(
                zh: "可用的键：" + PolicyFile.knownKeys.joined(separator: "、") + "。",
                en: "The keys are: " + PolicyFile.knownKeys.joined(separator: ", ") + ".")
        case .unknownRule(_, let nearest):
            LocalizedText(zh: "是不是想写 \(nearest)？", en: "Did you mean \(nearest)?")
        case .notTOML, .wrongValue, .splitWithoutAmount:
            LocalizedText(zh: "请改正该行后重试。", en: "Correct that line and try again.")
        }
    }
}

extension PolicyError {
    /// What it means for this file that it gives no table.
    init(_ trouble: TOMLText.Trouble, file: String) {
        switch trouble {
        case .unreadable: self.init(file: file, line: nil, problem: .unreadable)
        case .notTOML(let line, let reason): self.init(file: file, line: line, problem: .notTOML(reason))
        }
    }
}
