import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile

/// Which entries of the log are asked for; what is nothing asks for nothing.
public struct AuditFilter: Hashable, Sendable {
    /// Who did it.
    public var actor: String?
    /// The word of the action or event.
    public var event: String?
    /// The task or operation that it is about.
    public var about: String?
    /// A text that stands somewhere in the entry.
    public var text: String?
    /// Words that all stand somewhere in the entry.
    public var words: [String] = []
    /// Not before, in milliseconds since 1970.
    public var from: Int64?
    /// Before, in milliseconds since 1970.
    public var before: Int64?

    /// Makes a filter.
    public init(
        actor: String? = nil, event: String? = nil, about: String? = nil, text: String? = nil,
        from: Int64? = nil, before: Int64? = nil
    ) {
        self.actor = actor
        self.event = event
        self.about = about
        self.text = text
        self.from = from
        self.before = before
    }

    func includes(_ entry: AuditEntry) -> Bool {
        if let actor, entry.actor != actor { return false }
        if let event, entry.event != event { return false }
        if let about, entry.task != about, entry.operation != about { return false }
        if let from, entry.wallTime < from { return false }
        if let before, entry.wallTime >= before { return false }
        return true
    }

    /// Whether it asks for nothing.
    public var isEverything: Bool { self == AuditFilter() }

    /// What must stand in the text of every entry that is included, as canonical JSON spells it.
    var needles: [String] {
        let whole = [("actor", actor), ("event", event)].compactMap { name, value in
            value.map { "\"\(name)\":\(JSONValue.string($0).canonical)" }
        }
        let inside = ([about, text].compactMap { $0 } + words).map { value in
            String(JSONValue.string(value).canonical.dropFirst().dropLast())
        }
        return whole + inside
    }
}

extension Ledger {
    /// The newest entries that a filter includes, newest first. Works in short reads, so that others can go on; entries that
    /// cannot be read are left out, which is for ``verifyAudit(anchors:)`` to say.
    public func auditEntries(matching filter: AuditFilter, limit: Int) throws(StoreError) -> [AuditEntry] {
        var found: [AuditEntry] = []
        var stretch = AuditStretch(sequences: [], next: .max, floor: nil)
        while found.count < limit, let below = stretch.next {
            stretch = try auditStretch(
                matching: filter, below: below, floor: stretch.floor, most: min(limit - found.count, 2_000))
            // The search only finds candidates; the entry itself says what it is.
            found += try auditRecords(at: stretch.sequences).compactMap(\.entry).filter(filter.includes)
        }
        return found
    }
}
