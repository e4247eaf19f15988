import Foundation
import Invoicing
import Logging
import OAClient
import OAProfile
import Store
import Sync

/// A signed-in user's store, opened: what most commands work on.
struct Workplace: Sendable {
    /// Where the command runs.
    let setting: Setting
    /// The OA and the user.
    let account: OAAccount
    /// What can never be fetched again.
    let ledger: Ledger
    /// What the OA told last.
    let mirror: Mirror
    /// Which policy judges here.
    let policy: PolicyDesk.Standing
    /// Writes the log.
    let logger: Logger

    /// Opens account and store.
    /// - Throws: `AccountFileError`, `StoreError`, ``HomeError``, `OAError`.
    init(in setting: Setting) throws {
        try self.init(in: setting, account: setting.account())
    }

    /// Opens the store of a given account.
    init(in setting: Setting, account: OAAccount) throws {
        self.setting = setting
        self.account = account
        logger = setting.makeLogger("countersign")
        if setting.role == .auditor {
            let session = Self.session(of: account.user)
            ledger = try Ledger.openReadOnly(folder: setting.home.data, session: session)
            policy = try PolicyDesk(home: setting.home, ledger: ledger).standing()
            mirror = try Mirror.openReadOnly(
                folder: setting.home.data, rules: .inForce(policy: policy.inForce))
            return
        }
        try Home.make(setting.home.data)
        ledger = try Ledger(folder: setting.home.data, session: Self.session(of: account.user))
        policy = try PolicyDesk(home: setting.home, ledger: ledger).take(at: WallClock.now())
        policy.say(by: setting.voice)
        mirror = try Mirror(folder: setting.home.data, rules: .inForce(policy: policy.inForce))
        try mirror.restoreLocal(from: ledger)
        if mirror.wasRebuilt {
            setting.voice.say(
                LocalizedText(
                    zh: "本地缓存无法读取，已另存并重建；下次同步会从 OA 重新取回，已记录的决定不受影响。",
                    en:
                        "The local cache could not be read; it was set aside and made anew. The next sync fetches it "
                        + "again from the OA; recorded decisions are untouched."))
        }
    }

    /// What a query means here and now.
    var queryContext: Query.Context {
        Query.Context(now: WallClock.now(), utcOffset: setting.utcOffset, user: account.user)
    }

    /// A synchroniser over a connector.
    func makeSynchronizer(_ connector: any OAConnector) -> Synchronizer {
        Synchronizer(
            connector: connector, ledger: ledger, mirror: mirror, folder: setting.home.data, world: .system,
            logger: logger,
            witness: setting.configuration.usesSystemLog ? SystemLog.witness(of: account) : nil)
    }

    /// Does something with the OA and closes all connections afterwards.
    func withConnector<Result: Sendable>(
        _ work: (LevelledConnector) async throws -> Result
    ) async throws -> Result {
        try await LevelledConnector.use(account, logger: logger) { connector in
            defer { remember(connector.level) }
            return try await work(connector)
        }
    }

    /// Keeps what the OA offers for `status`, which does not ask it. Where that cannot be written, `status` tells the level
    /// of the last login.
    private func remember(_ level: CapabilityLevel?) {
        let file = AccountFile(setting.home.accountFile)
        guard let level, var known = try? file.load(), known.token == account.token, known.level != level
        else { return }
        known.level = level
        do {
            try file.save(known)
        } catch {
            logger.warning("level not kept", metadata: ["error.message": "\(error.explanation.en)"])
        }
    }

    /// Who writes into the ledger, from where.
    static func session(of user: String) -> Ledger.Session {
        var random = SystemRandomNumberGenerator()
        return .ofThisProcess(
            id: String(random.next(), radix: 16), actor: user, appVersion: Version.current)
    }
}

extension LevelledConnector {
    /// Does something with an account's OA and closes all connections afterwards, however it ended.
    static func use<Result: Sendable>(
        _ account: OAAccount, logger: Logger, _ work: (LevelledConnector) async throws -> Result
    ) async throws -> Result {
        let connector = try LevelledConnector(account: account, logger: logger)
        do {
            let result = try await work(connector)
            await connector.shutDown()
            return result
        } catch {
            await connector.shutDown()
            throw error
        }
    }
}
