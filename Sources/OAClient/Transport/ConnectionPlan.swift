import Foundation
import Invoicing
import NIOSSL

/// How one reaches an OA beside its address: what `[oa]` of the configuration says. Never kept with the sign-in, so that
/// a change counts at once.
public struct ConnectionSettings: Hashable, Sendable {
    /// A PEM file with the client certificate and its chain; empty for none.
    public var clientCertificate: String
    /// A PEM file with its key; empty where the key stands in the certificate's file.
    public var clientKey: String
    /// A proxy as `http://proxy.example.com:3128`, `none` for a direct connection, empty for what the environment says.
    public var proxy: String
    /// Whether HTTP/2 is used where the OA offers it.
    public var allowsHTTP2: Bool

    /// Makes settings; by default there are none.
    public init(
        clientCertificate: String = "", clientKey: String = "", proxy: String = "", allowsHTTP2: Bool = true
    ) {
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.proxy = proxy
        self.allowsHTTP2 = allowsHTTP2
    }
}

/// What a connection to an OA will use, for people who must find out why it fails. Holds no password.
public struct ConnectionPlan: Hashable, Sendable {
    /// A proxy in use.
    public struct Proxy: Hashable, Sendable {
        /// Host and port.
        public var address: String
        /// Where it was named: a variable of the environment, or `oa.proxy`.
        public var source: String
        /// Whether it is given a user and a password.
        public var hasSignIn: Bool
    }

    /// A client certificate in use.
    public struct ClientCertificate: Hashable, Sendable {
        /// The file.
        public var file: String
        /// When it ends, in seconds since 1970.
        public var expiresAt: Int64
    }

    /// Certificates that stand in for the system's (`SSL_CERT_FILE`); empty for the system's own.
    public var systemCertificates: String
    /// Certificates that are trusted besides; empty for none.
    public var ownCertificates: String
    /// The client certificate, where there is one.
    public var clientCertificate: ClientCertificate?
    /// The proxy, where there is one.
    public var proxy: Proxy?
    /// Whether HTTP/2 is used where the OA offers it.
    public var allowsHTTP2: Bool

    /// Works out what a connection of an account will use; nothing is connected.
    /// - Throws: ``OAError/misconfigured(_:)`` where it could not be used.
    public init(
        of account: OAAccount, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(OAError) {
        let address = try OAAddress(account.url)
        let settings = account.connection
        let isEncrypted = address.base.hasPrefix("https://")
        systemCertificates = isEncrypted ? environment["SSL_CERT_FILE"] ?? "" : ""
        ownCertificates = isEncrypted ? account.caFile : ""
        if isEncrypted, !settings.clientCertificate.isEmpty {
            let chain = try TLSTrust.certificates(in: settings.clientCertificate, .clientCertificateFile)
            clientCertificate = ClientCertificate(
                file: settings.clientCertificate,
                expiresAt: chain.map { Int64($0.notValidAfter) }.min() ?? 0)
        }
        if let choice = try ProxySettings.choice(
            for: address, configured: settings.proxy, environment: environment)
        {
            proxy = Proxy(
                address: "\(choice.proxy.host):\(choice.proxy.port)", source: choice.source,
                hasSignIn: choice.hasSignIn)
        }
        allowsHTTP2 = settings.allowsHTTP2
    }

    /// What is out of the ordinary, as parts of a sentence; empty where nothing is.
    public var remarks: [LocalizedText] {
        var remarks: [LocalizedText] = []
        if let proxy {
            let zh = proxy.hasSignIn ? "，带用户名和密码" : ""
            let en = proxy.hasSignIn ? ", with user and password" : ""
            remarks.append(
                LocalizedText(
                    zh: "代理 \(proxy.address)（来自 \(proxy.source)\(zh)）",
                    en: "proxy \(proxy.address) (from \(proxy.source)\(en))"))
        }
        if !systemCertificates.isEmpty {
            remarks.append(
                LocalizedText(
                    zh: "以 SSL_CERT_FILE=\(systemCertificates) 代替系统根证书",
                    en: "SSL_CERT_FILE=\(systemCertificates) instead of the system's certificates"))
        }
        if !ownCertificates.isEmpty {
            remarks.append(
                LocalizedText(
                    zh: "另外信任 \(ownCertificates) 中的证书", en: "certificates in \(ownCertificates) trusted too"))
        }
        if let clientCertificate {
            let day = "\(CalendarDate(daysSince1970: Int(clientCertificate.expiresAt / 86_400)))"
            remarks.append(
                LocalizedText(
                    zh: "客户端证书 \(clientCertificate.file)（有效期至 \(day)）",
                    en: "client certificate \(clientCertificate.file) (until \(day))"))
        }
        if !allowsHTTP2 { remarks.append(LocalizedText(zh: "只用 HTTP/1.1", en: "HTTP/1.1 only")) }
        return remarks
    }
}
