import Invoicing
import OAProfile
import Store
import Terminal
import Verification

/// A task as a list of lines: what the detail screen scrolls through and what tests read. Nothing in it is truncated.
struct DetailDocument: Hashable, Sendable {
    let lines: [StyledLine]
    /// The line at which each finding begins.
    let findingLines: [Int]

    /// What the document depends on besides the task.
    struct Setting: Hashable, Sendable {
        var width: Int
        var language: Language
        var utcOffset: Int
        var now: Int64
        /// Whether accounts and personal data stand in full.
        var isRevealed = false
    }

    /// - Parameters:
    ///   - changes: the fields that changed while the document was open; nothing when none did.
    ///   - related: what belongs to it.
    init(
        _ entry: MirrorEntry, operation: RecordedOperation?, changes: [DecisionField]?, setting: Setting,
        overrides: [FindingOverride] = [], related: RelatedSection = .absent
    ) {
        var writer = DetailWriter(entry: entry, setting: setting)
        writer.overridden = entry.overridden(by: overrides)
        writer.writeHead(changes: changes)
        if let operation { writer.writeDecision(operation) }
        writer.writeFindings()
        writer.writeParties()
        writer.writeAmounts()
        writer.writeLines()
        writer.writeSteps()
        writer.writeAttachments()
        writer.writeClaim()
        writer.writeRemark()
        for line in related.lines(width: setting.width, language: setting.language) {
            writer.composer.add(line)
        }
        writer.writeIdentity()
        lines = writer.composer.lines
        findingLines = writer.findingLines
    }

    /// The whole document as text.
    var string: String { lines.map(\.string).joined(separator: "\n") }
}

/// Writes the sections, one function each.
private struct DetailWriter {
    let entry: MirrorEntry
    let setting: DetailDocument.Setting
    let veil: Veil
    var composer: LineComposer
    var findingLines: [Int] = []
    /// What was let pass, by rule.
    var overridden: [String: FindingOverride] = [:]

    private var task: ApprovalTask { entry.task }
    private var invoice: Invoice { entry.task.invoice }
    private var language: Language { setting.language }

    init(entry: MirrorEntry, setting: DetailDocument.Setting) {
        self.entry = entry
        self.setting = setting
        veil = setting.isRevealed ? .lifted : Veil(of: entry.task.invoice)
        composer = LineComposer(width: setting.width, labelColumns: setting.language == .zh ? 12 : 18)
    }

    // MARK: - Head

    mutating func writeHead(changes: [DecisionField]?) {
        if let changes {
            let names = changes.map { Strings.label($0)[language] }
                .joined(separator: language == .zh ? "、" : ", ")
            let told = changes.isEmpty ? Strings.changedNothingSeen[language] : names
            composer.paragraph(TerminalText(Strings.changedWhileOpen(told)[language]), role: .danger)
            composer.blank()
        }
        fields([.amount], role: .heading)
        fields([.payeeName])
        fields([.invoiceKind, .invoiceCode, .invoiceNumber, .invoiceDate])
        if invoice.isRed { composer.paragraph(TerminalText(Strings.redInvoice[language]), role: .warning) }
        text(Strings.claim, veil.text(task.title))
        text(
            Strings.submitter,
            [task.submitter, task.department].filter { !$0.isEmpty }.joined(separator: " / "))
        text(Strings.submitted, time(task.submittedAt))
        if let due = task.dueAt {
            let word = DueWord.text(dueAt: due, now: setting.now, utcOffset: setting.utcOffset)[language]
            text(Strings.due, "\(time(due))  \(word)", role: due < setting.now ? .warning : .text)
        }
        text(Strings.status, task.status.title[language])
        if let held = task.held, task.isHeld {
            let said = held.comment.isEmpty ? [] : [veil.text(held.comment)]
            text(
                Strings.heldBy, ([held.actor, time(held.since)] + said).joined(separator: "  "),
                role: .warning)
        }
    }

    mutating func writeDecision(_ operation: RecordedOperation) {
        heading(Strings.sectionDecision)
        let action = operation.decision.action.title[language]
        text(
            Strings.columnAction, "\(action)  \(operation.state.title[language])",
            role: operation.state == .conflict ? .danger : .info)
        text(Strings.columnRecorded, time(operation.recordedAt))
        if !operation.decision.target.isEmpty {
            text(
                Strings.target(of: operation.decision.action),
                operation.decision.target)
        }
        if !operation.decision.comment.isEmpty {
            text(Strings.comment, veil.text(operation.decision.comment))
        }
        if !operation.reason.isEmpty { text(Strings.stateReason, operation.reason) }
    }

    // MARK: - Findings

