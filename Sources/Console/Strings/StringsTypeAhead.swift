import Invoicing

extension Strings {
    static let unheard = text(
        "按得太早：确认栏出现之前按的键不算，请看清后再按。",
        "Too early: keys pressed before the question was there do not count. Read it, then press again.")

    static let relatedStillRead = text(
        "相关单据还在读取，请稍后再按。", "The related claims are still being read: press it again.")

    static let tooManyKeys = text(
        "还在读取，等待执行的按键已满，此键未记。", "Still reading: no more keys can wait, this one is dropped.")

    static func pressedTooEarly(_ key: String) -> LocalizedText {
        text(
            "按 \(key) 时内容还没有显示，未执行；请看清现在的内容后再按。",
            "\(key) was pressed before this was on the screen, so it was not carried out. Look, then press it again."
        )
    }

    static func keysForgotten(_ keys: [String]) -> LocalizedText {
        let shown = keys.prefix(8).joined(separator: " ") + (keys.count > 8 ? " .." : "")
        return text("读取期间按的键未执行：\(shown)", "Not carried out, pressed while reading: \(shown)")
    }

    /// - Parameter help: the key that shows all keys, where it works.
    static func keyDoesNothing(_ key: String, help: String?) -> LocalizedText {
        guard let help else {
            return text("此处按 \(key) 没有作用，可用的键见下方。", "\(key) does nothing here; the keys stand below.")
        }
        return text("此处按 \(key) 没有作用；\(help) 查看全部按键。", "\(key) does nothing here; \(help) shows all keys.")
    }

    static func keyIsForWriters(_ key: String) -> LocalizedText {
        text("只读会话不提供 \(key) 的操作。", "A read-only session does not have what \(key) does.")
    }
}
