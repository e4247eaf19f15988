import Audit
import Foundation
import GRDB
import Invoicing
import OAProfile
import Synchronization

/// ledger.db: operations, attempts, evidence, audit and drafts. Never rebuilt, never touched by a resync.
///
/// Every call is one transaction; a call that changes an operation returns after COMMIT, and the audit entry of each change
/// of state is part of it. Times are milliseconds since 1970 and come from the caller.
public final class Ledger: Sendable {
    let connection: LedgerConnection
    let session: Session
    let monotonic: @Sendable () -> Int64
    private let salt: @Sendable () -> ContentDigest
    /// The Merkle tree over what was read of the log so far.
    let grown = Mutex(CompactRange())

    /// Opens or makes ledger.db in a folder (made with mode 0700; the file has mode 0600).
    /// - Parameter monotonic: milliseconds since the machine was booted, for the audit entries.
    public convenience init(
        folder: URL, session: Session, monotonic: @escaping @Sendable () -> Int64 = Ledger.timeSinceBoot
    ) throws(StoreError) {
        try self.init(
            connection: LedgerConnection(folder: folder, isReadOnly: false), session: session,
            monotonic: monotonic)
    }

    /// Opens an existing ledger.db for reading: every call that would change something throws
    /// ``StoreError/readOnly(file:)``.
    public static func openReadOnly(folder: URL, session: Session) throws(StoreError) -> Ledger {
        try Ledger(
            connection: LedgerConnection(folder: folder, isReadOnly: true), session: session,
            monotonic: timeSinceBoot)
    }

    init(
        connection: LedgerConnection, session: Session, monotonic: @escaping @Sendable () -> Int64,
        salt: @escaping @Sendable () -> ContentDigest = Ledger.randomSalt
    ) {
        self.connection = connection
        self.session = session
        self.monotonic = monotonic
        self.salt = salt
    }

    /// A number that changes whenever any process commits to the ledger.
    public func changeMark() throws(StoreError) -> Int64 { try connection.changeMark() }

    /// The disk is full and recording goes on in room that was kept for this: the user must be told. It ends by itself when
    /// there is room again.
    public var isOnReserve: Bool { connection.ballast?.wasReleased == true }

    /// Whether room is kept for decisions that come when the disk is full.
    public var hasReserve: Bool { connection.ballast?.isHeld == true }

    /// What ``isOnReserve`` means, for the user.
    public var reserveNotice: StoreError { .onReserve(file: connection.path) }

    /// Runs steps on operations in one transaction.
    func write<T>(at now: Int64, _ body: (LedgerTransaction) throws -> T) throws(StoreError) -> T {
        try connection.write { db in
            try body(
                LedgerTransaction(
                    db: db, session: session, now: now, monotonic: monotonic(), salt: salt))
        }
    }

    /// 32 bytes of the system's random source.
    @Sendable static func randomSalt() -> ContentDigest {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<4).flatMap { _ in withUnsafeBytes(of: random.next()) { Array($0) } }
        return ContentDigest(bytes: bytes) ?? .zero
    }

    /// Milliseconds since the machine was booted, sleep included.
    @Sendable public static func timeSinceBoot() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
