import Invoicing
import OAProfile
import Store
import Terminal

/// Reasons that suit what was found, as a finance colleague would write them.
enum ReasonTemplates {
    /// The reasons for findings, the worst finding first, then those that always may hold; each once.
    /// - Parameter recent: reasons that were given before, the newest first: those come first.
    static func reasons(for findings: [Finding], recent: [String], in language: Language) -> [String] {
        let sorted = findings.sorted { $0.severity > $1.severity }
        var texts = sorted.flatMap { reasons(forRule: $0.rule) }
        texts += general
        var unique: [LocalizedText] = []
        for text in texts where !unique.contains(text) { unique.append(text) }
        // A reason is the same one in either language.
        var first: [LocalizedText] = []
        for used in recent {
            let found = unique.filter { $0.zh == used || $0.en == used }
            first += found.filter { !first.contains($0) }
        }
        return (first + unique.filter { !first.contains($0) }).map { $0[language] }
    }

    /// By the kind of rule, which is the part of its name before the point.
    private static func reasons(forRule rule: String) -> [LocalizedText] {
        switch rule.split(separator: ".").first.map(String.init) ?? "" {
        case "duplicate": [Strings.reasonDuplicate]
        case "number": [Strings.reasonNumber]
        case "totals", "line": [Strings.reasonTotals]
        case "rate": [Strings.reasonRate]
        case "date": [Strings.reasonDate]
        case "qr": [Strings.reasonPayload]
        case "red": [Strings.reasonRed]
        case "remark": [Strings.reasonRemark]
        case "category": [Strings.reasonCategory]
        case "sequence": [Strings.reasonSequence]
        default: []
        }
    }

    private static let general = [
        Strings.reasonAttachments, Strings.reasonContract, Strings.reasonBuyer, Strings.reasonBudget,
    ]
}

extension ConsoleState {
    /// The reasons that are offered where one is typed now.
    var templates: [String] {
        let findings: [Finding]
        switch modal {
        case .decision(let bar):
            guard case .typing(.reason, _) = bar.phase else { return [] }
            findings = bar.entry.findings
        case .planText(.reason, _):
            findings = plan?.rows.filter { $0.exclusion == nil }.flatMap { $0.entry?.findings ?? [] } ?? []
        default: return []
        }
        return ReasonTemplates.reasons(for: findings, recent: usedReasons, in: language)
    }

    /// The ledger keeps it too.
    mutating func noteUsed(reason: String) { usedReasons = [reason] + usedReasons.filter { $0 != reason } }

    var hasTemplates: Bool { !templates.isEmpty }

    /// Puts the first reason into an empty line and the next one over a reason from here; what was typed stays.
    mutating func insertTemplate() {
        let all = templates
        func next(_ editor: LineEditor) -> LineEditor? {
            if editor.isEmpty { return all.first.map { LineEditor(text: $0) } }
            guard let index = all.firstIndex(of: editor.text) else { return nil }
            return LineEditor(text: all[(index + 1) % all.count])
        }
        switch modal {
        case .decision(var bar):
            guard case .typing(.reason, let editor) = bar.phase, let chosen = next(editor) else { break }
            bar.phase = .typing(.reason, chosen)
            modal = .decision(bar)
        case .planText(.reason, let editor):
            if let chosen = next(editor) { modal = .planText(.reason, chosen) }
        default: break
        }
    }
}
