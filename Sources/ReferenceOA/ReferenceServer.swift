import Foundation
import Hummingbird
import Invoicing
import Logging
import NIOCore
import OAProfile

// The embedded OA: a complete server of profile v1 over real HTTP, with an SQLite file and sample data of its own.
// Requests come in through `Server/`, are decided in one transaction each in `Database/`, and are described in
// `OpenAPI/`; `SampleData/` makes the claims of a new database. Out comes what any OA of the chosen level would answer.

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
        /// How much of the profile it offers; what a level lacks is not there.
        public var level: CapabilityLevel
        /// What it does wrong on purpose from the start.
        public var faults: FaultPlan
        /// The OA's clock, in milliseconds since 1970.
        public var now: @Sendable () -> Int64

        /// Makes options.
        public init(
            host: String = "127.0.0.1", port: Int, folder: URL, seed: UInt64 = 1, invoices: Int = 200,
            environment: String = "DEMO", level: CapabilityLevel = .full, faults: FaultPlan = .none,
            now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1_000) }
        ) {
            self.host = host
            self.port = port
            self.folder = folder
            self.seed = seed
            self.invoices = invoices
            self.environment = environment
            self.level = level
            self.faults = faults
            self.now = now
        }
    }

    private let options: Options
    private let logger: Logger
    private let database: OADatabase
    private let hints = ChangeHints()
    private let faults: FaultSwitch

    /// Opens the database, making the sample data when it is new.
    /// - Throws: ``ReferenceServerError`` when the folder or the database cannot be used.
    public init(options: Options, logger: Logger) throws {
        // China has one zone, eight hours before UTC, without summer time.
        let today = CalendarDate(daysSince1970: Int((options.now() + 8 * 3_600_000) / 86_400_000))
        let generator = SampleGenerator(seed: options.seed, today: today)
        try self.init(options: options, logger: logger) {
            SampleClaims(
                count: max(0, options.invoices), document: generator.document(at:),
                people: SampleGenerator.people)
        }
    }

    /// Opens the database; where it is new, it gets the given claims instead of generated ones.
    /// - Throws: ``ReferenceServerError`` when the folder or the database cannot be used.
    public init(options: Options, logger: Logger, documents: () -> [SampleDocument]) throws {
        let reviewer = SampleGenerator.reviewer
        try self.init(options: options, logger: logger) {
            let documents = documents()
            return SampleClaims(
                count: documents.count, document: { documents[$0] },
                people: [reviewer.user: reviewer.displayName])
        }
    }

    private init(options: Options, logger: Logger, claims: () -> SampleClaims) throws {
        self.options = options
        self.logger = logger
        let faults = FaultSwitch(options.faults)
        self.faults = faults
        let clock = options.now
        database = try OADatabase(
            folder: options.folder, now: { clock() + faults.clockSkew }, claims: claims)
        try faults.takeBackup(of: database)
    }

    /// Serves until the task is cancelled. `onReady` gets the port as soon as connections are accepted.
    /// - Throws: ``ReferenceServerError`` when the address cannot be listened on.
    public func run(onReady: @escaping @Sendable (Int) -> Void) async throws {
        let server = OAServer(
            database: database, hints: hints, faults: faults, environment: options.environment,
            level: options.level, allowsDemoLogin: isLoopback)
        let application = Application(
            router: server.router(),
            server: .http1(
                configuration: .init(additionalChannelHandlers: [
                    SkewedDate(faults: faults, now: database.now)
                ])),
            configuration: .init(
                address: .hostname(options.host, port: options.port), serverName: "countersign-reference-oa"),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { onReady(port) }
            },
            logger: logger)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await application.run() }
                group.addTask { [hints] in
                    while true {
                        try await Task.sleep(for: .seconds(30))
                        hints.beat()
                    }
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch  where Task.isCancelled {
            return
        } catch let error as IOError {
            throw explain(error)
        } catch let error as SocketAddressError {
            throw ReferenceServerError.addressUnusable(host: options.host, cause: "\(error)")
        }
    }

    /// Issues a bearer token to a user, for an operator who hands it over; only its SHA-256 is kept.
    /// - Throws: ``ReferenceServerError/noSuchThing(_:)`` for a user that is not there.
    public func issueToken(to user: String) throws -> String {
        guard let (token, _) = try database.issueToken(to: user) else {
            throw ReferenceServerError.noSuchThing(user)
        }
        return token.text
    }

    /// Changes what the running server does wrong on purpose.
    public func setFaults(_ plan: FaultPlan) { faults.set(plan) }

    /// Carries out what people do in the OA beside the profile.
    /// - Throws: ``ReferenceServerError/noSuchThing(_:)`` for a task or person that is not there, or no longer open.
    public func apply(_ change: OutsideChange) throws { hints.announce(try database.apply(change)) }

    /// The faults that were planted in the sample data, by claim: what the rules are measured against.
    public func plantedFaults() throws -> [InstanceID: [PlantedFault]] {
        Dictionary(
            uniqueKeysWithValues: try database.plantedFaults().map { (TaskName.instance($0.key), $0.value) })
    }

    private var isLoopback: Bool {
        options.host == "localhost" || options.host == "::1" || options.host.hasPrefix("127.")
    }

    private func explain(_ error: IOError) -> ReferenceServerError {
        switch error.errnoCode {
        case EADDRINUSE: .portTaken(host: options.host, port: options.port)
        case EACCES, EPERM: .portForbidden(host: options.host, port: options.port)
        default: .addressUnusable(host: options.host, cause: error.description)
        }
    }
}