    mutating func writeFindings() {
        heading(Strings.sectionFindings)
        guard !entry.findings.isEmpty else {
            composer.paragraph(TerminalText(Strings.noFindings[language]), role: .good)
            return
        }
        for finding in entry.findings.map(veil.finding) {
            findingLines.append(composer.lines.count)
            let known = overridden[finding.rule]
            let role = known == nil ? finding.severity.role : .muted
            let word =
                known == nil
                ? "\(finding.severity.sign) \(finding.severity.title[language])"
                : Strings.severityWord(finding.severity, isOverridden: true)[language]
            composer.paragraph(TerminalText("\(word)  \(finding.title[language])"), role: role)
            if let known {
                composer.paragraph(
                    TerminalText(
                        Strings.overriddenBy(known.actor, known.finding.reason, time(known.at))[language]),
                    indent: 3, role: .accent)
            }
            composer.paragraph(TerminalText(finding.reason[language]), indent: 3)
            for evidence in finding.evidence {
                composer.paragraph(TerminalText(evidence.field), indent: 3, role: .muted)
                if !evidence.expected.isEmpty {
                    composer.paragraph(
                        side(Strings.expected, evidence.expected), indent: 5)
                }
                composer.paragraph(
                    side(Strings.found, evidence.found), indent: 5, role: role)
            }
            composer.paragraph(
                TerminalText(
                    "\(Strings.rule[language]) \(finding.rule) v\(finding.ruleVersion)"
                        + (finding.policy.map { "  policy.toml \($0)" } ?? "")), indent: 3,
                role: .muted)
        }
    }

    /// Expected and found below each other, so that digits can be compared.
    private func side(_ label: LocalizedText, _ value: String) -> TerminalText {
        let width = max(
            TerminalText(Strings.expected[language]).columns, TerminalText(Strings.found[language]).columns)
        return TerminalText(label[language]).padded(toColumns: width + 2) + TerminalText(value)
    }

    // MARK: - Parties and amounts

    mutating func writeParties() {
        heading(Strings.sectionParties)
        fields([.payeeName, .sellerTaxID, .payeeBank, .payeeAccount])
        if !invoice.seller.contact.isEmpty { text(Strings.contact, veil.text(invoice.seller.contact)) }
        composer.blank()
        fields([.buyerName, .buyerTaxID])
        let buyer = invoice.buyer
        if !buyer.bank.isEmpty || !buyer.account.isEmpty {
            text(Strings.label(.payeeBank), veil.text(buyer.bank))
            text(Strings.label(.payeeAccount), veil.account(buyer.account))
        }
        if !buyer.contact.isEmpty { text(Strings.contact, veil.text(buyer.contact)) }
    }

    /// Digits, uppercase amount and sum of the lines, right-aligned below each other.
    mutating func writeAmounts() {
        heading(Strings.sectionAmounts)
        let rows = AmountComparison(invoice)
        let widest = rows.all.map { TerminalText($0.amount).columns }.max() ?? 0
        for row in rows.all {
            var line = StyledLine(
                TerminalText(row.label[language]).truncated(toColumns: composer.labelColumns - 1),
                role: .muted)
            line.pad(toColumn: composer.labelColumns)
            line.append(TerminalText(row.amount).padded(toColumns: widest, alignment: .right))
            if let verdict = row.verdict {
                line.append("  ")
                line.append(verdict.text[language], role: verdict.role)
            }
            composer.add(line)
        }
        text(Strings.inWords, invoice.totals.grossInWords)
    }

    // MARK: - Lines

    /// Amounts first: the item is free text and may have any width, so nothing stands to the right of it.
    mutating func writeLines() {
        heading(Strings.sectionLines)
        guard !invoice.lines.isEmpty else {
            composer.paragraph(TerminalText(Strings.noLines[language]), role: .muted)
            return
        }
        let numbers = LineColumns(invoice.lines)
        var head = StyledLine(TerminalText("#").padded(toColumns: numbers.index), role: .muted)
        for (title, width) in [
            (Strings.columnNet, numbers.net), (Strings.columnRate, numbers.rate),
            (Strings.columnTax, numbers.tax),
        ] {
            head.append(" ")
            head.append(
                TerminalText(title[language]).padded(toColumns: width, alignment: .right), role: .muted)
        }
        head.append("  ")
        head.append(Strings.columnItem[language], role: .muted)
        composer.add(head)
        for (index, line) in invoice.lines.enumerated() {
            var start = StyledLine(
                TerminalText("\(index + 1)").padded(toColumns: numbers.index), role: .muted)
            for (value, width) in [
                (numbers.amount(line.amount), numbers.net), (numbers.rateText(line), numbers.rate),
                (numbers.amount(line.tax), numbers.tax),
            ] {
                start.append(" ")
                start.append(TerminalText(value).padded(toColumns: width, alignment: .right))
            }
            start.append("  ")
            write(line, after: start, isRateApart: numbers.rateText(line).isEmpty)
        }
    }

    private mutating func write(_ line: InvoiceLine, after start: StyledLine, isRateApart: Bool) {
        let indent = start.columns
        let room = max(20, setting.width - indent)
        for (index, part) in TerminalText(veil.text(line.item)).wrapped(toColumns: room).enumerated() {
            var text = index == 0 ? start : StyledLine(TerminalText.blanks(indent))
            text.append(part)
            composer.add(text)
        }
        var details = FieldText.details(of: line, in: language).map(veil.text)
        if isRateApart { details.append("\(Strings.rate[language]) \(line.rate)") }
        guard !details.isEmpty else { return }
        for part in TerminalText(details.joined(separator: "  ")).wrapped(toColumns: room) {
            var text = StyledLine(TerminalText.blanks(indent))
            text.append(part, role: .muted)
            composer.add(text)
        }
    }

