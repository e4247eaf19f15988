/// What a text looks like: two names with one skeleton can be taken for each other.
///
/// The skeleton of UTS #39 (Unicode Security Mechanisms, section 4) over the part of its data that names of companies
/// meet: Cyrillic and Greek letters, digits and letters that look like Latin ones (confusables.txt, revision 15), without
/// what cannot be seen. To it come what people here write in two ways: full-width and half-width forms, upper and lower
/// case, traditional and simplified characters (the pairs of OpenCC's TSCharacters that occur in registered names).
///
///     LookAlike.skeleton(of: "Ѕiemens （上海）") == LookAlike.skeleton(of: "siemens(上海)")
///
/// A skeleton is for comparing alone, never for showing.
public enum LookAlike {
    /// The skeleton of a name.
    public static func skeleton(of text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isHidden(scalar) {
            let plain = plainForm(of: scalar)
            if plain.properties.isWhitespace || plain == "·" || plain == "・" { continue }
            let like = latin[plain] ?? simplified[plain] ?? plain
            // Of either case: so an upper-case I, an l and an i are one.
            let letters = like.properties.lowercaseMapping.unicodeScalars
            result.append(contentsOf: letters.map { $0 == "i" ? "l" : $0 })
        }
        // Two letters side by side, as they are drawn.
        return String(result).replacing("rn", with: "m").replacing("vv", with: "w")
    }

