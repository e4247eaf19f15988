import Audit
import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Verification

/// Reads what the auditor's screens ask for.
struct AuditorWorker: Sendable {
    let services: ConsoleServices
    let context: ConsoleContext

    /// How many places of the log one answer brings at most.
    private static let mostPlaces = 20_000

    func facts(for request: AuditorRequest) throws(StoreError) -> AuditorFacts {
        switch request {
        case .log(let request): try log(request)
        case .records(let places): .records(try services.ledger.auditRecords(at: places))
        case .entry(let place): .entry(try entry(at: place), at: place)
        case .inclusion(let place): .inclusion(try inclusion(of: place), of: place)
        case .timeline(let task): .timeline(try timeline(of: task))
        case .asOf(let id): .asOf(try asOf(id))
        case .groups(let scope, let grouping, let generation):
            .groups(try services.mirror.archiveGroups(by: grouping, in: scope), generation: generation)
        case .count(let scope, let generation):
            .count(try services.mirror.archiveCount(of: scope), generation: generation)
        case .shelf(let request): try shelf(request)
        case .addPaper(let order): try add(order)
        case .drawSample(let text, let scope, let query): draw(text, scope, query)
        case .shelfRows(let keys):
            .shelfRows(try services.mirror.rows(keys.map { TaskKey(rawValue: $0) }))
        }
    }

    private func log(_ request: LogRequest) throws(StoreError) -> AuditorFacts {
        let filter: AuditFilter
        do throws(QueryError) {
            filter = try AuditFilter(
                parsing: request.query,
                in: Query.Context(now: context.now(), utcOffset: context.utcOffset, user: context.user))
        } catch {
            return .logRejected(error, for: request)
        }
        if filter.isEverything {
            return .log(.everything(newest: try services.ledger.auditHead()), for: request)
        }
        // The first answer is what a screen shows, and comes at once.
        let isFirst = request.below == .max
        return .log(
            .stretch(
                try services.ledger.auditStretch(
                    matching: filter, below: request.below, floor: request.floor,
                    most: isFirst ? 200 : AuditorWorker.mostPlaces)), for: request)
    }

    private func entry(at place: Int64) throws(StoreError) -> EntryFacts? {
        let ledger = services.ledger
        guard let record = try ledger.auditRecords(at: [place]).first else { return nil }
        let before =
            place > 1 ? try ledger.auditRecords(at: [place - 1]).first?.sealed.leaf : AuditChain.origin
        return EntryFacts(
            record: record, isChained: before != nil && before == record.entry?.previous,
            signature: try signature(of: record.entry), newest: try ledger.auditHead())
    }

    private func signature(of entry: AuditEntry?) throws(StoreError) -> EntryFacts.Signature {
        guard let entry, let named = entry.signed else { return .none }
        guard let id = OperationID(rawValue: entry.operation),
            let signed = try services.ledger.record(of: id)?.signed,
            ContentDigest(of: Data(signed.statement.text.utf8) + Data(signed.armour.utf8)) == named
        else { return .broken }
        return .kept(actor: entry.actor)
    }

    /// The entry's way to the root of a kept checkpoint: of those that cover it the smallest that somebody outside holds.
    private func inclusion(of place: Int64) throws(StoreError) -> EntryFacts.Inclusion {
        let kept = try services.ledger.checkpoints()
        let covering = kept.filter { $0.checkpoint.size >= place }
        guard let chosen = covering.first(where: { $0.anchoredAt != nil }) ?? covering.first else {
            return .uncovered(largest: kept.last?.checkpoint.size)
        }
        // Thirty-two bytes an entry: given back at once.
        defer { ProcessMemory.trim() }
        let size = chosen.checkpoint.size
        let leaves = Array(try services.ledger.auditLeaves().prefix(size))
        guard place >= 1, leaves.count == size,
            let proof = MerkleTree.inclusionProof(of: Int(place) - 1, in: leaves),
            proof.verifies(leaf: leaves[Int(place) - 1], root: chosen.checkpoint.root)
        else { return .broken(size: size) }
        return .proven(
            size: size, root: chosen.checkpoint.root, hashes: proof.path.count,
            anchoredAt: chosen.anchoredAt, anchor: chosen.anchor)
    }

