/// What a reference OA does wrong on purpose, so that a client can be watched meeting it.
public struct FaultPlan: Hashable, Sendable {
    /// One way to fail.
    public enum Kind: Hashable, Sendable {
        /// Answers an HTML page with status 200 and does nothing, as a captive portal does.
        case html
        /// Does what was asked, then closes the connection without an answer.
        case dropAnswer
        /// Answers 503 and does nothing, with `Retry-After` in seconds where given.
        case unavailable(retryAfter: Int?)
        /// Waits so many milliseconds, then does what was asked.
        case delay(milliseconds: Int)
        /// Closes the connection and does nothing.
        case loseRequest
        /// Answers a problem with the given status (400 to 599) and does nothing, with `Retry-After` where given.
        case status(Int, retryAfter: Int?)
        /// Does what was asked, then answers the receipt of another operation.
        case wrongOperation
        /// Does what was asked, then answers JSON that ends in its middle.
        case truncated
        /// Does what was asked twice and answers the second time, as behind a proxy that repeats requests.
        case duplicate
        /// Answers a problem with the given status and does nothing, with `Retry-After` as a date so many seconds from
        /// now by the OA's clock.
        case statusUntil(Int, seconds: Int)
        /// Answers a gzip body that unpacks to so many MiB of blanks, and does nothing.
        case bomb(megabytes: Int)
        /// Answers a question for changes with a page that leads back to where it began and promises more.
        case cursorLoop
        /// The OA is put back to what it was when the server started, under a new epoch; sign-ins stay. Then does what was
        /// asked. Only a plan that the server starts with has a backup to go back to.
        case restoredBackup
        /// The OA's clock is wrong by so many seconds from now on. Then does what was asked.
        case clockSkew(seconds: Int)
        /// Whoever asks for changes loses so many of their open tasks to somebody else, and their cursor with it (410).
        case aclChange(tasks: Int)

        /// Whether it can only happen to a question for changes.
        fileprivate var concernsChanges: Bool {
            switch self {
            case .cursorLoop, .aclChange: true
            default: false
            }
        }
    }

    /// Which requests fail.
    public enum Scope: Hashable, Sendable {
        /// All of them.
        case everything
        /// Only those that send decisions.
        case decisions
        /// Only those that ask for changes.
        case changes
    }

    /// One fault.
    public struct Fault: Hashable, Sendable {
        /// The way to fail.
        public var kind: Kind
        /// Which requests fail.
        public var scope: Scope
        /// How many requests fail before it is over; nothing for no end.
        public var times: Int?
        /// Of the requests that fit, each so manieth fails; 1 is all of them.
        public var every: Int
        fileprivate var fitting = 0

        /// Makes a fault.
        public init(_ kind: Kind, on scope: Scope, times: Int? = nil, every: Int = 1) {
            self.kind = kind
            self.scope = scope
            self.times = times
            self.every = max(1, every)
        }

        /// Whether the fault can happen to such a request.
        fileprivate func fits(isDecision: Bool, asksForChanges: Bool) -> Bool {
            if kind.concernsChanges, !asksForChanges { return false }
            return switch scope {
            case .everything: true
            case .decisions: isDecision
            case .changes: asksForChanges
            }
        }

        /// Whether the fault happens to the next request that fits; counts it.
        fileprivate mutating func happens() -> Bool {
            guard times ?? 1 > 0 else { return false }
            fitting += 1
            guard fitting % every == 0 else { return false }
            times = times.map { $0 - 1 }
            return true
        }
    }

    /// The faults. Of several that fit a request, the first that is not used up happens.
    public var faults: [Fault]

    /// Makes a plan.
    public init(_ faults: [Fault] = []) { self.faults = faults }

    /// A server without faults.
    public static let none = FaultPlan()

    /// Whether it puts a backup back, which must be taken first.
    var restoresBackup: Bool { faults.contains { $0.kind == .restoredBackup } }

    /// Takes the fault that happens to a request, and counts it.
    mutating func next(isDecision: Bool, asksForChanges: Bool = false) -> Kind? {
        for index in faults.indices
        where faults[index].fits(isDecision: isDecision, asksForChanges: asksForChanges) {
            if faults[index].happens() { return faults[index].kind }
        }
        return nil
    }
}