    /// The name as people write it in another way without meaning to: width of signs, case, blanks and traditional
    /// characters make no difference, look-alikes do.
    public static func spelling(of text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let plain = plainForm(of: scalar)
            if plain.properties.isWhitespace || plain == "·" || plain == "・" { continue }
            let one = simplified[plain] ?? plain
            result.append(contentsOf: one.properties.lowercaseMapping.unicodeScalars)
        }
        return String(result)
    }

    /// Whether a word of a text mixes Latin letters with Cyrillic or Greek ones that look like Latin ones. Han stands
    /// without blanks between words, so it ends a word.
    /// - Parameter countsGreek: whether Greek counts; in goods it does not, for the sake of `TNFα` and `kΩ`.
    public static func mixedWord(in text: String, countsGreek: Bool) -> String? {
        var word = String.UnicodeScalarView()
        var hasLatin = false
        var hasOther = false
        func found() -> String? { hasLatin && hasOther ? String(word) : nil }
        for scalar in text.unicodeScalars {
            let isGreek = (0x370...0x3FF).contains(scalar.value)
            let isCyrillic = (0x400...0x52F).contains(scalar.value)
            let isLatin =
                scalar.properties.isAlphabetic
                && (scalar.value < 0x250 || (0xFF21...0xFF5A).contains(scalar.value))
            guard isLatin || isGreek || isCyrillic else {
                if let word = found() { return word }
                word = String.UnicodeScalarView()
                hasLatin = false
                hasOther = false
                continue
            }
            word.append(scalar)
            if isLatin { hasLatin = true }
            if (isCyrillic || (isGreek && countsGreek)) && latin[scalar] != nil { hasOther = true }
        }
        return found()
    }

    /// The first character that acts, hides or reorders, as terminals and people meet it: controls, bidirectional and
    /// zero-width characters, tags, characters of no agreed look.
    /// - Parameter isFreeText: whether line ends and tabs belong into it.
    public static func hiddenCharacter(in text: String, isFreeText: Bool) -> Unicode.Scalar? {
        guard mayHide(text) else { return nil }
        for scalar in text.unicodeScalars where isHidden(scalar) {
            if isFreeText, [0x09, 0x0A, 0x0D].contains(scalar.value) { continue }
            return scalar
        }
        return nil
    }

    /// Whether a name has anything by which it could look like another without being it: then it is worth comparing.
    public static func mayImitate(_ name: String) -> Bool {
        name.unicodeScalars.contains { scalar in
            isHidden(scalar) || simplified[scalar] != nil || scalar.value > 0x7F && latin[scalar] != nil
                || (0xFF10...0xFF5A).contains(scalar.value)
        }
    }

    /// Under which key those wait who may imitate the seller of that name; nothing for a name that nobody can read.
    public static func neighbourKey(of name: String) -> String? {
        guard name.utf8.count <= 400 else { return nil }
        let skeleton = skeleton(of: name)
        return skeleton.isEmpty ? nil : "l:" + skeleton
    }

    // MARK: - Characters

    /// A look at the bytes alone: nearly every text is clean, and has only ASCII, Han and common signs.
    private static func mayHide(_ text: String) -> Bool {
        var before: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case 0x00...0x1F, 0x7F, 0xC2, 0xCD, 0xD8, 0xDC, 0xE1, 0xEE, 0xF0...0xFF: return true
            // U+2000 to U+206F, and U+F000 to U+FEFF with the specials; not the full-width forms.
            case 0x80...0x81 where before == 0xE2: return true
            case 0x80...0xBB where before == 0xEF && (byte < 0xA4 || byte > 0xB7): return true
            case 0xBF where before == 0xEF: return true
            default: break
            }
            before = byte
        }
        return false
    }

    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0x4E00...0x9FFF, 0xA0, 0x3000: return false
        // They choose between two drawings of the character before them.
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x180B...0x180D, 0x180F: return false
        case 0x2800, 0xFFFD: return true
        default: break
        }
        if scalar.properties.isDefaultIgnorableCodePoint { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            return true
        default: return false
        }
    }

    /// ASCII for a full-width form.
    private static func plainForm(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard (0xFF01...0xFF5E).contains(scalar.value) else { return scalar }
        return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    }

    private static let latin = table(
        "ͿΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγινορσυϒϜϱϲϳϹϺЅІЈАВЕЗКМНОРСТУХЬабгеорсухѕіјѡѴѵҮүһҽӀӏӠԁԌԛԜԝ01I|",
        "JABEZHlKMNOPTYXayivopouYFpcjCMSlJABE3KMHOPCTYXba6reopcyxsijwVvYyheli3dGqWwOlll")

    private static let simplified = table(
        "萬業東個箇豐臨烏樂書雲亞產産億儀眾衆優會偉傳體蘭關興內農準鳳創製辦務動醫華賣廠壓廈發髮變檯臺颱閤諮團糰園國圖場備學寧甯寶實傢賓導爾屬島師廣慶廬開噹當總恆戶揚擔據敎數無崑晉朮術機標檢氣匯彙滙漢瀋滬澤測濟潤漁溫遊灣濱濰煙菸環瓊電畫畵療鹽礦磚種稅築粵糧係繫縴纖紀紙紡綫線織經絡統綉繡維綠緑纜網聯肅膠騰藝蕪囌甦蘇榮葯藥營懞濛矇錶裝計認訓訊設証證詢責貨貴貿賃資贛躍車輪軟軸輸遼達運連遞鄭鋼鐵銅鋁銀銷鎖鋅錫錦鎭鎮長門間閩閥陽際陝險順飛飲飾飼舘館馬馳駿魯鴻鵬鷹黃齊齒龍",
        "万业东个个丰临乌乐书云亚产产亿仪众众优会伟传体兰关兴内农准凤创制办务动医华卖厂压厦发发变台台台合咨团团园国图场备学宁宁宝实家宾导尔属岛师广庆庐开当当总恒户扬担据教数无昆晋术术机标检气汇汇汇汉沈沪泽测济润渔温游湾滨潍烟烟环琼电画画疗盐矿砖种税筑粤粮系系纤纤纪纸纺线线织经络统绣绣维绿绿缆网联肃胶腾艺芜苏苏苏荣药药营蒙蒙蒙表装计认训讯设证证询责货贵贸赁资赣跃车轮软轴输辽达运连递郑钢铁铜铝银销锁锌锡锦镇镇长门间闽阀阳际陕险顺飞饮饰饲馆馆马驰骏鲁鸿鹏鹰黄齐齿龙"
    )

    private static func table(_ from: String, _ to: String) -> [Unicode.Scalar: Unicode.Scalar] {
        Dictionary(zip(from.unicodeScalars, to.unicodeScalars)) { first, _ in first }
    }
}
