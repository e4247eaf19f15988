import Invoicing

/// The identity of an invoice through what hides it: digits of full width, dashes between them, and the leading zeros
/// that a spreadsheet takes away.
enum InvoiceIdentity {
    /// The keys of `InvoiceNumber.identityKeys`, with those that the number has without its disguise.
    static func keys(of number: InvoiceNumber) -> [String] {
        let keys = number.identityKeys
        let hidden = hiddenKeys(of: number)
        return hidden.isEmpty ? keys : keys + hidden
    }

    /// Only those that the number does not show; none for nearly every invoice.
    static func hiddenKeys(of number: InvoiceNumber) -> [String] {
        guard let plain = plain(number) else { return [] }
        let known = number.identityKeys
        return plain.identityKeys.filter { !known.contains($0) }
    }

    /// The number without its disguise; nothing where it has none.
    static func plain(_ number: InvoiceNumber) -> InvoiceNumber? {
        guard isDisguised(number) else { return nil }
        var code = digits(number.code)
        var text = digits(number.number)
        // 12-digit codes of VAT begin with 0, which a cell for figures drops.
        if code.count == 11 { code = "0" + code }
        if !code.isEmpty, (5..<8).contains(text.count) {
            text = String(repeating: "0", count: 8 - text.count) + text
        }
        return InvoiceNumber(code: code, number: text, digital: digits(number.digital))
    }

    private static func isDisguised(_ number: InvoiceNumber) -> Bool {
        if number.code.utf8.count == 11 { return true }
        if !number.code.isEmpty, (5..<8).contains(number.number.utf8.count) { return true }
        return !(isDigits(number.code) && isDigits(number.number) && isDigits(number.digital))
    }

    private static func isDigits(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Digits of any width as ASCII; dashes, points and spaces go, any other character stays.
    private static func digits(_ text: String) -> String {
        guard !isDigits(text) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF10...0xFF19:
                result.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value - 0xFF10 + 0x30)))
            case 0x2D, 0x2E, 0x20, 0x3000, 0xFF0D, 0x2010...0x2015, 0x200B...0x200F, 0x2060, 0xFEFF: continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
