import AsyncHTTPClient
import Foundation
import Invoicing
import NIOCore
import OAProfile
import Testing

extension EndToEnd {
    /// Commenting and adding an approver, from a shell, against a reference OA in another process.
    @Suite("Comment and added approver", .serialized)
    struct SideActionTests {
        @Test("from a shell: a comment, an approver before by name, then the task comes back and is approved")
        func shell() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa, holdSeconds: 0)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await cleanTask(home)
            func run(_ arguments: String...) async throws -> Finished {
                try await Program.run(arguments + ["--lang", "zh"], home: home)
            }
            let comment = try await run("comment", task, "--comment", "合同在哪？", "--json")
            try #require(comment.status == 0, "\(comment.errors)")
            #expect(comment.output.contains("\"acked\""))
            #expect(try await oa.task(task, as: home).task.remarks.map(\.text) == ["合同在哪？"])

            // Who is not known is refused before anything is recorded, with those who are near.
            let nobody = try await run("add-approver", task, "--before", "--to", "zhao")
            #expect(nobody.status == 1 && nobody.errors.contains("zhao.min 赵敏"))
            let adding = try await run("add-approver", task, "--before", "--to", "赵敏")
            #expect(adding.status == 0 && adding.errors.contains("OA 已确认"), "\(adding.errors)")
            #expect(try await oa.task(task, as: home).task.status == .suspended)
            let early = try await run("approve", task)
            #expect(early.status == 1 && early.errors.contains("等待加签"))
            #expect(try await run("hold", task).status == 1)

            try await approve(as: "zhao.min", at: oa, instanceOf: task, home: home)
            try #require(try await run("sync").status == 0)
            #expect(try await oa.task(task, as: home).task.status == .pending)
            let shown = try await run("show", task)
            #expect(shown.output.contains("评论 chen.jing") && shown.output.contains("前加签 chen.jing zhao.min"))
            let approval = try await run("approve", task)
            #expect(approval.status == 0 && approval.errors.contains("OA 已确认"), "\(approval.errors)")
            #expect(try await run("audit", "verify").status == 0)
        }

        private func approve(as user: String, at oa: OAProcess, instanceOf task: String, home: TestHome)
            async throws
        {
            func ask(
                _ method: String, _ path: String, token: String? = nil, headers: [(String, String)] = [],
                body: Data? = nil
            )
                async throws -> Data
            {
                var request = HTTPClientRequest(url: oa.url + path)
                request.method = .init(rawValue: method)
                if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
                if let body {
                    request.headers.add(name: "Content-Type", value: "application/json")
                    request.body = .bytes(ByteBuffer(bytes: body))
                }
                for (name, value) in headers { request.headers.add(name: name, value: value) }
                let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
                let answer = try await response.body.collect(upTo: 1 << 24)
                try #require(response.status.code == 200, "\(path)")
                return Data(answer.readableBytesView)
            }
            struct Login: Decodable { var token: String }
            let login = try await ask("POST", "/v1/demo/login", body: Data("{\"user\":\"\(user)\"}".utf8))
            let token = try JSONDecoder().decode(Login.self, from: login).token
            let instance = try await oa.task(task, as: home).task.instance
            let page = try JSONDecoder().decode(
                SnapshotPage.self, from: try await ask("GET", "/v1/snapshot", token: token))
            let documents = page.items.compactMap { item -> TaskDocument? in
                if case .upsert(let document) = item.content { document } else { nil }
            }
            let added = try #require(
                documents.first { $0.task.instance == instance && $0.task.status.isOpen })
            var random = SystemRandomNumberGenerator()
            let request = DecisionRequest(
                opID: OperationID(milliseconds: 1_780_000_000_000, using: &random), task: added.task.id,
                round: added.task.round, decision: .approve(comment: "没问题"), seenDigest: added.decisionDigest,
                onBehalfOf: "", recordedAt: 1_780_000_000_000)
            _ = try await ask(
                "POST", "/v1/tasks/\(added.task.id.rawValue)/decisions", token: token,
                headers: [
                    ("Idempotency-Key", "\"\(request.opID.rawValue)\""),
                    ("If-Match", "\"\(added.task.rev)\""),
                ], body: try JSONEncoder().encode(request))
        }
    }
}
