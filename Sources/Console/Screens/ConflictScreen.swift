import Invoicing
import OAProfile
import Store
import Terminal

/// One conflict: what its author saw beside what is there now, only what differs, money first. It offers no default.
enum ConflictScreen {
    static func draw(
        _ conflict: ConflictState, state: ConsoleState, into surface: inout Surface, in rect: Rect
    ) {
        DocumentView.draw(
            title: TerminalText(Strings.conflictTitle[state.language]), lines: conflict.lines,
            top: conflict.top,
            state: state, into: &surface, in: rect)
    }

    static func lines(
        _ material: ConflictMaterial, setting: DetailDocument.Setting, keys: KeyNames
    ) -> [StyledLine] {
        let language = setting.language
        let operation = material.operation
        var composer = LineComposer(width: setting.width, labelColumns: language == .zh ? 12 : 18)
        func field(_ label: LocalizedText, _ value: String, role: StyleRole = .text) {
            if !value.isEmpty { composer.field(label[language], TerminalText(value), role: role) }
        }
        func time(_ milliseconds: Int64) -> String {
            LocalTime(milliseconds: milliseconds, utcOffset: setting.utcOffset).long
        }
        field(
            Strings.youDecided, "\(operation.decision.action.title[language])  \(time(operation.recordedAt))",
            role: .heading)
        field(
            Strings.target(of: operation.decision.action),
            StepName.of(operation.decision, in: material.seen?.steps ?? []))
        field(Strings.comment, operation.decision.comment)
        if let task = material.now?.task ?? material.seen {
            field(Strings.claim, Veil.general.text(task.title))
            field(Strings.label(.payeeName), task.invoice.seller.name)
        }
        // What was found by reading the task back is not the OA's word.
        let found = operation.problem?.ownWords?[language]
        field(Strings.stateReason, found ?? operation.reason, role: .warning)
        if let problem = operation.problem {
            let said = problem.detail.isEmpty ? problem.title : problem.detail
            if found == nil { field(Strings.oaAnswer, said, role: .warning) }
        }
        let course = ConflictTable.course(
            of: .init(operation.decision.action), meeting: material.change)
        // Where the mirror does not show the change yet, the OA's answer stands alone.
        if ![.resend, .newOperation].contains(course.way) {
            field(Strings.meanwhile, course.reason[language], role: course.isAlarm ? .danger : .warning)
        }
        ConflictStory(material, language: language).write(
            material, language: language, time: time, into: &composer)
        composer.blank()
        writeDifferences(material, setting: setting, into: &composer)
        composer.blank()
        ConflictChoices.write(material, keys: keys, language: language, into: &composer)
        return composer.lines
    }

    private static func writeDifferences(
        _ material: ConflictMaterial, setting: DetailDocument.Setting, into composer: inout LineComposer
    ) {
        let language = setting.language
        guard let seen = material.seen else {
            composer.paragraph(TerminalText(Strings.evidenceMissing[language]), role: .danger)
            return
        }
        guard let now = material.now?.task else {
            write(
                FieldText.moneyFirst.filter { DecisionBar.fields.contains($0) }, seen, nil, setting,
                &composer)
            return
        }
        let differing = SeenContent(of: now).differences(from: SeenContent(of: seen))
        if differing.isEmpty {
            composer.paragraph(TerminalText(Strings.nothingDiffers[language]))
        } else {
            write(FieldText.moneyFirst.filter { differing.contains($0) }, seen, now, setting, &composer)
        }
    }

    /// Each field on lines of its own, seen above now, so that nothing is cut to fit two columns.
    private static func write(
        _ fields: [DecisionField], _ seen: ApprovalTask, _ now: ApprovalTask?,
        _ setting: DetailDocument.Setting, _ composer: inout LineComposer
    ) {
        let language = setting.language
        if let now, composer.width >= SideBySide.wideColumns {
            writeBeside(fields, seen, now, setting, &composer)
            return
        }
        for field in fields {
            composer.add(StyledLine(Strings.label(field)[language], role: .heading))
            guard let now else {
                let veil: Veil = setting.isRevealed ? .lifted : Veil(of: seen.invoice)
                let values = FieldText.values(field, of: seen, in: language, behind: veil)
                side("  " + Strings.youSaw[language], values, .text, language, &composer)
                continue
            }
            let differing = FieldText.differences(
                field, seen, now, in: language, isRevealed: setting.isRevealed)
            side("  " + Strings.youSaw[language], differing.seen, .text, language, &composer)
            side("! " + Strings.nowThere[language], differing.now, .danger, language, &composer)
        }
    }

    /// On a wide screen what was seen stands beside what is there.
    private static func writeBeside(
        _ fields: [DecisionField], _ seen: ApprovalTask, _ now: ApprovalTask,
        _ setting: DetailDocument.Setting, _ composer: inout LineComposer
    ) {
        let language = setting.language
        let table = SideBySide(width: composer.width)
        let head = table.head(
            field: Strings.evidenceField[language], left: Strings.youSaw[language],
            right: Strings.nowThere[language])
        for line in head { composer.add(line) }
        for field in fields {
            // Of a list only the entries that differ.
            let (old, new) = FieldText.differences(
                field, seen, now, in: language, isRevealed: setting.isRevealed)
            let none = [Strings.none[language]]
            for line in table.rows(
                field: "! " + Strings.label(field)[language], left: old.isEmpty ? none : old,
                right: new.isEmpty ? none : new, rightRole: .danger, fieldRole: .heading)
            {
                composer.add(line)
            }
        }
    }

    private static func side(
        _ label: String, _ values: [String], _ role: StyleRole, _ language: Language,
        _ composer: inout LineComposer
    ) {
        let shown = values.isEmpty ? [Strings.none[language]] : values
        for (index, value) in shown.enumerated() {
            composer.field(index == 0 ? label : "", TerminalText(value), role: role)
        }
    }
}

extension ConflictMaterial {
    /// What the OA did meanwhile: by its answer where that says more than the task as it is now.
    fileprivate var change: ServerChange {
        let request = operation.request
        let said = operation.problem.flatMap { ServerChange($0, to: request) }
        if let said, [.decisionLost, .claimed, .gone, .landedElsewhere].contains(said) { return said }
        return ServerChange(
            now: now?.task, since: request, rev: operation.baseRev, actor: operation.actor)
    }
}
