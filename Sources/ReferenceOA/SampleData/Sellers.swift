import Invoicing

/// A seller of the sample. Every name is invented. Every code is right by GB 32100-2015 and GB 11714-1997 and bears
/// the region of the seller's district, but its organisation code begins with MAW, MAX or MAY, so that it
/// stays far from the codes that are being given out.
struct SampleSeller: Sendable {
    /// How the seller is registered.
    enum Register: String {
        /// 企业
        case enterprise = "91"
        /// 个体工商户
        case soleTrader = "92"
        /// 律师事务所, registered with the justice department
        case lawFirm = "31"
    }

    /// Whether it levies the general rates (一般纳税人) or 1 % (小规模纳税人).
    enum Standing {
        case general
        case smallScale
    }

    /// What it deals in.
    var trade: Trade
    /// Its rates.
    var standing: Standing
    /// Where it is registered.
    var district: District
    /// Name, code, contact, bank and account as its special invoices show them.
    var party: Party
    /// Who issues its invoices.
    var drawers: [String]

    init(_ trade: Trade, _ name: String, _ districtCode: String, _ register: Register, _ standing: Standing) {
        self.trade = trade
        self.standing = standing
        district = District.named(districtCode)
        party = CompanyRegister.party(name: name, district: district, register: register)
        var random = SampleRandom(text: name + "开票人")
        drawers = [random.pick(People.drawers), random.pick(People.drawers)]
    }

    /// The sellers of a trade; never empty.
    static func all(in trade: Trade) -> [SampleSeller] { byTrade[trade] ?? [longNamed] }

    /// A name of more than forty characters, to test columns.
    static let longNamed = SampleSeller(
        .software, "上海市浦东新区云栖里科技园数字化协同办公与智能会议系统集成运营维护技术服务有限责任公司第二分公司", "310115", .enterprise, .general)

    /// A name with a character of CJK Extension B (U+20BB7), to test widths and fonts.
    static let rareCharacterNamed = SampleSeller(
        .restaurant, "上海市闵行区\u{20BB7}祥面馆", "310112", .soleTrader, .smallScale)

    /// A name that tries to act on the terminal that shows it: a colour and a window title by ESC sequences, a
    /// carriage return that would put `已同意` over the start of the row, an override that turns the reading
    /// direction, and a zero-width space. Apart from its name it is an honest restaurant.
    static let hostile: SampleSeller = {
        var seller = SampleSeller(.restaurant, "上海沐岚餐饮管理有限公司", "310104", .enterprise, .general)
        seller.party.name = "上海\u{1B}[31m沐岚\u{1B}]0;已同意\u{07}餐饮\r已同意\u{202E}司公限有\u{200B}管理"
        return seller
    }()

    /// Every seller by its trade.
    static let byTrade = Dictionary(grouping: table, by: \.trade)

    private static let table =
        catering + travel + vehicles + supplies + digital + services + premises + materials

    private static let catering = [
        SampleSeller(.restaurant, "上海沐岚餐饮管理有限公司", "310104", .enterprise, .general),
        SampleSeller(.restaurant, "上海市黄浦区禾序本帮菜馆", "310101", .soleTrader, .smallScale),
        SampleSeller(.restaurant, "苏州市吴中区拾屿小馆", "320506", .soleTrader, .smallScale),
        SampleSeller(.restaurant, "成都椒里云上餐饮有限公司", "510104", .enterprise, .general),
        SampleSeller(.restaurant, "北京槐安里饭庄有限公司", "110102", .enterprise, .general),
        SampleSeller(.restaurant, "武汉江畔汀香餐饮服务有限公司", "420106", .enterprise, .smallScale),
        SampleSeller(.restaurant, "上海浮岚咖啡有限公司", "310106", .enterprise, .general),
        SampleSeller(.restaurant, "广州粤屿酒家有限公司", "440106", .enterprise, .general),
        SampleSeller(.restaurant, "重庆市渝中区石阶老灶火锅店", "500103", .soleTrader, .smallScale),
        SampleSeller(.produce, "合肥田岚农产品有限公司", "340104", .enterprise, .general),
        SampleSeller(.produce, "上海青畦生鲜配送有限公司", "310118", .enterprise, .general),
    ]

