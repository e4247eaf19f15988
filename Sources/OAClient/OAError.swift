import Invoicing
import OAProfile

/// Why the OA gave no usable answer. Texts are for people; tokens never stand in them.
///
/// The `cause` of ``unreachable(host:cause:)`` and ``notAnOA(host:cause:)`` is the raw value of a ``Cause`` where one
/// fits; any other text is shown as it is, made safe by whoever draws it.
public enum OAError: ExplainedError, Hashable, Sendable {
    /// No connection, or none that lasted.
    case unreachable(host: String, cause: String)
    /// The token is missing, wrong or expired.
    case signedOut(host: String)
    /// Something answered that does not speak the profile, for instance a login page with status 200.
    case notAnOA(host: String, cause: String)
    /// The OA said no.
    case problem(Problem)
    /// The OA, or a gateway before it, is overloaded or failing (429, 5xx). `retryAfter` is in seconds.
    case busy(host: String, status: Int, retryAfter: Int?)
    /// The answer is larger than is read; the limit is in bytes.
    case tooLarge(host: String, limit: Int)
    /// The decision may be on its way, and an OA of this level cannot stop it.
    case notFenced(host: String)
    /// The configuration of the connection cannot be used.
    case misconfigured(String)

    /// The causes that are told in both languages. The raw value is the English text, and also what the log gets.
    public enum Cause: String, CaseIterable, Sendable {
        // No connection, or none that lasted.
        case refused = "nothing listens there (connection refused)"
        case nameNotFound = "the name cannot be resolved (DNS)"
        case noRoute = "there is no route to it"
        case connectTimeOut = "no connection within the time-out"
        case answerTimeOut = "no complete answer within the time-out"
        case reset = "the connection broke off"
        case certificate = "its certificate is not trusted"
        case expired = "its certificate has expired"
        case notYetValid = "its certificate is not valid yet"
        case wrongName = "its certificate is for another host name"
        case clientCertificate = "it asks for a client certificate and accepted none from here"
        case encryption = "no encrypted connection came about (TLS)"
        case proxy = "the proxy refused or did not understand the connection"
        case proxyAway = "the proxy does not answer"
        case proxySignIn = "the proxy asks for a user and a password, or did not accept the ones it got"
        case cancelled = "the request was given up"
        case closed = "the connection is already shut down"

        // Something answered that does not speak the profile.
        case webPage = "answered with a web page, perhaps a login portal"
        case redirect = "redirected the request elsewhere"
        case notJSON = "the answer is not JSON"
        case notEvents = "the answer is not an event stream"
        case unreadable = "the answer is incomplete or lacks fields of the profile"
        case otherOperation = "the answer is about another operation"
        case encoded = "the answer is compressed although that was not asked for"
        case unexpectedStatus = "the status does not belong to the profile"
        case notHTTP = "the answer is not HTTP"
        case wrongBytes = "the bytes of the file do not match their SHA-256"
        case cursor = "the cursor of its change feed does not advance"
        case otherCursor = "the page does not follow the cursor that was asked for"
        case snapshotChanged = "the pages of its snapshot do not belong together"

        // The configuration cannot be used.
        case notAnAddress = "this is not an address such as https://oa.example.com"
        case plainText = "without https the token would travel in the clear"
        case notLoopback = "the sample sign-in is only for an OA on this machine"
        case certificateFile = "the file cannot be read as PEM certificates"
        case clientCertificateFile =
            "the client certificate or its key cannot be read as PEM, or the two do not belong together"
        case clientKeyExposed = "the key of the client certificate is open to other users"
        case proxyAddress = "the proxy's address cannot be used"
        case token = "the token contains characters that no token has"
    }

    /// The configuration fault `cause` of the thing (an address, a file, a variable) that it is about.
    static func misconfigured(_ thing: String, _ cause: Cause) -> OAError {
        .misconfigured(thing + Self.separator + cause.rawValue)
    }

    static func unreachable(_ host: String, _ cause: Cause) -> OAError {
        .unreachable(host: host, cause: cause.rawValue)
    }

    static func notAnOA(_ host: String, _ cause: Cause) -> OAError {
        .notAnOA(host: host, cause: cause.rawValue)
    }

    private static let separator = ": "

