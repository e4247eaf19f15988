import Audit
import Invoicing
import OAProfile
import Store
import Terminal

/// The working papers of whoever sits at the console, as far as this module needs them.
public struct PaperDesk: Sendable {
    /// The papers about a task, oldest first; called by a worker.
    public var about: @Sendable (String) throws -> [KeptPaper]
    /// Keeps a paper, and gives its place; called by a worker.
    public var add: @Sendable (WorkingPaper) throws -> Int64

    /// Makes a desk.
    public init(
        about: @escaping @Sendable (String) throws -> [KeptPaper],
        add: @escaping @Sendable (WorkingPaper) throws -> Int64
    ) {
        self.about = about
        self.add = add
    }
}

/// A paper on its way to the book.
struct PaperOrder: Hashable, Sendable {
    /// What it is about.
    enum Target: Hashable, Sendable {
        case invoice(TaskID)
        case entry(Int64)
    }

    let target: Target
    let form: WorkingPaper.Form
    let text: String

    /// Reads what was typed: `+ checked against the original`, `= no exception`, else a note.
    init(_ typed: String, on target: Target) {
        self.target = target
        let text = typed.drop { $0.isWhitespace }
        switch text.first {
        case "+", "＋", "✓": (form, self.text) = (.tick, String(text.dropFirst().drop { $0.isWhitespace }))
        case "=", "＝": (form, self.text) = (.conclusion, String(text.dropFirst().drop { $0.isWhitespace }))
        default: (form, self.text) = (.note, String(text))
        }
    }
}

extension ConsoleState {
    /// What a paper would be about: the invoice or entry in sight.
    var paperTarget: PaperOrder.Target? {
        switch screens.last {
        case .detail(let detail): .invoice(detail.identity.task)
        case .overview(.archive(let page)): page.viewport.selection.map { .invoice($0) }
        case .overview(.history(let page)): .invoice(page.task)
        case .overview(.auditor(.timeline(let page))): .invoice(page.task)
        case .overview(.auditor(.shelf(let page))): page.selected.map { .invoice($0.task) }
        case .overview(.auditor(.sample(let page))): page.selected.map { .invoice($0) }
        case .overview(.auditor(.log(let page))): page.list.viewport.selection.map { .entry($0) }
        case .overview(.auditor(.entry(let page))): .entry(page.place)
        default: nil
        }
    }

    mutating func typePaper() {
        guard let target = paperTarget else {
            say(Strings.paperNowhere)
            return
        }
        modal = .overviewText(.paper(target), LineEditor(maximumLength: WorkingPaper.longestText))
    }

    mutating func acceptPaper(_ target: PaperOrder.Target, _ text: String) -> [ConsoleEffect] {
        guard text.contains(where: { !$0.isWhitespace }) else { return [] }
        return [.loadOverview(.auditor(.addPaper(PaperOrder(text, on: target))))]
    }

    mutating func typeSample() {
        modal = .overviewText(.sample, LineEditor(maximumLength: 300))
    }

    /// Draws from the part of the archive in sight; what cannot be read stays in the line for another try.
    mutating func acceptSample(_ text: String) -> [ConsoleEffect] {
        let (scope, query): (ArchiveScope, String) =
            switch auditor {
            case .shelf(let page): (page.scope, page.query)
            case .shelves(let page): (page.scope, "")
            default: (ArchiveScope(), "")
            }
        guard SampleOrder(text, from: []) != nil else {
            say(Strings.sampleBadOrder, role: .warning)
            return []
        }
        modal = nil
        return [.loadOverview(.auditor(.drawSample(text, scope, query)))]
    }

    /// Says why nothing was drawn, and gives the order back for another try.
    mutating func refuseSample(_ reason: LocalizedText, order: String) {
        say(reason, role: .danger)
        guard modal == nil, [.archiveRows, .archiveGroups].contains(screenScope) else { return }
        modal = .overviewText(.sample, LineEditor(text: order, maximumLength: 300))
    }

    mutating func show(_ sample: DrawnSample) {
        guard [.archiveRows, .archiveGroups].contains(screenScope) else { return }
        open(.auditor(.sample(SamplePage(sample, size: size))))
    }

    mutating func paperKept(_ place: Int64, on order: PaperOrder) -> [ConsoleEffect] {
        say(Strings.paperKept(place), role: .good)
        guard case .timeline(let page) = auditor, order.target == .invoice(page.task) else { return [] }
        return [.loadOverview(.auditor(.timeline(page.task)))]
    }
}

extension AuditorWorker {
    /// Keeps a paper, bound to what is there at this moment.
    func add(_ order: PaperOrder) throws(StoreError) -> AuditorFacts {
        guard let papers = services.auditor?.papers else { return .notDone(Strings.paperAbsent) }
        let subject: WorkingPaper.Subject
        switch order.target {
        case .invoice(let id):
            let known = try services.mirror.entry(id)?.task
            let evidence = try services.ledger.newestOperations(on: [id])[id]
            var seen = known
            if seen == nil, let evidence { seen = try services.ledger.evidence(of: evidence.id) }
            guard let seen else { return .notDone(Strings.taskGone) }
            subject = .invoice(SeenTask(seen))
        case .entry(let place):
            guard let record = try services.ledger.auditRecords(at: [place]).first else {
                return .notDone(Strings.auditNoEntry)
            }
            subject = .entry(place, leaf: record.sealed.leaf, task: record.entry?.task ?? "")
        }
        guard let paper = WorkingPaper(order.form, on: subject, text: order.text) else {
            return .notDone(Strings.paperBadText)
        }
        do {
            return .paperKept(try papers.add(paper), order)
        } catch {
            return .notDone(Self.explanation(of: error))
        }
    }

    /// Draws a sample of a part of the archive, each claim once.
    func draw(_ text: String, _ scope: ArchiveScope, _ query: String) -> AuditorFacts {
        guard let draw = services.auditor?.sample else { return .notDone(Strings.paperAbsent) }
        var keys: [TaskKey] = []
        do {
            let parsed = try Query(
                parsing: query,
                in: Query.Context(now: context.now(), utcOffset: context.utcOffset, user: context.user))
            var place: ArchivePlace?
            repeat {
                let found = try services.mirror.archiveKeys(
                    in: scope, matching: parsed, after: place, limit: 100_000)
                keys += found.keys
                place = found.next
            } while place != nil
            guard let order = SampleOrder(text, from: keys) else {
                return .notDrawn(Strings.sampleBadOrder, order: text)
            }
            return .sample(try draw(order))
        } catch {
            return .notDrawn(Self.explanation(of: error), order: text)
        }
    }

    static func explanation(of error: any Error) -> LocalizedText {
        guard let known = error as? any ExplainedError else {
            return LocalizedText(zh: "\(error)", en: "\(error)")
        }
        return LocalizedText(
            zh: "\(known.explanation.zh)\(known.remedy.zh)", en: "\(known.explanation.en) \(known.remedy.en)")
    }
}
