/// What a claim is about: who hands such claims in, and from which trades the invoices come.
struct ClaimSubject: Sendable {
    /// How it gets to the finance department.
    enum Form: String {
        /// 报销: an employee paid and is paid back.
        case reimbursement = "BX"
        /// 付款: the seller is paid.
        case payment = "FK"
    }

    /// The words behind the claim's number.
    var title: String
    /// Reimbursement or payment.
    var form: Form
    /// How often it occurs.
    var weight: Int
    /// Who hands it in; never empty.
    var departments: [Department]
    /// From whom the invoices come, with how often.
    var trades: [(trade: Trade, weight: Int)]
    /// The last part of the budget code.
    var budgetItem: String

    private init(
        _ title: String, _ form: Form, _ weight: Int, _ departments: [Department],
        _ trades: [(trade: Trade, weight: Int)], _ budgetItem: String
    ) {
        self.title = title
        self.form = form
        self.weight = weight
        self.departments = departments
        self.trades = trades
        self.budgetItem = budgetItem
    }

    /// Whether somebody was on a journey.
    var isTravel: Bool { budgetItem == "01" }

    /// Whether somebody was invited.
    var isEntertainment: Bool { budgetItem == "02" }

    /// Whether people ate where they worked.
    var isLocalMeal: Bool { budgetItem == "05" }

    /// Every subject.
    static let all = everyday + supply + services

    /// The subjects under which an invoice of a trade may be claimed, by the trade.
    static let byTrade: [Trade: [ClaimSubject]] = {
        var result: [Trade: [ClaimSubject]] = [:]
        for subject in all {
            for (trade, _) in subject.trades { result[trade, default: []].append(subject) }
        }
        return result
    }()

    private static let everyday = [
        ClaimSubject(
            "差旅报销", .reimbursement, 230,
            [.sales, .sales, .sales, .research, .production, .purchasing, .marketing, .technology, .finance],
            [(.hotel, 48), (.rideHailing, 14), (.coach, 6), (.restaurant, 18), (.travelAgency, 8)], "01"),
        ClaimSubject(
            "业务招待费报销", .reimbursement, 100, [.sales, .sales, .marketing, .purchasing], [(.restaurant, 1)],
            "02"),
        ClaimSubject(
            "市内交通费报销", .reimbursement, 60, [.sales, .finance, .legal, .personnel, .administration],
            [(.rideHailing, 1)], "03"),
        ClaimSubject(
            "车辆费用报销", .reimbursement, 80, [.administration, .logistics, .sales],
            [(.fuel, 6), (.toll, 2), (.garage, 3)], "04"),
        ClaimSubject(
            "加班餐费报销", .reimbursement, 40, [.research, .production, .technology], [(.restaurant, 1)], "05"),
        ClaimSubject("图书资料报销", .reimbursement, 20, [.research, .marketing, .legal], [(.books, 1)], "06"),
        ClaimSubject(
            "办公用品报销", .reimbursement, 60, [.administration, .finance, .research, .personnel], [(.office, 1)],
            "07"),
        ClaimSubject(
            "快递费报销", .reimbursement, 40, [.administration, .sales, .logistics, .legal], [(.courier, 1)], "08"),
    ]

    private static let supply = [
        ClaimSubject("办公用品采购付款", .payment, 30, [.administration], [(.office, 1)], "07"),
        ClaimSubject("IT设备采购付款", .payment, 40, [.technology, .research], [(.computers, 1)], "21"),
        ClaimSubject(
            "生产物料采购付款", .payment, 70, [.purchasing],
            [(.machineParts, 3), (.electronics, 3), (.packaging, 2)], "22"),
        ClaimSubject("宣传品印制付款", .payment, 20, [.marketing, .sales], [(.printing, 1)], "23"),
        ClaimSubject("员工食堂采购付款", .payment, 20, [.administration], [(.produce, 1)], "24"),
        ClaimSubject("员工福利采购付款", .payment, 8, [.personnel], [(.prepaidCards, 1)], "25"),
    ]

    private static let services = [
        ClaimSubject("软件服务费付款", .payment, 45, [.technology, .research], [(.software, 1)], "31"),
        ClaimSubject("技术开发费付款", .payment, 12, [.research], [(.research, 1)], "32"),
        ClaimSubject("通信费付款", .payment, 20, [.technology, .administration], [(.telecom, 1)], "33"),
        ClaimSubject("市场推广费付款", .payment, 30, [.marketing], [(.advertising, 1)], "34"),
        ClaimSubject("会议会展费付款", .payment, 22, [.marketing, .sales, .personnel], [(.exhibition, 1)], "35"),
        ClaimSubject("货物运输费付款", .payment, 40, [.logistics, .purchasing], [(.freight, 1)], "36"),
        ClaimSubject("车辆租赁费付款", .payment, 12, [.administration], [(.carRental, 1)], "37"),
        ClaimSubject(
            "咨询服务费付款", .payment, 20, [.finance, .production, .purchasing], [(.consulting, 1)], "38"),
        ClaimSubject("审计费付款", .payment, 6, [.finance], [(.audit, 1)], "39"),
        ClaimSubject("法律服务费付款", .payment, 8, [.legal], [(.law, 1)], "40"),
        ClaimSubject("招聘费付款", .payment, 12, [.personnel], [(.recruiting, 1)], "41"),
        ClaimSubject("培训费付款", .payment, 16, [.personnel], [(.training, 1)], "42"),
        ClaimSubject("员工体检费付款", .payment, 10, [.personnel], [(.medical, 1)], "43"),
        ClaimSubject("房屋租金付款", .payment, 16, [.administration], [(.lease, 1)], "44"),
        ClaimSubject(
            "物业水电费付款", .payment, 36, [.administration],
            [(.propertyManagement, 2), (.electricity, 2), (.water, 1)], "45"),
        ClaimSubject("装修工程款付款", .payment, 12, [.administration, .production], [(.construction, 1)], "46"),
        ClaimSubject("保安服务费付款", .payment, 8, [.administration], [(.security, 1)], "47"),
        ClaimSubject("设备维修费付款", .payment, 20, [.production], [(.machineRepair, 1)], "48"),
        ClaimSubject("财产保险费付款", .payment, 8, [.finance], [(.insurance, 1)], "49"),
    ]
}
