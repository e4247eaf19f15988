import Audit
import Foundation
import Invoicing
import OAClient
import Store

/// Writes into the audit log what commands do beside deciding. An event is written down before its effect: what leaves the
/// store leaves it in the open.
extension Setting {
    /// Writes down an event.
    /// - Parameter user: who did it; else who is signed in, else the name at this machine as `os:name`.
    /// - Throws: `StoreError`. A ledger that may only be read is no reason to refuse; it is said that nothing was logged.
    func note(_ event: AuditEvent, by user: String? = nil) throws {
        let known = user ?? (try? AccountFile(home.accountFile).load())?.user
        do throws(StoreError) {
            guard role != .auditor else {
                throw .readOnly(file: home.data.appendingPathComponent("ledger.db").path)
            }
            let ledger = try Ledger(
                folder: home.data, session: Workplace.session(of: known ?? "os:\(NSUserName())"))
            try ledger.note(event, at: WallClock.now())
        } catch {
            guard case .readOnly(let file) = error else { throw error }
            voice.say(
                LocalizedText(
                    zh: "账本 \(file) 只读，本次操作（\(event.kind.title.zh)）未写入审计日志。",
                    en: "The ledger \(file) may only be read: this was not logged (\(event.kind.title.en))."))
        }
    }
}
