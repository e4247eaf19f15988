import Foundation
import Invoicing
import OAProfile
import ReferenceOA
import SeededRandom
import Testing

@Suite("Feed and snapshot over HTTP")
struct FeedTests {
    @Test("a person sees own tasks, past and present, and nobody else's")
    func visibility() async throws {
        try await withServer(claims: [HandmadeClaims.claim(1), HandmadeClaims.claim(2, at: 0)]) { oa in
            let zhang = try oa.token("zhang.wei")
            let chen = try oa.token("chen.jing")
            let mine = try await oa.tasks(as: zhang)
            #expect(mine.map(\.task.status) == [.approved, .pending])
            #expect(mine.allSatisfy { $0.task.assignee == "zhang.wei" })
            let theirs = try await oa.tasks(as: chen)
            #expect(theirs.count == 1)
            let id = theirs[0].task.id.rawValue
            #expect(try await oa.get("/v1/tasks/\(id)", as: zhang).status == 404)
            let page = try await oa.get("/v1/changes", as: zhang).decoded(ChangesPage.self)
            #expect(Set(page.items.map(\.id)) == Set(mine.map(\.task.id)))
            let answer = try await oa.decide(
                request(.approve(comment: ""), on: theirs[0]), onRev: theirs[0].task.rev, as: zhang)
            #expect(answer.status == 404)
        }
    }

    @Test("the feed from its start and a snapshot give the same view")
    func feedFromStart() async throws {
        try await withServer(claims: (1...30).map { HandmadeClaims.claim($0) }) { oa in
            let chen = try oa.token("chen.jing")
            let snapshot = try await oa.snapshot(as: chen)
            #expect(snapshot.items.count == 30)
            var view = RunningServer.View(epoch: snapshot.epoch, cursor: "0", items: [:])
            try await oa.pull(&view, as: chen, limit: 7)
            #expect(view == snapshot)
        }
    }

    @Test("after any history, pulling from an old snapshot gives the view of a new one", arguments: 1...6)
    func convergence(seed: UInt64) async throws {
        try await withServer(claims: (1...8).map { HandmadeClaims.claim($0) }) { oa in
            let users = ["zhang.wei", "chen.jing", "li.na"]
            let tokens = try users.map { try oa.token($0) }
            var views: [RunningServer.View] = []
            for token in tokens { views.append(try await oa.snapshot(as: token)) }
            var random = SeededGenerator(seed: seed)
            for _ in 0..<40 {
                try await oneStep(oa, tokens: tokens, users: users, using: &random)
                let reader = Int.random(in: 0..<3, using: &random)
                if Bool.random(using: &random) {
                    try await oa.pull(&views[reader], as: tokens[reader], limit: 3)
                }
            }
            for (reader, token) in tokens.enumerated() {
                try await oa.pull(&views[reader], as: token, limit: 2)
                let fresh = try await oa.snapshot(as: token)
                #expect(views[reader] == fresh, "seed \(seed), \(users[reader])")
            }
        }
    }

    /// A decision by one of the users, or something that happens in the OA; most are refused now and then.
    private func oneStep(
        _ oa: RunningServer, tokens: [String], users: [String], using random: inout SeededGenerator
    ) async throws {
        let actor = Int.random(in: 0..<3, using: &random)
        guard let document = try await oa.tasks(as: tokens[actor]).randomElement(using: &random) else {
            return
        }
        let id = document.task.id
        let reason = try #require(Decision.Reason("理由"))
        switch Int.random(in: 0..<9, using: &random) {
        case 0: try oa.server.apply(.comment(on: id))
        case 1:
            try oa.server.apply(
                .amend(id, to: HandmadeClaims.invoice(Int.random(in: 1...999, using: &random))))
        case 2: try? oa.server.apply(.withdraw(id))
        case 3: try? oa.server.apply(.reassign(id, to: users[Int.random(in: 0..<3, using: &random)]))
        case 4: try? oa.server.apply(.resubmit(id))
        default:
            let decisions: [Decision] = [
                .approve(comment: ""), .approve(comment: "可"), .reject(reason: reason),
                .returnToStep(node: "manager", reason: reason),
                .transfer(to: users[Int.random(in: 0..<3, using: &random)], comment: ""),
            ]
            let decision = decisions[Int.random(in: 0..<decisions.count, using: &random)]
            let answer = try await oa.decide(
                request(decision, on: document), onRev: document.task.rev, as: tokens[actor])
            #expect([200, 409, 422].contains(answer.status))
        }
    }

