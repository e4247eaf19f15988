import Invoicing

extension Strings {
    // MARK: - Compare

    static let compareTitle = text("对比", "Compare")
    static let compareGone = text("其中一张已不在本机，无法对比。", "One of the two is no longer here.")

    static func compareNeedsTwo(key: String) -> LocalizedText {
        text(
            "请先用 \(key) 标记要对比的两张（或标记一张，再选中另一张）；已做过决定的单据可直接对比当时与现在。",
            "Mark two with \(key) (or one, and select another); what you decided on is compared with what is there now."
        )
    }

    static func compareCount(_ differing: Int, of count: Int, showsAll: Bool, key: String) -> LocalizedText {
        let rest =
            showsAll
            ? text("按 \(key) 只看不同的", "\(key) shows only those that differ")
            : text("按 \(key) 看全部字段", "\(key) shows all fields")
        guard differing > 0 else {
            return text("\(count) 个字段全部相同；\(rest.zh)。", "All \(count) fields agree; \(rest.en).")
        }
        return text(
            "\(count) 个字段中有 \(differing) 个不同；\(rest.zh)。",
            "\(differing) of \(count) fields differ; \(rest.en).")
    }

    static func compareSeen(_ time: String, rev: String) -> LocalizedText {
        text("决定时所见（\(time)，版本 \(rev)）", "seen when decided (\(time), version \(rev))")
    }

    static func compareNow(rev: String) -> LocalizedText { text("现在（版本 \(rev)）", "now (version \(rev))") }
}
