import Invoicing
import OAProfile
import Store
import Terminal
import Verification

/// What was so when a decision was made, and what is so now.
struct AsOfFacts: Hashable, Sendable {
    /// What is known of the rules' findings at a time.
    enum Judgement: Hashable, Sendable {
        /// As they were judged, from the package that was made of the approval.
        case kept([Finding])
        /// Not kept: what today's rules find on the content alone that was seen.
        case today([Finding])
        /// The invoice is gone.
        case gone
    }

    /// A policy, as far as it is kept.
    struct PolicyText: Hashable, Sendable {
        var change: PolicyChange?
        /// Its text; nothing where it is not kept.
        var text: String?
    }

    let operation: RecordedOperation
    let seen: ApprovalTask?
    let now: ApprovalTask?
    let then: Judgement
    let current: Judgement
    let policyThen: PolicyText
    let policyNow: PolicyText
    /// The version of the program with which it was decided, and of today.
    let programThen: String
    let programNow: String
    /// The findings that were let pass when it was decided.
    let overrides: [FindingOverride]
}

/// One decision as of its time, beside today: invoice, findings, policy, limits, with the differences marked; and what is not
/// kept is said.
struct AsOfPage: Hashable, Sendable {
    let operation: OperationID
    var facts: AsOfFacts?
    /// Whether fields that agree are shown, too.
    var showsAll = false
    /// The first line on the screen.
    var top = 0

    init(operation: OperationID) { self.operation = operation }

    func lines(for state: ConsoleState) -> [StyledLine] {
        let language = state.language
        var composer = LineComposer(width: state.size.columns - 4, labelColumns: language == .zh ? 12 : 18)
        guard let facts else {
            composer.paragraph(TerminalText(Strings.loading[language]), role: .muted)
            return composer.lines
        }
        let operation = facts.operation
        let time = LocalTime(milliseconds: operation.recordedAt, utcOffset: state.setting.utcOffset)
        composer.paragraph(
            TerminalText(
                Strings.asOfHead(
                    operation.decision.action.title, by: operation.actor, at: time.longWithSeconds,
                    rev: operation.baseRev)[language]))
        invoice(facts, into: &composer, state)
        findings(facts, into: &composer, state)
        policy(facts, into: &composer, state)
        limits(facts, into: &composer, state)
        return composer.lines
    }

    private func head(_ table: SideBySide, into composer: inout LineComposer, _ language: Language) {
        let lines = table.head(
            field: Strings.evidenceField[language], left: Strings.asOfThen[language],
            right: Strings.asOfNow[language])
        for line in lines { composer.add(line) }
    }

    private func row(
        _ name: String, _ left: [String], _ right: [String], differs: Bool, _ table: SideBySide,
        into composer: inout LineComposer
    ) {
        let lines = table.rows(
            field: (differs ? "! " : "  ") + name, left: left, right: right,
            leftRole: differs ? .text : .muted, rightRole: differs ? .danger : .muted,
            fieldRole: differs ? .heading : .muted)
        for line in lines { composer.add(line) }
    }

    private func invoice(_ facts: AsOfFacts, into composer: inout LineComposer, _ state: ConsoleState) {
        let language = state.language
        composer.heading(Strings.asOfInvoice[language])
        guard let seen = facts.seen else {
            composer.paragraph(TerminalText(Strings.evidenceMissing[language]), role: .danger)
            return
        }
        if SeenContent(of: seen).digest != facts.operation.seenDigest {
            composer.paragraph(TerminalText(Strings.asOfNotSeen[language]), role: .danger)
        }
        guard let now = facts.now else {
            composer.paragraph(TerminalText(Strings.archiveGone[language]), role: .warning)
            return
        }
        let fields = ComparedFields(seen, now, language: language, utcOffset: state.setting.utcOffset)
        fields.tellCount(showsAll: showsAll, in: state, into: &composer)
        let table = SideBySide(width: composer.width)
        if fields.differing > 0 || showsAll { head(table, into: &composer, language) }
        for field in fields.all where field.differs || showsAll {
            row(field.label, field.left, field.right, differs: field.differs, table, into: &composer)
        }
    }

