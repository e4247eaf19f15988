/// A district with its six digits of GB/T 2260: where a company is registered.
struct District: Sendable {
    /// The six digits, as they stand in a unified social credit code.
    var code: String
    /// City and district, as an address begins.
    var place: String
    /// The short name of the city, as it stands in company names.
    var city: String
    /// The city's name in Latin letters.
    var latinCity: String
    /// The area code of its telephones.
    var areaCode: String
    /// Roads of the sample's own invention.
    var roads: [String]

    private init(
        _ code: String, _ place: String, _ city: String, _ latinCity: String, _ areaCode: String,
        _ roads: [String]
    ) {
        self.code = code
        self.place = place
        self.city = city
        self.latinCity = latinCity
        self.areaCode = areaCode
        self.roads = roads
    }

    /// Digits 3 and 4 of a fully digital number. Shenzhen, a city with a plan of its own, was seen with 95 on real
    /// invoices; the codes of the other such cities are UNCONFIRMED, so no seller lives there.
    var digitalRegion: String { code.hasPrefix("4403") ? "95" : String(code.prefix(2)) }

    /// The region of a legacy code: the province, or Shenzhen.
    var legacyRegion: String { code.hasPrefix("4403") ? "4403" : code.prefix(2) + "00" }

    /// The district as bank branches are called after it: `浦东`, `徐汇`.
    var shortPlace: String {
        let inCity = place.drop { $0 != "市" }.dropFirst()
        guard !inCity.isEmpty else { return "城中" }
        return String(inCity.dropLast(inCity.hasSuffix("新区") ? 2 : 1))
    }

    /// The tax bureau that issues the number.
    var taxBureau: String {
        let names = [
            "11": "北京市", "12": "天津市", "31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省",
            "37": "山东省", "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "50": "重庆市", "51": "四川省",
            "61": "陕西省",
        ]
        return code.hasPrefix("4403") ? "深圳市" : names[String(code.prefix(2))] ?? ""
    }

    /// The district of a code; Pudong where the table does not know it.
    static func named(_ code: String) -> District { byCode[code] ?? pudong }

    private static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })

    private static let pudong = District("310115", "上海市浦东新区", "上海", "Shanghai", "021", ["云帆路", "听潮路", "棠溪路"])

    /// Every district of the sample.
    static let all = [
        pudong,
        District("310101", "上海市黄浦区", "上海", "Shanghai", "021", ["旧仓街", "白渡路"]),
        District("310104", "上海市徐汇区", "上海", "Shanghai", "021", ["漕溪东路", "枫桥新弄"]),
        District("310105", "上海市长宁区", "上海", "Shanghai", "021", ["虹亭路", "新泾东路"]),
        District("310106", "上海市静安区", "上海", "Shanghai", "021", ["北渡桥路", "江宁东路"]),
        District("310110", "上海市杨浦区", "上海", "Shanghai", "021", ["纱厂东路", "定波路"]),
        District("310112", "上海市闵行区", "上海", "Shanghai", "021", ["莘潭路", "银渡路"]),
        District("310114", "上海市嘉定区", "上海", "Shanghai", "021", ["安澜路", "练祁东路"]),
        District("310117", "上海市松江区", "上海", "Shanghai", "021", ["茸湖路", "泗水泾路"]),
        District("310118", "上海市青浦区", "上海", "Shanghai", "021", ["淀浦湾路", "盈溪路"]),
        District("110102", "北京市西城区", "北京", "Beijing", "010", ["槐柏大街", "砖塔后街"]),
        District("110105", "北京市朝阳区", "北京", "Beijing", "010", ["望和东路", "酒仙后街"]),
        District("110108", "北京市海淀区", "北京", "Beijing", "010", ["知行北路", "清河湾路"]),
        District("320104", "南京市秦淮区", "南京", "Nanjing", "025", ["桨声东路", "瞻云路"]),
        District("320106", "南京市鼓楼区", "南京", "Nanjing", "025", ["云锦南路", "石头东路"]),
        District("320115", "南京市江宁区", "南京", "Nanjing", "025", ["方山北路", "秣溪路"]),
        District("320214", "无锡市新吴区", "无锡", "Wuxi", "0510", ["锡畔路", "鸿渡路"]),
        District("320505", "苏州市虎丘区", "苏州", "Suzhou", "0512", ["狮山东路", "浒溪路"]),
        District("320506", "苏州市吴中区", "苏州", "Suzhou", "0512", ["澹台东路", "越湖路"]),
        District("320508", "苏州市姑苏区", "苏州", "Suzhou", "0512", ["平江后巷", "书院后街"]),
        District("320583", "昆山市", "昆山", "Kunshan", "0512", ["玉澜路", "娄水路"]),
        District("330106", "杭州市西湖区", "杭州", "Hangzhou", "0571", ["灵溪路", "文澜东路"]),
        District("330108", "杭州市滨江区", "杭州", "Hangzhou", "0571", ["江晖路", "星渡路"]),
        District("330110", "杭州市余杭区", "杭州", "Hangzhou", "0571", ["良睦东路", "苕溪北路"]),
        District("340104", "合肥市蜀山区", "合肥", "Hefei", "0551", ["望岳路", "董铺湾路"]),
        District("350102", "福州市鼓楼区", "福州", "Fuzhou", "0591", ["屏西东路", "茉莉路"]),
        District("370102", "济南市历下区", "济南", "Jinan", "0531", ["泉影路", "明湖东路"]),
        District("410105", "郑州市金水区", "郑州", "Zhengzhou", "0371", ["经纬东路", "丰产渡路"]),
        District("420106", "武汉市武昌区", "武汉", "Wuhan", "027", ["汀香路", "粮道后街"]),
        District("430104", "长沙市岳麓区", "长沙", "Changsha", "0731", ["橘洲东路", "麓云路"]),
        District("440106", "广州市天河区", "广州", "Guangzhou", "020", ["珠渡路", "石牌东路"]),
        District("440304", "深圳市福田区", "深圳", "Shenzhen", "0755", ["莲塘东路", "望屿路"]),
        District("440305", "深圳市南山区", "深圳", "Shenzhen", "0755", ["科芯路", "后海湾路"]),
        District("500103", "重庆市渝中区", "重庆", "Chongqing", "023", ["临江东路", "石阶街"]),
        District("510104", "成都市锦江区", "成都", "Chengdu", "028", ["椒子街", "水碾后街"]),
        District("510107", "成都市武侯区", "成都", "Chengdu", "028", ["锦里云路", "桐梓北路"]),
        District("610113", "西安市雁塔区", "西安", "Xi'an", "029", ["雁回路", "唐苑东路"]),
    ]
}
