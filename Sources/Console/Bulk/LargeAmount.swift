import Invoicing

/// From which amount on a decision asks for more care. The number means the same in every currency: nothing is converted.
struct LargeAmount: Hashable, Sendable {
    /// In whole units of a currency, as yuan; 0 turns it off.
    let units: Int64

    init(units: Int64) { self.units = max(0, units) }

    func includes(_ amount: Money) -> Bool {
        guard units > 0 else { return false }
        let one = (0..<amount.currency.scale).reduce(UInt64(1)) { product, _ in product * 10 }
        return amount.minor.magnitude / one >= UInt64(units)
    }

    /// The last four digits of the amount as it is written, without its sign, separators and decimal point.
    static func lastDigits(of amount: Money) -> String {
        let digits = String(amount.minor.magnitude)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits.suffix(4)
    }
}
