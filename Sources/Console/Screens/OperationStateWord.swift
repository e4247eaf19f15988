import OAProfile
import Terminal

/// How the state of an own operation looks in a list.
struct OperationStateWord {
    let value: OperationState

    init(_ value: OperationState) { self.value = value }

    func sign(ascii: Bool) -> String {
        switch value {
        case .recorded, .acked: ascii ? "+" : "\u{2713}"
        case .sending, .unknown: "~"
        case .conflict, .refused, .dead: "!"
        case .cancelled, .abandoned, .superseded: "-"
        }
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
