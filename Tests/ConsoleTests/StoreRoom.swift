import Foundation
import Invoicing
import OAProfile
import Store
import Terminal

@testable import Console

/// A console over real stores in a folder that goes with it, driven key by key.
final class StoreRoom {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "room-\(UUID().uuidString)")
    let ledger: Ledger
    let mirror: Mirror
    var stage: ScriptStage
    private var cursor = 1

    init(
        _ tasks: [ApprovalTask], _ context: ConsoleContext, columns: Int = 120, rows: Int = 40,
        mirrorRules: TaskRules = .inForce, desk: AuditorDesk? = nil
    ) throws {
        let session = Ledger.Session(id: "s1", actor: "zhang.wei", host: "test", appVersion: "1")
        ledger = try Ledger(folder: folder, session: session, monotonic: { 42 })
        mirror = try Mirror(folder: folder, at: 1, rules: mirrorRules)
        _ = try mirror.apply(Self.page(tasks, "0", "1"), at: noon)
        var services = ConsoleServices(ledger: ledger, mirror: mirror)
        if let desk {
            services.auditor = desk
            services.archive = .sample
        }
        stage = try ScriptStage(
            context: context, services: services,
            size: TerminalSize(columns: columns, rows: rows))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// What the OA sends, and what sync says of it.
    func apply(_ tasks: [ApprovalTask]) throws {
        let changes = try mirror.apply(Self.page(tasks, "\(cursor)", "\(cursor + 1)"), at: noon)
        cursor += 1
        stage.update(.sync(.mirror(changes)))
        stage.paint()
    }

    func press(_ keys: String...) {
        for key in keys {
            if let press = KeyPress(notation: key) { stage.update(.key(press)) }
            stage.paint()
        }
    }

    func type(_ text: String) {
        stage.update(.text(text))
        stage.paint()
    }

    var screen: String { stage.state.draw().snapshot() }
    var said: LocalizedText? { stage.state.message?.text }

    static func page(_ tasks: [ApprovalTask], _ old: String, _ new: String) -> ChangesPage {
        ChangesPage(
            epoch: "e1", oldCursor: old, newCursor: new, hasMore: false,
            items: tasks.map { ChangeItem(id: $0.id, rev: $0.rev, content: .upsert(TaskDocument($0))) })
    }
}
