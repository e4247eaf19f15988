import Foundation
import NIOSSL

/// Whom to trust: the system's certificates, or those of `SSL_CERT_FILE`, and besides them a company's own. And, where
/// the OA asks who we are, with which certificate we answer.
enum TLSTrust {
    /// The settings of every connection: full verification, TLS 1.2 or later.
    /// - Throws: ``OAError/misconfigured(_:)`` naming the file that cannot be used.
    static func configuration(
        caFile: String, settings: ConnectionSettings = ConnectionSettings(), environment: [String: String]
    ) throws(OAError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .fullVerification
        // The TLS library looks at fixed places only; the variable is what administrators know.
        if let system = environment["SSL_CERT_FILE"], !system.isEmpty {
            configuration.trustRoots = .certificates(try certificates(in: system))
        }
        if !caFile.isEmpty {
            configuration.additionalTrustRoots = [.certificates(try certificates(in: caFile))]
        }
        // A key alone would be quietly of no use.
        if settings.clientCertificate.isEmpty, !settings.clientKey.isEmpty {
            throw .misconfigured(settings.clientKey, .clientCertificateFile)
        }
        if !settings.clientCertificate.isEmpty {
            try identify(&configuration, by: settings)
        }
        return configuration
    }

    /// The certificates of a PEM file; at least one.
    /// - Throws: ``OAError/misconfigured(_:)`` with the cause, naming the file.
    static func certificates(in file: String, _ cause: OAError.Cause = .certificateFile) throws(OAError)
        -> [NIOSSLCertificate]
    {
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(file), !certificates.isEmpty else {
            throw .misconfigured(file, cause)
        }
        return certificates
    }

    private static func identify(_ configuration: inout TLSConfiguration, by settings: ConnectionSettings)
        throws(OAError)
    {
        let chain = try certificates(in: settings.clientCertificate, .clientCertificateFile)
        let keyFile = settings.clientKey.isEmpty ? settings.clientCertificate : settings.clientKey
        guard let key = try? NIOSSLPrivateKey(file: keyFile, format: .pem) else {
            throw .misconfigured(keyFile, .clientCertificateFile)
        }
        var status = stat()
        guard stat(keyFile, &status) == 0, status.st_mode & 0o007 == 0 else {
            throw .misconfigured(keyFile, .clientKeyExposed)
        }
        configuration.certificateChain = chain.map { .certificate($0) }
        configuration.privateKey = .privateKey(key)
        // Whether the two belong together shows only when they are used.
        do { _ = try NIOSSLContext(configuration: configuration) } catch {
            throw .misconfigured(keyFile, .clientCertificateFile)
        }
    }
}
