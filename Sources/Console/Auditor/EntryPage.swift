import Audit
import Invoicing
import OAProfile
import Store
import Terminal

/// One entry with all that belongs to it.
struct EntryFacts: Hashable, Sendable {
    /// The author's signature of what the entry records.
    enum Signature: Hashable, Sendable {
        /// None was asked for when it was recorded.
        case none
        /// It is kept, and is the one that the entry names; by whom it says that it is.
        case kept(actor: String)
        /// What is kept is not what the entry names, or nothing is kept.
        case broken
    }

    /// Whether the entry is in the tree that a checkpoint states.
    enum Inclusion: Hashable, Sendable {
        /// No checkpoint covers it; the largest that is kept, if any.
        case uncovered(largest: Int?)
        /// Its way to the root of a checkpoint was computed and holds.
        case proven(size: Int, root: ContentDigest, hashes: Int, anchoredAt: Int64?, anchor: String)
        /// A checkpoint covers it, but the log does not have its root any more.
        case broken(size: Int)
    }

    var record: AuditRecord
    /// Whether the entry before it is the one that it was chained to.
    var isChained: Bool
    var signature: Signature
    /// The places of the entry before and behind it.
    var newest: Int64
    /// What the checkpoints say; nothing while it is computed.
    var inclusion: Inclusion?
}

/// One entry of the log, whole: who, when, for whom, from where, seeing what, and what vouches for it.
struct EntryPage: Hashable, Sendable {
    let place: Int64
    var facts: EntryFacts?
    /// Whether there is no such entry.
    var isMissing = false
    /// The first line on the screen.
    var top = 0

    init(place: Int64) { self.place = place }

    func lines(for state: ConsoleState) -> [StyledLine] {
        let language = state.language
        var composer = LineComposer(width: state.size.columns - 4, labelColumns: language == .zh ? 14 : 20)
        guard let facts else {
            composer.paragraph(
                TerminalText((isMissing ? Strings.auditNoEntry : Strings.loading)[language]),
                role: isMissing ? .warning : .muted)
            return composer.lines
        }
        guard let entry = facts.record.entry else {
            composer.paragraph(TerminalText(Strings.auditUnreadable[language]), role: .danger)
            composer.paragraph(TerminalText(facts.record.sealed.text))
            return composer.lines
        }
        story(entry, into: &composer, state)
        content(entry, into: &composer, state)
        proof(facts, entry, into: &composer, state)
        return composer.lines
    }

    private func story(_ entry: AuditEntry, into composer: inout LineComposer, _ state: ConsoleState) {
        let language = state.language
        func field(_ label: LocalizedText, _ text: String, role: StyleRole = .text) {
            guard !text.isEmpty else { return }
            composer.field(label[language], TerminalText(Veil.general.text(text)), role: role)
        }
        let local = LocalTime(milliseconds: entry.wallTime, utcOffset: state.setting.utcOffset)
        let universal = LocalTime(milliseconds: entry.wallTime, utcOffset: 0)
        field(Strings.auditColumnTime, "\(local.longWithSeconds)   UTC \(universal.longWithSeconds)")
        field(Strings.auditColumnPerson, entry.actor)
        field(
            Strings.auditBehalf,
            entry.onBehalfOf.isEmpty ? Strings.auditOneself[language] : entry.onBehalfOf)
        field(Strings.auditColumnEvent, "\(entry.eventTitle[language])  (\(entry.event))")
        field(
            Strings.auditColumnOutcome, entry.outcomeTitle[language], role: entry.hasFailed ? .danger : .text)
        field(Strings.auditReason, entry.reason)
        field(Strings.auditSubject, entry.subject)
        composer.heading(Strings.auditFrom[language])
        field(Strings.auditHost, entry.host)
        field(
            Strings.auditClient, entry.client.isEmpty ? Strings.auditNoClient[language] : entry.client)
        field(
            Strings.auditTerminal, entry.ttyHash.isEmpty ? Strings.auditNoTerminal[language] : entry.ttyHash)
        field(Strings.auditSession, entry.sessionID)
        field(Strings.auditBoot, entry.bootID)
        field(Strings.auditProgram, entry.appVersion)
    }

    private func content(_ entry: AuditEntry, into composer: inout LineComposer, _ state: ConsoleState) {
        let language = state.language
        let rows: [(LocalizedText, String)] = [
            (Strings.historyTask, entry.task), (Strings.auditInstance, entry.instance),
            (Strings.operation, entry.operation), (Strings.auditRevBefore, entry.revBefore),
            (Strings.auditRevAfter, entry.revAfter), (Strings.auditSeen, entry.seenDigest?.hex ?? ""),
            (Strings.auditFingerprint, entry.fingerprint?.hex ?? ""),
            (Strings.auditDigest, entry.digest?.hex ?? ""),
            (Strings.auditStatus, entry.httpStatus.map(String.init) ?? ""),
            (Strings.auditReceipt, entry.serverReceipt?.hex ?? ""),
        ].filter { !$0.1.isEmpty }
        guard !rows.isEmpty else { return }
        composer.heading(Strings.auditContent[language])
        for (label, text) in rows { composer.field(label[language], TerminalText(text)) }
    }

    private func proof(
        _ facts: EntryFacts, _ entry: AuditEntry, into composer: inout LineComposer, _ state: ConsoleState
    ) {
        let language = state.language
        func field(_ label: LocalizedText, _ text: LocalizedText, _ role: StyleRole) {
            composer.field(label[language], TerminalText(text[language]), role: role)
        }
        composer.heading(Strings.auditProof[language])
        field(
            Strings.auditSeal, facts.record.isSealed ? Strings.auditSealed : Strings.auditNotSealed,
            facts.record.isSealed ? .good : .danger)
        field(
            Strings.auditChain, facts.isChained ? Strings.auditChained : Strings.auditNotChained,
            facts.isChained ? .good : .danger)
        switch facts.signature {
        case .none:
            // Only the entry that records a decision may carry one; those of its delivery say nothing of it.
            if facts.record.entry?.outcome == OperationState.recorded.rawValue {
                field(Strings.auditSignature, Strings.auditUnsigned, .muted)
            }
        case .kept(let actor): field(Strings.auditSignature, Strings.auditSigned(actor), .good)
        case .broken: field(Strings.auditSignature, Strings.auditSignatureBroken, .danger)
        }
        switch facts.inclusion {
        case nil: field(Strings.auditInclusion, Strings.auditProving, .muted)
        case .uncovered(let largest):
            field(Strings.auditInclusion, Strings.auditUncovered(largest: largest), .warning)
        case .broken(let size): field(Strings.auditInclusion, Strings.auditNotIncluded(size), .danger)
        case .proven(let size, let root, let hashes, let anchoredAt, let anchor):
            field(Strings.auditInclusion, Strings.auditIncluded(size, hashes: hashes), .good)
            composer.field(Strings.auditRoot[language], TerminalText(root.hex), role: .muted)
            if let anchoredAt {
                let time = LocalTime(milliseconds: anchoredAt, utcOffset: state.setting.utcOffset)
                field(Strings.auditAnchor, Strings.auditAnchored(time.longWithSeconds, anchor), .good)
            } else {
                field(Strings.auditAnchor, Strings.auditNotAnchored, .warning)
            }
        }
        composer.field(
            Strings.auditLeaf[language], TerminalText(facts.record.sealed.leaf.hex), role: .muted)
        composer.field(Strings.auditPrevious[language], TerminalText(entry.previous.hex), role: .muted)
    }
}
