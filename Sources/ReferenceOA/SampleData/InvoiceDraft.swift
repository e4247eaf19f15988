import Invoicing

/// An invoice of the sample as its seller issued it, before any fault is planted, with what the claim around it has
/// to know. It depends on its place in the sample alone.
struct InvoiceDraft {
    var invoice: Invoice
    var subject: ClaimSubject
    var seller: SampleSeller
    var buyer: SampleBuyer
    /// When the claim came in.
    var submission: ClaimCalendar.Submission
    /// The day of issue, in days since 1970.
    var issueDay: Int

    /// Makes the invoice at a place. `needsCode` asks for a legacy invoice.
    init(at index: Int, seed: UInt64, calendar: ClaimCalendar, needsCode: Bool, isRed: Bool) {
        var random = SampleRandom(seed: seed, index: index, stream: .invoice)
        submission = calendar.submission(at: index)
        buyer = SampleBuyer.all[random.weighted([70, 20, 10])]
        if let special = Self.specialSeller(at: index) {
            seller = special
            subject = random.pick(ClaimSubject.byTrade[special.trade] ?? ClaimSubject.all)
        } else {
            subject = ClaimSubject.all[random.weighted(Self.subjectWeights)]
            let trade = subject.trades[random.weighted(subject.trades.map(\.weight))].trade
            seller = Self.seller(in: trade, for: subject, buyer: buyer, random: &random)
        }
        let home = seller.district.city
        if seller.trade.isBoundToPlace, let local = SampleBuyer.all.first(where: { $0.city == home }) {
            buyer = local
        }
        issueDay = calendar.issueDay(
            before: submission.day, worksAtWeekends: seller.trade.worksAtWeekends, random: &random)
        let issued = CalendarDate(daysSince1970: issueDay)

        var lineMaker = LineMaker(standing: seller.standing, random: random.fork())
        let lines = Self.lines(of: seller.trade, for: subject, maker: &lineMaker, random: &random)
        let kind = Self.kind(
            seller: seller, lines: lines, form: subject.form, needsCode: needsCode, isRed: isRed,
            random: &random)
        let numbers = NumberMaker(index: index, seed: seed, district: seller.district, year: issued.year)
        let isDigital = kind == .digitalSpecial || kind == .digitalOrdinary
        let number =
            isDigital
            ? numbers.digital(isOnlineShop: seller.party.name.contains("电子商务"))
            : numbers.legacy(kind, random: &random)

        // Address and account are printed on special invoices and where a payment needs them.
        let isComplete = kind.isSpecial || subject.form == .payment || random.happens(perMille: 400)
        var remarks = RemarkMaker(
            seller: seller, buyer: buyer, issued: issued, lines: lines, random: random.fork())
        invoice = Invoice(
            kind: kind, number: number, issued: .date(issued),
            checkCode: isDigital || kind.isSpecial ? "" : random.digits(20),
            seller: Self.printed(seller.party, isComplete: isComplete),
            buyer: Self.printed(buyer.party, isComplete: kind.isSpecial), lines: lines,
            totals: Self.totals(of: lines), remark: isRed ? remarks.redRemark() : remarks.remark(),
            drawer: random.pick(seller.drawers))
        if isRed { turnRed() }
    }

    /// The sellers that test columns and terminals stand at fixed places: the hostile one once, the long name and the
    /// rare character once in 250 claims.
    private static func specialSeller(at index: Int) -> SampleSeller? {
        if index == SampleGenerator.hostileIndex { return .hostile }
        switch index % 250 {
        case 19: return .longNamed
        case 42: return .rareCharacterNamed
        default: return nil
        }
    }

    private static let subjectWeights = ClaimSubject.all.map(\.weight)

