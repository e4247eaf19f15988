import Foundation
import Logging

/// The embedded OA: a complete server of profile v1 on loopback, with a store of its own.
public struct ReferenceServer: Sendable {
    /// How it is started.
    public struct Options: Sendable {
        /// The address to bind; only loopback unless said otherwise.
        public var host: String
        /// The port; 0 takes a free one.
        public var port: Int
        /// The folder of its database and blobs.
        public var folder: URL
        /// The seed of the sample data, made once when the folder is empty.
        public var seed: UInt64
        /// How many sample invoices are made.
        public var invoices: Int
        /// What the deployment calls itself.
        public var environment: String

        /// Makes options.
        public init(
            host: String = "127.0.0.1", port: Int, folder: URL, seed: UInt64 = 1, invoices: Int = 200,
            environment: String = "DEMO"
        ) {
            self.host = host
            self.port = port
            self.folder = folder
            self.seed = seed
            self.invoices = invoices
            self.environment = environment
        }
    }

    /// Opens the database, making the sample data when it is new.
    /// - Throws: ``ReferenceServerError`` when the folder or the database cannot be used.
    public init(options: Options, logger: Logger) throws { fatalError("body follows") }

    /// Serves until the task is cancelled. `onReady` gets the port as soon as connections are accepted.
    public func run(onReady: @escaping @Sendable (Int) -> Void) async throws { fatalError("body follows") }
}
