import Invoicing
import Terminal

/// The total of an invoice three ways: in digits, in uppercase Chinese (大写), and as the sum of its lines.
struct AmountComparison {
    enum Verdict {
        case agrees
        case differs
        case unreadable(LocalizedText)

        var text: LocalizedText {
            switch self {
            case .agrees: Strings.agrees
            case .differs: LocalizedText(zh: "!! " + Strings.differs.zh, en: "!! " + Strings.differs.en)
            case .unreadable(let reason): LocalizedText(zh: "! " + reason.zh, en: "! " + reason.en)
            }
        }

        var role: StyleRole {
            switch self {
            case .agrees: .good
            case .differs: .danger
            case .unreadable: .warning
            }
        }
    }

    struct Row {
        let label: LocalizedText
        let amount: String
        let verdict: Verdict?
    }

    /// Net and tax first, then the total and what it is compared with.
    let all: [Row]

    init(_ invoice: Invoice) {
        let totals = invoice.totals
        let netAndTax = try? totals.net.adding(totals.tax)
        var rows = [
            Row(label: Strings.label(.net), amount: FieldText.amount(totals.net), verdict: nil),
            Row(label: Strings.label(.tax), amount: FieldText.amount(totals.tax), verdict: nil),
            Row(
                label: Strings.label(.amount), amount: FieldText.amount(totals.gross),
                verdict: netAndTax.map { $0 == totals.gross ? .agrees : .differs }
                    ?? .unreadable(Strings.notAddable)),
        ]
        if !totals.grossInWords.isEmpty {
            if let amount = UppercaseAmount.parse(totals.grossInWords) {
                rows.append(
                    Row(
                        label: Strings.wordsAsNumber, amount: FieldText.amount(amount),
                        verdict: amount == totals.gross ? .agrees : .differs))
            } else {
                rows.append(
                    Row(label: Strings.wordsAsNumber, amount: "-", verdict: .unreadable(Strings.notReadable)))
            }
        }
        if !invoice.lines.isEmpty {
            if let sum = try? Money.sum(
                invoice.lines.flatMap { [$0.amount, $0.tax] }, currency: totals.gross.currency)
            {
                rows.append(
                    Row(
                        label: Strings.sumOfLines, amount: FieldText.amount(sum),
                        verdict: sum == totals.gross ? .agrees : .differs))
            } else {
                rows.append(
                    Row(label: Strings.sumOfLines, amount: "-", verdict: .unreadable(Strings.notAddable)))
            }
        }
        all = rows
    }
}

/// The widths of the number columns of a table of lines.
struct LineColumns {
    let index: Int
    let net: Int
    let rate: Int
    let tax: Int
    private static let widestRate = 8

    init(_ lines: [InvoiceLine]) {
        index = max(2, "\(lines.count)".count + 1)
        net = max(10, lines.map { Self.text($0.amount).count }.max() ?? 0)
        tax = max(8, lines.map { Self.text($0.tax).count }.max() ?? 0)
        rate = max(6, lines.map { TerminalText(Self.rate($0)).columns }.max() ?? 0)
    }

    func amount(_ money: Money) -> String { Self.text(money) }

    /// The rate, or nothing where it is too long for a column and must stand elsewhere.
    func rateText(_ line: InvoiceLine) -> String { Self.rate(line) }

    private static func text(_ money: Money) -> String { FieldText.listAmount(money) }

    private static func rate(_ line: InvoiceLine) -> String {
        let text = line.rate.description
        return TerminalText(text).columns <= widestRate ? text : ""
    }
}

extension Severity {
    /// A sign that stands beside the word, for eyes without colour.
    var sign: String {
        switch self {
        case .error: "!!"
        case .warning: " !"
        case .info: " i"
        }
    }

    var role: StyleRole {
        switch self {
        case .error: .danger
        case .warning: .warning
        case .info: .info
        }
    }
}

extension ApprovalStep.State {
    /// ASCII, so that it is one column wide everywhere.
    var sign: String {
        switch self {
        case .done: "[x]"
        case .current: "[>]"
        case .upcoming: "[ ]"
        }
    }
}
