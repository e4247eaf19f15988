import OAProfile

// The audit log as values: entries in canonical JSON, the chain that links them, the Merkle tree over them, checkpoints.
// In: what happened, and the entry before it. Out: sealed entries, roots, proofs, and what is wrong with a given log.
// Nothing here keeps a file or reads a clock: the store appends, and a verifier elsewhere needs only this module.

/// One thing that happened: who did what to which operation, when, from where, with which outcome.
///
/// An empty text and a missing value say that there is nothing to say; such members are left out of the canonical form.
public struct AuditEntry: Hashable, Sendable {
    /// The version of the form that is written here (`v`) where nothing is concealed.
    public static let version: Int64 = 1
    /// The version of the form that has `concealed`.
    public static let concealingVersion: Int64 = 2
    /// The largest canonical form in bytes, so that an entry fits a C2SP entry bundle (16-bit length).
    public static let largestSize = 65_535

    /// Its place in the log, from 1.
    public var sequence: Int64
    /// The leaf hash of the entry before it; 32 zero bytes for the first.
    public var previous: ContentDigest
    /// The wall clock, in milliseconds since 1970.
    public var wallTime: Int64
    /// The monotonic clock of the machine since boot, in milliseconds; it only compares within one ``bootID``.
    public var monotonicTime: Int64
    /// Which boot of the machine.
    public var bootID: String
    /// Which run of the program.
    public var sessionID: String
    /// Who did it: the user's name at the OA.
    public var actor: String
    /// For whom; empty for oneself.
    public var onBehalfOf: String
    /// On which machine.
    public var host: String
    /// The hash of the terminal's name; empty without a terminal.
    public var ttyHash: String
    /// The address of the SSH client that the terminal is seen through; empty without one.
    public var client: String
    /// What was done: the word of the action, as `approve`, or of another event (``AuditEvent/Kind``).
    public var event: String
    /// What an event that is no step of an operation is about, as the OA's address or the name of a file.
    public var subject: String
    /// SHA-256 of what it is about, byte for byte: of the evidence of a recorded decision, of an exported file.
    public var digest: ContentDigest?
    /// The commitment to subject and reason as they were, where personal data in them are covered (``ConcealedText``).
    public var concealed: ContentDigest?
    /// The operation it is about.
    public var operation: String
    /// The task it is about.
    public var task: String
    /// The workflow instance it is about.
    public var instance: String
    /// The row version before.
    public var revBefore: String
    /// The row version after.
    public var revAfter: String
    /// The digest of what was rendered.
    public var seenDigest: ContentDigest?
    /// What was decided in full, comment and receiver included, without its words: the request's fingerprint.
    public var fingerprint: ContentDigest?
    /// SHA-256 of the author's signed statement; nothing where none was asked for.
    public var signed: ContentDigest?
    /// How it ended: for an operation the state that it is in now, as `recorded` or `acked`.
    public var outcome: String
    /// Why, for people.
    public var reason: String
    /// The status of the OA's answer.
    public var httpStatus: Int?
    /// SHA-256 of the OA's receipt as it is kept.
    public var serverReceipt: ContentDigest?
    /// The version of the program.
    public var appVersion: String

    /// Makes an entry.
    public init(
        sequence: Int64, previous: ContentDigest, wallTime: Int64, monotonicTime: Int64 = 0,
        bootID: String = "",
        sessionID: String = "", actor: String, onBehalfOf: String = "", host: String = "",
        ttyHash: String = "", client: String = "",
        event: String, subject: String = "", digest: ContentDigest? = nil, operation: String = "",
        task: String = "", instance: String = "",
        revBefore: String = "",
        revAfter: String = "", seenDigest: ContentDigest? = nil, fingerprint: ContentDigest? = nil,
        signed: ContentDigest? = nil,
        outcome: String = "", reason: String = "",
        httpStatus: Int? = nil, serverReceipt: ContentDigest? = nil, appVersion: String = ""
    ) {
        self.sequence = sequence
        self.previous = previous
        self.wallTime = wallTime
        self.monotonicTime = monotonicTime
        self.bootID = bootID
        self.sessionID = sessionID
        self.actor = actor
        self.onBehalfOf = onBehalfOf
        self.host = host
        self.ttyHash = ttyHash
        self.client = client
        self.event = event
        self.subject = subject
        self.digest = digest
        self.operation = operation
        self.task = task
        self.instance = instance
        self.revBefore = revBefore
        self.revAfter = revAfter
        self.seenDigest = seenDigest
        self.fingerprint = fingerprint
        self.signed = signed
        self.outcome = outcome
        self.reason = reason
        self.httpStatus = httpStatus
        self.serverReceipt = serverReceipt
        self.appVersion = appVersion
    }

    /// The canonical JSON (RFC 8785) that is hashed and kept.
    public var canonical: String {
        var members: [String: JSONValue] = [
            "v": .integer(concealed == nil ? Self.version : Self.concealingVersion),
            "seq": .integer(sequence), "prev": .string(previous.hex),
            "ts_wall": .integer(wallTime), "ts_mono": .integer(monotonicTime),
        ]
        let texts = [
            ("boot_id", bootID), ("session_id", sessionID), ("actor", actor), ("on_behalf_of", onBehalfOf),
            ("host", host), ("tty_hash", ttyHash), ("client", client), ("concealed", concealed?.hex ?? ""),
            ("event", event), ("subject", subject), ("digest", digest?.hex ?? ""), ("op_id", operation),
            ("task_id", task),
            ("instance_id", instance), ("rev_before", revBefore), ("rev_after", revAfter),
            ("seen_digest", seenDigest?.hex ?? ""), ("fingerprint", fingerprint?.hex ?? ""),
            ("signed", signed?.hex ?? ""), ("outcome", outcome), ("reason", reason),
            ("server_receipt", serverReceipt?.hex ?? ""), ("app_version", appVersion),
        ]
        for (name, text) in texts where !text.isEmpty { members[name] = .string(text) }
        if let httpStatus { members["http_status"] = .integer(Int64(httpStatus)) }
        return JSONValue.object(members).canonical
    }
}

/// An entry as it is kept: its text, and the leaf hash of that text.
public struct SealedEntry: Hashable, Sendable {
    /// The canonical JSON.
    public var text: String
    /// The leaf hash of the text (RFC 6962: SHA-256 of a zero byte and the text).
    public var leaf: ContentDigest

    /// Seals an entry.
    public init(_ entry: AuditEntry) {
        text = entry.canonical
        leaf = MerkleTree.leafHash(of: text.utf8)
    }

    /// Takes an entry as it was found; whether the hash fits the text is for ``AuditChain`` to say.
    public init(text: String, leaf: ContentDigest) {
        self.text = text
        self.leaf = leaf
    }

    /// Reads the text.
    /// - Throws: ``AuditEntryFault`` where the text is not exactly what this version writes.
    public func entry() throws(AuditEntryFault) -> AuditEntry { try AuditEntry(canonical: text) }
}