    private func findings(_ facts: AsOfFacts, into composer: inout LineComposer, _ state: ConsoleState) {
        let language = state.language
        composer.heading(Strings.asOfRules[language])
        func list(_ judgement: AsOfFacts.Judgement) -> [Finding] {
            switch judgement {
            case .kept(let findings), .today(let findings): findings
            case .gone: []
            }
        }
        if case .today = facts.then {
            composer.paragraph(TerminalText(Strings.asOfNotKept[language]), role: .warning)
        }
        let table = SideBySide(width: composer.width)
        let (then, now) = (list(facts.then), list(facts.current))
        if then.isEmpty && now.isEmpty {
            composer.paragraph(TerminalText(Strings.asOfNoFindings[language]), role: .muted)
        } else {
            head(table, into: &composer, language)
        }
        func words(_ finding: Finding?) -> [String] {
            guard let finding else { return [Strings.none[language]] }
            return [
                "v\(finding.ruleVersion)  \(finding.severity.title[language])  \(finding.title[language])",
                finding.reason[language],
            ]
        }
        for rule in Set((then + now).map(\.rule)).sorted() {
            let (one, other) = (then.first { $0.rule == rule }, now.first { $0.rule == rule })
            let isSame =
                one?.ruleVersion == other?.ruleVersion && one?.severity == other?.severity
                && one?.evidence == other?.evidence
            row(rule, words(one), words(other), differs: !isSame, table, into: &composer)
        }
        for override in facts.overrides {
            composer.field(
                Strings.asOfOverride[language],
                TerminalText(
                    "\(override.finding.subject)  \(override.actor)  #\(override.entry)  \(override.finding.reason)"
                ))
        }
        row(
            Strings.auditProgram[language], [facts.programThen.isEmpty ? "?" : facts.programThen],
            [facts.programNow], differs: facts.programThen != facts.programNow, table, into: &composer)
    }

    private func policy(_ facts: AsOfFacts, into composer: inout LineComposer, _ state: ConsoleState) {
        let language = state.language
        composer.heading(Strings.asOfPolicy[language])
        func words(_ policy: AsOfFacts.PolicyText) -> [String] {
            guard let change = policy.change, let digest = change.digest else {
                return [Strings.asOfNoPolicy[language]]
            }
            let time = LocalTime(milliseconds: change.at, utcOffset: state.setting.utcOffset)
            return [
                "\(digest.hex.prefix(12))  \(change.author)  \(time.long)",
                policy.text == nil ? Strings.asOfPolicyLost[language] : "",
            ].filter { !$0.isEmpty }
        }
        let table = SideBySide(width: composer.width)
        head(table, into: &composer, language)
        let isSame = facts.policyThen.change?.digest == facts.policyNow.change?.digest
        row(
            Strings.asOfPolicyFile[language], words(facts.policyThen), words(facts.policyNow),
            differs: !isSame, table, into: &composer)
        guard !isSame, let then = facts.policyThen.text ?? (facts.policyThen.change == nil ? "" : nil),
            let now = facts.policyNow.text ?? (facts.policyNow.change == nil ? "" : nil)
        else { return }
        for (left, right) in PolicyLines.differing(then, now).prefix(40) {
            row("", [left], [right], differs: true, table, into: &composer)
        }
    }

    private func limits(_ facts: AsOfFacts, into composer: inout LineComposer, _ state: ConsoleState) {
        let language = state.language
        composer.heading(Strings.asOfLimits[language])
        let flags = facts.seen?.policyFlags ?? []
        composer.field(
            Strings.asOfFlags[language],
            TerminalText(flags.isEmpty ? Strings.none[language] : flags.joined(separator: "、")))
        composer.paragraph(TerminalText(Strings.asOfLimitsLost[language]), role: .warning)
    }
}

/// Two texts of a policy, line by line, only what differs.
enum PolicyLines {
    static func differing(_ then: String, _ now: String) -> [(String, String)] {
        func lines(_ text: String) -> [String] {
            text.prefix(200_000).split(separator: "\n").map(String.init)
                .filter { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }
        }
        let (old, new) = (lines(then), lines(now))
        guard old.count <= 2_000, new.count <= 2_000 else { return [] }
        var rows: [(String, String)] = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(_, let line, _): rows.append((line, ""))
            case .insert(_, let line, _):
                // Beside the line of the same name that it takes the place of.
                let name = line.prefix { $0 != "=" }
                let place = rows.firstIndex { $0.1.isEmpty && $0.0.prefix { $0 != "=" } == name }
                if let place { rows[place].1 = line } else { rows.append(("", line)) }
            }
        }
        return rows
    }
}