    private static let travel = [
        SampleSeller(.hotel, "杭州栖云渡酒店管理有限公司", "330106", .enterprise, .general),
        SampleSeller(.hotel, "北京澄砚商务酒店有限公司", "110105", .enterprise, .general),
        SampleSeller(.hotel, "深圳望屿酒店管理有限公司", "440304", .enterprise, .general),
        SampleSeller(.hotel, "成都市武侯区云栖宾馆", "510107", .soleTrader, .smallScale),
        SampleSeller(.hotel, "南京悦汀酒店有限公司", "320104", .enterprise, .general),
        SampleSeller(.hotel, "西安雁回酒店有限责任公司", "610113", .enterprise, .general),
        SampleSeller(.hotel, "长沙麓云轩酒店管理有限公司", "430104", .enterprise, .general),
        SampleSeller(.hotel, "Harbour Lantern Hotels (Shenzhen) Co., Ltd.", "440305", .enterprise, .general),
        SampleSeller(.rideHailing, "上海途迩出行科技有限公司", "310114", .enterprise, .general),
        SampleSeller(.rideHailing, "广州云程出行科技有限公司", "440106", .enterprise, .general),
        SampleSeller(.coach, "苏州捷沐旅游客运有限公司", "320508", .enterprise, .general),
        SampleSeller(.coach, "济南泉影长途客运有限公司", "370102", .enterprise, .general),
        SampleSeller(.travelAgency, "上海屿程商务旅行社有限公司", "310105", .enterprise, .general),
    ]

    private static let vehicles = [
        SampleSeller(.fuel, "上海浦澜石油销售有限公司", "310115", .enterprise, .general),
        SampleSeller(.fuel, "无锡锡畔加油站有限公司", "320214", .enterprise, .general),
        SampleSeller(.carRental, "杭州驭岚汽车租赁有限公司", "330110", .enterprise, .general),
        SampleSeller(.garage, "上海驰匠汽车服务有限公司", "310114", .enterprise, .general),
        SampleSeller(.garage, "昆山市娄畔汽车修理厂", "320583", .soleTrader, .smallScale),
        SampleSeller(.toll, "南京苏畔高速公路经营管理有限公司", "320106", .enterprise, .general),
        SampleSeller(.freight, "上海驰屿供应链管理有限公司", "310118", .enterprise, .general),
        SampleSeller(.freight, "昆山顺栎物流有限公司", "320583", .enterprise, .general),
        SampleSeller(.freight, "郑州中渡冷链运输有限公司", "410105", .enterprise, .general),
        SampleSeller(.courier, "上海青翎速递服务有限公司", "310112", .enterprise, .general),
        SampleSeller(.courier, "苏州羽信快递有限公司", "320505", .enterprise, .general),
    ]

    private static let supplies = [
        SampleSeller(.office, "上海简册办公用品有限公司", "310110", .enterprise, .general),
        SampleSeller(.office, "苏州墨笺文具有限公司", "320505", .enterprise, .smallScale),
        SampleSeller(.office, "杭州云笺电子商务有限公司", "330108", .enterprise, .general),
        SampleSeller(.printing, "上海墨棠印刷有限公司", "310117", .enterprise, .general),
        SampleSeller(.printing, "福州茉屿图文印务有限公司", "350102", .enterprise, .smallScale),
        SampleSeller(.books, "上海纸屿书店有限公司", "310104", .enterprise, .general),
        SampleSeller(.prepaidCards, "上海惠棠商业管理有限公司", "310106", .enterprise, .general),
    ]

