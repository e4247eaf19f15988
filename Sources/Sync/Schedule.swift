import OAProfile

/// When to look at the OA again: soon while something happens, seldom when it is quiet, and with growing, random waits
/// while it is away. Times in milliseconds.
struct Schedule {
    /// The shortest time between two looks.
    static let shortest: Int64 = 2_000
    /// The longest time between two looks while the OA answers.
    static let longest: Int64 = 30_000
    /// How long to wait while another process syncs, before trying to take over.
    static let elsewhere: Int64 = 2_000
    /// How long to wait while signed out: the token may become good again, for instance when the OA's sign-in was down.
    static let signedOut: Int64 = 60_000
    /// How long to wait while the store cannot be written.
    static let storeTrouble: Int64 = 5_000
    /// How often at most the ledger is asked whether another process recorded something. No network.
    static let ledgerLook: Int64 = 500
    /// After this many failures in a row the wait for an unreachable OA grows no more: somebody sits and waits, and the
    /// next attempt costs one refused connection. 2 s doubled five times is about a minute.
    static let reachCap = 6

    private(set) var interval = Schedule.shortest
    private var failures = 0

    /// The OA answered.
    mutating func succeeded(somethingHappened: Bool) {
        failures = 0
        interval = somethingHappened ? Self.shortest : min(Self.longest, interval * 3 / 2)
    }

    /// The OA did not answer, or not as an OA does.
    mutating func failed() {
        failures += 1
        interval = Self.shortest
    }

    /// How long to wait in a state of health.
    func wait(in connection: SyncHealth.Connection, using random: inout some RandomNumberGenerator) -> Int64 {
        switch connection {
        case .untried, .online: return interval
        case .elsewhere: return Self.elsewhere
        case .signedOut: return Self.signedOut
        case .storeTrouble: return Self.storeTrouble
        case .offline(let error):
            var attempts = min(failures, Self.reachCap)
            // What answers but is no OA will not mend itself within a minute, and a look may cost a whole snapshot.
            if case .notAnOA = error { attempts = failures }
            let delay = Backoff.delay(afterAttempts: attempts, retryAfter: error.retryAfter, using: &random)
            return max(delay, Self.ledgerLook)
        }
    }
}
