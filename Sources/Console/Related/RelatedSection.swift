import Invoicing
import Store
import Terminal

/// What a document says of the claims that belong to it.
enum RelatedSection: Hashable, Sendable {
    /// Nothing: whoever shows it does not ask.
    case absent
    /// They are being read.
    case loading
    /// They are known.
    case loaded(RelatedTasks)

    /// The section, its heading included. Each claim has a number: typed before the key that opens, it takes that one.
    func lines(width: Int, language: Language) -> [StyledLine] {
        if case .absent = self { return [] }
        var composer = LineComposer(width: width, labelColumns: 4)
        composer.blank()
        composer.add(StyledLine(Strings.sectionRelated[language], role: .heading))
        guard case .loaded(let related) = self else {
            composer.paragraph(TerminalText(Strings.loading[language]), role: .muted)
            return composer.lines
        }
        if related.tasks.isEmpty {
            composer.paragraph(TerminalText(Strings.noRelated[language]), role: .muted)
        }
        for (index, task) in related.tasks.enumerated() {
            let number = TerminalText("\(index + 1).").padded(toColumns: 3, alignment: .right)
            var line = StyledLine(number, role: .key)
            line.append(" ")
            line.append(
                RelatedSection.words(task.relations, in: language), role: task.relations.first?.role ?? .text)
            line.append("  " + FieldText.listAmount(task.row.amount))
            line.append("  " + task.row.status.title[language], role: .muted)
            composer.add(line)
            composer.paragraph(
                TerminalText(
                    [Veil.general.text(task.row.title), task.row.seller, task.row.submitter].joined(
                        separator: "  ")),
                indent: 4)
        }
        if related.isSellerCut {
            composer.paragraph(
                TerminalText(Strings.relatedCut(Mirror.mostOfSeller)[language]), role: .muted)
        }
        return composer.lines
    }

    static func words(_ relations: [Relation], in language: Language) -> String {
        // What follows from something closer goes without saying.
        let implied: Set<Relation> =
            relations.contains(.sameInvoice) ? [.sameNumber, .closeNumber, .sameSeller] : [.sameSeller]
        let shown = relations.count > 1 ? relations.filter { !implied.contains($0) } : relations
        return shown.map { Strings.relation($0)[language] }.joined(separator: language == .zh ? "、" : ", ")
    }
}

extension Relation {
    /// How much it should catch the eye.
    fileprivate var role: StyleRole {
        switch self {
        case .sameInvoice: .danger
        case .sameNumber, .sameFile, .sameSellerAndAmount: .warning
        case .sameReference, .closeNumber: .info
        case .sameSeller: .text
        }
    }
}

extension ConsoleState {
    /// Asks once for what belongs to the open invoice.
    mutating func askForRelated() -> [ConsoleEffect] {
        guard case .detail(var detail) = screens.last, !detail.hasAskedRelated else { return [] }
        detail.hasAskedRelated = true
        screens[screens.count - 1] = .detail(detail)
        return [.loadRelated(detail.identity.task)]
    }

    mutating func accept(_ related: RelatedTasks?, of task: TaskID) {
        for index in screens.indices {
            guard case .detail(var detail) = screens[index], detail.identity.task == task else { continue }
            detail.related = related ?? RelatedTasks(tasks: [])
            detail.document = document(detail.entry, changes: detail.changes, related: detail.related)
            screens[index] = .detail(detail)
        }
    }

    /// The related claims of the open invoice; empty before they were read.
    var related: [RelatedTask] {
        if case .detail(let detail) = screens.last { detail.related?.tasks ?? [] } else { [] }
    }

    /// Opens the one whose number was typed, else lets the user choose.
    mutating func openRelated() -> [ConsoleEffect] {
        let tasks = related
        if case .detail(let detail) = screens.last, detail.hasAskedRelated, detail.related == nil {
            say(Strings.relatedStillRead)
            return []
        }
        guard !tasks.isEmpty else {
            say(Strings.noRelated)
            return []
        }
        guard let number = count.number else {
            modal = .chooser(Chooser(.related))
            return []
        }
        guard tasks.indices.contains(number - 1) else {
            say(Strings.noSuchRelated(tasks.count), role: .warning)
            return []
        }
        return [.fetchEntry(tasks[number - 1].row.task, .open)]
    }

    func relatedItems() -> [ChooserItem] {
        related.map { task in
            let words = { RelatedSection.words(task.relations, in: $0) }
            let what = "\(FieldText.listAmount(task.row.amount))  \(Veil.general.text(task.row.title))"
            return ChooserItem(
                choice: .related(task.row.task),
                title: LocalizedText(zh: "\(words(.zh))  \(what)", en: "\(words(.en))  \(what)"),
                note: task.row.status.title[language], detail: task.row.seller)
        }
    }
}