    // MARK: - Approval

    mutating func writeSteps() {
        heading(Strings.sectionSteps)
        guard !task.steps.isEmpty else {
            composer.paragraph(TerminalText(Strings.noSteps[language]), role: .muted)
            return
        }
        // What was said stands where it was said: before the first step that was done later or is still to come.
        var remarks = task.remarks.sorted { $0.at < $1.at }[...]
        for step in task.steps {
            while let remark = remarks.first, step.decidedAt.map({ $0 > remark.at }) ?? true {
                write(remark)
                remarks.removeFirst()
            }
            var words = [step.state.sign, Strings.step(step.state)[language], step.title, step.actor]
            if !step.outcome.isEmpty {
                words.append(TaskStatus(rawValue: step.outcome)?.title[language] ?? step.outcome)
            }
            if let decidedAt = step.decidedAt { words.append(time(decidedAt)) }
            let role: StyleRole = step.state == .current ? .accent : step.state == .upcoming ? .muted : .text
            composer.paragraph(TerminalText(words.joined(separator: "  ")), role: role)
            if !step.comment.isEmpty { composer.paragraph(TerminalText(veil.text(step.comment)), indent: 4) }
        }
        for remark in remarks { write(remark) }
    }

    private mutating func write(_ remark: TaskRemark) {
        let title = Decision.Action(rawValue: remark.kind)?.title[language] ?? remark.kind
        let words = [
            "-", title, remark.actor, remark.target.isEmpty ? "" : "> " + remark.target, time(remark.at),
        ]
        composer.paragraph(
            TerminalText(words.filter { !$0.isEmpty }.joined(separator: "  ")), role: .info)
        if !remark.text.isEmpty { composer.paragraph(TerminalText(veil.text(remark.text)), indent: 4) }
    }

    mutating func writeAttachments() {
        heading(Strings.sectionAttachments)
        guard !task.attachments.isEmpty else {
            composer.paragraph(TerminalText(Strings.noAttachments[language]), role: .muted)
            return
        }
        for attachment in task.attachments {
            let size = Strings.size(bytes: attachment.size)[language]
            composer.paragraph(
                TerminalText("\(veil.text(attachment.name))  \(attachment.mediaType)  \(size)"))
            composer.paragraph(TerminalText(attachment.sha256), indent: 2, role: .muted)
        }
    }

    // MARK: - Claim and identity

    mutating func writeClaim() {
        heading(Strings.sectionClaim)
        if !task.costCentre.isEmpty { text(Strings.costCentre, task.costCentre) }
        fields([.budgetCode, .references])
        fields([.policyFlags], role: task.policyFlags.isEmpty ? .text : .warning)
        fields([.onBehalfOf])
        if !invoice.checkCode.isEmpty { text(Strings.checkCode, invoice.checkCode) }
        if !invoice.drawer.isEmpty { text(Strings.drawer, invoice.drawer) }
    }

    mutating func writeRemark() {
        guard !invoice.remark.isEmpty else { return }
        heading(Strings.sectionRemark)
        for paragraph in TerminalText.paragraphs(veil.text(invoice.remark), maximum: 200) {
            composer.paragraph(paragraph)
        }
    }

    mutating func writeIdentity() {
        heading(Strings.sectionIdentity)
        fields([.instance, .task, .node, .round])
        text(Strings.revision, task.rev)
        text(Strings.seenDigest, SeenContent(of: task).digest.hex)
        text(Strings.assignee, task.assignee)
    }

    // MARK: - Parts

    private mutating func heading(_ title: LocalizedText) { composer.heading(title[language]) }

    private mutating func fields(_ fields: [DecisionField], role: StyleRole = .text) {
        for field in fields {
            let values = FieldText.values(field, of: task, in: language, behind: veil)
            if values.isEmpty {
                composer.field(
                    Strings.label(field)[language], TerminalText(Strings.none[language]), role: .muted)
            }
            for (index, value) in values.enumerated() {
                write(
                    index == 0 ? Strings.label(field)[language] : "", value, role: role,
                    isName: field == .payeeName || field == .buyerName)
            }
        }
    }

    private mutating func text(_ label: LocalizedText, _ value: String, role: StyleRole = .text) {
        if value.isEmpty {
            composer.field(label[language], TerminalText(Strings.none[language]), role: .muted)
        } else {
            write(label[language], value, role: role)
        }
    }

    private mutating func write(_ label: String, _ value: String, role: StyleRole, isName: Bool = false) {
        let safe = TerminalText(value)
        composer.field(label, safe, role: role)
        if safe.hidesSomething {
            composer.field("", TerminalText(Strings.hidesCharacters[language]), role: .badge)
        } else if let word = LookAlike.mixedWord(in: value, countsGreek: isName) {
            composer.field("", TerminalText(Strings.mixesScripts(word)[language]), role: .badge)
        }
    }

    private func time(_ milliseconds: Int64) -> String {
        LocalTime(milliseconds: milliseconds, utcOffset: setting.utcOffset).long
    }
}
