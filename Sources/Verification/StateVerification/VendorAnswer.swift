import Foundation
import Invoicing

/// Whose answers are understood: field names and codes as each documents them.
public enum VerificationVendor: String, CaseIterable, Sendable {
    /// The state platform, inv-veri.chinatax.gov.cn (`key1`), and what speaks as it does.
    case state
    /// Baidu `vat_invoice_verification`.
    case baidu
    /// Tencent `VatInvoiceVerifyNew`.
    case tencent
    /// Aliyun `VerifyVATInvoice`.
    case aliyun
    /// Hesi (合思) `/api/openapi/v2/invoice/validate`.
    case hesi

    /// The largest answer that is read, in bytes.
    public static let largestAnswer = 256 * 1_024

    /// Reads an answer. Whatever cannot be understood says nothing of the invoice: it is ``VerificationResult/Lookup/transient``.
    public func result(of answer: String, at now: Int64) -> VerificationResult {
        guard answer.utf8.count <= Self.largestAnswer,
            let root = try? JSONDecoder().decode(LooseJSON.self, from: Data(answer.utf8))
        else {
            return VerificationResult(
                source: rawValue, at: now, lookup: .transient, message: "unreadable", raw: answer)
        }
        let (lookup, status, code) =
            switch self {
            case .state: Self.state(root)
            case .baidu: Self.baidu(root)
            case .tencent: Self.tencent(root)
            case .aliyun: Self.aliyun(root)
            case .hesi: Self.hesi(root)
            }
        return VerificationResult(
            source: rawValue, at: now, lookup: lookup, taxStatus: lookup == .match ? status : .unknown,
            risk: Self.risk(root), message: code, raw: answer)
    }

    private typealias Reading = (VerificationResult.Lookup, VerificationResult.TaxStatus, String)

    private static func state(_ root: LooseJSON) -> Reading {
        let code = root["key1"]?.text ?? ""
        let lookup: VerificationResult.Lookup =
            switch code {
            case "001": .match
            case "002": .quota
            case "005": .badInput
            case "006": .mismatch
            case "009": .notFound
            case "rqerr": .sameDay
            // 003, 004, 007, 008, 010, 020 and provinces that are not open: the way, not the invoice.
            default: .transient
            }
        return (lookup, bureauStatus(root["fpztDm"]?.text), code)
    }

    private static func baidu(_ root: LooseJSON) -> Reading {
        let code = root["VerifyResult"]?.text ?? ""
        let lookup: VerificationResult.Lookup =
            switch code {
            case "0001": .match
            case "0002", "1004": .quota
            case "0005", "1005", "1008", "1009": .badInput
            case "0006": .mismatch
            case "0009": .notFound
            case "1014": .sameDay
            case "1015": .tooOld
            default: .transient
            }
        return (lookup, mark(root["InvalidSign"]?.text), words(code, root["VerifyMessage"]?.text))
    }

    private static func tencent(_ root: LooseJSON) -> Reading {
        let response = root["Response"] ?? root
        if let code = response["Error"]?["Code"]?.text {
            let lookup: VerificationResult.Lookup =
                switch code {
                case "FailedOperation.InvoiceMismatch": .mismatch
                case "ResourceNotFound.NoInvoice", "FailedOperation.QueryNoRecord": .notFound
                case "FailedOperation.CountLimitError": .quota
                default: code.hasPrefix("InvalidParameter") ? .badInput : .transient
                }
            return (lookup, .unknown, words(code, response["Error"]?["Message"]?.text))
        }
        guard let invoice = response["Invoice"], invoice.isObject else { return (.transient, .unknown, "") }
        return (.match, mark(invoice["IsAbandoned"]?.text), "")
    }

    private static func aliyun(_ root: LooseJSON) -> Reading {
        let data = (root["Data"] ?? root).unfolded
        let code = data["code"]?.text ?? ""
        let lookup: VerificationResult.Lookup =
            switch code {
            case "001", "000000": .match
            case "002": .quota
            case "006": .mismatch
            case "009": .notFound
            case "1005": .badInput
            case "10014": .sameDay
            case "10017": .tooOld
            default: .transient
            }
        return (
            lookup, mark(data["data"]?.unfolded["invalidMark"]?.text), words(code, data["msg"]?.text)
        )
    }

    private static func hesi(_ root: LooseJSON) -> Reading {
        let message = root["errorMessage"]?.text ?? root["message"]?.text ?? ""
        if message.contains("不一致") { return (.mismatch, .unknown, message) }
        if message.contains("不存在") { return (.notFound, .unknown, message) }
        guard let value = root["value"], value["verify"]?.text == "DONE" else {
            return (.transient, .unknown, message)
        }
        let raw = value["rawdata"]?.unfolded
        if let code = raw?["fpztDm"]?.text { return (.match, bureauStatus(code), "") }
        let status: VerificationResult.TaxStatus =
            switch value["invoiceStatus"]?.text {
            case "0": .normal
            case "1": .void
            case "2": .red
            default: .unknown
            }
        return (.match, status, "")
    }

    /// The tax bureau's own codes (`fpztDm`).
    private static func bureauStatus(_ code: String?) -> VerificationResult.TaxStatus {
        switch code {
        case "0": .normal
        case "2": .void
        case "3": .red
        case "7": .redPartial
        case "8": .redFull
        default: .unknown
        }
    }

    /// The vendors' letters: Y void, N normal, H red; BH, HP, 7 in part; QH, HF, 8 wholly.
    private static func mark(_ text: String?) -> VerificationResult.TaxStatus {
        switch text {
        case "N", "0": .normal
        case "Y": .void
        case "H": .red
        case "BH", "HP", "7": .redPartial
        case "QH", "HF", "8": .redFull
        default: .unknown
        }
    }

    /// The list comes from the input-VAT side; where a source passes it on, it stands under one of these names.
    private static func risk(_ root: LooseJSON) -> VerificationResult.Risk {
        for name in ["risk", "riskLevel", "fxdj", "发票风险等级", "风险状态"] {
            guard let text = root[name]?.text else { continue }
            if text.contains("失控") || text == "out-of-control" { return .outOfControl }
            if text.contains("异常") || text == "abnormal" { return .abnormal }
            if text.contains("疑点") || text == "doubtful" { return .doubtful }
        }
        return .none
    }

    private static func words(_ code: String, _ message: String?) -> String {
        [code, message ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// JSON whose members may be numbers or texts, as vendors write them; at most eight levels of it are looked at.
enum LooseJSON: Decodable {
    case text(String)
    case object([String: LooseJSON])
    case nothing

    init(from decoder: any Decoder) throws {
        if decoder.codingPath.count <= 8,
            let object = try? decoder.singleValueContainer().decode([String: LooseJSON].self)
        {
            self = .object(object)
            return
        }
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let number = try? container.decode(Int64.self) {
            self = .text(String(number))
        } else {
            self = .nothing
        }
    }

    subscript(name: String) -> LooseJSON? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    var isObject: Bool {
        if case .object = self { true } else { false }
    }

    /// The object that a text holds, where it is JSON in JSON.
    var unfolded: LooseJSON {
        guard case .text(let text) = self, text.utf8.count <= VerificationVendor.largestAnswer,
            let inner = try? JSONDecoder().decode(LooseJSON.self, from: Data(text.utf8))
        else { return self }
        return inner
    }
}
