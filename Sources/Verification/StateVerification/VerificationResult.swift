import Foundation
import Invoicing

/// What somebody outside says of an invoice: the state platform (查验), or a vendor that asks it.
///
/// Three questions are kept apart, because answers to one say nothing of the others: whether the data were found and agree,
/// what became of the invoice at the tax bureau, and whether it is on a list of suspect ones.
public struct VerificationResult: Hashable, Codable, Sendable {
    /// What the look-up came to.
    public enum Lookup: String, CaseIterable, Codable, Sendable {
        /// Found, and the data agree.
        case match
        /// Found, but at least one datum is another (不一致).
        case mismatch
        /// The bureau has no such invoice (查无此票).
        case notFound = "not-found"
        /// Asked too often today; nothing is said of the invoice.
        case quota
        /// Issued today: it can be verified tomorrow.
        case sameDay = "same-day"
        /// Older than five years: it cannot be verified.
        case tooOld = "too-old"
        /// Something between failed; nothing is said of the invoice.
        case transient
        /// The question was refused as malformed.
        case badInput = "bad-input"
    }

    /// What became of the invoice.
    public enum TaxStatus: String, CaseIterable, Codable, Sendable {
        case normal
        /// 作废
        case void
        /// 部分红冲
        case redPartial = "red-partial"
        /// 全额红冲
        case redFull = "red-full"
        /// 红冲, to an extent that is not said.
        case red
        case unknown
    }

    /// On which list it is.
    public enum Risk: String, CaseIterable, Codable, Sendable {
        case none
        /// 失控发票
        case outOfControl = "out-of-control"
        /// 异常凭证
        case abnormal
        /// 疑点发票
        case doubtful
    }

    /// Who says it, as `state` or `baidu`.
    public var source: String
    /// When it was said, in milliseconds since 1970.
    public var at: Int64
    /// What the look-up came to.
    public var lookup: Lookup
    /// What became of the invoice.
    public var taxStatus: TaxStatus
    /// On which list it is.
    public var risk: Risk
    /// The source's own code and words; may be empty.
    public var message: String
    /// The answer as it came, up to ``largestRaw`` bytes.
    public var raw: String

    private enum CodingKeys: String, CodingKey {
        case source
        case at
        case lookup
        case taxStatus = "tax_status"
        case risk
        case message
        case raw
    }

    /// The most of an answer that is kept, in bytes.
    public static let largestRaw = 16 * 1_024

    /// Makes a result; what is too long is cut.
    public init(
        source: String, at: Int64, lookup: Lookup, taxStatus: TaxStatus = .unknown, risk: Risk = .none,
        message: String = "", raw: String = ""
    ) {
        self.source = String(source.prefix(60))
        self.at = at
        self.lookup = lookup
        self.taxStatus = taxStatus
        self.risk = risk
        self.message = String(message.prefix(200))
        self.raw = String(decoding: raw.utf8.prefix(Self.largestRaw), as: UTF8.self)
    }

    /// Whether it says anything of the invoice: an answer that does not must never change what is recorded.
    public var saysSomething: Bool {
        switch lookup {
        case .match, .mismatch, .notFound, .tooOld: true
        case .quota, .sameDay, .transient, .badInput: false
        }
    }

    /// What is recorded after another answer: that one where it says something, else this one. What became of the invoice is
    /// not forgotten for an answer that does not know.
    public func replaced(by next: VerificationResult) -> VerificationResult {
        guard next.saysSomething else { return self }
        var result = next
        if next.taxStatus == .unknown { result.taxStatus = taxStatus }
        return result
    }
}

/// Asks somebody outside about an invoice.
public protocol VerificationSource: Sendable {
    /// What it is called in results.
    var name: String { get }
    /// What it says; nothing where it has nothing to say. Throws what the way there failed of.
    func verify(_ request: VerificationRequest) async throws -> VerificationResult?
}

/// What the state platform asks for: number and day, and one datum that only a holder of the invoice knows.
public struct VerificationRequest: Hashable, Sendable {
    /// The task whose invoice it is.
    public var task: TaskID
    /// Code and number.
    public var number: InvoiceNumber
    /// The day of issue.
    public var issued: CalendarDate?
    /// The last six digits of the check code (five on a blockchain invoice); empty where an amount is asked for.
    public var checkCode: String
    /// Without tax for special invoices, with tax for fully digital ones; nothing where the check code is asked for.
    public var amount: Money?

    /// Takes what the platform asks for of the kind: 04, 10, 11 and 14 the check code; 01, 03 and 08 the amount without
    /// tax; 15 and fully digital ones the total with tax.
    public init(task: TaskID, invoice: Invoice) {
        self.task = task
        number = invoice.number
        issued = invoice.issued.day
        let code = invoice.checkCode.filter { !$0.isWhitespace }
        switch invoice.kind {
        case .paperOrdinary, .electronicOrdinary, .paperRoll, .toll:
            checkCode = code.count == 5 ? code : String(code.suffix(6))
            amount = nil
        case .paperSpecial, .electronicSpecial, .freightSpecial, .motorVehicle:
            checkCode = ""
            amount = invoice.totals.net
        case .digitalSpecial, .digitalOrdinary, .usedVehicle, .other:
            checkCode = ""
            amount = invoice.totals.gross
        }
    }

    /// The amount as the platform wants it: without trailing zeros (100.00 → 100).
    public var plainAmount: String {
        guard let text = amount?.plain else { return "" }
        guard text.contains(".") else { return text }
        let cut = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
        return String(cut.reversed())
    }
}
