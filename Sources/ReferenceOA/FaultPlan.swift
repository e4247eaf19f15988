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
    }

    /// Which requests fail.
    public enum Scope: Hashable, Sendable {
        /// All of them.
        case everything
        /// Only those that send decisions.
        case decisions
    }

    /// One fault.
    public struct Fault: Hashable, Sendable {
        /// The way to fail.
        public var kind: Kind
        /// Which requests fail.
        public var scope: Scope
        /// How many requests fail before it is over; nothing for no end.
        public var times: Int?

        /// Makes a fault.
        public init(_ kind: Kind, on scope: Scope, times: Int? = nil) {
            self.kind = kind
            self.scope = scope
            self.times = times
        }
    }

    /// The faults. Of several that fit a request, the first that is not used up happens.
    public var faults: [Fault]

    /// Makes a plan.
    public init(_ faults: [Fault] = []) { self.faults = faults }

    /// A server without faults.
    public static let none = FaultPlan()

    /// Takes the fault that happens to a request, and counts it.
    mutating func next(isDecision: Bool) -> Kind? {
        for index in faults.indices where isDecision || faults[index].scope == .everything {
            guard let times = faults[index].times else { return faults[index].kind }
            guard times > 0 else { continue }
            faults[index].times = times - 1
            return faults[index].kind
        }
        return nil
    }
}
