import Invoicing

/// Makes invoice numbers: 20 digits for a fully digital invoice, code and number for a legacy one. The running part
/// is a permutation of the place in the sample, so that no two of the first hundred million claims share a number.
struct NumberMaker {
    /// The place in the sample.
    let index: Int
    let seed: UInt64
    /// Where the seller is registered.
    let district: District
    /// The year of issue.
    let year: Int

    /// 20 digits: year, region, channel (`2` is what most real numbers have, online shops were seen with `7`), and 15
    /// digits that run on.
    func digital(isOnlineShop: Bool) -> InvoiceNumber {
        InvoiceNumber(
            number: (year % 100).padded(2) + district.digitalRegion + (isOnlineShop ? "7" : "2")
                + running(digits: 9).padded(15))
    }

    /// A legacy code that says the kind, and 8 digits that run on.
    func legacy(_ kind: InvoiceKind, random: inout SampleRandom) -> InvoiceNumber {
        let year = (year % 100).padded(2)
        let number = running(digits: 8).padded(8)
        guard kind != .paperSpecial else {
            // Region, year, batch, kind (1: 专票), sheets, amount edition.
            return InvoiceNumber(
                code: district.legacyRegion + year + String(random.within(1...4)) + "130", number: number)
        }
        return InvoiceNumber(
            code: "0" + district.legacyRegion + year + "00" + String(random.within(1...3))
                + Self.kindDigits(kind),
            number: number)
    }

    /// Digits 11 and 12 of a 12-digit code.
    static func kindDigits(_ kind: InvoiceKind) -> String {
        switch kind {
        case .paperOrdinary: "04"
        case .toll: "12"
        case .electronicSpecial: "13"
        default: "11"
        }
    }

    /// The factor has no divisor in common with ten, so that every place gets a number of its own.
    private func running(digits: Int) -> Int {
        let modulus = digits == 9 ? 1_000_000_000 : 100_000_000
        let shift = Int(SampleRandom.shift(seed) % UInt64(modulus))
        return ((index % modulus) * (618_034_947 % modulus) + shift) % modulus
    }
}

extension SampleRandom {
    /// Where the numbers of a seed begin.
    static func shift(_ seed: UInt64) -> UInt64 {
        var random = SampleRandom(seed: seed, index: 0, stream: .invoice)
        return random.next()
    }
}
