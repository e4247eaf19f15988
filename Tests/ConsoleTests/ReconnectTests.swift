import Foundation
import Invoicing
import OAProfile
import Store
import Terminal
import Testing

@testable import Console

/// What comes back after a dropped line.
@Suite("Reconnecting")
struct ReconnectTests {
    /// The place that a session had saved when it was killed after some keys.
    private func place(after keys: [String], typing text: String = "") throws -> Place {
        var bench = try Bench(context: context(language: .en), keepsPlace: true)
        for key in keys { bench.press(key) }
        bench.type(text)
        bench.now += 1_000
        bench.send(.tick)
        return try #require(bench.places.last)
    }

    private func reconnected(_ place: Place, opened: Int? = nil) throws -> Bench {
        try Bench(
            context: context(language: .en),
            restoring: RestoredPlace(place: place, entry: opened.map { Fixtures.entry($0) }))
    }

    @Test("view, selection and marks come back with one line that says so")
    func comesBack() throws {
        let place = try place(after: ["v", "v", "j", "m", "m", "j"])
        let bench = try reconnected(place)
        #expect(bench.state.queue.view == .everything)
        #expect(bench.state.marks.keys == place.marks && place.marks.count == 2)
        #expect(bench.state.queue.viewport.selection == place.selected)
        #expect(bench.screen.contains("The line dropped last time"))
    }

    @Test("a half-typed query is open again and was not asked")
    func search() throws {
        let bench = try reconnected(place(after: ["/"], typing: "seller:晨"))
        guard case .search(let prompt) = bench.state.modal else {
            Issue.record("no search line")
            return
        }
        #expect(prompt.editor.text == "seller:晨")
        #expect(bench.state.queue.search.isEmpty)
    }

    @Test("a decision bar never comes back; its text is there when it is opened anew")
    func draft() throws {
        let place = try place(after: ["<Enter>", "r"], typing: "金额不符")
        #expect(place.text == .draft(TaskID(rawValue: "t-1"), .reject, "金额不符"))
        var bench = try reconnected(place, opened: 1)
        #expect(bench.openTask == TaskID(rawValue: "t-1"))
        #expect(bench.state.modal == nil)
        bench.press("y", "<Enter>")
        #expect(bench.recorded.isEmpty)
        bench.press("r")
        guard case .typing(_, let editor) = bench.bar?.phase else {
            Issue.record("no line to type in")
            return
        }
        #expect(editor.text == "金额不符")
    }

    @Test("an armed approval comes back as no bar at all, and no key confirms it")
    func armed() throws {
        let place = try place(after: ["<Enter>", "a"])
        var bench = try reconnected(place, opened: 1)
        #expect(bench.bar == nil)
        bench.press("y", "Y")
        #expect(bench.recorded.isEmpty)
    }

    @Test("a key pressed before the place is read keeps the user where the key went")
    func firstKey() throws {
        let place = try place(after: ["v", "v"])
        var bench = try Bench(context: context(), keepsPlace: true)
        bench.press("j")
        bench.send(.placeLoaded(RestoredPlace(place: place)))
        #expect(bench.state.queue.view == .toDecide)
    }

    @Test("whoever leaves by quit begins anew; whoever is cut off does not")
    func leaving() throws {
        var bench = try Bench(context: context(), keepsPlace: true)
        bench.press("v", "v")
        bench.send(.leaving)
        #expect(bench.places.last?.view == .everything)
        bench.press("q")
        bench.send(.leaving)
        #expect(bench.places.isEmpty)
    }

    @Test("keys in a run are saved once, not once each")
    func throttled() throws {
        var bench = try Bench(context: context(), keepsPlace: true)
        for _ in 0..<50 { bench.pressAtOnce("j") }
        bench.now += SessionMemory.pause
        bench.send(.tick)
        bench.now += SessionMemory.pause
        bench.send(.tick)
        #expect(bench.places.count == 1)
    }

    @Test("a place of another user, another OA or another version is shown to nobody", arguments: 0..<4)
    func others(_ kind: Int) throws {
        var place = Place()
        place.search = "晨光"
        var saved = SavedPlace(place, tasks: [:], user: "zhang.wei", host: "oa.example.com")
        if kind == 1 { saved.user = "li.na" }
        if kind == 2 { saved.host = "oa2.example.com" }
        if kind == 3 { saved.version = 99 }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reconnect-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let services = ConsoleServices(
            ledger: try Ledger(
                folder: folder,
                session: Ledger.Session(id: "1", actor: "zhang.wei", host: "h", appVersion: "1")),
            mirror: try Mirror(folder: folder))
        var kept = services
        kept.sessionFile = SessionFile(folder: folder)
        try kept.sessionFile?.save(JSONEncoder().encode(saved))
        let found = StoreWorker(services: kept, context: try context()).perform(.loadPlace)
        #expect(found.count == (kind == 0 ? 1 : 0))
        let mode =
            try FileManager.default.attributesOfItem(
                atPath: folder.appendingPathComponent("session.json").path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }
}
