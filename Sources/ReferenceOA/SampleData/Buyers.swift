import Invoicing

/// The company that pays, and its branches.
struct SampleBuyer: Sendable {
    /// Its company code in the ledger, the first part of a cost centre.
    var companyCode: String
    /// The city of its office.
    var city: String
    /// City and district of its office.
    var place: String
    /// Name, code, contact, bank and account.
    var party: Party

    private init(_ companyCode: String, _ name: String, _ districtCode: String) {
        let district = District.named(districtCode)
        self.companyCode = companyCode
        city = district.city
        place = district.place
        party = CompanyRegister.party(name: name, district: district, register: .enterprise)
    }

    /// Head office first.
    static let all = [
        SampleBuyer("1000", "上海澜衡智能装备股份有限公司", "310115"),
        SampleBuyer("1100", "上海澜衡智能装备股份有限公司苏州分公司", "320505"),
        SampleBuyer("1200", "上海澜衡智能装备股份有限公司成都分公司", "510107"),
    ]
}