    /// One sentence that names the thing and the cause.
    public var explanation: LocalizedText {
        switch self {
        case .unreachable(let host, let cause):
            let text = Self.localized(cause)
            return LocalizedText(
                zh: "连不上 OA（\(host)）：\(text.zh)。", en: "Cannot reach the OA at \(host): \(text.en).")
        case .signedOut(let host):
            return LocalizedText(
                zh: "OA（\(host)）不再接受当前登录凭据。", en: "The OA at \(host) no longer accepts your sign-in.")
        case .notAnOA(let host, let cause):
            let text = Self.localized(cause)
            return LocalizedText(
                zh: "\(host) 的应答不是 OA 的应答：\(text.zh)。",
                en: "What answers at \(host) is not the OA: \(text.en).")
        case .problem(let problem):
            let detail = problem.detail.isEmpty ? problem.title : problem.detail
            return LocalizedText(
                zh: "OA 拒绝了请求（HTTP \(problem.status)，\(problem.code.rawValue)）：\(detail)",
                en: "The OA refused the request (HTTP \(problem.status), \(problem.code.rawValue)): \(detail)"
            )
        case .busy(let host, let status, _):
            return LocalizedText(
                zh: "OA（\(host)）暂时无法处理请求（HTTP \(status)）。",
                en: "The OA at \(host) cannot serve the request right now (HTTP \(status)).")
        case .tooLarge(let host, let limit):
            return LocalizedText(
                zh: "\(host) 的应答超过 \(limit) 字节，未读取。",
                en: "The answer of \(host) is larger than \(limit) bytes and was not read.")
        case .notFenced(let host):
            return LocalizedText(
                zh: "决定可能已在途中，OA（\(host)）无法拦下，因此没有撤回。",
                en: "It may be on its way and the OA at \(host) cannot stop it, so it was not taken back.")
        case .misconfigured(let text):
            let (thing, cause) = Self.splitting(text)
            return LocalizedText(
                zh: "OA 连接配置有误：\(thing)\(thing.isEmpty ? "" : "：")\(cause.zh)。",
                en: "The OA connection is misconfigured: \(thing)\(thing.isEmpty ? "" : ": ")\(cause.en).")
        }
    }

    /// One sentence that says what to do next.
    public var remedy: LocalizedText {
        switch self {
        case .unreachable(_, let cause), .notAnOA(_, let cause):
            return Cause(rawValue: cause)?.remedy ?? Self.waitingRemedy
        case .signedOut:
            return LocalizedText(
                zh: "请重新登录：countersign login。已记录的审批意见都在本机，登录后自动发送。",
                en: "Sign in again with: countersign login. Recorded decisions are kept and sent afterwards.")
        case .problem(let problem):
            return problem.isRetryable
                ? Self.waitingRemedy
                : LocalizedText(
                    zh: "如有疑问，请把上面的代码告诉 OA 管理员。",
                    en: "If this is unexpected, tell the OA's administrator the code above.")
        case .busy:
            return Self.waitingRemedy
        case .tooLarge:
            return LocalizedText(
                zh: "请让 OA 管理员检查该接口。", en: "Ask the OA's administrator to look at this endpoint.")
        case .notFenced:
            return LocalizedText(
                zh: "请等待结果；若已生效而不应生效，请在 OA 中撤回。",
                en: "Wait for its outcome; if it was applied and should not stand, recall it at the OA.")
        case .misconfigured(let text):
            return Cause(rawValue: Self.lastPart(text))?.remedy
                ?? LocalizedText(
                    zh: "请检查配置文件中的 OA 地址、证书和代理。",
                    en: "Check the OA address, certificate and proxy in the configuration.")
        }
    }

    static let waitingRemedy = LocalizedText(
        zh: "已记录的审批意见都在本机，连通后自动发送，无需操作。",
        en: "Recorded decisions are kept here and sent as soon as it answers; nothing needs to be done.")

    private static func localized(_ cause: String) -> LocalizedText {
        Cause(rawValue: cause)?.text ?? LocalizedText(zh: cause, en: cause)
    }

    private static func lastPart(_ text: String) -> String {
        guard let range = text.range(of: separator, options: .backwards) else { return text }
        return String(text[range.upperBound...])
    }

    private static func splitting(_ text: String) -> (thing: String, cause: LocalizedText) {
        let last = lastPart(text)
        guard let cause = Cause(rawValue: last) else { return ("", LocalizedText(zh: text, en: text)) }
        return (String(text.dropLast(last.count + separator.count)), cause.text)
    }
}
