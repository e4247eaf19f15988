/// What a seller deals in. It decides what stands on the lines, at which rates, and who in the company buys it.
enum Trade: CaseIterable {
    case restaurant
    case hotel
    case rideHailing
    case coach
    case travelAgency
    case freight
    case courier
    case fuel
    case carRental
    case garage
    case toll
    case office
    case computers
    case software
    case research
    case telecom
    case lease
    case propertyManagement
    case electricity
    case water
    case construction
    case machineRepair
    case advertising
    case printing
    case exhibition
    case consulting
    case audit
    case law
    case recruiting
    case training
    case medical
    case security
    case machineParts
    case electronics
    case packaging
    case produce
    case books
    case prepaidCards
    case insurance

    /// How many different items an invoice of this trade has at most.
    var mostLines: Int {
        switch self {
        case .office, .electronics, .machineParts: 5
        case .computers, .packaging, .produce, .books: 4
        case .software, .freight, .advertising, .printing, .exhibition, .telecom, .garage,
            .propertyManagement, .medical, .machineRepair:
            2
        default: 1
        }
    }

    /// Whether it is open at the weekend, so that its invoices may bear the date of a Saturday.
    var worksAtWeekends: Bool {
        switch self {
        case .restaurant, .hotel, .rideHailing, .coach, .fuel, .garage, .toll, .produce, .carRental: true
        default: false
        }
    }

    /// Whether it sells goods, which a purchase order stands for; services have a contract.
    var sellsGoods: Bool {
        switch self {
        case .office, .computers, .printing, .machineParts, .electronics, .packaging, .produce, .books: true
        default: false
        }
    }

    /// Whether it serves the place where it stands, so that the branch of that city is its customer.
    var isBoundToPlace: Bool {
        switch self {
        case .lease, .propertyManagement, .electricity, .water, .construction, .security: true
        default: false
        }
    }

    /// Whether its customers are given special invoices (专用发票) at all: not for meals, whose input VAT is never
    /// deductible, nor for rides and fuel at the pump, nor for what bears no tax.
    var issuesSpecialInvoices: Bool {
        switch self {
        case .restaurant, .rideHailing, .coach, .fuel, .toll, .medical, .produce, .books, .prepaidCards: false
        default: true
        }
    }
}

/// One thing that is sold.
struct SampleItem: Sendable {
    /// How price and quantity come about.
    enum Pricing: Sendable {
        /// One sum with tax, in whole yuan, in steps; quantity 1 or none.
        case lump(yuan: ClosedRange<Int>, step: Int)
        /// Pieces at a price with tax in fen, in steps.
        case piece(fen: ClosedRange<Int>, step: Int, count: ClosedRange<Int>)
        /// A quantity at a price without tax in ten-thousandths of a yuan, in steps, as contracts state it.
        case net(tenThousandths: ClosedRange<Int>, step: Int, quantity: ClosedRange<Int>)
        /// A round sum in yuan paid for what flows at a price with tax in fen, as at a petrol pump: the quantity
        /// has two decimals.
        case pumped(fen: ClosedRange<Int>, yuan: ClosedRange<Int>, step: Int)
    }

    /// What tax the item bears.
    enum Tax: Sendable {
        /// The general rate in basis points; small-scale sellers levy 1 % instead
        /// (财政部 税务总局公告2026年第10号).
        case standard(Int)
        /// A simplified levy (简易计税), the same for every seller.
        case simplified(Int)
        /// 免税
        case exempt
        /// 不征税
        case notTaxable
    }

    /// The official short name between the stars.
    var category: String
    /// The seller's own name of it.
    var name: String
    /// The unit, which may be empty.
    var unit: String
    /// Specifications to choose from; none leaves it empty.
    var specifications: [String]
    /// How its price comes about.
    var pricing: Pricing
    /// Its tax.
    var tax: Tax

    init(
        _ category: String, _ name: String, _ unit: String, _ pricing: Pricing, _ tax: Tax,
        _ specifications: [String] = []
    ) {
        self.category = category
        self.name = name
        self.unit = unit
        self.specifications = specifications
        self.pricing = pricing
        self.tax = tax
    }
}

extension Trade {
    /// What the trade sells that may be claimed under a subject; never empty. Guests are not given work meals, and
    /// who works late is given nothing else.
    func items(for subject: ClaimSubject) -> [SampleItem] {
        let items = Self.catalogue[self] ?? []
        guard self == .restaurant else { return items }
        let meals = items.filter { ($0.name == "工作餐") == subject.isLocalMeal }
        return meals.isEmpty ? items : meals
    }

    /// Goods and services in one table.
    private static let catalogue = goods.merging(services) { $1 }
}
