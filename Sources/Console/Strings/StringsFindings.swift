import Invoicing

extension Strings {
    // MARK: - Checks

    static let checksTitle = text("核验详情", "Checks")
    static let checkedAt = text("核验时间", "Checked")
    static let riskLabel = text("风险", "Risk")
    static let evidenceField = text("字段", "Field")
    static let evidenceCount = text("单数", "Claims")
    static let documentInvoice = text("发票", "invoice")
    static let documentClaim = text("本单", "this claim")
    static let documentOther = text("另一单", "other claim")
    static let documentQR = text("二维码", "QR code")
    static let nothingFoundByRule = text("未发现问题", "nothing found")
    static let checkingAgain = text("正在重新核验..", "Checking again..")
    static let lastFinding = text("已是最后一项发现。", "This is the last finding.")
    static let firstFinding = text("已是第一项发现。", "This is the first finding.")

    static func checkedAmong(_ time: String, neighbours: Int) -> LocalizedText {
        neighbours == 0
            ? text("\(time)，没有可比对的其他单据", "\(time); no other claim to compare with")
            : text(
                "\(time)，与 \(neighbours) 张其他单据比对过",
                "\(time); compared with \(neighbours) other \(neighbours == 1 ? "claim" : "claims")")
    }

    /// The heads of the groups: nothing stands for the checks without a finding.
    static func checkGroup(_ severity: Severity?, count: Int) -> LocalizedText {
        switch severity {
        case .error: text("错误（\(count)）", "Errors (\(count))")
        case .warning: text("警告（\(count)）", "Warnings (\(count))")
        case .info: text("提示（\(count)）", "Hints (\(count))")
        case nil: text("未发现问题（\(count)）", "Nothing found (\(count))")
        }
    }

    static func ruleVersion(_ rule: String, _ version: Int) -> LocalizedText {
        text("规则 \(rule) 第 \(version) 版", "rule \(rule) v\(version)")
    }

    static func basis(_ source: String) -> LocalizedText { text("依据：\(source)", "basis: \(source)") }

    static func evidenceLine(_ number: Int, _ column: LocalizedText?) -> LocalizedText {
        guard let column else { return text("第 \(number) 行", "line \(number)") }
        return text("第 \(number) 行\(column.zh)", "line \(number) \(column.en.lowercased())")
    }

    static func checksDiffer(_ rules: [String], key: String) -> LocalizedText {
        let names = rules.joined(separator: " ")
        return text(
            "! 与列表中保存的结果不同：\(names)。按 \(key) 重新核验并保存。",
            "! Other than what the queue has stored: \(names). \(key) checks again and stores it.")
    }

    static func checkedUnchanged(count: Int) -> LocalizedText {
        text(
            count == 0 ? "重新核验完毕：没有发现问题，与之前相同。" : "重新核验完毕：\(count) 项发现，与之前相同。",
            count == 0
                ? "Checked again: nothing was found, as before."
                : "Checked again: \(count) \(count == 1 ? "finding" : "findings"), as before.")
    }

    static func checkedChanged(count: Int, new: [String], gone: [String], other: [String]) -> LocalizedText {
        var zh: [String] = []
        var en: [String] = []
        for (rules, word) in [
            (new, text("新增", "new")), (gone, text("消除", "gone")), (other, text("有变化", "changed")),
        ] where !rules.isEmpty {
            zh.append("\(word.zh) \(rules.joined(separator: " "))")
            en.append("\(word.en): \(rules.joined(separator: " "))")
        }
        return text(
            "重新核验完毕：\(count) 项发现；\(zh.joined(separator: "，"))。",
            "Checked again: \(count) \(count == 1 ? "finding" : "findings"); \(en.joined(separator: ", ")).")
    }
}
