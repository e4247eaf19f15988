import OAProfile

/// When to look at the OA again: soon while something happens, seldom when it is quiet, and with growing, random waits
/// while it is away. Times in milliseconds.
struct Schedule {
    /// The shortest time between two looks.
    static let shortest: Int64 = 2_000
    /// The longest time between two looks while the OA answers.
    static let longest: Int64 = 30_000
    /// The longest time between two looks while the OA's event stream is open. A hint may be lost, so it is no substitute.
    static let longestWithHints: Int64 = 120_000
    /// The shortest time between a look and the next one that a hint asks for.
    static let betweenHints: Int64 = 250
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

    private var quietLooks = 0
    private var failures = 0

    /// The OA answered.
    mutating func succeeded(somethingHappened: Bool) {
        failures = 0
        quietLooks = somethingHappened ? 0 : quietLooks + 1
    }

    /// The OA did not answer, or not as an OA does.
    mutating func failed() {
        failures += 1
        quietLooks = 0
    }

    /// The time between two looks while the OA answers: half as much again after each look that found nothing, up to a
    /// bound; then up to a fifth less by chance, so that consoles which fell quiet together do not ask together.
    static func interval(
        quietLooks: Int, hasHints: Bool, using random: inout some RandomNumberGenerator
    ) -> Int64 {
        let bound = hasHints ? longestWithHints : longest
        var interval = shortest
        for _ in 0..<quietLooks where interval < bound { interval = min(bound, interval * 3 / 2) }
        return max(shortest, interval - Int64.random(in: 0...interval / 5, using: &random))
    }

    /// How long to wait in a state of health.
    /// - Parameter hasHints: whether the OA's event stream is open.
    func wait(
        in connection: SyncHealth.Connection, hasHints: Bool,
        using random: inout some RandomNumberGenerator
    ) -> Int64 {
        switch connection {
        case .untried, .online:
            return Self.interval(quietLooks: quietLooks, hasHints: hasHints, using: &random)
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
