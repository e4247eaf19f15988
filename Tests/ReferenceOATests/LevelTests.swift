import Foundation
import Invoicing
import OAProfile
import ReferenceOA
import Testing

@Suite("A reference OA that offers less than the full profile")
struct LevelTests {
    private static let below = [CapabilityLevel.atMostOnce, .taskBound, .versioned]

    private func decide(
        _ oa: RunningServer, _ task: TaskID, as token: String, action: String = "approve",
        comment: String = "好", target: String = "", headers: [String: String] = [:]
    ) async throws -> Answer {
        let body = ["action": action, "comment": comment, "target": target]
        return try await oa.send(
            "POST", "/v1/tasks/\(task.rawValue)/decisions", as: token,
            headers: ["Content-Type": "application/json"].merging(headers) { $1 },
            body: try JSONEncoder().encode(body))
    }

    @Test("what a level lacks is not there, and openapi.json does not name it", arguments: below)
    func endpoints(_ level: CapabilityLevel) async throws {
        struct Document: Decodable {
            struct Info: Decodable { var description: String }
            struct Operation: Decodable { var operationId: String }
            var info: Info
            var paths: [String: [String: Operation]]
        }
        try await withServer(level: level) { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.get("/openapi.json").decoded(Document.self)
            #expect(document.info.description.contains("level \(level.rawValue)"))
            let op = newOperation().rawValue
            let lacking = [
                ("GET", "/v1/ops/\(op)", "/v1/ops/{id}"), ("DELETE", "/v1/ops/\(op)", "/v1/ops/{id}"),
                ("POST", "/v1/decisions/batch", "/v1/decisions/batch"),
                ("PUT", "/v1/audit/checkpoints/1", "/v1/audit/checkpoints/{size}"),
            ]
            let feed = [("GET", "/v1/changes", "/v1/changes"), ("GET", "/v1/events", "/v1/events")]
            for (method, path, name) in lacking + (level.hasRowVersions ? [] : feed) {
                let answer = try await oa.send(method, path, as: chen)
                #expect(answer.status == 404, "\(method) \(path)")
                #expect(try answer.problem().code == .noSuchPath)
                #expect(document.paths[name] == nil)
            }
            if level.hasRowVersions { #expect(try await oa.get("/v1/changes", as: chen).status == 200) }
            let session = try await oa.get("/v1/session", as: chen).decoded(SessionDocument.self)
            #expect(session.capabilities.capabilityLevel == level)
            #expect(!session.capabilities.features.contains("fence"))
            #expect(!session.capabilities.features.contains("checkpoints"))
        }
    }

    @Test("without versions a task always has rev 0 and no entity tag", arguments: below)
    func versions(_ level: CapabilityLevel) async throws {
        try await withServer(level: level) { oa in
            let chen = try oa.token("chen.jing")
            let page = try await oa.get("/v1/snapshot", as: chen).decoded(SnapshotPage.self)
            let id = try #require(page.items.first?.id)
            for _ in 0..<2 {
                let answer = try await oa.get("/v1/tasks/\(id.rawValue)", as: chen)
                let rev = try answer.decoded(TaskDocument.self).task.rev
                #expect((rev == "0") == !level.hasRowVersions)
                #expect((answer.headers["etag"] != nil) == level.hasRowVersions)
                try oa.server.apply(.comment(on: id))
            }
            #expect((page.cursor == "0" && page.epoch == "0") == !level.hasRowVersions)
        }
    }

    @Test("level 2 demands the row version; the others take a decision without one")
    func precondition() async throws {
        try await withServer(level: .versioned) { oa in
            let chen = try oa.token("chen.jing")
            let task = try await oa.openTask(as: chen).task
            #expect(try await decide(oa, task.id, as: chen).problem().code == .preconditionMissing)
            let stale = try await decide(oa, task.id, as: chen, headers: ["If-Match": "\"999\""])
            let problem = try stale.problem()
            #expect(problem.code == .changed && problem.currentRev == task.rev)
            #expect(problem.currentDigest == nil && problem.opID == nil)
            let good = try await decide(oa, task.id, as: chen, headers: ["If-Match": "\"\(task.rev)\""])
            #expect(good.status == 200)
            #expect(!good.text.contains("receipt") && good.mediaType == OAProfile.jsonMediaType)
        }
    }

    @Test("the same decision twice: a conflict from level 1 on, a second entry at level 0", arguments: below)
    func twice(_ level: CapabilityLevel) async throws {
        try await withServer(level: level) { oa in
            let chen = try oa.token("chen.jing")
            let task = try await oa.openTask(as: chen).task
            let headers = level.hasRowVersions ? ["If-Match": "\"\(task.rev)\""] : [:]
            #expect(try await decide(oa, task.id, as: chen, headers: headers).status == 200)
            let second = try await decide(oa, task.id, as: chen, headers: headers)
            let steps = try await oa.task(task.id, as: chen).task.steps
            let entries = steps.filter { $0.state == .done && $0.actor == "chen.jing" }.count
            if level == .atMostOnce {
                #expect(second.status == 200 && entries == 2)
            } else {
                #expect(try second.problem().code == .notOpen && entries == 1)
                #expect(try second.problem().decidedOp == nil)
            }
        }
    }

    @Test(
        "what cannot be read is refused as at the full level",
        arguments: [
            ("approve", String(repeating: "x", count: 4_097), "", 413), ("approve", "a\u{0}b", "", 400),
            ("reject", " ", "", 400), ("transfer", "", "", 400), ("fly", "", "", 400),
            ("approve", "", String(repeating: "x", count: 201), 400),
        ])
    func malformed(action: String, comment: String, target: String, status: Int) async throws {
        try await withServer(level: .taskBound) { oa in
            let chen = try oa.token("chen.jing")
            let id = try await oa.openTask(as: chen).task.id
            let answer = try await decide(
                oa, id, as: chen, action: action, comment: comment, target: target)
            #expect(answer.status == status)
            _ = try answer.problem()
            #expect(try await oa.openTask(as: chen).task.id == id)
        }
    }
}
