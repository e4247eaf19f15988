import Invoicing
import Terminal

/// Something of a task that can be put into the terminal's clipboard.
enum CopyItem: String, CaseIterable, Hashable, Sendable {
    case number = "invoice-number"
    case amount
    case seller
    case account = "bank-account"
    case task = "task-id"
    /// All of them in one line, with tabs between, for a table.
    case line = "all"

    var title: LocalizedText {
        switch self {
        case .number: Strings.columnNumber
        case .amount: Strings.label(.amount)
        case .seller: Strings.label(.payeeName)
        case .account: Strings.label(.payeeAccount)
        case .task: Strings.label(.task)
        case .line: Strings.copyLine
        }
    }

    /// What is copied: as it stands on the screen, so behind the veil, and without anything that acts on a terminal.
    func text(of task: ApprovalTask, behind veil: Veil) -> String {
        let invoice = task.invoice
        func safe(_ text: String) -> String { TerminalText(text).string }
        switch self {
        case .number: return safe(invoice.number.display)
        case .amount: return safe(invoice.totals.gross.plain)
        case .seller: return safe(invoice.seller.name)
        case .account: return safe(veil.account(invoice.seller.account))
        case .task: return safe(task.id.rawValue)
        case .line:
            let parts: [CopyItem] = [.task, .number, .amount, .seller, .account]
            return parts.map { $0.text(of: task, behind: veil) }.joined(separator: "\t")
        }
    }
}

extension ConsoleState {
    /// Opens the choice of what to copy, of the task in sight or else the selected one.
    mutating func beginCopying() -> [ConsoleEffect] {
        guard setting.hasClipboard else {
            say(Strings.noClipboard, role: .warning)
            return []
        }
        if let task = taskInSight {
            chooseCopy(of: task)
            return []
        }
        guard screens.isEmpty, let row = selectedRow else {
            say(Strings.nothingSelected)
            return []
        }
        return [.fetchEntry(row.task, .copy)]
    }

    mutating func chooseCopy(of task: ApprovalTask) { modal = .chooser(Chooser(.copies(task))) }

    func copyItems(of task: ApprovalTask) -> [ChooserItem] {
        let veil = veil(of: task)
        return CopyItem.allCases.compactMap { item in
            let text = item.text(of: task, behind: veil)
            if text.isEmpty { return nil }
            let shown = text.split(separator: "\t").joined(separator: "  ")
            return ChooserItem(choice: .copy(item, task), title: item.title, detail: shown)
        }
    }

    /// Asks for the entry in the audit log; the text leaves once it is there.
    mutating func copy(_ item: CopyItem, of task: ApprovalTask) -> [ConsoleEffect] {
        let text = item.text(of: task, behind: veil(of: task))
        guard text.utf8.count <= Clipboard.longest else {
            say(Strings.tooLongToCopy(Clipboard.longest), role: .warning)
            return []
        }
        let isCovered =
            [.account, .line].contains(item) && !isRevealed(task)
            && !task.invoice.seller.account.isEmpty
        return [.copy(text, as: isCovered ? item.rawValue + " (masked)" : item.rawValue, of: task)]
    }

    mutating func finishCopying(_ text: String) -> [ConsoleEffect] {
        say(Strings.copied(text), role: .good)
        return [.putIntoClipboard(text)]
    }
}