    @Test("a snapshot longer than a page is complete, and survives a change between its pages")
    func pagedSnapshot() async throws {
        try await withServer(claims: (1...1_100).map { HandmadeClaims.claim($0, files: []) }) { oa in
            let chen = try oa.token("chen.jing")
            let first = try await oa.get("/v1/snapshot", as: chen).decoded(SnapshotPage.self)
            #expect(first.items.count == 500)
            var view = RunningServer.View(epoch: first.epoch, cursor: first.cursor, items: [:])
            for item in first.items { view.apply(item) }
            try oa.server.apply(.reassign(try #require(first.items.first).id, to: "li.na"))
            var next = first.nextPage
            while let name = next {
                let page = try await oa.get("/v1/snapshot?page=\(name)", as: chen).decoded(SnapshotPage.self)
                for item in page.items { view.apply(item) }
                next = page.nextPage
            }
            try await oa.pull(&view, as: chen)
            #expect(view.items.count == 1_099)
            #expect(view.items == (try await oa.snapshot(as: chen)).items)
        }
    }

    @Test("a reassigned task is gone from the first person's feed, with the reason")
    func reassigned() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let view = try await oa.snapshot(as: chen)
            let id = try #require(view.items.keys.first)
            try oa.server.apply(.reassign(id, to: "li.na"))
            let page = try await oa.get("/v1/changes?since=\(view.cursor)&epoch=\(view.epoch)", as: chen)
                .decoded(ChangesPage.self)
            #expect(page.items.map(\.content) == [.gone(reason: "reassigned")])
        }
    }

    @Test("nothing new is one empty page that keeps the cursor")
    func nothingNew() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let view = try await oa.snapshot(as: chen)
            let page = try await oa.get("/v1/changes?since=\(view.cursor)&epoch=\(view.epoch)", as: chen)
                .decoded(ChangesPage.self)
            #expect(page.items.isEmpty)
            #expect(!page.hasMore)
            #expect(page.newCursor == view.cursor)
        }
    }

    @Test("a trimmed feed, another epoch and a cursor from the future are 410, and a snapshot helps")
    func gone() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let view = try await oa.snapshot(as: chen)
            let id = try #require(view.items.keys.first)
            func code(since cursor: String, epoch: String) async throws -> Problem.Code {
                let answer = try await oa.get("/v1/changes?since=\(cursor)&epoch=\(epoch)", as: chen)
                #expect(answer.status == 410)
                return try answer.problem().code
            }
            #expect(try await code(since: "999999", epoch: view.epoch) == .cursorExpired)
            #expect(try await code(since: view.cursor, epoch: "0000000000000000") == .epochChanged)
            try oa.server.apply(.comment(on: id))
            try oa.server.apply(.trimFeed)
            #expect(try await code(since: view.cursor, epoch: view.epoch) == .cursorExpired)
            #expect(try await oa.get("/v1/changes", as: chen).status == 410)
            let fresh = try await oa.snapshot(as: chen)
            #expect(
                try await oa.get("/v1/changes?since=\(fresh.cursor)&epoch=\(fresh.epoch)", as: chen).status
                    == 200)
            try oa.server.apply(.newEpoch)
            #expect(try await code(since: fresh.cursor, epoch: fresh.epoch) == .epochChanged)
            let session = try await oa.get("/v1/session", as: chen).decoded(SessionDocument.self)
            #expect(session.epoch != fresh.epoch)
            let page = try await oa.get("/v1/snapshot?page=1.1.\(fresh.epoch)", as: chen)
            #expect(try page.problem().code == .epochChanged)
        }
    }
}
