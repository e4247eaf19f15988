import Invoicing

/// The electronic original (原件): a print or a photograph of it is no voucher.
enum OriginalRules {
    static let rules = [missing]

    static let missing = Rule(
        "original.missing",
        title: LocalizedText(zh: "附件中没有电子原件", en: "No attachment is the electronic original"),
        basis: LocalizedText(
            zh: "财会〔2020〕6号第五条、财会〔2024〕11号第二十七条：以打印件报销的，须同时保存电子原件（OFD、PDF、XML）",
            en:
                "MOF notice 2020-6 and 2024-11, art. 27: whoever books by a print keeps the electronic original (OFD, PDF, XML) too"
        ),
        severity: .warning
    ) { claim, _ in
        // Without any attachment the OA may keep the originals elsewhere: the policy may ask for them.
        guard let files = claim.files, !files.isEmpty, isElectronic(claim.invoice.kind) else { return [] }
        guard !files.contains(where: isOriginal), files.contains(where: isPicture) else { return [] }
        return [finding(files)]
    }

    static func finding(_ files: [Attachment]) -> Hit {
        let names = files.prefix(5).map(\.name).joined(separator: "、")
        return Hit(
            zh: files.isEmpty
                ? "没有附件：电子发票应附 OFD、PDF 或 XML 原件。" : "附件只有“\(names)”，没有 OFD、PDF 或 XML 原件。",
            en: files.isEmpty
                ? "There is no attachment: an electronic invoice comes with its original (OFD, PDF or XML)."
                : "The attachments are \(names): none is an original (OFD, PDF or XML).",
            [Evidence(field: "attachments", expected: "OFD / PDF / XML", found: names)])
    }

    /// Whether an invoice of the kind was born electronic.
    static func isElectronic(_ kind: InvoiceKind) -> Bool {
        switch kind {
        case .digitalSpecial, .digitalOrdinary, .electronicSpecial, .electronicOrdinary, .toll: true
        case .paperSpecial, .freightSpecial, .motorVehicle, .paperOrdinary, .paperRoll, .usedVehicle, .other:
            false
        }
    }

    /// Whether a file may be an original, by its name or media type: what is in it, its reader says.
    static func isOriginal(_ file: Attachment) -> Bool {
        let name = file.name.lowercased()
        let type = file.mediaType.lowercased()
        return [".xml", ".ofd", ".pdf", ".zip", ".xbrl"].contains(where: name.hasSuffix)
            || ["xml", "ofd", "pdf", "zip"].contains(where: type.contains)
    }

    /// A photograph, a scan or a screenshot: the only attachment that stands in for an original. A contract beside it
    /// says nothing about it.
    private static func isPicture(_ file: Attachment) -> Bool {
        let name = file.name.lowercased()
        return file.mediaType.lowercased().hasPrefix("image/")
            || [".jpg", ".jpeg", ".png", ".heic", ".bmp", ".tif", ".tiff", ".webp"]
                .contains(where: name.hasSuffix)
    }
}
