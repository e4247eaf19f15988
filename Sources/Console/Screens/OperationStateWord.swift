import Invoicing
import OAProfile
import Terminal

/// How the state of an own operation looks in a list.
struct OperationStateWord {
    let value: OperationState
    /// Whether the mirror shows what came of it, too; else the OA has only confirmed it.
    let isApplied: Bool

    init(_ value: OperationState, isApplied: Bool = false) {
        self.value = value
        self.isApplied = isApplied && value == .acked
    }

    func sign(ascii: Bool) -> String {
        switch value {
        case .recorded: ascii ? "+" : "\u{2713}"
        case .sending: ">"
        case .unknown: "~"
        case .acked where isApplied: "#"
        case .acked: "="
        case .conflict, .refused, .dead: "!"
        case .cancelled, .abandoned, .superseded: "-"
        }
    }

    /// A sign and a word: at most 10 columns.
    func text(in language: Language, ascii: Bool) -> TerminalText {
        TerminalText("\(sign(ascii: ascii)) \(Strings.overlay(value, isApplied: isApplied)[language])")
    }

    var role: StyleRole {
        switch value {
        case .recorded, .acked: .good
        case .sending, .unknown: .info
        case .conflict, .refused, .dead: .danger
        case .cancelled, .abandoned, .superseded: .muted
        }
    }
}
