import Audit
import Invoicing
import OAProfile
import Store
import Terminal

/// One thing that happened to an invoice.
struct TimelineRow: Hashable, Sendable {
    /// Where that is known from.
    enum Source: Hashable, Sendable {
        /// The audit log of this machine, at a place.
        case log(Int64)
        /// The ledger, beside its log.
        case ledger
        /// The content that the ledger keeps with a decision.
        case evidence
        /// What the OA tells of the claim.
        case oa
        /// The working papers, at a place.
        case papers(Int64)
        /// A package of the archive.
        case archive
        /// The mirror as it stands now.
        case now
    }

    /// When, in milliseconds since 1970; nothing where nobody kept that.
    var at: Int64?
    var person: String
    var what: LocalizedText
    var detail: LocalizedText
    var source: Source
    /// The operation that it belongs to.
    var operation: OperationID?
    var role = StyleRole.text
}

/// Everything that happened to an invoice, from receipt to archive, in the order of time.
struct Timeline: Hashable, Sendable {
    let task: TaskID
    let title: String
    let rows: [TimelineRow]
    /// The decisions on it, oldest first.
    let operations: [OperationID]
}

/// Puts a timeline together from what mirror, ledger, log and packages know.
struct TimelineMaker {
    let task: TaskID
    let now: MirrorEntry?
    let operations: [OperationHistory]
    let records: [AuditRecord]
    let overrides: [FindingOverride]
    let packages: [ArchivedPackage]
    var papers: [KeptPaper] = []

    func timeline() -> Timeline {
        let claim = now?.task ?? operations.last?.seen
        var rows = logged + sent + versions + noted
        if let claim { rows += oa(claim) }
        rows += packages.map {
            TimelineRow(
                at: $0.archivedAt, person: "", what: Strings.timelineArchived, detail: plain($0.name),
                source: .archive, role: .good)
        }
        // What happened at the same moment stands in the order of the log; what has no time is what is so now.
        let sorted = rows.enumerated().sorted {
            ($0.element.at ?? .max, $0.element.order, $0.offset) < (
                $1.element.at ?? .max, $1.element.order, $1.offset
            )
        }.map(\.element)
        return Timeline(
            task: task, title: claim?.title ?? task.rawValue, rows: sorted + standing,
            operations: operations.map(\.operation.id))
    }

    private func plain(_ text: String) -> LocalizedText { LocalizedText(zh: text, en: text) }

    /// Every entry of the log: decisions and their steps, reveals, copies, overrides, failed attempts, exports.
    private var logged: [TimelineRow] {
        records.map { record in
            guard let entry = record.entry, record.isSealed else {
                return TimelineRow(
                    at: record.entry?.wallTime, person: record.entry?.actor ?? "",
                    what: Strings.auditUnreadable, detail: plain(""), source: .log(record.sequence),
                    role: .danger)
            }
            let person = entry.onBehalfOf.isEmpty ? entry.actor : "\(entry.actor) (\(entry.onBehalfOf))"
            var details = [entry.outcomeTitle]
            let known = overrides.first { $0.entry == record.sequence }
            for text in [known == nil ? entry.subject : "", entry.reason] where !text.isEmpty {
                details.append(plain(text))
            }
            if let known { details.append(plain(known.finding.subject)) }
            if let status = entry.httpStatus { details.append(plain("HTTP \(status)")) }
            return TimelineRow(
                at: entry.wallTime, person: person, what: entry.eventTitle,
                detail: LocalizedText(
                    zh: details.map(\.zh).joined(separator: "  "),
                    en: details.map(\.en).joined(separator: "  ")),
                source: .log(record.sequence), operation: OperationID(rawValue: entry.operation),
                role: entry.hasFailed ? .danger : .text)
        }
    }

