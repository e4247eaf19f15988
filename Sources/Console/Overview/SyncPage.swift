import Invoicing
import OAProfile
import Store
import Sync
import Terminal

/// What the ledger knows of delivery as a whole.
struct DeliverySummary: Hashable, Sendable {
    /// How many operations stand in each state.
    var counts: [OperationState: Int]
    /// The undelivered one that was recorded first.
    var oldest: OutboxItem?
    /// How it was sent so far.
    var attempts: [DeliveryAttempt]
    /// The newest ones that did not go as they should.
    var troubled: [OutboxItem]
    /// When the mirror was last moved on, by whichever process, in milliseconds since 1970.
    var pulledAt: Int64?
}

/// How sync is doing.
struct SyncPage: Hashable, Sendable {
    /// What the ledger knows; nothing before it was read.
    var delivery: DeliverySummary?
    /// The first line on the screen.
    var top = 0

    func lines(for state: ConsoleState) -> [StyledLine] {
        let language = state.language
        var composer = LineComposer(width: state.size.columns - 4, labelColumns: language == .zh ? 12 : 20)
        func time(_ milliseconds: Int64) -> String {
            LocalTime(milliseconds: milliseconds, utcOffset: state.setting.utcOffset).longWithSeconds
        }
        if state.setting.isReadOnly {
            composer.field(
                Strings.syncConnection[language], TerminalText(Strings.neverSyncs[language]), role: .muted)
        } else {
            connection(state.health, offlineSince: state.offlineSince, time, into: &composer, language)
        }
        composer.field(
            Strings.syncDelivery[language],
            TerminalText(
                (state.health.isDeliveryPaused
                    ? Strings.deliveryIsPaused(keys: state.keys) : Strings.deliveryGoesOn)[language]),
            role: state.health.isDeliveryPaused ? .warning : .good)
        if state.isReadingEverything {
            for line in state.readingLines {
                composer.field(Strings.readingLabel[language], TerminalText(line[language]), role: .accent)
            }
        }
        let pulled = [state.health.lastPullAt, delivery?.pulledAt].compactMap { $0 }.max()
        composer.field(
            Strings.lastPull[language], TerminalText(pulled.map(time) ?? Strings.neverPulled[language]))
        if state.health.isListening, state.health.connection == .online {
            composer.field(
                Strings.changesArrive[language], TerminalText(Strings.atOnce[language]), role: .good)
        }
        if let next = state.health.nextTryAt, state.health.connection != .online {
            composer.field(Strings.nextLook[language], TerminalText(time(next)))
        }
        level(state, into: &composer)
        guard let delivery else {
            composer.heading(Strings.outboxByState[language])
            composer.paragraph(TerminalText(Strings.loading[language]), role: .muted)
            return composer.lines
        }
        outbox(delivery.counts, into: &composer, state)
        oldest(delivery, time, into: &composer, language)
        troubles(state.health.troubles, delivery.troubled, time, into: &composer, state)
        return composer.lines
    }

    // MARK: - Parts

    private func connection(
        _ health: SyncHealth, offlineSince: Int64?, _ time: (Int64) -> String,
        into composer: inout LineComposer, _ language: Language
    ) {
        let label = Strings.syncConnection[language]
        func add(_ text: LocalizedText, _ role: StyleRole) {
            composer.field(label, TerminalText(text[language]), role: role)
        }
        switch health.connection {
        case .untried: add(Strings.notSyncedYet, .muted)
        case .online: add(Strings.online, .good)
        case .offline(let error):
            add(offlineSince.map { Strings.offlineSince(time($0)) } ?? Strings.offline, .warning)
            composer.field("", TerminalText(error.explanation[language]))
            composer.field("", TerminalText(error.remedy[language]), role: .accent)
        case .signedOut: add(Strings.signedOut, .danger)
        case .elsewhere: add(Strings.syncingElsewhereWhy, .info)
        case .storeTrouble(let error):
            add(Strings.storeTrouble, .danger)
            composer.field("", TerminalText(error.explanation[language]))
            composer.field("", TerminalText(error.remedy[language]), role: .accent)
        }
        if health.heldBack > 0 {
            composer.field("", TerminalText(Strings.heldBack(health.heldBack)[language]))
        }
        if let problem = health.refusedCheckpoint {
            let said = problem.detail.isEmpty ? problem.title : problem.detail
            composer.field(
                "", TerminalText(Strings.checkpointRefused(said)[language]), role: .danger)
        }
    }

