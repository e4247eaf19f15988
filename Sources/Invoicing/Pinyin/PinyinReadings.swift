/// The readings of single characters.
enum PinyinReadings {
    /// Further readings that names of people, places and companies use: surnames (单 shàn, 曾 zēng), places (厦 xià, 重 chóng),
    /// trades (行 háng). From the *Xiandai Hanyu Cidian* and the national list of surname readings; a character with one
    /// reading in names is not here.
    static let further: [Unicode.Scalar: [String]] = {
        let lines = """
            重 chong;長 chang;长 chang;行 hang;乐 yue;樂 yue;单 shan;單 shan;曾 zeng;解 xie;区 ou;區 ou;仇 qiu;查 zha;
            朴 piao;盖 ge;蓋 ge;厦 xia;廈 xia;会 kuai;會 kuai;都 du;朝 zhao;传 zhuan;傳 zhuan;藏 zang;翟 zhai;尉 yu;
            缪 miao;覃 qin;召 shao;调 tiao;調 tiao;石 dan;种 chong;秘 bi;员 yun;員 yun;万 mo;洗 xian;折 she;繁 po;
            车 ju;車 ju;校 jiao;参 shen;省 xing;降 xiang;弹 tan;便 pian;晟 sheng;绿 lu;吕 lu;呂 lu;女 nu;蚌 beng;六 lu;
            铅 yan;莘 xin;番 pan;什 shi;柏 bo;薄 bo;贾 gu;角 jue;阿 e;给 ji;大 dai;差 chai;盛 cheng;佛 fo;模 mu;卡 qia;
            落 la;奇 ji;郇 xun;祭 zhai;隗 wei;圈 juan;强 jiang;沈 chen;率 shuai;合 ge;旅 lu;律 lu;率 lu
            """
        var further: [Unicode.Scalar: [String]] = [:]
        for entry in lines.split(whereSeparator: { $0 == ";" || $0 == "\n" }) {
            let parts = entry.split(separator: " ")
            guard parts.count == 2, let scalar = parts[0].unicodeScalars.first else { continue }
            further[scalar, default: []].append(String(parts[1]))
        }
        return further
    }()

    /// The usual reading; nothing for a character outside the table.
    static func usual(of scalar: Unicode.Scalar) -> String? {
        guard (firstScalar...lastScalar).contains(scalar.value) else { return nil }
        let number = Int(table.numbers[Int(scalar.value - firstScalar)])
        return number == 0 ? nil : table.syllables[number]
    }

    private static let firstScalar: UInt32 = 0x4E00
    private static let lastScalar: UInt32 = 0x9FFF

    /// For each character of the block the number of its syllable; 0 is none.
    private static let table: (syllables: [String], numbers: [UInt16]) = {
        var syllables = [""]
        var numbers = [UInt16](repeating: 0, count: Int(lastScalar - firstScalar) + 1)
        for line in PinyinTable.text.utf8.split(separator: UInt8(ascii: "\n")) {
            guard let blank = line.firstIndex(of: UInt8(ascii: " ")) else { continue }
            let syllable = String(decoding: line[..<blank], as: UTF8.self)
            if syllables.last != syllable { syllables.append(syllable) }
            for scalar in Substring(line[line.index(after: blank)...]).unicodeScalars
            where (firstScalar...lastScalar).contains(scalar.value) {
                numbers[Int(scalar.value - firstScalar)] = UInt16(syllables.count - 1)
            }
        }
        return (syllables, numbers)
    }()
}
