import AsyncHTTPClient
import Foundation
import Invoicing
import Logging
import OAProfile
import ReferenceOA
import Testing

@Suite("Hostile requests, faults and restarts")
struct RobustnessTests {
    @Test("a decision without its key is 400, without a precondition 428, without JSON 415")
    func missingParts() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let approval = request(.approve(comment: ""), on: document)
            func send(_ headers: [String: String?]) async throws -> (Int, Problem.Code) {
                let answer = try await oa.decide(
                    approval, onRev: document.task.rev, as: chen, changing: headers)
                return (answer.status, try answer.problem().code)
            }
            #expect(try await send(["Idempotency-Key": nil]) == (400, .keyMissing))
            #expect(try await send(["Idempotency-Key": approval.opID.rawValue]) == (400, .malformed))
            #expect(
                try await send(["Idempotency-Key": "\"\(newOperation().rawValue)\""]) == (400, .malformed))
            #expect(try await send(["If-Match": nil]) == (428, .preconditionMissing))
            for tag in ["*", "W/\"1\"", "1", "\"1\", \"2\"", "\"\""] {
                #expect(try await send(["If-Match": tag]) == (400, .malformed))
            }
            #expect(try await send(["Content-Type": "text/plain"]).0 == 415)
            #expect(try await send(["Content-Digest": "sha-256=:AAAA:"]) == (400, .malformed))
            // None of these is an answer about the operation: it still applies when it comes as it should.
            #expect(try await oa.decide(approval, onRev: document.task.rev, as: chen).status == 200)
        }
    }

    @Test("texts that are too long, empty where they may not be, or hold NUL are refused")
    func hostileTexts() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            func status(_ change: (inout DecisionRequest) -> Void) async throws -> Int {
                var asked = request(.approve(comment: ""), on: document)
                change(&asked)
                return try await oa.decide(asked, onRev: document.task.rev, as: chen).status
            }
            #expect(try await status { $0.comment = String(repeating: "長", count: 1_366) } == 413)
            #expect(try await status { $0.comment = "a\u{0}b" } == 400)
            #expect(
                try await status {
                    $0.action = .reject; $0.comment = " \n"
                } == 400)
            #expect(try await status { $0.action = .transfer } == 400)
            #expect(try await status { $0.target = String(repeating: "x", count: 201) } == 400)
            #expect(try await status { $0.comment = String(repeating: "x", count: 70_000) } == 413)
            #expect(try await status { $0.onBehalfOf = "li.na" } == 403)
            // Control characters are the reader's business; the text comes back as it was sent.
            let comment = "\u{1B}[31m\u{202E}\r\u{200B}\"\\"
            #expect(try await status { $0.comment = comment } == 200)
            let steps = try await oa.task(document.task.id, as: chen).task.steps
            #expect(steps.first { $0.node == "finance" }?.comment == comment)
        }
    }

    @Test(
        "a body that is not the expected JSON is 400",
        arguments: [
            "", "{", "[]", "null", "{}", "\u{FEFF}", "{\"op_id\":1}",
            String(repeating: "[", count: 20_000), "{\"a\":" + String(repeating: "{\"a\":", count: 5_000),
        ])
    func malformedJSON(text: String) async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let headers = [
                "Content-Type": "application/json", "If-Match": "\"1\"",
                "Idempotency-Key": "\"\(newOperation().rawValue)\"",
            ]
            for path in ["/v1/tasks/T-1/decisions", "/v1/decisions/batch"] {
                let answer = try await oa.send(
                    "POST", path, as: chen, headers: headers, body: Data(text.utf8))
                #expect(answer.status == 400)
                #expect(try answer.problem().code == .malformed)
            }
        }
    }

    @Test("a body of 20 MB is refused, and the server goes on")
    func hugeBody() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let headers = ["Content-Type": "application/json"]
            let body = Data(repeating: 0x20, count: 20 << 20)
            for path in ["/v1/decisions/batch", "/v1/demo/login"] {
                let answer = try await oa.send("POST", path, as: chen, headers: headers, body: body)
                #expect(answer.status == 413)
            }
            #expect(try await oa.get("/v1/session", as: chen).status == 200)
        }
    }

    @Test(
        "names that are none lead nowhere",
        arguments: [
            ("/v1/blobs/..%2F..%2F..%2Fetc%2Fpasswd", 400), ("/v1/blobs/../../../etc/passwd", 404),
            ("/v1/blobs/%00", 400), ("/v1/blobs/%ZZ", 400), ("/v1/blobs/oa.db", 400), ("/v1/ops/1", 400),
            ("/v1/blobs/" + String(repeating: "0", count: 64), 404),
            ("/v1/ops/00000000-0000-0000-0000-00000000000G", 400),
            ("/v1/ops/00000000-0000-0000-0000-000000000000", 404),
            ("/v1/tasks/T-0", 404), ("/v1/tasks/T-01", 404), ("/v1/tasks/T--1", 404), ("/v1/tasks/1", 404),
            ("/v1/tasks/T-99999999999999999999", 404), ("/v1/tasks/T-1%27%20OR%201=1", 404),
            ("/v1/tasks/%F0%9F%98%80", 404), ("/v1/tasks/" + String(repeating: "T", count: 4_000), 404),
            ("/v1/changes?since=1", 400), ("/v1/changes?since=-1&epoch=x", 400),
            ("/v1/changes?since=x&epoch=x", 400), ("/v1/changes?limit=0", 400),
            ("/v1/changes?limit=1001", 400),
            ("/v1/changes?limit=1&limit=2", 400), ("/v1/snapshot?page=x", 400),
            ("/v1/snapshot?page=1.1", 400),
            ("/v1/snapshot?page=-1.1.x", 400), ("/", 404), ("/v2/session", 404), ("/v1", 404), ("//", 404),
        ])
    func hostileNames(path: String, status: Int) async throws {
        try await withServer { oa in
            let answer = try await oa.get(path, as: try oa.token("chen.jing"))
            #expect(answer.status == status)
            _ = try answer.problem()
        }
    }

    @Test("every path of openapi.json answers its methods, and names them when it gets another")
    func openAPI() async throws {
        struct Document: Decodable {
            struct Operation: Decodable { var operationId: String }
            var openapi: String
            var paths: [String: [String: Operation]]
        }
        try await withServer { oa in
            let answer = try await oa.get("/openapi.json")
            #expect(answer.mediaType == "application/json")
            let document = try answer.decoded(Document.self)
            #expect(document.openapi == "3.1.0")
            let endpoints = [
                "/healthz": ["get"], "/openapi.json": ["get"], "/v1/audit/checkpoints/{size}": ["put"],
                "/v1/blobs/{sha256}": ["get"], "/v1/changes": ["get"], "/v1/decisions/batch": ["post"],
                "/v1/demo/login": ["post"], "/v1/events": ["get"], "/v1/ops/{id}": ["delete", "get"],
                "/v1/session": ["get"], "/v1/snapshot": ["get"], "/v1/tasks/{id}": ["get"],
                "/v1/tasks/{id}/decisions": ["post"], "/v1/users": ["get"], "/v1/inventory": ["get"],
                "/v1/verifications/{id}": ["get"],
            ]
            #expect(document.paths.mapValues { $0.keys.sorted() } == endpoints)
            for (path, methods) in endpoints {
                let url = path.split(separator: "/").map { $0.hasPrefix("{") ? "1" : String($0) }
                for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
                    let answer = try await oa.send(method, "/" + url.joined(separator: "/"))
                    if methods.contains(method.lowercased()) {
                        #expect(answer.status == (path.contains("v1") && !path.contains("demo") ? 401 : 200))
                    } else {
                        #expect(answer.status == 405, "\(method) \(path)")
                        let allowed = Set((answer.headers["allow"] ?? "").lowercased().split(separator: ", "))
                        #expect(allowed.subtracting(["head"]) == Set(methods.map { Substring($0) }))
                        _ = try answer.problem()
                    }
                }
            }
        }
    }

    @Test("a restart keeps decisions, their answers, tokens and the epoch, and makes no new sample data")
    func restart() async throws {
        try await withFolder { folder in
            let (approval, first, token, epoch) = try await withServer(in: folder) { oa in
                let chen = try oa.token("chen.jing")
                let document = try await oa.openTask(as: chen)
                let approval = request(.approve(comment: "好"), on: document)
                let answer = try await oa.decide(approval, onRev: document.task.rev, as: chen)
                return (approval, answer, chen, try await oa.snapshot(as: chen).epoch)
            }
            try await withServer(in: folder, claims: (1...5).map { HandmadeClaims.claim($0) }) { oa in
                let again = try await oa.decide(approval, onRev: "1", as: token)
                #expect(again.status == 200)
                #expect(again.body == first.body)
                let view = try await oa.snapshot(as: token)
                #expect(view.epoch == epoch)
                #expect(view.items.values.map(\.task.status) == [.approved])
            }
        }
    }

    @Test("an answer that is dropped after applying is found again under the same key")
    func droppedAnswer() async throws {
        let plan = FaultPlan([.init(.dropAnswer, on: .decisions, times: 1)])
        try await withServer(faults: plan) { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let approval = request(.approve(comment: ""), on: document)
            await #expect(throws: (any Error).self) {
                try await oa.decide(approval, onRev: document.task.rev, as: chen)
            }
            #expect(try await oa.task(document.task.id, as: chen).task.status == .approved)
            let again = try await oa.decide(approval, onRev: document.task.rev, as: chen)
            #expect(try again.decoded(DecisionReceipt.self).proves(approval))
        }
    }

    @Test("HTML and 503 answers apply nothing, and are over when the plan says so")
    func badAnswers() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let approval = request(.approve(comment: ""), on: document)
            oa.server.setFaults(
                FaultPlan([
                    .init(.html, on: .decisions, times: 1),
                    .init(.unavailable(retryAfter: 7), on: .everything, times: 2),
                    .init(.delay(milliseconds: 1), on: .everything),
                ]))
            let html = try await oa.decide(approval, onRev: document.task.rev, as: chen)
            #expect(html.status == 200)
            #expect(html.mediaType.hasPrefix("text/html"))
            for _ in 0..<2 {
                let answer = try await oa.decide(approval, onRev: document.task.rev, as: chen)
                #expect(answer.status == 503)
                #expect(answer.headers["retry-after"] == "7")
                #expect(try answer.problem().isRetryable)
            }
            #expect(try await oa.task(document.task.id, as: chen).task.status == .pending)
            #expect(try await oa.decide(approval, onRev: document.task.rev, as: chen).status == 200)
        }
    }

    @Test("the server stops although a client holds an event stream and an idle connection open")
    func stopping() async throws {
        try await withFolder { folder in
            let response = try await withServer(in: folder) { oa in
                var request = HTTPClientRequest(url: "http://127.0.0.1:\(oa.port)/v1/events")
                request.headers.add(name: "Authorization", value: "Bearer \(try oa.token("chen.jing"))")
                let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
                #expect(response.status == .ok)
                return response
            }
            // The stream ends, one way or the other.
            var reader = EventReader(response.body)
            while let event = try? await reader.next() { #expect(event.hasPrefix(":")) }
        }
    }

    @Test("a taken port is told as what it is")
    func takenPort() async throws {
        try await withServer { oa in
            try await withFolder { folder in
                var options = options(folder)
                options.port = oa.port
                let second = try ReferenceServer(
                    options: options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                ) { [] }
                await #expect(throws: ReferenceServerError.portTaken(host: "127.0.0.1", port: oa.port)) {
                    try await second.run { _ in }
                }
            }
        }
    }

    @Test(
        "a file that is no database, another program's database and a file in place of the folder are told apart"
    )
    func unusableFolders() async throws {
        try await withFolder { folder in
            func open(_ folder: URL) throws {
                _ = try ReferenceServer(
                    options: options(folder), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                ) { [] }
            }
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let garbage = Data("this is no database, whatever its name says".utf8)
            let file = folder.appendingPathComponent("oa.db")
            try garbage.write(to: file)
            let first = #expect(throws: ReferenceServerError.self) { try open(folder) }
            guard case .notADatabase(file.path, _) = first else {
                Issue.record("\(String(describing: first))")
                return
            }
            #expect(try Data(contentsOf: file) == garbage)
            let second = #expect(throws: ReferenceServerError.self) { try open(file) }
            guard case .folderUnusable(file.path, _) = second else {
                Issue.record("\(String(describing: second))")
                return
            }
            // An empty file is an empty SQLite database, but not ours.
            try Data().write(to: file)
            #expect(throws: ReferenceServerError.notOurDatabase(path: file.path)) { try open(folder) }
            for error in [first, second].compactMap({ $0 }) {
                for text in [error.explanation, error.remedy] {
                    #expect(!text.zh.isEmpty)
                    #expect(!text.en.isEmpty)
                }
            }
        }
    }
}
