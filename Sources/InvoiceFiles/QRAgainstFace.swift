import Invoicing

/// A QR payload held against the face of the invoice that it stands on.
extension QRPayload {
    /// Where the payload says something else than the invoice; empty where they agree in all that both say.
    public func disagreements(with invoice: Invoice) -> [LocalizedText] {
        var result: [LocalizedText] = []
        func check(_ name: LocalizedText, _ own: String, _ face: String) {
            guard !own.isEmpty, !face.isEmpty, own != face else { return }
            result.append(
                LocalizedText(
                    zh: "\(name.zh)在二维码中为 \(own.prefix(40))，在票面上为 \(face.prefix(40))，两者不一致。",
                    en:
                        "The \(name.en) is \(own.prefix(40)) in the QR code, but \(face.prefix(40)) on the face."
                ))
        }
        // A digital invoice on paper shows its 20 digits in the code, and code and number beside them on the face.
        let number =
            self.number.code.isEmpty && !invoice.number.digital.isEmpty
            ? invoice.number.digital : invoice.number.number
        check(LocalizedText(zh: "发票号码", en: "number"), self.number.number, number)
        check(LocalizedText(zh: "发票代码", en: "code"), self.number.code, invoice.number.code)
        check(
            LocalizedText(zh: "开票日期", en: "day of issue"), issued?.day?.description ?? "",
            invoice.issued.day?.description ?? "")
        switch amount {
        case .net(let money):
            check(LocalizedText(zh: "合计金额", en: "net amount"), money.plain, invoice.totals.net.plain)
        case .gross(let money):
            check(LocalizedText(zh: "价税合计", en: "gross amount"), money.plain, invoice.totals.gross.plain)
        case nil: break
        }
        // Some codes carry only the last digits.
        if !invoice.checkCode.hasSuffix(checkCode) {
            check(LocalizedText(zh: "校验码", en: "check code"), checkCode, invoice.checkCode)
        }
        return result
    }
}

extension InvoiceFile {
    /// This file with state `changed` where a QR code of its invoice says something else; the same file where they agree, or
    /// where it holds no whole invoice.
    public func compared(with payload: QRPayload) -> InvoiceFile {
        guard let invoice else { return self }
        let disagreements = payload.disagreements(with: invoice)
        guard !disagreements.isEmpty else { return self }
        return InvoiceFile(
            format: format, content: content,
            integrity: Integrity(.changed, disagreements + integrity.details))
    }
}
