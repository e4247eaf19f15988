extension Trade {
    /// What the trades in goods sell. Rates: 增值税法 art. 10; farm produce and books at 9 % or exempt.
    static let goods: [Trade: [SampleItem]] = supplies.merging(materials) { $1 }

    private static let supplies: [Trade: [SampleItem]] = [
        .office: [
            SampleItem(
                "纸制品", "复印纸", "包", .piece(fen: 1_980...2_880, step: 10, count: 10...120), .standard(1_300),
                ["A4 70g 500张", "A4 80g 500张", "A3 70g 500张"]),
            SampleItem(
                "纸制品", "抽纸", "提", .piece(fen: 1_290...2_690, step: 10, count: 5...60), .standard(1_300)),
            SampleItem(
                "文具", "中性笔", "支", .piece(fen: 150...350, step: 10, count: 24...240), .standard(1_300),
                ["0.5mm 黑", "0.5mm 蓝", "0.38mm 黑"]),
            SampleItem(
                "文具", "文件夹", "个", .piece(fen: 450...1_280, step: 10, count: 10...100), .standard(1_300),
                ["A4 双夹", "A4 两孔 3寸"]),
            SampleItem(
                "文具", "便利贴", "本", .piece(fen: 280...680, step: 10, count: 10...80), .standard(1_300),
                ["76×76mm"]),
            SampleItem(
                "计算机配套产品", "硒鼓", "支", .piece(fen: 16_800...46_800, step: 100, count: 1...12),
                .standard(1_300), ["CF259A", "TN-2325", "W1110A"]),
            SampleItem(
                "计算机配套产品", "无线鼠标", "个", .piece(fen: 4_900...12_900, step: 100, count: 1...20),
                .standard(1_300)),
            SampleItem(
                "日用杂品", "垃圾袋", "卷", .piece(fen: 680...1_580, step: 10, count: 10...60), .standard(1_300),
                ["45×50cm"]),
            SampleItem(
                "家具", "人体工学办公椅", "把", .piece(fen: 58_000...128_000, step: 1_000, count: 1...10),
                .standard(1_300)),
        ],
        .computers: [
            SampleItem(
                "电子计算机", "笔记本电脑", "台", .piece(fen: 529_900...1_099_900, step: 10_000, count: 1...12),
                .standard(1_300), ["14英寸 i7/32G/1T", "16英寸 R7/32G/1T", "14英寸 Ultra5/16G/512G"]),
            SampleItem(
                "计算机网络设备", "交换机", "台", .piece(fen: 168_000...860_000, step: 1_000, count: 1...6),
                .standard(1_300), ["24口千兆", "48口千兆 4万兆光口"]),
            SampleItem(
                "计算机网络设备", "无线接入点", "个", .piece(fen: 69_900...189_900, step: 1_000, count: 2...24),
                .standard(1_300), ["Wi-Fi 7 吸顶式"]),
            SampleItem(
                "计算机外部设备", "液晶显示器", "台", .piece(fen: 99_900...329_900, step: 1_000, count: 1...20),
                .standard(1_300), ["27英寸 4K", "24英寸 2K"]),
            SampleItem(
                "计算机配套产品", "固态硬盘", "块", .piece(fen: 49_900...99_900, step: 500, count: 2...20),
                .standard(1_300), ["1TB NVMe", "2TB NVMe"]),
            SampleItem(
                "计算机配套产品", "内存条", "条", .piece(fen: 39_900...129_900, step: 500, count: 2...16),
                .standard(1_300), ["DDR5 32GB"]),
        ],
        .fuel: [
            SampleItem(
                "汽油", "92号车用汽油", "升", .pumped(fen: 718...789, yuan: 150...500, step: 50), .standard(1_300),
                ["VIB"]),
            SampleItem(
                "汽油", "95号车用汽油", "升", .pumped(fen: 765...842, yuan: 200...600, step: 50), .standard(1_300),
                ["VIB"]),
            SampleItem(
                "柴油", "0号车用柴油", "升", .pumped(fen: 689...765, yuan: 300...1_500, step: 100), .standard(1_300),
                ["VI"]),
        ],
        .printing: [
            SampleItem(
                "印刷品", "宣传册", "本", .piece(fen: 380...1_680, step: 20, count: 200...3_000), .standard(1_300),
                ["A4 157g铜版纸", "210×210mm"]),
            SampleItem(
                "印刷品", "产品手册", "本", .piece(fen: 860...2_680, step: 20, count: 100...1_200), .standard(1_300)),
            SampleItem(
                "印刷品", "名片", "盒", .piece(fen: 2_500...4_800, step: 100, count: 5...60), .standard(1_300)),
        ],
        .books: [
            SampleItem("印刷品", "专业图书", "册", .piece(fen: 4_900...16_800, step: 100, count: 1...12), .exempt),
            SampleItem("印刷品", "标准规范汇编", "册", .piece(fen: 6_800...22_000, step: 100, count: 1...6), .exempt),
        ],
        .produce: [
            SampleItem("蔬菜", "时令蔬菜", "千克", .piece(fen: 380...980, step: 10, count: 40...360), .exempt),
            SampleItem("蔬菜", "番茄", "千克", .piece(fen: 460...880, step: 10, count: 20...120), .exempt),
            SampleItem(
                "谷物加工品", "大米", "袋", .piece(fen: 6_800...13_800, step: 100, count: 10...60), .standard(900),
                ["25kg"]),
            SampleItem(
                "水果", "苹果", "箱", .piece(fen: 5_800...9_800, step: 100, count: 5...40), .standard(900), ["5kg"]
            ),
        ],
    ]

    private static let materials: [Trade: [SampleItem]] = [
        .machineParts: [
            SampleItem(
                "轴承", "深沟球轴承", "套", .net(tenThousandths: 86_000...680_000, step: 1_000, quantity: 20...400),
                .standard(1_300), ["6204-2RS", "6308-ZZ", "6012-2RS"]),
            SampleItem(
                "金属制品", "内六角螺栓", "件", .net(tenThousandths: 2_350...28_600, step: 50, quantity: 500...8_000),
                .standard(1_300), ["M8×30 12.9级", "M12×50 12.9级"]),
            SampleItem(
                "橡胶制品", "密封圈", "件", .net(tenThousandths: 3_600...46_000, step: 100, quantity: 200...3_000),
                .standard(1_300), ["NBR 40×3.1", "FKM 60×3.5"]),
            SampleItem(
                "通用设备", "气动电磁阀", "个",
                .net(tenThousandths: 860_000...3_280_000, step: 20_000, quantity: 4...60), .standard(1_300),
                ["5V210-08", "4V310-10"]),
            SampleItem(
                "黑色金属冶炼压延品", "冷轧钢板", "千克",
                .net(tenThousandths: 42_000...58_600, step: 200, quantity: 800...12_000), .standard(1_300),
                ["SPCC 1.5mm", "SPCC 2.0mm"]),
        ],
        .electronics: [
            SampleItem(
                "电子元件", "贴片电容", "千只", .net(tenThousandths: 68_000...286_000, step: 1_000, quantity: 20...400),
                .standard(1_300), ["0603 10μF 25V", "0402 100nF 50V"]),
            SampleItem(
                "电子元件", "连接器", "只", .net(tenThousandths: 8_600...86_000, step: 200, quantity: 200...4_000),
                .standard(1_300), ["M12-A 5芯", "XH2.54-6P"]),
            SampleItem(
                "集成电路", "微控制器芯片", "片",
                .net(tenThousandths: 68_500...356_000, step: 500, quantity: 100...3_000), .standard(1_300),
                ["LQFP64", "LQFP100"]),
            SampleItem(
                "电线电缆", "屏蔽电缆", "米", .net(tenThousandths: 26_800...128_000, step: 200, quantity: 100...2_000),
                .standard(1_300), ["RVVP 4×0.75", "RVVP 2×1.0"]),
            SampleItem(
                "电子元件", "印制电路板", "片",
                .net(tenThousandths: 126_000...680_000, step: 2_000, quantity: 50...1_200), .standard(1_300),
                ["4层 FR-4", "6层 FR-4"]),
        ],
        .packaging: [
            SampleItem(
                "纸制品", "瓦楞纸箱", "个", .net(tenThousandths: 26_500...128_000, step: 500, quantity: 200...5_000),
                .standard(1_300), ["五层 600×400×350", "三层 400×300×250"]),
            SampleItem(
                "塑料制品", "缠绕膜", "卷", .net(tenThousandths: 286_000...486_000, step: 2_000, quantity: 20...300),
                .standard(1_300), ["500mm×300m"]),
            SampleItem(
                "塑料制品", "珍珠棉内衬", "件", .net(tenThousandths: 18_600...96_000, step: 200, quantity: 200...3_000),
                .standard(1_300)),
            SampleItem(
                "木制品", "出口免熏蒸托盘", "个",
                .net(tenThousandths: 680_000...1_280_000, step: 10_000, quantity: 20...200), .standard(1_300),
                ["1200×1000"]),
        ],
        .electricity: [
            SampleItem(
                "供电", "电费", "千瓦时", .net(tenThousandths: 5_926...7_884, step: 1, quantity: 3_200...96_000),
                .standard(1_300))
        ],
        .water: [
            SampleItem(
                "水冰雪", "自来水费", "吨", .net(tenThousandths: 29_800...41_200, step: 100, quantity: 120...4_600),
                .simplified(300))
        ],
    ]
}
