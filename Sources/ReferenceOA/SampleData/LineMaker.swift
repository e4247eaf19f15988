import Invoicing

/// Makes the lines of an invoice (明细行): amount = round(quantity × price), tax = round(amount × rate).
struct LineMaker {
    /// The seller's rates.
    let standing: SampleSeller.Standing
    var random: SampleRandom

    /// Decimals of a unit price that comes from a price with tax, as fully digital invoices print them.
    private static let priceDecimals = 10

    /// The line of an item.
    mutating func line(of item: SampleItem) -> InvoiceLine {
        var line = InvoiceLine(
            item: "*\(item.category)*\(item.name)",
            specification: item.specifications.isEmpty ? "" : random.pick(item.specifications),
            unit: item.unit,
            amount: Money(minor: 0), rate: rate(of: item), tax: Money(minor: 0))
        switch item.pricing {
        case .lump(let yuan, let step):
            // Small-scale sellers do small business.
            let most = (yuan.upperBound - yuan.lowerBound) / (standing == .smallScale ? 4 : 1)
            let sum = yuan.lowerBound + random.below(most / step + 1) * step
            settle(&line, price: Int64(sum) * 100, step: Int64(step) * 100, count: 1)
            if line.unit.isEmpty, random.happens(perMille: 500) { return line }
            line.quantity = ExactDecimal(1)
        case .piece(let fen, let step, let count):
            let price = fen.lowerBound + random.below((fen.upperBound - fen.lowerBound) / step + 1) * step
            let pieces = Int64(random.within(count))
            settle(&line, price: Int64(price), step: Int64(step), count: pieces)
            line.quantity = ExactDecimal(pieces)
        case .net(let price, let step, let quantity):
            let tenThousandths =
                price.lowerBound + random.below((price.upperBound - price.lowerBound) / step + 1) * step
            let pieces = ExactDecimal(Int64(random.within(quantity)))
            let unitPrice = ExactDecimal.trimmed(mantissa: Int64(tenThousandths), scale: 4)
            line.quantity = pieces
            line.unitPrice = unitPrice
            line.amount = Money(minor: pieces.product(with: unitPrice, decimals: 2) ?? 0)
            line.tax = line.rate.tax(on: line.amount) ?? Money(minor: 0)
            return line
        case .pumped(let fen, let yuan, let step):
            let sum = yuan.lowerBound + random.below((yuan.upperBound - yuan.lowerBound) / step + 1) * step
            let price = Int64(random.within(fen))
            settle(&line, price: Int64(sum) * 100, step: 100, count: 1)
            line.quantity = ExactDecimal.trimmed(
                mantissa: (Int64(sum) * 10_000 + price / 2) / price, scale: 2)
        }
        line.unitPrice = line.quantity.map { unitPrice(of: line.amount, by: $0) }
        return line
    }

    /// The discount line (折扣行) that follows a line: the same item, a part of its amount taken back.
    func discount(on line: InvoiceLine, percent: Int64) -> InvoiceLine {
        let amount = Money(minor: -((line.amount.minor * percent + 50) / 100))
        return InvoiceLine(
            item: line.item, amount: amount, rate: line.rate,
            tax: line.rate.tax(on: amount) ?? Money(minor: 0))
    }

    private func rate(of item: SampleItem) -> TaxRate {
        switch item.tax {
        case .standard(let points): .basisPoints(standing == .smallScale ? 100 : points)
        case .simplified(let points): .basisPoints(points)
        case .exempt: .exempt
        case .notTaxable: .notTaxable
        }
    }

    /// Splits prices with tax into amount and tax. Not every price can be split so that both are rounded right and
    /// add up to it: a seller then asks a little more, and so do we.
    private func settle(_ line: inout InvoiceLine, price: Int64, step: Int64, count: Int64) {
        let points: Int64 = if case .basisPoints(let points) = line.rate { Int64(points) } else { 0 }
        for attempt in 0..<12 {
            let gross = (price + Int64(attempt) * step) * count
            let net = (gross * 20_000 + 10_000 + points) / (2 * (10_000 + points))
            line.amount = Money(minor: net)
            line.tax = line.rate.tax(on: line.amount) ?? Money(minor: 0)
            if line.amount.minor + line.tax.minor == gross { return }
        }
    }

    /// The unit price with as many decimals as give back the amount.
    private func unitPrice(of amount: Money, by quantity: ExactDecimal) -> ExactDecimal {
        var value = Int128(amount.minor)
        for _ in 0..<(Self.priceDecimals + quantity.scale - 2) { value *= 10 }
        let divisor = Int128(quantity.mantissa)
        return ExactDecimal.trimmed(
            mantissa: Int64((value + divisor / 2) / divisor), scale: Self.priceDecimals)
    }
}

extension ExactDecimal {
    /// The number without the zeros at its end, as invoices print prices.
    static func trimmed(mantissa: Int64, scale: Int) -> ExactDecimal {
        var mantissa = mantissa
        var scale = scale
        while scale > 0, mantissa % 10 == 0 {
            mantissa /= 10
            scale -= 1
        }
        return ExactDecimal(mantissa: mantissa, scale: scale) ?? ExactDecimal(mantissa)
    }
}
