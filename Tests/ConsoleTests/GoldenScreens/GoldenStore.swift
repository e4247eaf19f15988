import Foundation
import Invoicing
import OAProfile
import Store
import Synchronization
import Terminal

@testable import Console

/// A console over real stores: fourteen tasks, of which one was approved here and confirmed, and one was rejected at the
/// OA. Clock and chance are the same every time.
final class GoldenStore {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "golden-\(UUID().uuidString)")
    private let services: ConsoleServices
    private let chance = Chance()

    init() throws {
        let ledger = try Ledger(
            folder: folder,
            session: Ledger.Session(id: "s1", actor: "zhang.wei", host: "jump-01", appVersion: "1.0"),
            monotonic: { 42 })
        let mirror = try Mirror(folder: folder, at: noon)
        var services = ConsoleServices(ledger: ledger, mirror: mirror)
        services.archive = .sample
        let tasks = GoldenData.entries().map(\.task)
        _ = try mirror.apply(StoreRoom.page(tasks, "0", "1"), at: noon)
        self.services = services
        let look = GoldenLook(language: .zh, columns: 80, rows: 24)
        _ = try surface(look, after: ["a", "y"])
        var decided = Array(tasks.prefix(2))
        for index in decided.indices { decided[index].rev = "r2" }
        decided[0].status = .approved
        decided[0].invoice.seller.account = "6222"
        decided[1].status = .rejected
        _ = try mirror.apply(StoreRoom.page(decided, "1", "2"), at: noon)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// What stands on the screen after keys, each as `KeyPress` writes it, or `type:TEXT`.
    func surface(_ look: GoldenLook, after steps: [String]) throws -> Surface {
        var given = try context(language: look.language, usesASCII: look.usesASCII)
        given.overrides = OverrideRights(reviewers: ["zhang.wei"], policy: "2026-1")
        given.random = { [chance] in chance.next() }
        var stage = try ScriptStage(
            context: given, services: services,
            size: TerminalSize(columns: look.columns, rows: look.rows))
        for step in steps {
            if step.hasPrefix("type:") {
                stage.update(.text(String(step.dropFirst(5))))
            } else if let press = KeyPress(notation: step) {
                stage.update(.key(press))
            }
            stage.paint()
        }
        return stage.state.draw()
    }
}

/// Chance that is the same every time.
private final class Chance: Sendable {
    private let value = Mutex<UInt64>(0)

    func next() -> UInt64 {
        value.withLock {
            $0 &+= 0x9E37_79B9_7F4A_7C15
            return $0
        }
    }
}
