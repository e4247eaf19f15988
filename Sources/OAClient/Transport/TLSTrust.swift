import NIOSSL

/// Whom to trust: the system's certificates, or those of `SSL_CERT_FILE`, and besides them a company's own.
enum TLSTrust {
    /// The settings of every connection: full verification, TLS 1.2 or later.
    /// - Throws: ``OAError/misconfigured(_:)`` naming the file that cannot be read.
    static func configuration(caFile: String, environment: [String: String]) throws(OAError)
        -> TLSConfiguration
    {
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
        return configuration
    }

    private static func certificates(in file: String) throws(OAError) -> [NIOSSLCertificate] {
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(file), !certificates.isEmpty else {
            throw .misconfigured(file, .certificateFile)
        }
        return certificates
    }
}