    private func level(_ state: ConsoleState, into composer: inout LineComposer) {
        let language = state.language
        let label = Strings.capabilityLevel[language]
        // Without a connection, what the OA said when there was one.
        guard let level = state.health.session?.capabilities.level ?? state.setting.program?.level else {
            composer.field(label, TerminalText(Strings.levelUnknown[language]), role: .muted)
            return
        }
        composer.field(label, TerminalText(Strings.capability(level)[language]))
        composer.field(
            Strings.residualRisk[language], TerminalText(Strings.residualRisk(level)[language]),
            role: level >= 3 ? .good : .warning)
    }

    private func outbox(
        _ counts: [OperationState: Int], into composer: inout LineComposer, _ state: ConsoleState
    ) {
        composer.heading(Strings.outboxByState[state.language])
        guard counts.values.contains(where: { $0 > 0 }) else {
            composer.paragraph(TerminalText(Strings.outboxEmpty[state.language]), role: .muted)
            return
        }
        for value in OperationState.allCases {
            guard let count = counts[value], count > 0 else { continue }
            let word = OperationStateWord(value)
            var line = StyledLine()
            line.append(TerminalText("\(count)").padded(toColumns: 7, alignment: .right))
            line.append("  \(word.sign(ascii: state.setting.usesASCII)) ", role: word.role)
            line.append(value.title[state.language], role: word.role)
            composer.add(line)
        }
    }

    private func oldest(
        _ delivery: DeliverySummary, _ time: (Int64) -> String, into composer: inout LineComposer,
        _ language: Language
    ) {
        composer.heading(Strings.oldestUndelivered[language])
        guard let item = delivery.oldest else {
            composer.paragraph(TerminalText(Strings.nothingUndelivered[language]), role: .muted)
            return
        }
        let operation = item.operation
        composer.paragraph(TerminalText(Self.name(of: item, in: language)))
        composer.field(Strings.columnRecorded[language], TerminalText(time(operation.recordedAt)))
        composer.field(
            Strings.columnState[language], TerminalText(operation.state.title[language]),
            role: OperationStateWord(operation.state).role)
        if let next = operation.nextAttemptAt {
            composer.field(Strings.nextTry[language], TerminalText(time(next)))
        }
        composer.field(Strings.attempts[language], TerminalText("\(delivery.attempts.count)"))
        for attempt in delivery.attempts.suffix(5) {
            let answer =
                attempt.httpStatus.map { "HTTP \($0)" }
                ?? (attempt.endedAt == nil ? Strings.underWay : Strings.noAnswer)[language]
            let code = attempt.problemCode.map { " (\($0))" } ?? ""
            composer.field(
                "  #\(attempt.number)", TerminalText("\(time(attempt.startedAt))  \(answer)\(code)"))
        }
    }

    private func troubles(
        _ troubles: [SyncHealth.Trouble], _ operations: [OutboxItem], _ time: (Int64) -> String,
        into composer: inout LineComposer, _ state: ConsoleState
    ) {
        let language = state.language
        composer.heading(Strings.lastErrors[language])
        if troubles.isEmpty && operations.isEmpty {
            composer.paragraph(TerminalText(Strings.noErrors[language]), role: .muted)
        }
        for trouble in troubles {
            composer.paragraph(
                TerminalText(Strings.troubleWhen(time(trouble.lastAt), count: trouble.count)[language]),
                role: .muted)
            composer.paragraph(TerminalText(trouble.explanation[language]), indent: 2, role: .warning)
            composer.paragraph(TerminalText(trouble.remedy[language]), indent: 2, role: .accent)
        }
        for item in operations {
            let operation = item.operation
            composer.paragraph(TerminalText(Self.name(of: item, in: language)), role: .muted)
            let why = operation.reason.isEmpty ? "" : "  " + operation.reason
            composer.paragraph(
                TerminalText(operation.state.title[language] + why), indent: 2,
                role: OperationStateWord(operation.state).role)
            composer.paragraph(
                TerminalText(
                    Strings.remedy(
                        for: operation.state, keys: state.keys, level: state.health.level ?? .full)[language]),
                indent: 2,
                role: .accent)
        }
    }

    private static func name(of item: OutboxItem, in language: Language) -> String {
        let amount = item.amount.map { "  " + FieldText.amount($0) } ?? ""
        return "\(item.operation.decision.action.title[language])  \(item.seller)\(amount)  \(item.title)"
    }
}
