import Invoicing
import OAClient
import OAProfile

extension Setting {
    /// The sign-in, with the way to the OA as the configuration says it now.
    /// - Throws: `AccountFileError`.
    func account() throws(AccountFileError) -> OAAccount {
        reaching(try AccountFile(home.accountFile).load())
    }

    /// An account with the way to its OA as the configuration says it.
    func reaching(_ account: OAAccount) -> OAAccount {
        var account = account
        account.connection = configuration.connection
        // What is configured counts at once; an account of before keeps what it was made with.
        if !configuration.caFile.isEmpty { account.caFile = configuration.caFile }
        return account
    }
}

/// What certificates and proxies a connection uses, where that is out of the ordinary.
struct ConnectionOutput: Encodable {
    let proxy: String?
    let proxy_source: String?
    let system_certificates: String?
    let ca_file: String?
    let client_certificate: String?
    let client_certificate_expires_at: String?
    let http2: Bool

    init(_ plan: ConnectionPlan) {
        func given(_ text: String) -> String? { text.isEmpty ? nil : text }
        proxy = plan.proxy?.address
        proxy_source = plan.proxy?.source
        system_certificates = given(plan.systemCertificates)
        ca_file = given(plan.ownCertificates)
        client_certificate = plan.clientCertificate?.file
        client_certificate_expires_at = plan.clientCertificate.map { WallClock.text($0.expiresAt * 1_000) }
        http2 = plan.allowsHTTP2
    }
}

extension ConnectionPlan {
    /// Everything that is out of the ordinary in one sentence; nothing where nothing is.
    var sentence: LocalizedText? {
        let remarks = remarks
        guard !remarks.isEmpty else { return nil }
        return LocalizedText(
            zh: remarks.map(\.zh).joined(separator: "；"), en: remarks.map(\.en).joined(separator: "; "))
    }
}
