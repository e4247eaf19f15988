import Foundation
import Invoicing

/// Makes sample claims from a seed: the same seed and count give the same claims on every machine.
public struct SampleGenerator: Sendable {
    /// Makes a generator. `today` is the day on which the demo is looked at: dates lie before it, due dates around it.
    public init(seed: UInt64, today: CalendarDate) { fatalError("body follows") }

    /// The first `count` claims.
    public func documents(count: Int) -> [SampleDocument] { fatalError("body follows") }

    /// The sample user who has most to decide, as `chen.jing`, with the name that is shown.
    public static let reviewer = (user: "chen.jing", displayName: "陈静")
}
