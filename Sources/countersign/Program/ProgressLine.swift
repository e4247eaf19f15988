import Foundation
import Invoicing
import Terminal

/// One line on standard error that says how far long work is, rewritten in place. It is there only where a person looks at
/// a terminal that can do that, and gone when the work is done; work that is quick shows none.
final class ProgressLine {
    private let title: LocalizedText
    private let language: Language
    private let isShown: Bool
    private let start = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant?

    /// Nothing is shown before that: most work is done by then.
    private static let patience: Duration = .milliseconds(700)
    private static let interval: Duration = .milliseconds(200)

    init(_ title: LocalizedText, in setting: Setting) {
        self.title = title
        language = setting.language
        let term = setting.environment["TERM"] ?? ""
        isShown = isatty(STDERR_FILENO) == 1 && !term.isEmpty && term != "dumb"
    }

    /// Says how far it is, as often as an eye can follow.
    func show(_ done: Int, of total: Int?) {
        let now = ContinuousClock.now
        guard isShown, now - start >= Self.patience, lastShown.map({ now - $0 >= Self.interval }) ?? true
        else { return }
        lastShown = now
        let (seconds, attoseconds) = (now - start).components
        let elapsed = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        let progress = WorkProgress(done: done, total: total, elapsed: elapsed).text[language]
        let hint = LocalizedText(zh: "^C 取消", en: "^C cancels")[language]
        let text = TerminalText("\(title[language]): \(progress)  [\(hint)]").truncated(toColumns: 79)
        Output.write("\r\u{1B}[K" + text.string, to: STDERR_FILENO)
    }

    /// Takes the line away.
    func end() {
        guard lastShown != nil else { return }
        lastShown = nil
        Output.write("\r\u{1B}[K", to: STDERR_FILENO)
    }
}
