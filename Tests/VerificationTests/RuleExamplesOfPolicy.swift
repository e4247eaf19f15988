import Invoicing
import Verification

extension RuleExample {
    /// A claim judged by a policy, submitted on 2026-06-01 where no other time is given.
    private static func judged(
        _ invoice: Invoice, at submitted: String = "2026-06-01", beside others: [Invoice] = [],
        _ change: (inout Policy) -> Void
    ) -> Subject {
        var policy = Policy()
        change(&policy)
        let day = CalendarDate(parsing: submitted)?.daysSince1970 ?? 0
        // Noon in China.
        let claim = Claim(
            invoice: invoice, submitter: "wang.fang", submittedAt: Int64(day) * 86_400_000 + 4 * 3_600_000)
        let neighbours = others.enumerated().map { Invoices.neighbour($1, "I-\($0)") }
        return .claim(claim, neighbours, policy)
    }

    private static func read(_ change: (inout RealisticDocument) -> Void = { _ in }) throws -> Invoice {
        try RealisticDocument.meal.with(change).invoice
    }

    private static func own(_ policy: inout Policy) {
        policy.companies = [
            .init(name: "乙贸易有限公司", taxIdentifier: TaxIdentifier("91512081MA62K0260E")),
            .init(name: "乙贸易（上海）有限公司", taxIdentifier: TaxIdentifier("91110108690017781B")),
        ]
    }

    private static func split(_ policy: inout Policy) {
        policy.split = .init(amount: Money(minor: 50_000), days: 7)
    }

    private static func listed(_ list: WritableKeyPath<Policy, [String]>, _ word: String) throws -> Subject {
        judged(try read()) { $0[keyPath: list] = [word] }
    }

    static let policies: [RuleExample] = [
        .init(
            "policy.buyer-title", fires: { judged(try read { $0.buyer.name = "乙贸易有限责任公司" }, own) },
            butNot: { judged(try read { $0.buyer.name = " 乙贸易 有限公司" }, own) },
            real: { judged(try read { $0.buyer.name = "王芳" }, own) },
            butNot: {
                judged(try read { $0.buyer = ("乙贸易(上海)有限公司", "91110108690017781B") }, own)
            }),
        .init(
            "policy.buyer-tax-number",
            fires: { judged(try read { $0.buyer.number = "91512081MA62K02601" }, own) },
            butNot: { judged(try read { $0.buyer.number = "９１５１２０８１ma62k0260e" }, own) },
            real: { judged(try read { $0.buyer.number = "91110108690017781B" }, own) },
            butNot: { judged(try read(), own) }),
        .init(
            "policy.late", fires: { judged(try read(), at: "2026-06-28") { $0.lateDays = 30 } },
            butNot: { judged(try read(), at: "2026-06-27") { $0.lateDays = 30 } },
            real: { judged(try read(), at: "2026-12-01") { $0.lateDays = 180 } },
            butNot: { judged(try read(), at: "2026-11-01") { $0.lateDays = 180 } }),
        .init(
            "policy.cross-year",
            fires: { judged(try read(), at: "2027-06-01") { $0.crossYearUntil = .init(parsing: "05-31") } },
            butNot: { judged(try read(), at: "2027-05-31") { $0.crossYearUntil = .init(parsing: "05-31") } },
            real: { judged(try read(), at: "2028-01-02") { $0.crossYearUntil = .init(parsing: "05-31") } },
            butNot: { judged(try read(), at: "2026-12-31") { $0.crossYearUntil = .init(parsing: "01-31") } }),
        .init(
            "policy.split", fires: { judged(try piece("400.00"), beside: [try piece("100.00", 7)], split) },
            butNot: { judged(try piece("400.00"), beside: [try piece("99.99", 7)], split) },
            real: {
                judged(try piece("490.00"), beside: [try piece("480.00", 1), try piece("470.00", 2)], split)
            },
            butNot: { judged(try piece("490.00"), beside: [try piece("480.00", 8)], split) }),
        .init(
            "policy.seller-blocked", fires: { try listed(\.blockedSellers, "91110108690017781B") },
            butNot: { try listed(\.blockedSellers, "91110108690017781") },
            real: { try listed(\.blockedSellers, "上海禾序餐饮管理有限公司") },
            butNot: { try listed(\.blockedSellers, "上海禾序餐饮") }),
        .init(
            "policy.seller-watched", fires: { try listed(\.watchedSellers, "91110108690017781b") },
            butNot: { try listed(\.watchedSellers, "91110108690017781C") },
            real: { try listed(\.watchedSellers, "上海禾序餐饮管理有限公司 ") },
            butNot: { try listed(\.watchedSellers, "上海禾序餐饮管理公司") }),
        .init(
            "policy.seller-look-alike",
            fires: { judged(try read { $0.seller.name = "Аcme公司" }) { $0.knownSellers = ["Acme公司"] } },
            butNot: { judged(try read { $0.seller.name = "Acme公司" }) { $0.knownSellers = ["Acme公司"] } },
            real: {
                judged(try read { $0.seller.name = "北京Micrоsoft有限公司" }) {
                    $0.knownSellers = ["北京Microsoft有限公司"]
                }
            },
            butNot: { judged(try read()) { $0.knownSellers = ["北京Microsoft有限公司"] } }),
        .init(
            "policy.sensitive", fires: { try listed(\.sensitiveCategories, "餐饮服务") },
            butNot: { try listed(\.sensitiveCategories, "餐饮设备") },
            real: { try listed(\.sensitiveCategories, "餐费") },
            butNot: { try listed(\.sensitiveCategories, "礼品") }),
        .init(
            "policy.personal", fires: { try listed(\.personalCategories, "餐费") },
            butNot: { try listed(\.personalCategories, "餐费补贴") },
            real: { judged(try read { $0.lines[0].item = "*化妆品*口红" }) { $0.personalCategories = ["化妆品"] } },
            butNot: { judged(try read()) { $0.personalCategories = ["化妆品"] } }),
        .init(
            "policy.original", fires: { try original([]) }, butNot: { try original(["a.xml"]) },
            real: { try original(["发票.jpg", "合同.docx"]) },
            butNot: { try original(["发票.jpg", "26312000000048542163.ofd"]) }),
        .init(
            "policy.deduction", fires: { judged(Invoices.digital) { $0.showsDeduction = true } },
            butNot: {
                judged(Invoices.digital { $0.totals.tax = Money(minor: 0) }) { $0.showsDeduction = true }
            },
            real: { judged(try RealisticDocument.ticket(), at: "2026-01-20") { $0.showsDeduction = true } },
            butNot: { judged(try RealisticDocument.ticket(), at: "2026-01-20") { _ in } }),
    ]

    /// A purchase of so much, so many days after 2026-05-20.
    private static func piece(_ gross: String, _ days: Int = 0) throws -> Invoice {
        try read {
            $0.number = "2631" + String(2_000_000_000_000_000 + days * 7_919)
            $0.day =
                CalendarDate(daysSince1970: (CalendarDate(parsing: "2026-05-20")?.daysSince1970 ?? 0) + days)
                .description
            $0.lines = [.init(item: "*餐饮服务*餐费", amount: gross, rate: "免税", tax: "***")]
            ($0.net, $0.tax, $0.gross, $0.words) = (gross, "***", gross, "")
        }
    }

    private static func original(_ names: [String]) throws -> Subject {
        var policy = Policy()
        policy.originalsRequired = true
        var claim = Claim(invoice: try read())
        claim.files = names.map { Attachment(name: $0, mediaType: "", size: 1, sha256: "") }
        return .claim(claim, [], policy)
    }
}
