import Invoicing
import ReferenceOA
import Testing

/// The laws that an invoice of the sample keeps unless a fault is planted, worked out by hand and apart from the
/// generator and from any rule of the product. Each broken law has the name of the fault that breaks it.
enum SampleDataLaws {
    /// The laws that one invoice breaks by itself.
    static func broken(by invoice: Invoice) -> Set<PlantedFault> {
        var broken: Set<PlantedFault> = []
        for line in invoice.lines {
            if !keepsAmount(line) { broken.insert(.lineAmount) }
            if !keepsTax(line) { broken.insert(.lineTax) }
        }
        let net = invoice.lines.map(\.amount.minor).reduce(0, +)
        let tax = invoice.lines.map(\.tax.minor).reduce(0, +)
        let totals = invoice.totals
        if net != totals.net.minor || tax != totals.tax.minor { broken.insert(.totals) }
        if totals.net.minor + totals.tax.minor != totals.gross.minor { broken.insert(.gross) }
        if UppercaseAmount.parse(totals.grossInWords) != totals.gross { broken.insert(.uppercase) }
        for party in [invoice.seller, invoice.buyer] where !hasValidCode(party.taxIdentifier.text) {
            broken.insert(.taxIdentifier)
        }
        if !hasNumberOfRightLength(invoice) { broken.insert(.numberShape) }
        if yearDigits(of: invoice.number) != yearDigits(of: invoice.issued) { broken.insert(.numberYear) }
        if let kind = kindByCode(invoice.number.code), kind != invoice.kind { broken.insert(.codeKind) }
        if !isRealDay(invoice.issued.description) { broken.insert(.dateShape) }
        return broken
    }

    /// 金额 = 数量 × 单价, within one fen; a price and a quantity only come together.
    private static func keepsAmount(_ line: InvoiceLine) -> Bool {
        guard let quantity = line.quantity, let price = line.unitPrice else {
            return line.quantity == nil && line.unitPrice == nil
        }
        var scaled = Int128(line.amount.minor)
        var unit: Int128 = 1
        for _ in 0..<(quantity.scale + price.scale) {
            scaled *= 10
            unit *= 10
        }
        let difference = Int128(quantity.mantissa) * Int128(price.mantissa) * 100 - scaled
        return difference.magnitude * 2 <= unit
    }

    /// 税额 = 金额 × 税率, rounded half away from zero to the fen.
    private static func keepsTax(_ line: InvoiceLine) -> Bool {
        let points: Int64
        switch line.rate.description {
        case "免税", "不征税": points = 0
        case let text:
            guard text.hasSuffix("%"), let percent = Int64(text.dropLast()) else { return false }
            points = percent * 100
        }
        let magnitude = (Int64(line.amount.minor.magnitude) * points + 5_000) / 10_000
        return line.tax.minor == (line.amount.minor < 0 ? -magnitude : magnitude)
    }

    /// Both check characters of a unified social credit code: GB 32100-2015, and GB 11714-1997 for places 9 to 17.
    private static func hasValidCode(_ text: String) -> Bool {
        let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
        let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
        let values = text.compactMap { alphabet.firstIndex(of: $0) }
        guard text.count == 18, values.count == 18 else { return false }
        let sum = zip(values, weights).map { $0 * $1 }.reduce(0, +)
        guard (sum + values[17]) % 31 == 0 else { return false }
        let organisation = Array(text)[8..<17].compactMap { Int(String($0), radix: 36) }
        let organisationSum = zip(organisation, [3, 7, 9, 10, 5, 8, 4, 2]).map { $0 * $1 }.reduce(0, +)
        let expected = (11 - organisationSum % 11) % 11
        return expected == 10 ? Array(text)[16] == "X" : organisation[8] == expected
    }

    private static func hasNumberOfRightLength(_ invoice: Invoice) -> Bool {
        let number = invoice.number
        guard (number.code + number.number).allSatisfy({ ("0"..."9").contains($0) }) else { return false }
        switch invoice.kind {
        case .digitalSpecial, .digitalOrdinary: return number.code.isEmpty && number.number.count == 20
        default: return [10, 12].contains(number.code.count) && number.number.count == 8
        }
    }

    private static func yearDigits(of number: InvoiceNumber) -> String {
        switch number.code.count {
        case 10: String(number.code.dropFirst(4).prefix(2))
        case 12: String(number.code.dropFirst(5).prefix(2))
        default: String(number.number.prefix(2))
        }
    }

    private static func yearDigits(of issued: IssueDate) -> String {
        String(issued.description.dropFirst(2).prefix(2))
    }

    /// The kind in the last two digits of a 12-digit code, or in the eighth of a 10-digit one.
    private static func kindByCode(_ code: String) -> InvoiceKind? {
        switch (code.count, code.suffix(2), code.dropFirst(7).first) {
        case (12, "11", _): .electronicOrdinary
        case (12, "13", _): .electronicSpecial
        case (12, "04", _): .paperOrdinary
        case (12, "12", _): .toll
        case (10, _, "1"): .paperSpecial
        case (0, _, _): nil
        default: .other
        }
    }

    private static func isRealDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, (2020...2030).contains(parts[0]), (1...12).contains(parts[1]) else {
            return false
        }
        let isLeapYear = parts[0] % 4 == 0
        let lengths = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...lengths[parts[1] - 1]).contains(parts[2])
    }
}

/// The data sets that the tests look at: some seeds, and days in the middle and at the turn of a year.
struct SampleDataSet: CustomTestStringConvertible, Sendable {
    let seed: UInt64
    let today: CalendarDate
    let documents: [SampleDocument]

    static let count = 4_000

    static let all: [SampleDataSet] = [(1, 2026, 7, 6), (20_260_104, 2026, 1, 5), (.max, 2028, 3, 1)]
        .compactMap {
            seed, year, month, day in
            CalendarDate(year: year, month: month, day: day).map { SampleDataSet(seed: seed, today: $0) }
        }

    private init(seed: UInt64, today: CalendarDate) {
        self.seed = seed
        self.today = today
        documents = SampleGenerator(seed: seed, today: today).documents(count: Self.count)
    }

    /// The generator that made it.
    var generator: SampleGenerator { SampleGenerator(seed: seed, today: today) }

    /// The claims with their places in the sample.
    var clean: [(place: Int, document: SampleDocument)] {
        documents.enumerated().filter { $0.element.plantedFaults.isEmpty }.map { ($0.offset, $0.element) }
    }

    var testDescription: String { "seed \(seed), looked at on \(today)" }
}
