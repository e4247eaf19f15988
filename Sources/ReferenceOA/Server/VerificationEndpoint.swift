import Foundation
import Hummingbird
import Invoicing
import OAProfile

// What the tax bureau says of the invoice of a task (查验): planted answers in the form of each source that is understood.
extension OAServer {
    func verification(_ context: OAContext) async throws -> Response {
        let id = TaskID(rawValue: try context.pathParameter("id"))
        guard let task = try await database.task(id, for: try context.signedIn().name),
            let document = try? JSONDecoder().decode(TaskDocument.self, from: Data(task.document.utf8))
        else { throw Problem.notFound("There is no task of that name, or it is not yours to see.") }
        let planted = PlantedVerification(of: document.task.invoice.number)
        return try .json(
            VerificationDocument(
                source: planted.source, checkedAt: database.now(), answer: planted.answer,
                risk: planted.outcome == .abnormal
                    ? "abnormal" : planted.outcome == .outOfControl ? "out-of-control" : nil))
    }
}

/// The answer that is planted for an invoice: the same for the same number, nearly always that all is well.
struct PlantedVerification: Hashable {
    /// What the source says.
    enum Outcome: CaseIterable {
        case void
        case redFull
        case redPartial
        case mismatch
        case notFound
        case abnormal
        case outOfControl
        case transient
        case normal
    }

    let outcome: Outcome
    let source: String

    /// One invoice in `rarity` has each outcome but `normal`.
    static let rarity = 199

    /// Draws by the number alone.
    init(of number: InvoiceNumber) {
        let hash = (number.code + number.number).utf8.reduce(7 as UInt64) {
            ($0 &* 131 &+ UInt64($1)) % 1_000_003
        }
        let place = Int(hash % UInt64(Self.rarity))
        let outcomes = Outcome.allCases
        outcome = place < outcomes.count - 1 ? outcomes[place] : .normal
        source = ["state", "baidu", "tencent", "aliyun", "hesi"][Int(hash / UInt64(Self.rarity) % 5)]
    }

    /// The answer in the source's own form.
    var answer: String {
        switch source {
        case "state":
            return switch outcome {
            case .mismatch: #"{"key1":"006"}"#
            case .notFound: #"{"key1":"009"}"#
            case .transient: #"{"key1":"010"}"#
            default: #"{"key1":"001","fpztDm":"\#(mark("0", "2", "8", "7"))"}"#
            }
        case "baidu":
            return switch outcome {
            case .mismatch: #"{"VerifyResult":"0006","VerifyMessage":"不一致","InvalidSign":""}"#
            case .notFound: #"{"VerifyResult":"0009","VerifyMessage":"所查发票不存在","InvalidSign":""}"#
            case .transient: #"{"VerifyResult":"1021","VerifyMessage":"网络超时","InvalidSign":""}"#
            default:
                #"{"VerifyResult":"0001","VerifyMessage":"查验成功","VerifyFrequency":"1","InvalidSign":"\#(mark("N", "Y", "QH", "BH"))"}"#
            }
        case "tencent":
            return switch outcome {
            case .mismatch:
                #"{"Response":{"Error":{"Code":"FailedOperation.InvoiceMismatch","Message":"不一致"}}}"#
            case .notFound: #"{"Response":{"Error":{"Code":"ResourceNotFound.NoInvoice","Message":"不存在"}}}"#
            case .transient: #"{"Response":{"Error":{"Code":"InternalError","Message":"内部错误"}}}"#
            default: #"{"Response":{"Invoice":{"IsAbandoned":"\#(mark("N", "Y", "HF", "HP"))"}}}"#
            }
        case "aliyun":
            return switch outcome {
            case .mismatch: #"{"Data":{"code":"006","msg":"不一致"}}"#
            case .notFound: #"{"Data":{"code":"009","msg":"查无此票"}}"#
            case .transient: #"{"Data":{"code":"1021","msg":"超时"}}"#
            default: #"{"Data":{"code":"001","data":{"invalidMark":"\#(mark("N", "Y", "8", "7"))"}}}"#
            }
        default:
            return switch outcome {
            case .mismatch: #"{"errorMessage":"查验成功所查发票不一致"}"#
            case .notFound: #"{"errorMessage":"查验成功所查发票不存在"}"#
            case .transient: #"{"errorMessage":"服务繁忙"}"#
            default: #"{"value":{"verify":"DONE","rawdata":"{\"fpztDm\":\"\#(mark("0", "2", "8", "7"))\"}"}}"#
            }
        }
    }

    private func mark(_ normal: String, _ void: String, _ redFull: String, _ redPartial: String) -> String {
        switch outcome {
        case .void: void
        case .redFull: redFull
        case .redPartial: redPartial
        default: normal
        }
    }
}
