import Invoicing

/// What the tax bureau's answer says against paying. After approval an invoice is asked about again: what became void or red
/// meanwhile opens the matter again.
enum StateRules {
    static let rules = [lookup, void, red, listed]

    private static let basis = LocalizedText(
        zh: "财会〔2020〕6号第三条：经查验合法、真实；国家税务总局全国增值税发票查验平台的查验结果",
        en:
            "MOF notice 2020-6, art. 3: verified as lawful and real; answers of the state verification platform"
    )

    static let lookup = Rule(
        "state.lookup",
        title: LocalizedText(zh: "查验结果与票面不一致", en: "The tax bureau does not know it like this"), basis: basis,
        severity: .error
    ) { claim, _ in
        guard let result = claim.verification else { return [] }
        switch result.lookup {
        case .mismatch:
            return [
                hit(
                    nil, result, claim, zh: "税务查验：至少一项信息与税务机关电子信息不一致，文件可能不是原件。",
                    en: "At least one datum is not what the tax bureau has; the file may be no original",
                    Evidence(field: "verification.lookup", expected: "match", found: result.lookup.rawValue))
            ]
        case .notFound:
            return [
                hit(
                    .warning, result, claim, zh: "税务查验：查无此票（新开发票可能尚未同步）。",
                    en: "The tax bureau has no such invoice (a new one may not be there yet)",
                    Evidence(field: "verification.lookup", expected: "match", found: result.lookup.rawValue))
            ]
        case .match, .quota, .sameDay, .tooOld, .transient, .badInput: return []
        }
    }

    static let void = Rule(
        "state.void", title: LocalizedText(zh: "发票已作废", en: "The invoice is void"), basis: basis,
        severity: .error
    ) { claim, _ in
        guard let result = claim.verification, result.taxStatus == .void else { return [] }
        return [
            hit(
                nil, result, claim, zh: "税务查验：发票已作废。", en: "The tax bureau says that it was made void",
                Evidence(field: "verification.tax_status", expected: "normal", found: "void"))
        ]
    }

    static let red = Rule(
        "state.red", title: LocalizedText(zh: "发票已红冲", en: "The invoice was taken back"), basis: basis,
        severity: .error
    ) { claim, _ in
        guard let result = claim.verification, !claim.invoice.isRed else { return [] }
        let words: (zh: String, en: String)
        switch result.taxStatus {
        case .redFull: words = ("已全额红冲", "wholly")
        case .red: words = ("已红冲", "to an extent that is not said")
        case .redPartial: words = ("已部分红冲，只应支付余额", "in part: only the rest is to be paid")
        case .normal, .void, .unknown: return []
        }
        return [
            hit(
                result.taxStatus == .redPartial ? .warning : nil, result, claim, zh: "税务查验：发票\(words.zh)。",
                en: "The tax bureau says that a red invoice took it back, \(words.en)",
                Evidence(
                    field: "verification.tax_status", expected: "normal", found: result.taxStatus.rawValue))
        ]
    }

    static let listed = Rule(
        "state.abnormal", title: LocalizedText(zh: "失控或异常凭证", en: "On a list of suspect invoices"),
        basis: LocalizedText(
            zh: "国家税务总局公告2019年第38号：异常增值税扣税凭证未抵扣的暂不允许抵扣，已抵扣的作进项税额转出",
            en:
                "STA announcement 2019-38: abnormal vouchers are not deducted, and what was deducted is reversed"
        ),
        severity: .error
    ) { claim, _ in
        guard let result = claim.verification else { return [] }
        let words: (zh: String, en: String)
        switch result.risk {
        case .none: return []
        case .outOfControl: words = ("失控发票", "out of control (失控)")
        case .abnormal: words = ("异常凭证", "an abnormal voucher (异常凭证)")
        case .doubtful: words = ("疑点发票", "doubtful (疑点)")
        }
        return [
            hit(
                result.risk == .doubtful ? .warning : nil, result, claim,
                zh: "税务查验：列为\(words.zh)，未抵扣的暂不抵扣，已抵扣的需转出进项税额。",
                en: "It is listed as \(words.en): its tax must not be deducted, or is to be reversed",
                Evidence(field: "verification.risk", expected: "none", found: result.risk.rawValue))
        ]
    }

    /// Each says who said it, when, and what follows where the claim was approved already.
    private static func hit(
        _ severity: Severity?, _ result: VerificationResult, _ claim: Claim, zh: String, en: String,
        _ evidence: Evidence
    ) -> Hit {
        let day = DateRules.chineseDay(of: result.at)
        let again = claim.isApproved
        return Hit(
            severity,
            zh: zh.dropLast() + "（\(result.source)，\(day)）" + (again ? "；本单已同意，需重新处理。" : "。"),
            en: en + " (\(result.source), \(day))"
                + (again ? "; the claim is approved already and must be looked at again." : "."),
            [evidence, Evidence(field: "verification.source", expected: "", found: result.source)])
    }
}
