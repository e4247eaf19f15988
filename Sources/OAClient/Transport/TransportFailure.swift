import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// What can go wrong in an exchange, besides the errors of the libraries below.
enum TransportFailure: Error {
    /// The whole exchange took too long.
    case timeOut
    /// The answer is larger than is read.
    case tooLarge(limit: Int)

    /// Any error of an exchange, as one that can be told. Texts of the libraries are never shown: they hold paths of
    /// the build and say nothing about the remedy.
    static func error(from error: any Error, host: String) -> OAError {
        switch error {
        case let error as OAError: error
        case TransportFailure.timeOut: .unreachable(host, .answerTimeOut)
        case TransportFailure.tooLarge(let limit): .tooLarge(host: host, limit: limit)
        case is CancellationError: .unreachable(host, .cancelled)
        case let error as HTTPClientError: client(error, host: host)
        case let error as NIOConnectionError: connection(error, host: host)
        case let error as IOError: .unreachable(host, cause(errno: error.errnoCode))
        case let error as NIOSSLError: .unreachable(host, cause(of: error))
        case is NIOSSLExtraError: .unreachable(host, .certificate)
        case is BoringSSLError: .unreachable(host, .encryption)
        case HTTPParserError.invalidEOFState: .unreachable(host, .reset)
        case is HTTPParserError: .notAnOA(host, .notHTTP)
        case let error as ChannelError: .unreachable(host, cause(of: error))
        default: .unreachable(host: host, cause: "\(type(of: error))")
        }
    }

    private static func client(_ error: HTTPClientError, host: String) -> OAError {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout: .unreachable(host, .connectTimeOut)
        case .deadlineExceeded, .readTimeout, .writeTimeout: .unreachable(host, .answerTimeOut)
        case .remoteConnectionClosed, .uncleanShutdown, .bodyLengthMismatch: .unreachable(host, .reset)
        case .cancelled, .requestStreamCancelled: .unreachable(host, .cancelled)
        case .alreadyShutdown: .unreachable(host, .closed)
        case .tlsHandshakeTimeout: .unreachable(host, .encryption)
        case .invalidProxyResponse, .proxyAuthenticationRequired, .httpProxyHandshakeTimeout,
            .socksHandshakeTimeout, .invalidProxyConfiguration:
            .unreachable(host, .proxy)
        case .invalidURL, .emptyHost, .emptyScheme: .misconfigured(host, .notAnAddress)
        default: .unreachable(host: host, cause: error.shortDescription)
        }
    }

    private static func connection(_ error: NIOConnectionError, host: String) -> OAError {
        guard let first = error.connectionErrors.first?.error else {
            return .unreachable(host, .nameNotFound)
        }
        if let first = first as? IOError { return .unreachable(host, cause(errno: first.errnoCode)) }
        if let first = first as? ChannelError { return .unreachable(host, cause(of: first)) }
        return .unreachable(host: host, cause: "\(type(of: first))")
    }

    private static func cause(of error: ChannelError) -> OAError.Cause {
        if case .connectTimeout = error { return .connectTimeOut }
        return .reset
    }

    private static func cause(of error: NIOSSLError) -> OAError.Cause {
        switch error {
        case .handshakeFailed(let reason):
            "\(reason)".contains("CERTIFICATE_VERIFY_FAILED") ? .certificate : .encryption
        case .noCertificateToValidate, .unableToValidateCertificate: .certificate
        case .uncleanShutdown: .reset
        default: .encryption
        }
    }

    private static func cause(errno code: CInt) -> OAError.Cause {
        switch code {
        case ECONNREFUSED: .refused
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EADDRNOTAVAIL: .noRoute
        case ETIMEDOUT: .connectTimeOut
        default: .reset
        }
    }
}
