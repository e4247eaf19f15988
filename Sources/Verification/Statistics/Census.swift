import Invoicing

/// The statistics of claims that are all in memory: of a table, or of everything for comparison. The mirror keeps the same
/// in its tables.
public struct Census: Sendable {
    private var prices: [Int64: Spread] = [:]
    private var cells: [Int64: Int] = [:]
    private var rates: [Int64: Spread] = [:]

    /// Counts claims, each of another workflow instance.
    public init(_ claims: some Sequence<Observations> = []) {
        for claim in claims { add(claim) }
    }

    /// Counts one more.
    public mutating func add(_ claim: Observations) {
        for price in Set(claim.prices.map { [$0.group, Int64($0.bucket)] }) {
            prices[price[0], default: Spread()].add(Int(price[1]))
        }
        guard let rate = claim.rate else { return }
        let count = cells[rate.cell, default: 0]
        if count > 0 { rates[rate.group, default: Spread()].add(count, times: -1) }
        cells[rate.cell] = count + 1
        rates[rate.group, default: Spread()].add(count + 1)
    }

    /// Where a claim that was counted stands.
    public func standing(of claim: Observations) -> Standing {
        var standing = Standing()
        for price in claim.prices {
            standing.prices[price.line] = prices[price.group]?.summary(
                least: Observations.leastPriceDistance)
        }
        if let rate = claim.rate {
            standing.claimsInWeek = cells[rate.cell] ?? 0
            standing.rate = rates[rate.group]?.summary(least: Observations.leastRateDistance)
        }
        return standing
    }
}