    /// A seller that fits: who travels sleeps and eats elsewhere, who works late eats in the same city.
    private static func seller(
        in trade: Trade, for subject: ClaimSubject, buyer: SampleBuyer, random: inout SampleRandom
    ) -> SampleSeller {
        let sellers = SampleSeller.all(in: trade)
        let fitting = sellers.filter { seller in
            let isNear = seller.district.city == buyer.city
            return switch trade {
            case .hotel: !isNear
            case .restaurant where subject.isTravel: !isNear
            case .restaurant where subject.isLocalMeal: isNear
            default: true
            }
        }
        return random.pick(fitting.isEmpty ? sellers : fitting)
    }

    private static func lines(
        of trade: Trade, for subject: ClaimSubject, maker: inout LineMaker, random: inout SampleRandom
    ) -> [InvoiceLine] {
        var items = trade.items(for: subject)
        let count = min(items.count, trade.mostLines == 1 ? 1 : random.within(1...trade.mostLines))
        var lines: [InvoiceLine] = []
        for _ in 0..<count {
            let line = maker.line(of: items.remove(at: random.below(items.count)))
            lines.append(line)
            let mayFall = trade.sellsGoods || trade == .hotel || trade == .software
            if mayFall, line.amount.minor > 10_000, random.happens(perMille: 70) {
                lines.append(maker.discount(on: line, percent: Int64(random.pick([3, 5, 8, 10, 12]))))
            }
        }
        return lines
    }

    /// The nights that a hotel charges for.
    static func nights(_ lines: [InvoiceLine]) -> Int { Int(lines.first?.quantity?.mantissa.magnitude ?? 1) }

    private static func kind(
        seller: SampleSeller, lines: [InvoiceLine], form: ClaimSubject.Form, needsCode: Bool, isRed: Bool,
        random: inout SampleRandom
    ) -> InvoiceKind {
        guard seller.trade != .toll || isRed else { return .toll }
        let isTaxed = lines.allSatisfy { if case .basisPoints = $0.rate { true } else { false } }
        let mayBeSpecial = isTaxed && seller.trade.issuesSpecialInvoices
        let kinds: [InvoiceKind] = [
            .digitalOrdinary, .electronicOrdinary, .paperOrdinary, .digitalSpecial, .electronicSpecial,
            .paperSpecial,
        ]
        var weights =
            switch (mayBeSpecial, form) {
            case (false, _): [84, 14, 2, 0, 0, 0]
            case (true, .reimbursement): [68, 12, 1, 17, 1, 1]
            case (true, .payment): [22, 5, 1, 62, 6, 4]
            }
        if needsCode {
            weights = [0, 3, 0, 0, mayBeSpecial ? 1 : 0, 0]
        } else if isRed {
            weights = [weights[0], 0, 0, weights[3], 0, 0]
        }
        return kinds[random.weighted(weights)]
    }

    private static func totals(of lines: [InvoiceLine]) -> InvoiceTotals {
        let net = lines.reduce(Int64(0)) { $0 + $1.amount.minor }
        let tax = lines.reduce(Int64(0)) { $0 + $1.tax.minor }
        return InvoiceTotals(net: net, tax: tax)
    }

    private static func printed(_ party: Party, isComplete: Bool) -> Party {
        isComplete ? party : Party(name: party.name, taxIdentifier: party.taxIdentifier)
    }

    /// Takes the invoice back: every amount and quantity becomes negative, prices stay.
    private mutating func turnRed() {
        invoice.isRed = true
        for place in invoice.lines.indices {
            let line = invoice.lines[place]
            invoice.lines[place].amount = Money(minor: -line.amount.minor)
            invoice.lines[place].tax = Money(minor: -line.tax.minor)
            invoice.lines[place].quantity = line.quantity.flatMap {
                ExactDecimal(mantissa: -$0.mantissa, scale: $0.scale)
            }
        }
        invoice.totals = Self.totals(of: invoice.lines)
    }
}

extension InvoiceTotals {
    /// Totals that add up, in fen, with their uppercase amount.
    init(net: Int64, tax: Int64) {
        let gross = Money(minor: net + tax)
        self.init(
            net: Money(minor: net), tax: Money(minor: tax), gross: gross,
            grossInWords: UppercaseAmount.text(for: gross))
    }
}
