import Invoicing

/// Gives a company its code, address and account: always the same ones for the same name.
enum CompanyRegister {
    /// A company as its special invoices show it.
    static func party(name: String, district: District, register: SampleSeller.Register) -> Party {
        var random = SampleRandom(text: name)
        let code = creditCode(district: district, register: register, random: &random)
        let address =
            "\(district.place)\(random.pick(district.roads))\(random.within(8...1_680))号"
            + (random.happens(perMille: 650)
                ? "\(random.within(1...18))幢\(random.within(1...28))0\(random.within(1...9))室" : "")
        let telephone =
            "\(district.areaCode)-\(random.pick([3, 5, 6, 8]))"
            + random.digits(7)
        let bank = random.pick(banks)
        let branch = bank.isLocal ? "\(district.city)\(bank.name)" : bank.name + district.city
        return Party(
            name: name, taxIdentifier: TaxIdentifier(code), contact: "\(address) \(telephone)",
            bank: branch + district.shortPlace + "支行",
            account: bank.prefix + random.digits(bank.length - bank.prefix.count))
    }

    /// A unified social credit code: register, region, organisation code with its own check character, check
    /// character over all.
    private static func creditCode(
        district: District, register: SampleSeller.Register, random: inout SampleRandom
    ) -> String {
        let letters = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
        let organisation =
            "MA" + random.pick(["W", "X", "Y"]) + String((0..<5).map { _ in random.pick(letters) })
        // Both functions answer nothing only for characters outside their alphabets, which these are not.
        let check = TaxIdentifier.organisationCheckCharacter(forFirst8: organisation).map(String.init) ?? ""
        let first17 = register.rawValue + district.code + organisation + check
        return first17 + (TaxIdentifier.checkCharacter(forFirst17: first17).map(String.init) ?? "")
    }

    private struct Bank {
        var name: String
        var prefix: String
        var length: Int
        var isLocal = false
    }

    private static let banks = [
        Bank(name: "中国工商银行", prefix: "1001", length: 19),
        Bank(name: "中国建设银行", prefix: "3105", length: 20),
        Bank(name: "中国农业银行", prefix: "0339", length: 17),
        Bank(name: "中国银行", prefix: "4457", length: 12),
        Bank(name: "招商银行", prefix: "1219", length: 15),
        Bank(name: "交通银行", prefix: "3100", length: 21),
        Bank(name: "农村商业银行", prefix: "5013", length: 17, isLocal: true),
    ]
}
