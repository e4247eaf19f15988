import Invoicing

/// Makes the claim around an invoice: who hands it in, what it is charged to, who decides, and when.
struct ClaimMaker {
    let index: Int
    let calendar: ClaimCalendar
    /// What the claim is about.
    let subject: ClaimSubject
    /// Who hands it in.
    let submitter: String
    let department: Department
    private var random: SampleRandom

    /// Draws who hands the claim in; never `other`, who claimed the same invoice before.
    init(
        at index: Int, seed: UInt64, calendar: ClaimCalendar, subject: ClaimSubject,
        otherThan other: String? = nil
    ) {
        self.index = index
        self.calendar = calendar
        self.subject = subject
        random = SampleRandom(seed: seed, index: index, stream: .claim)
        department = random.pick(subject.departments)
        let isManager = random.happens(perMille: 60)
        let first = isManager ? department.manager : random.pick(department.staff)
        let colleagues = department.staff.filter { $0 != other }
        submitter = first != other ? first : colleagues.isEmpty ? department.manager : random.pick(colleagues)
    }

    /// The claim, without its files.
    mutating func claim(around draft: InvoiceDraft, invoice: Invoice, submission: ClaimCalendar.Submission)
        -> SampleDocument
    {
        let year = CalendarDate(daysSince1970: submission.day).year
        let steps = steps(gross: abs(invoice.totals.gross.minor))
        return SampleDocument(
            title: "\(subject.form.rawValue)-\(year)-\(submission.serial.padded(6)) \(subject.title)"
                + (invoice.isRed ? "（红字冲减）" : ""),
            submitter: submitter, department: department.rawValue,
            costCentre: "\(draft.buyer.companyCode)-\(department.costCode)",
            budgetCode: "YS\(year)-\(account).\(subject.budgetItem)",
            references: references(draft, year: year),
            policyFlags: policyFlags(draft, gross: invoice.totals.gross.minor, submission: submission),
            submittedAt: submission.instant, dueAt: calendar.due(submitted: submission.day, random: &random),
            invoice: invoice, files: [], steps: steps.steps, currentStep: steps.current, plantedFaults: [])
    }

    /// 1403 原材料 and 1601 固定资产 for what is kept, else the department's running costs.
    private var account: String {
        switch subject.budgetItem {
        case "21": "1601"
        case "22": "1403"
        default: department.expenseAccount
        }
    }

    private mutating func references(_ draft: InvoiceDraft, year: Int) -> [String] {
        let number = random.within(12...6_980)
        if subject.isTravel {
            return random.happens(perMille: 800) ? ["CCSQ-\(year)-\(number.padded(5))"] : []
        }
        if subject.isEntertainment {
            return random.happens(perMille: 600) ? ["ZDSQ-\(year)-\(number.padded(5))"] : []
        }
        guard subject.form == .payment else { return [] }
        let contract = "HT-\(year)-\((number % 900 + 20).padded(4))"
        guard draft.seller.trade.sellsGoods else { return [contract] }
        let order = "PO-\(year)-\(number.padded(5))"
        return random.happens(perMille: 350) ? [order, contract] : [order]
    }

    private mutating func policyFlags(
        _ draft: InvoiceDraft, gross: Int64, submission: ClaimCalendar.Submission
    ) -> [String] {
        var flags: [String] = []
        if draft.seller.trade == .hotel, random.happens(perMille: 120) { flags.append("住宿费超出差旅标准") }
        if subject.isEntertainment, random.happens(perMille: 150) { flags.append("招待费未关联事前申请") }
        if draft.seller.trade == .restaurant, ClaimCalendar.isWeekend(draft.issueDay) { flags.append("周末消费") }
        if submission.day - draft.issueDay > 60 { flags.append("开票日期距提交超过60天") }
        if gross >= 10_000_000 { flags.append("大额付款") }
        if random.happens(perMille: 40) { flags.append("部门预算余额不足10%") }
        return flags
    }

    /// The workflow and where it stands. Above 20,000 yuan the financial officer decides too, above 100,000 the
    /// general manager. Seven claims of ten wait for the sample's reviewer.
    private mutating func steps(gross: Int64) -> (steps: [SampleDocument.Step], current: Int) {
        let isManager = submitter == department.manager
        let place = random.below(1_000)
        let waitsForReviewer = place < 700 || index == SampleGenerator.hostileIndex
        let waitsForSecond = !waitsForReviewer && (820..<865).contains(place)
        let usesReviewer = waitsForReviewer || (!waitsForSecond && random.happens(perMille: 850))
        let reviewer =
            submitter == People.reviewer || (!usesReviewer && submitter != People.secondReviewer)
            ? People.secondReviewer : People.reviewer
        var steps = [
            SampleDocument.Step(
                node: "manager", title: isManager ? "分管领导审批" : "部门经理审批",
                actor: isManager ? People.deputy : department.manager),
            SampleDocument.Step(node: "finance", title: "财务复核", actor: reviewer),
        ]
        if gross >= 2_000_000 {
            steps.append(.init(node: "cfo", title: "财务总监审批", actor: People.financialOfficer))
        }
        if gross >= 10_000_000 {
            steps.append(.init(node: "general-manager", title: "总经理审批", actor: People.generalManager))
        }
        let current =
            switch place {
            case _ where waitsForReviewer || waitsForSecond: 1
            case ..<820: 0
            case ..<935: min(steps.count, 2 + (place % 2 == 0 ? 0 : 1))
            default: steps.count
            }
        return (steps, current)
    }
}