    /// Every sending, and the OA's receipt.
    private var sent: [TimelineRow] {
        operations.flatMap { history -> [TimelineRow] in
            let operation = history.operation
            var rows = history.attempts.map { attempt in
                let answer =
                    attempt.httpStatus.map {
                        plain("HTTP \($0)\(attempt.problemCode.map { "  " + $0 } ?? "")")
                    }
                    ?? Strings.timelineNoAnswer
                return TimelineRow(
                    at: attempt.startedAt, person: operation.actor,
                    what: Strings.historyAttempt(attempt.number), detail: answer, source: .ledger,
                    operation: operation.id)
            }
            if let receipt = operation.receipt {
                rows.append(
                    TimelineRow(
                        at: receipt.decidedAt, person: receipt.actor, what: Strings.timelineReceipt,
                        detail: plain(receipt.decisionID), source: .ledger, operation: operation.id,
                        role: .good))
            }
            return rows
        }
    }

    /// What auditors noted.
    private var noted: [TimelineRow] {
        papers.map { paper in
            let entry = paper.isSealed ? paper.entry : nil
            return TimelineRow(
                at: paper.entry?.wallTime, person: paper.entry?.actor ?? "",
                what: Strings.paperTitle(paper.form, paper.entry?.outcome ?? ""),
                detail: entry.map { plain($0.reason) } ?? Strings.auditUnreadable,
                source: .papers(paper.place), role: entry == nil ? .danger : .accent)
        }
    }

    /// Which content each decision rests on, and what of it had changed since the decision before.
    private var versions: [TimelineRow] {
        var before: ApprovalTask?
        return operations.compactMap { history in
            guard let seen = history.seen else { return nil }
            let content = SeenContent(of: seen)
            let changed = before.map { content.differences(from: SeenContent(of: $0)) }
            before = seen
            return TimelineRow(
                at: history.operation.recordedAt, person: history.operation.actor,
                what: Strings.timelineSeen(seen.rev),
                detail: Strings.timelineVersion(
                    changed, digest: String(content.digest.hex.prefix(16)),
                    isWhole: content.digest == history.operation.seenDigest),
                source: .evidence, operation: history.operation.id,
                role: content.digest == history.operation.seenDigest ? .muted : .danger)
        }
    }

    /// What the OA tells: the submission, each step, and what was said.
    private func oa(_ claim: ApprovalTask) -> [TimelineRow] {
        var rows = [
            TimelineRow(
                at: claim.submittedAt, person: claim.submitter, what: Strings.timelineSubmitted,
                detail: plain(claim.department), source: .oa)
        ]
        for step in claim.steps where step.state == .done {
            let outcome = TaskStatus(rawValue: step.outcome)?.title ?? plain(step.outcome)
            let comment = step.comment.isEmpty ? "" : "  \(step.comment)"
            rows.append(
                TimelineRow(
                    at: step.decidedAt, person: step.actor, what: outcome,
                    detail: plain(step.title + comment), source: .oa))
        }
        for remark in claim.remarks {
            rows.append(
                TimelineRow(
                    at: remark.at, person: remark.actor, what: Strings.timelineRemark,
                    detail: plain(remark.text), source: .oa))
        }
        return rows
    }

    /// The version and the findings as they stand now: nobody keeps when they came.
    private var standing: [TimelineRow] {
        guard let now else {
            return [
                TimelineRow(
                    person: "", what: Strings.timelineNow, detail: Strings.archiveGone, source: .now,
                    role: .warning)
            ]
        }
        let content = SeenContent(of: now.task)
        let changed = operations.last?.seen.map { content.differences(from: SeenContent(of: $0)) }
        let version = TimelineRow(
            person: "", what: Strings.timelineNow,
            detail: Strings.timelineStanding(
                now.task.status.title, rev: now.task.rev, changed: changed),
            source: .now, role: changed?.isEmpty == false ? .warning : .text)
        return [version]
            + now.findings.map { finding in
                TimelineRow(
                    person: "", what: Strings.timelineFinding(finding.rule, version: finding.ruleVersion),
                    detail: LocalizedText(
                        zh: "\(finding.title.zh)：\(finding.reason.zh)",
                        en: "\(finding.title.en): \(finding.reason.en)"),
                    source: .now, role: finding.severity == .error ? .danger : .warning)
            }
    }
}

extension TimelineRow {
    /// Rows of one moment: what was seen, then the log in its order, then what is beside it.
    fileprivate var order: Int64 {
        switch source {
        case .oa, .evidence: 0
        case .log(let place): place
        case .ledger: .max - 1
        case .archive, .papers, .now: .max
        }
    }
}
