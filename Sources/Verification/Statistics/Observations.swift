import Invoicing

/// What one claim adds to the statistics: the unit prices of its lines, and that it came at all.
///
/// Groups are named by a hash of 64 bits (FNV-1a) of seller and item: two of a million meet by chance once in ten million
/// companies, and then two spreads are one.
public struct Observations: Hashable, Sendable {
    /// The unit price of one line among those of the same seller, item, specification and unit.
    public struct Price: Hashable, Sendable {
        /// The place of the line.
        public let line: Int
        /// Seller, item, specification and unit.
        public let group: Int64
        /// The bucket of the price in ten-thousandths.
        public let bucket: Int
    }

    /// How often one person claims the same of one seller.
    public struct Rate: Hashable, Sendable {
        /// Seller and item.
        public let group: Int64
        /// Seller, item, submitter and week of issue.
        public let cell: Int64
    }

    /// The prices; none of a red invoice, and none of a line without unit price.
    public let prices: [Price]
    /// How often; nothing where submitter, seller or day are not known.
    public let rate: Rate?

    /// None.
    public static let none = Observations(prices: [], rate: nil)

    private init(prices: [Price], rate: Rate?) {
        self.prices = prices
        self.rate = rate
    }

    /// Buckets that a price may be above the median whatever the spread: one doubling.
    public static let leastPriceDistance = Spread.bucketsPerDoubling
    /// Claims a week that may be more than the median whatever the spread.
    public static let leastRateDistance = 4
    /// Lines that are looked at.
    private static let mostLines = 50

    /// Takes what a claim says.
    public init(of claim: Claim) {
        let invoice = claim.invoice
        let seller = DisguiseRules.sellerName(invoice)
        guard !invoice.isRed, !seller.isEmpty else {
            self = .none
            return
        }
        var prices: [Price] = []
        for (place, line) in invoice.lines.prefix(Self.mostLines).enumerated() {
            guard let price = line.unitPrice?.rounded(decimals: 4), price > 0 else { continue }
            var hash = StableHash()
            for text in ["p", seller, line.amount.currency.code, line.item, line.specification, line.unit] {
                hash.add(text)
            }
            prices.append(Price(line: place, group: hash.value, bucket: Spread.bucket(of: price)))
        }
        var rate: Rate?
        if let submitter = claim.submitter, !submitter.isEmpty, let item = invoice.lines.first?.item,
            let day = invoice.issued.day?.daysSince1970
        {
            var hash = StableHash()
            for text in ["f", seller, item] { hash.add(text) }
            let group = hash.value
            hash.add(submitter)
            // Weeks begin on Mondays; 1970-01-01 was a Thursday.
            hash.add(String((day + 3) / 7))
            rate = Rate(group: group, cell: hash.value)
        }
        self.init(prices: prices, rate: rate)
    }
}

/// FNV-1a with 64 bits (draft-eastlake-fnv): the same on every machine, unlike the standard library's hash.
public struct StableHash: Sendable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    /// An empty one.
    public init() {}

    /// Adds a text, and that it ended.
    public mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        add(0xFF)
    }

    private mutating func add(_ byte: UInt8) {
        state ^= UInt64(byte)
        state &*= 0x0000_0100_0000_01B3
    }

    /// The hash.
    public var value: Int64 { Int64(bitPattern: state) }
}

/// What is known of a claim beside its document and its neighbours: where it stands in the statistics, and what the tax
/// bureau says.
public struct Standing: Hashable, Sendable {
    /// What is usual for the price of a line, by its place.
    public var prices: [Int: Spread.Summary] = [:]
    /// How many claims there are of the same seller, item, person and week.
    public var claimsInWeek = 0
    /// What is usual for that.
    public var rate: Spread.Summary?
    /// What the tax bureau says of its invoice.
    public var verification: VerificationResult?

    /// Nothing is known.
    public init() {}
}
