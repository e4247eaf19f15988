import Invoicing

/// The taxpayer numbers (纳税人识别号) of seller and buyer.
enum TaxIdentifierRules {
    static let rules = [seller, buyer, buyerMissing]

    static let basis = LocalizedText(
        zh: "GB 32100-2015 统一社会信用代码校验码（GB 11714-1997 用于旧码，仅作提示）",
        en:
            "GB 32100-2015, check character of the unified social credit code (GB 11714-1997 for old numbers, as a hint only)"
    )

    static let seller = Rule(
        "tax-id.seller", version: 2,
        title: LocalizedText(zh: "销售方税号校验不通过", en: "The seller's tax number fails its check"),
        basis: basis, severity: .error
    ) { claim, _ in
        judge(
            claim.invoice.seller.taxIdentifier, field: "seller.tax_id", zh: "销售方税号",
            en: "The seller's tax number")
    }

    static let buyer = Rule(
        "tax-id.buyer", version: 2,
        title: LocalizedText(zh: "购买方税号校验不通过", en: "The buyer's tax number fails its check"),
        basis: basis, severity: .error
    ) { claim, _ in
        judge(
            claim.invoice.buyer.taxIdentifier, field: "buyer.tax_id", zh: "购买方税号",
            en: "The buyer's tax number")
    }

    static let buyerMissing = Rule(
        "tax-id.buyer-missing",
        title: LocalizedText(zh: "专用发票没有购买方税号", en: "A special invoice without the buyer's tax number"),
        basis: LocalizedText(
            zh: "增值税法实施条例第三十七条：不得向自然人开具增值税专用发票",
            en: "Regulation of the VAT law, art. 37: no special invoice may be issued to a natural person"),
        severity: .error
    ) { claim, _ in
        let invoice = claim.invoice
        guard invoice.kind.isSpecial, invoice.buyer.taxIdentifier.text.isEmpty else { return [] }
        return [
            Hit(
                zh: "\(invoice.kind.title.zh)的购买方税号为空，购买方为“\(invoice.buyer.name)”。",
                en:
                    "The buyer's tax number is empty on a special invoice (\(invoice.kind.title.en)); the buyer is \(invoice.buyer.name).",
                [Evidence(field: "buyer.tax_id", expected: "税号 / tax number", found: "")])
        ]
    }

    private static func judge(_ identifier: TaxIdentifier, field: String, zh: String, en: String) -> [Hit] {
        switch identifier.verdict {
        case .valid, .empty: return []
        case .unknownForm:
            // 17, 18 and 20 characters are seen on invoices of sole traders; which other lengths exist is UNCONFIRMED.
            let count = identifier.text.count
            guard ![15, 17, 18, 20].contains(count), !identifier.text.contains("*") else { return [] }
            return [
                Hit(
                    .info, zh: "\(zh)“\(identifier.text)”有\(count)位，常见为18位。",
                    en: "\(en), \(identifier.text), has \(count) characters; 18 are usual.",
                    [Evidence(field: field, expected: "18", found: String(count))])
            ]
        case .impossibleCharacter(let character):
            return [
                Hit(
                    zh: "\(zh)“\(identifier.text)”含有统一社会信用代码不使用的字符“\(character)”。",
                    en:
                        "\(en), \(identifier.text), has the character \(character), which no credit code has.",
                    [Evidence(field: field, expected: "0-9 A-H J-N P-R T-U W-Y", found: identifier.text)])
            ]
        case .wrongCheckDigit(let expected):
            let right = String(identifier.text.dropLast()) + String(expected)
            let isOldNumber = identifier.text.count == 15
            guard !(isOldNumber && RegistrationNumber.isValid(identifier.text)) else {
                return [
                    Hit(
                        .info, zh: "\(zh)“\(identifier.text)”像是工商注册号，不是纳税人识别号。",
                        en:
                            "\(en), \(identifier.text), looks like a business registration number, which is another one.",
                        [Evidence(field: field, expected: "18", found: identifier.text)])
                ]
            }
            return [
                Hit(
                    isOldNumber ? .info : .warning,
                    zh: "\(zh)“\(identifier.text)”的校验位应为\(expected)，请核对是否录入或印制有误。",
                    en: "\(en), \(identifier.text), should end in \(expected): check for a misprint.",
                    [Evidence(field: field, expected: right, found: identifier.text)])
            ]
        }
    }
}

/// The 15-digit number of the business register (工商注册号), whose last digit follows ISO/IEC 7064, MOD 11,10.
enum RegistrationNumber {
    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 15, bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        var product = 10
        for byte in bytes.dropLast() {
            var sum = (product + Int(byte) - 0x30) % 10
            if sum == 0 { sum = 10 }
            product = sum * 2 % 11
        }
        return (product + Int(bytes[14]) - 0x30) % 10 == 1
    }
}
