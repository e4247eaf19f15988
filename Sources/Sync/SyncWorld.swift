import Foundation

/// Time and chance, injected so that a simulation can own both.
public struct SyncWorld: Sendable {
    /// Now, in milliseconds since 1970.
    public var now: @Sendable () -> Int64
    /// Sleeps that many milliseconds, or until cancelled.
    public var sleep: @Sendable (Int64) async -> Void
    /// A random number.
    public var random: @Sendable () -> UInt64
    /// Whether the next page is fetched while one is written. A simulation says no, because what runs at the same time
    /// cannot be replayed exactly.
    public var fetchesAhead: Bool

    /// Makes a world.
    public init(
        now: @escaping @Sendable () -> Int64, sleep: @escaping @Sendable (Int64) async -> Void,
        random: @escaping @Sendable () -> UInt64, fetchesAhead: Bool = false
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
        self.fetchesAhead = fetchesAhead
    }

    /// The machine's clock and random numbers.
    public static let system = SyncWorld(
        now: { Int64(Date().timeIntervalSince1970 * 1_000) },
        sleep: { try? await Task.sleep(for: .milliseconds(max(0, $0))) },
        random: { UInt64.random(in: 0...UInt64.max) }, fetchesAhead: true)

    /// The world's chance, as the standard library draws from it.
    var generator: Generator { Generator(draw: random) }

    struct Generator: RandomNumberGenerator {
        let draw: @Sendable () -> UInt64
        mutating func next() -> UInt64 { draw() }
    }
}
