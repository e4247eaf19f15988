import Invoicing

/// Text that is not what it seems: hidden characters, words of two scripts, a name that imitates another seller's.
enum HiddenTextRules {
    static let rules = [hidden, mixedScripts, lookAlike]

    private static let basis = LocalizedText(
        zh: "Unicode 技术标准 #39（安全机制）；CVE-2021-42574（双向控制字符）",
        en: "Unicode Technical Standard #39 (Security Mechanisms); CVE-2021-42574 (bidirectional controls)")

    // MARK: - Hidden characters

    static let hidden = Rule(
        "text.hidden", title: LocalizedText(zh: "文字中含有隐藏或控制字符", en: "A text hides characters"),
        basis: basis, severity: .error
    ) { claim, _ in
        var hits: [Hit] = []
        func look(_ field: @autoclosure () -> String, _ text: String, _ severity: Severity) {
            let isFreeText = severity != .error
            guard hits.count < mostHits,
                let scalar = LookAlike.hiddenCharacter(in: text, isFreeText: isFreeText)
            else { return }
            let code = name(of: scalar)
            let field = field()
            hits.append(
                Hit(
                    severity, zh: "\(field) 中含有看不见或会改变显示顺序的字符 \(code)。",
                    en: "\(field) holds \(code), which is invisible or changes the order of what is shown.",
                    [Evidence(field: field, expected: "", found: code)]))
        }
        let invoice = claim.invoice
        for (name, party) in [("seller", invoice.seller), ("buyer", invoice.buyer)] {
            look(name + ".name", party.name, .error)
            look(name + ".tax_id", party.taxIdentifier.text, .error)
            look(name + ".account", party.account, .error)
            look(name + ".bank", party.bank, .error)
            look(name + ".contact", party.contact, .warning)
        }
        look("number", invoice.number.code, .error)
        look("number", invoice.number.number, .error)
        look("totals.gross_in_words", invoice.totals.grossInWords, .error)
        for (index, line) in invoice.lines.enumerated() {
            look("lines[\(index)].item", line.item, .warning)
            look("lines[\(index)].specification", line.specification, .warning)
        }
        look("remark", invoice.remark, .warning)
        return hits
    }

    /// A document with more is as suspicious as one with these.
    private static let mostHits = 10

    private static func name(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    // MARK: - Words of two scripts

    static let mixedScripts = Rule(
        "text.mixed-scripts",
        title: LocalizedText(zh: "一个词中混用外形相近的文字", en: "A word mixes scripts that look alike"),
        basis: basis, severity: .error
    ) { claim, _ in
        let invoice = claim.invoice
        var hits: [Hit] = []
        func look(_ field: @autoclosure () -> String, _ text: String, isName: Bool) {
            guard mayMix(text), hits.count < mostHits,
                let word = LookAlike.mixedWord(in: text, countsGreek: isName)
            else { return }
            let field = field()
            let found = word + " (" + word.unicodeScalars.map(name).joined(separator: " ") + ")"
            hits.append(
                Hit(
                    isName ? .error : .warning,
                    zh: "\(field) 中的“\(word)”混用了拉丁字母与外形相近的西里尔或希腊字母。",
                    en:
                        "In \(field), \(word) mixes Latin letters with Cyrillic or Greek ones that look like them.",
                    [Evidence(field: field, expected: "", found: found)]))
        }
        look("seller.name", invoice.seller.name, isName: true)
        look("buyer.name", invoice.buyer.name, isName: true)
        for (index, line) in invoice.lines.enumerated() {
            look("lines[\(index)].item", line.item, isName: false)
        }
        return hits
    }

    /// Whether there is a byte that only Greek and Cyrillic begin with.
    private static func mayMix(_ text: String) -> Bool {
        text.utf8.contains { (0xCD...0xD4).contains($0) }
    }

    // MARK: - Look-alikes

    static let lookAlike = Rule(
        "seller.look-alike",
        title: LocalizedText(zh: "销售方名称与已知销售方极为相似", en: "The seller's name imitates a known seller's"),
        basis: basis, severity: .error
    ) { claim, neighbours in
        guard !neighbours.isEmpty else { return [] }
        let seller = claim.invoice.seller
        let mayImitate = LookAlike.mayImitate(seller.name)
        for neighbour in neighbours
        where neighbour.invoice.seller.name != seller.name {
            // Who is imitated imitates nobody.
            if !mayImitate && LookAlike.mayImitate(neighbour.invoice.seller.name) { continue }
            let other = neighbour.invoice.seller
            // One company may be written in two ways; its number is one, or not known.
            let isSame = other.taxIdentifier.text.isEmpty || seller.taxIdentifier == other.taxIdentifier
            if let hit = hit(seller.name, like: other.name, isSameCompany: isSame) { return [hit] }
        }
        return []
    }

    /// What it means that a name looks like a known one; nothing where it does not, or is only written in another way.
    /// - Parameter isSameCompany: whether something else than the name says that both are one.
    static func hit(_ name: String, like known: String, isSameCompany: Bool) -> Hit? {
        guard name != known, LookAlike.skeleton(of: name) == LookAlike.skeleton(of: known) else { return nil }
        let isSpelling = LookAlike.spelling(of: name) == LookAlike.spelling(of: known)
        if isSpelling && isSameCompany { return nil }
        return Hit(
            isSpelling ? .warning : .error,
            zh: isSpelling
                ? "“\(name)”与已知销售方“\(known)”只差全半角、大小写或繁简写法，但税号不同或缺失。"
                : "“\(name)”看起来与已知销售方“\(known)”相同，但字符不同。",
            en: isSpelling
                ? "\(name) differs from the known seller \(known) only in width, case or traditional characters, but not in a shared tax number."
                : "\(name) looks like the known seller \(known), but has other characters.",
            [Evidence(field: "seller.name", expected: known, found: name)])
    }

    /// The rule of a policy that names the sellers the company knows.
    static func lookAlike(of known: [String]) -> Rule {
        let bySkeleton = Dictionary(grouping: known, by: LookAlike.skeleton)
        return Rule(
            "policy.seller-look-alike",
            title: LocalizedText(zh: "销售方名称与已知销售方极为相似", en: "The seller's name imitates a known seller's"),
            basis: LocalizedText(zh: "本单位制度（policy.toml）", en: "The company's own policy (policy.toml)"),
            severity: .error
        ) { claim, _ in
            let name = claim.invoice.seller.name
            let alike = bySkeleton[LookAlike.skeleton(of: name)] ?? []
            // Who is known under that very name imitates nobody; how it is spelt beside that does not matter.
            guard !alike.contains(name) else { return [] }
            return alike.lazy.compactMap { hit(name, like: $0, isSameCompany: true) }.prefix(1).map { $0 }
        }
    }
}