    private static let digital = [
        SampleSeller(.computers, "北京栈屿科技有限公司", "110108", .enterprise, .general),
        SampleSeller(.computers, "深圳芯笺电子科技有限公司", "440305", .enterprise, .general),
        SampleSeller(.computers, "上海镜湾信息设备有限公司", "310112", .enterprise, .general),
        SampleSeller(.software, "上海砚岚软件有限公司", "310104", .enterprise, .general),
        SampleSeller(.software, "北京序言信息技术有限公司", "110108", .enterprise, .general),
        SampleSeller(.software, "成都市武侯区拾砚软件工作室", "510107", .soleTrader, .smallScale),
        SampleSeller(.software, "Nordlys Software (Suzhou) Co., Ltd.", "320505", .enterprise, .general),
        SampleSeller(.telecom, "上海讯棠通信有限公司", "310115", .enterprise, .general),
        SampleSeller(.research, "南京知屿材料研究院有限公司", "320115", .enterprise, .general),
    ]

    private static let services = [
        SampleSeller(.advertising, "上海鹿棠文化传播有限公司", "310106", .enterprise, .general),
        SampleSeller(.advertising, "杭州橙屿广告有限公司", "330110", .enterprise, .general),
        SampleSeller(.advertising, "苏州市姑苏区一页图文设计工作室", "320508", .soleTrader, .smallScale),
        SampleSeller(.exhibition, "上海博汇行会展服务有限公司", "310105", .enterprise, .general),
        SampleSeller(.exhibition, "广州南屿会展服务有限公司", "440106", .enterprise, .general),
        SampleSeller(.consulting, "上海衡见企业管理咨询有限公司", "310101", .enterprise, .general),
        SampleSeller(
            .consulting, "Baker & Finch Consulting (Shanghai) Co., Ltd.", "310106", .enterprise, .general),
        SampleSeller(.audit, "上海衡砚会计师事务所（普通合伙）", "310110", .enterprise, .general),
        SampleSeller(.law, "北京砥衡律师事务所", "110105", .lawFirm, .general),
        SampleSeller(.recruiting, "上海伯途人力资源有限公司", "310115", .enterprise, .general),
        SampleSeller(.training, "上海知序教育科技有限公司", "310110", .enterprise, .general),
        SampleSeller(.medical, "上海康汀门诊部有限公司", "310104", .enterprise, .general),
        SampleSeller(.insurance, "上海浦澜保险代理有限公司", "310115", .enterprise, .general),
    ]

    private static let premises = [
        SampleSeller(.lease, "上海临汀置业有限公司", "310115", .enterprise, .general),
        SampleSeller(.lease, "苏州园澜产业园发展有限公司", "320505", .enterprise, .general),
        SampleSeller(.propertyManagement, "上海禾棠物业管理有限公司", "310115", .enterprise, .general),
        SampleSeller(.electricity, "苏州恒澈能源服务有限公司", "320505", .enterprise, .general),
        SampleSeller(.water, "上海澄汀水务有限公司", "310115", .enterprise, .general),
        SampleSeller(.construction, "上海筑隐建筑装饰工程有限公司", "310117", .enterprise, .general),
        SampleSeller(.construction, "苏州安砌建设工程有限公司", "320506", .enterprise, .general),
        SampleSeller(.security, "上海卫桐保安服务有限公司", "310112", .enterprise, .general),
        SampleSeller(.machineRepair, "上海砺匠机电设备维修有限公司", "310114", .enterprise, .general),
    ]

    private static let materials = [
        SampleSeller(.machineParts, "无锡锐屿机械制造有限公司", "320214", .enterprise, .general),
        SampleSeller(.machineParts, "上海轴渡传动设备有限公司", "310114", .enterprise, .general),
        SampleSeller(.electronics, "深圳焊屿电子有限公司", "440305", .enterprise, .general),
        SampleSeller(.electronics, "苏州矽屿半导体有限公司", "320505", .enterprise, .general),
        SampleSeller(.packaging, "苏州方楞包装材料有限公司", "320506", .enterprise, .general),
        SampleSeller(.packaging, "昆山叠木包装有限公司", "320583", .enterprise, .smallScale),
    ]
}
