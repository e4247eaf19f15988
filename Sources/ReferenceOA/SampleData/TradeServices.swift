extension Trade {
    /// What the trades in services sell. Rates: 增值税法 art. 10 and 11; simplified levies as sellers of the trade
    /// commonly choose them.
    static let services: [Trade: [SampleItem]] = travel.merging(business) { $1 }.merging(premises) { $1 }

    private static let travel: [Trade: [SampleItem]] = [
        .restaurant: [
            SampleItem("餐饮服务", "餐费", "次", .lump(yuan: 68...3_880, step: 2), .standard(600)),
            SampleItem("餐饮服务", "餐饮服务", "", .lump(yuan: 120...5_600, step: 5), .standard(600)),
            SampleItem(
                "餐饮服务", "工作餐", "份", .piece(fen: 2_500...5_800, step: 100, count: 6...40), .standard(600)),
        ],
        .hotel: [
            SampleItem(
                "住宿服务", "住宿费", "晚", .piece(fen: 26_800...68_800, step: 1_000, count: 1...5), .standard(600)),
            SampleItem(
                "住宿服务", "房费", "间夜", .piece(fen: 29_900...56_900, step: 1_000, count: 1...4), .standard(600),
                ["豪华大床房", "高级双床房", "商务大床房"]),
        ],
        .rideHailing: [
            SampleItem(
                "运输服务", "客运服务费", "次", .piece(fen: 1_860...16_800, step: 37, count: 1...1), .simplified(300))
        ],
        .coach: [
            SampleItem(
                "运输服务", "旅客运输服务", "次", .piece(fen: 4_500...18_800, step: 50, count: 1...2), .standard(900)),
            SampleItem(
                "运输服务", "包车服务费", "趟", .lump(yuan: 800...3_200, step: 50), .standard(900),
                ["37座", "49座", "53座"]),
        ],
        .travelAgency: [
            SampleItem(
                "经纪代理服务", "代订机票服务费", "张", .piece(fen: 1_500...6_000, step: 500, count: 1...6), .standard(600)),
            SampleItem("旅游服务", "商务考察服务费", "次", .lump(yuan: 2_600...18_800, step: 100), .standard(600)),
        ],
        .carRental: [
            SampleItem(
                "经营租赁", "汽车租赁费", "天", .piece(fen: 22_000...58_000, step: 1_000, count: 1...12),
                .standard(1_300),
                ["商务七座", "中型轿车", "新能源轿车"])
        ],
        .toll: [
            SampleItem(
                "经营租赁", "通行费", "", .piece(fen: 1_500...24_500, step: 500, count: 1...1), .simplified(300))
        ],
        .courier: [
            SampleItem("物流辅助服务", "收派服务费", "", .lump(yuan: 86...4_200, step: 1), .standard(600)),
            SampleItem(
                "物流辅助服务", "快递费", "票", .piece(fen: 800...2_600, step: 50, count: 20...260), .standard(600)),
        ],
        .freight: [
            SampleItem(
                "运输服务", "国内货物运输费", "趟", .piece(fen: 98_000...460_000, step: 5_000, count: 1...8),
                .standard(900)),
            SampleItem(
                "运输服务", "干线运费", "吨",
                .net(tenThousandths: 1_800_000...4_200_000, step: 50_000, quantity: 3...32), .standard(900)),
            SampleItem("物流辅助服务", "装卸搬运费", "", .lump(yuan: 300...3_600, step: 50), .standard(600)),
        ],
    ]

    private static let business: [Trade: [SampleItem]] = [
        .software: [
            SampleItem("信息技术服务", "软件维护费", "年", .lump(yuan: 6_000...98_000, step: 500), .standard(600)),
            SampleItem(
                "信息技术服务", "云服务器租用费", "月", .piece(fen: 86_000...460_000, step: 1_000, count: 1...12),
                .standard(600)),
            SampleItem("信息技术服务", "技术服务费", "项", .lump(yuan: 8_000...160_000, step: 1_000), .standard(600)),
            SampleItem(
                "软件", "协同办公软件许可", "用户", .piece(fen: 18_000...68_000, step: 1_000, count: 10...120),
                .standard(1_300), ["企业版V8", "专业版V5.2"]),
        ],
        .research: [
            SampleItem("研发和技术服务", "技术开发费", "项", .lump(yuan: 30_000...260_000, step: 5_000), .exempt),
            SampleItem(
                "研发和技术服务", "样品测试费", "批", .piece(fen: 120_000...680_000, step: 10_000, count: 1...4),
                .standard(600)),
        ],
        .telecom: [
            SampleItem(
                "电信服务", "基础电信服务费", "", .lump(yuan: 480...9_600, step: 10), .standard(900), ["语音专线", "固定电话"]),
            SampleItem(
                "电信服务", "增值电信服务费", "", .lump(yuan: 600...12_000, step: 20), .standard(600),
                ["互联网专线200M", "互联网专线500M"]),
        ],
        .advertising: [
            SampleItem("广告服务", "广告发布费", "期", .lump(yuan: 5_000...120_000, step: 500), .standard(600)),
            SampleItem("设计服务", "平面设计费", "项", .lump(yuan: 1_200...26_000, step: 100), .standard(600)),
        ],
        .exhibition: [
            SampleItem("会议展览服务", "会议费", "场", .lump(yuan: 3_000...86_000, step: 200), .standard(600)),
            SampleItem(
                "会议展览服务", "展位费", "个", .piece(fen: 980_000...2_680_000, step: 20_000, count: 1...4),
                .standard(600), ["标准展位3m×3m", "光地18㎡"]),
        ],
        .consulting: [
            SampleItem("鉴证咨询服务", "管理咨询费", "项", .lump(yuan: 12_000...180_000, step: 1_000), .standard(600)),
            SampleItem("鉴证咨询服务", "体系认证咨询费", "项", .lump(yuan: 9_000...48_000, step: 500), .standard(600)),
        ],
        .audit: [SampleItem("鉴证咨询服务", "审计费", "", .lump(yuan: 15_000...160_000, step: 1_000), .standard(600))],
        .law: [
            SampleItem("鉴证咨询服务", "常年法律顾问费", "年", .lump(yuan: 30_000...120_000, step: 5_000), .standard(600)),
            SampleItem("鉴证咨询服务", "法律服务费", "", .lump(yuan: 5_000...60_000, step: 500), .standard(600)),
        ],
        .recruiting: [
            SampleItem("人力资源服务", "招聘服务费", "次", .lump(yuan: 3_600...48_000, step: 100), .standard(600)),
            SampleItem(
                "人力资源服务", "人才中介服务费", "人", .piece(fen: 800_000...2_600_000, step: 20_000, count: 1...3),
                .standard(600)),
        ],
        .training: [
            SampleItem(
                "非学历教育服务", "培训费", "人次", .piece(fen: 68_000...380_000, step: 2_000, count: 1...20),
                .simplified(300)),
            SampleItem(
                "非学历教育服务", "内训课程费", "天", .piece(fen: 800_000...1_800_000, step: 50_000, count: 1...3),
                .simplified(300)),
        ],
        .medical: [
            SampleItem("医疗服务", "体检费", "人", .piece(fen: 28_000...98_000, step: 2_000, count: 5...60), .exempt),
            SampleItem(
                "医疗服务", "职业健康检查费", "人", .piece(fen: 12_000...26_000, step: 500, count: 8...80), .exempt),
        ],
        .insurance: [SampleItem("保险服务", "财产保险保费", "", .lump(yuan: 3_600...88_000, step: 40), .standard(600))],
        .prepaidCards: [
            SampleItem(
                "预付卡销售", "预付卡充值", "张", .piece(fen: 20_000...100_000, step: 10_000, count: 5...60), .notTaxable
            )
        ],
    ]

    private static let premises: [Trade: [SampleItem]] = [
        .lease: [
            SampleItem(
                "经营租赁", "办公用房租金", "月", .piece(fen: 2_600_000...9_800_000, step: 50_000, count: 1...1),
                .standard(900)),
            SampleItem(
                "经营租赁", "仓库租金", "月", .piece(fen: 1_200_000...4_600_000, step: 20_000, count: 1...1),
                .simplified(500)),
        ],
        .propertyManagement: [
            SampleItem("企业管理服务", "物业管理费", "月", .lump(yuan: 3_200...38_000, step: 100), .standard(600)),
            SampleItem("企业管理服务", "保洁服务费", "月", .lump(yuan: 1_800...9_600, step: 100), .standard(600)),
        ],
        .construction: [
            SampleItem("建筑服务", "办公室装修工程款", "", .lump(yuan: 36_000...480_000, step: 2_000), .standard(900)),
            SampleItem("建筑服务", "弱电改造工程款", "", .lump(yuan: 18_000...160_000, step: 1_000), .standard(900)),
            SampleItem("建筑服务", "车间地坪修缮劳务费", "", .lump(yuan: 9_000...68_000, step: 500), .simplified(300)),
        ],
        .security: [
            SampleItem(
                "安全保护服务", "保安服务费", "人月", .piece(fen: 520_000...680_000, step: 10_000, count: 2...8),
                .standard(600))
        ],
        .machineRepair: [
            SampleItem("劳务", "设备维修费", "次", .lump(yuan: 800...26_000, step: 50), .standard(1_300)),
            SampleItem(
                "劳务", "数控机床保养费", "台", .piece(fen: 120_000...480_000, step: 10_000, count: 1...6),
                .standard(1_300)),
        ],
        .garage: [
            SampleItem("劳务", "汽车维修费", "次", .lump(yuan: 260...4_800, step: 10), .standard(1_300)),
            SampleItem("劳务", "汽车保养费", "次", .lump(yuan: 380...1_600, step: 10), .standard(1_300)),
        ],
    ]
}