    private func shelf(_ request: ShelfRequest) throws(StoreError) -> AuditorFacts {
        let query: Query
        do throws(QueryError) {
            query = try Query(
                parsing: request.query,
                in: Query.Context(now: context.now(), utcOffset: context.utcOffset, user: context.user))
        } catch {
            return .shelfRejected(error, for: request)
        }
        let found = try services.mirror.archiveKeys(
            in: request.scope, matching: query, after: request.after,
            limit: request.after == nil ? 200 : AuditorWorker.mostPlaces)
        return .shelf(found.keys, next: found.next, for: request)
    }

    // MARK: - One invoice

    /// More entries of one invoice are not read.
    private static let mostEntries = 5_000

    private func timeline(of task: TaskID) throws(StoreError) -> Timeline {
        let ledger = services.ledger
        let entry = try services.mirror.entry(task)
        let operations = try ledger.histories(on: task, of: entry?.task.instance)
        let tasks = Set(operations.map(\.operation.task) + [task])
        let kept = ((try? services.archive?.packages()) ?? []).filter { tasks.contains($0.task) }
        var places: Set<Int64> = []
        var overrides: [FindingOverride] = []
        for task in tasks {
            places.formUnion(try search(AuditFilter(about: task.rawValue)))
            overrides += try ledger.overrides(on: task)
        }
        // An export is about a package, which has the digest of its list of files for a name.
        for package in kept {
            var filter = AuditFilter(event: AuditEvent.Kind.archiveExported.rawValue)
            filter.text = package.name
            places.formUnion(try search(filter))
        }
        return TimelineMaker(
            task: task, now: entry, operations: operations,
            records: try ledger.auditRecords(at: places.sorted()), overrides: overrides, packages: kept,
            papers: tasks.flatMap { (try? services.auditor?.papers?.about($0.rawValue)) ?? [] }
        ).timeline()
    }

    private func search(_ filter: AuditFilter) throws(StoreError) -> [Int64] {
        var found: [Int64] = []
        var stretch = AuditStretch(sequences: [], next: .max, floor: nil)
        while let below = stretch.next, found.count < AuditorWorker.mostEntries {
            stretch = try services.ledger.auditStretch(
                matching: filter, below: below, floor: stretch.floor, most: AuditorWorker.mostEntries)
            found += stretch.sequences
        }
        return found
    }

    private func asOf(_ id: OperationID) throws(StoreError) -> AsOfFacts {
        let ledger = services.ledger
        guard let operation = try ledger.operation(id) else { throw .noSuchOperation(id.rawValue) }
        let seen = try ledger.evidence(of: id)
        let now = try services.mirror.entry(operation.task)
        let package = ((try? services.archive?.packages()) ?? []).first { $0.task == operation.task }
        let judged = package.flatMap { services.auditor?.judged($0.name) }
        let recorded = try ledger.auditEntries(about: id).first
        let changes = try ledger.policyChanges(limit: 200)
        let then = changes.first { $0.at <= operation.recordedAt }
        func text(_ change: PolicyChange?) -> AsOfFacts.PolicyText {
            AsOfFacts.PolicyText(
                change: change, text: change?.digest.flatMap { services.auditor?.policy($0) })
        }
        let overrides = try ledger.overrides(on: operation.task).filter { override in
            override.at <= operation.recordedAt
                && override.withdrawal.map { $0.at > operation.recordedAt } ?? true
        }
        return AsOfFacts(
            operation: operation, seen: seen, now: now?.task,
            then: judged.map { .kept($0) } ?? .today(seen.map { RuleBook.findings(on: Claim($0)) } ?? []),
            current: now.map { .kept($0.findings) } ?? .gone, policyThen: text(then),
            policyNow: text(changes.first), programThen: recorded?.appVersion ?? "",
            programNow: context.program?.version ?? "", overrides: overrides)
    }
}
