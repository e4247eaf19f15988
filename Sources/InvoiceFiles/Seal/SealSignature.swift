import Invoicing

/// The signed value of an OFD's signature: an electronic seal (GB/T 38540-2020, and its forerunner GM/T 0031-2014) whose
/// signature covers the digest of `Signature.xml`, which covers the files.
///
/// It is verified with the key of the certificate that it carries. Whether that certificate was given by somebody who may,
/// and whether it was revoked, is not in the file: that is said with every answer.
enum SealSignature {
    /// What came of it.
    enum Verdict {
        /// The value is that of the certificate's key: who signed, and when.
        case right(Certificate, signed: CalendarDate?)
        /// The value is not that of the key, or covers another `Signature.xml`.
        case wrong(Certificate)
        /// It is of a kind that is not verified here, with the word for it in both languages.
        case notChecked(LocalizedText)
    }

    /// SM2 with SM3: 1.2.156.10197.1.501.
    private static let algorithm: [UInt8] = [0x2A, 0x81, 0x1C, 0xCF, 0x55, 0x01, 0x83, 0x75]

    private static let unknown = Verdict.notChecked(
        LocalizedText(zh: "其结构无法识别", en: "its structure is not known"))

    /// Verifies a signed value over the bytes of `Signature.xml`.
    static func verdict(on value: [UInt8], over signature: [UInt8]) -> Verdict {
        guard let root = DER(value), root.tag == DER.sequence else { return unknown }
        let parts = root.values
        guard let first = parts.first else { return unknown }
        if first.tag == DER.identifier {
            return .notChecked(LocalizedText(zh: "这是PKCS#7数字签名", en: "it is a PKCS#7 signature"))
        }
        let signed = first.values
        guard first.tag == DER.sequence, signed.count >= 4, let digest = signed[3].bits else {
            return unknown
        }
        // The older form keeps certificate and algorithm inside of what is signed.
        let tail =
            parts.count >= 4 ? Array(parts[1...]) : Array(signed.dropFirst(5)) + Array(parts.dropFirst())
        guard tail.count >= 3, tail[0].tag == DER.octetString, tail[1].tag == DER.identifier,
            let bits = tail[2].bits, let certificate = Certificate(tail[0].body)
        else { return unknown }
        guard tail[1].body == algorithm, let key = certificate.key else {
            return .notChecked(LocalizedText(zh: "签名算法不是SM2", en: "its algorithm is not SM2"))
        }
        guard let numbers = DER(bits)?.values, numbers.count == 2,
            numbers.allSatisfy({ $0.tag == DER.integer })
        else { return unknown }
        let pair = SM2.Signature(r: numbers[0].body, s: numbers[1].body)
        guard digest == SM3.digest(of: signature), SM2.verify(pair, of: first.whole, by: key) else {
            return .wrong(certificate)
        }
        return .right(certificate, signed: signed[2].day)
    }

    /// What a verdict says, for people.
    static func detail(_ verdict: Verdict) -> LocalizedText {
        switch verdict {
        case .right(let certificate, let signed):
            let owner = facts(of: certificate)
            let isOutside =
                signed.map { $0 < certificate.validity.from || $0 > certificate.validity.to } ?? false
            let late = LocalizedText(
                zh: isOutside ? "签章日期\(signed?.description ?? "")不在有效期内。" : "",
                en: isOutside
                    ? " It was signed on \(signed?.description ?? ""), outside of its validity." : "")
            return LocalizedText(
                zh: "签章的签名值（SM2）与随附证书相符：\(owner.zh)。\(late.zh)证书由谁颁发、是否吊销未核验，真伪以查验结果为准。",
                en:
                    "The seal's signature (SM2) is that of the certificate beside it: \(owner.en).\(late.en) Who issued the certificate and whether it was revoked was not checked: only a look-up can confirm it."
            )
        case .wrong(let certificate):
            let owner = facts(of: certificate)
            return LocalizedText(
                zh: "签章的签名值（SM2）与签名内容或随附证书不符，签名之后被改动过。\(owner.zh)。",
                en:
                    "The seal's signature (SM2) does not fit what was signed, or the certificate beside it: it was changed afterwards. \(owner.en)."
            )
        case .notChecked(let reason):
            return LocalizedText(
                zh: "签章本身未核验（\(reason.zh)），真伪以查验结果为准。",
                en: "The seal itself was not checked (\(reason.en)): only a look-up can confirm it.")
        }
    }

    private static func facts(of certificate: Certificate) -> LocalizedText {
        let (from, to) = certificate.validity
        return LocalizedText(
            zh: "证书主体“\(certificate.subject)”，自称由“\(certificate.issuer)”颁发，有效期\(from)至\(to)",
            en:
                "its subject is \(certificate.subject), its issuer by its own word \(certificate.issuer), valid from \(from) to \(to)"
        )
    }
}
