import AsyncHTTPClient
import Foundation
import Invoicing
import NIOCore
import OAProfile
import ReferenceOA
import Testing

@Suite("Sign-in, files, events and checkpoints over HTTP")
struct ServiceTests {
    @Test("no token, a wrong token and another scheme are 401 on every endpoint that needs one")
    func unauthenticated() async throws {
        try await withServer { oa in
            let wrong = String(repeating: "a", count: 64)
            let real = try oa.token("chen.jing")
            let headers = [
                nil, "Bearer \(wrong)", "Bearer short", "Basic \(real)", "Bearer", "", "Bearer \(real) x",
            ]
            for path in ["session", "changes", "snapshot", "tasks/T-1", "events", "ops/x", "blobs/x"] {
                for header in headers {
                    let answer = try await oa.get(
                        "/v1/\(path)", headers: header.map { ["Authorization": $0] } ?? [:])
                    #expect(answer.status == 401, "\(path) with \(header ?? "nothing")")
                    #expect(answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
                    #expect(try answer.problem().code == .unauthenticated)
                }
            }
        }
    }

    @Test("the sample reviewer signs in without a password on loopback, others by name")
    func demoLogin() async throws {
        struct Login: Decodable {
            var token: String
            var user: String
            var display_name: String
        }
        try await withServer { oa in
            let answer = try await oa.send("POST", "/v1/demo/login")
            #expect(answer.status == 200)
            let login = try answer.decoded(Login.self)
            #expect(login.user == SampleGenerator.reviewer.user)
            #expect(login.display_name == SampleGenerator.reviewer.displayName)
            let session = try await oa.get("/v1/session", as: login.token).decoded(SessionDocument.self)
            #expect(session.user == login.user)
            #expect(session.environment == "DEMO")
            #expect(session.serverTime == 1_785_000_000_000)
            let json = ["Content-Type": "application/json"]
            let other = try await oa.send(
                "POST", "/v1/demo/login", headers: json, body: Data(#"{"user":"li.na"}"#.utf8))
            #expect(try other.decoded(Login.self).user == "li.na")
            let nobody = try await oa.send(
                "POST", "/v1/demo/login", headers: json, body: Data(#"{"user":"nobody"}"#.utf8))
            #expect(nobody.status == 404)
        }
    }

    @Test("no token stands in the database in clear, and only its owner can read the file")
    func tokensAtRest() async throws {
        try await withFolder { folder in
            let token = try await withServer(in: folder) { oa in
                let token = try oa.token("chen.jing")
                #expect(try await oa.get("/v1/session", as: token).status == 200)
                return token
            }
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                let file = folder.appendingPathComponent(name)
                let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
                #expect((attributes[.posixPermissions] as? Int) == 0o600, "\(name)")
                #expect(try Data(contentsOf: file).range(of: Data(token.utf8)) == nil)
            }
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path)
            #expect((attributes[.posixPermissions] as? Int) == 0o700)
        }
    }

    @Test("a file's bytes come whole and in ranges, and only to who has a task of its claim")
    func blobs() async throws {
        let bytes = Data((0..<3_000).map { UInt8(truncatingIfNeeded: $0 * 7) })
        let file = SampleDocument.File(name: "a.ofd", mediaType: "application/ofd", bytes: bytes)
        try await withServer(claims: [HandmadeClaims.claim(1, files: [file])]) { oa in
            let chen = try oa.token("chen.jing")
            let attachment = try #require(try await oa.openTask(as: chen).task.attachments.first)
            #expect(attachment.sha256 == ContentDigest(of: bytes).hex)
            #expect(attachment.size == bytes.count)
            let path = "/v1/blobs/\(attachment.sha256)"
            let whole = try await oa.get(path, as: chen)
            #expect(whole.body == bytes)
            #expect(whole.headers["x-content-type-options"] == "nosniff")
            let ranges: [(String, Int, ClosedRange<Int>)] = [
                ("bytes=0-99", 206, 0...99), ("bytes=2990-", 206, 2_990...2_999),
                ("bytes=-10", 206, 2_990...2_999),
                ("bytes=2990-99999", 206, 2_990...2_999), ("bytes=-99999", 206, 0...2_999),
                ("bytes=5-2", 200, 0...2_999), ("lines=1-2", 200, 0...2_999),
                ("bytes=0-1,5-6", 200, 0...2_999),
                ("bytes=99999999999999999999-", 200, 0...2_999),
            ]
            for (range, status, expected) in ranges {
                let answer = try await oa.get(path, as: chen, headers: ["Range": range])
                #expect(answer.status == status, "\(range)")
                #expect(answer.body == bytes[expected], "\(range)")
                let place = "bytes \(expected.lowerBound)-\(expected.upperBound)/3000"
                #expect(answer.headers["content-range"] == (status == 206 ? place : nil), "\(range)")
            }
            for range in ["bytes=3000-", "bytes=-0"] {
                let answer = try await oa.get(path, as: chen, headers: ["Range": range])
                #expect(answer.status == 416)
                #expect(answer.headers["content-range"] == "bytes */3000")
            }
            #expect(try await oa.get(path, as: try oa.token("wang.fang")).status == 404)
            #expect(try await oa.get(path, as: try oa.token("li.na")).status == 404)
        }
    }

    @Test("an event stream tells of a change, and after a break of what was missed")
    func events() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            let view = try await oa.snapshot(as: chen)
            let id = try #require(view.items.keys.first)
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(oa.port)/v1/events")
            request.headers.add(name: "Authorization", value: "Bearer \(chen)")
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
            #expect(response.headers.first(name: "content-type") == "text/event-stream")
            var stream = EventReader(response.body)
            #expect(try await stream.next() == ": open")
            try oa.server.apply(.comment(on: id))
            let cursor = try await oa.snapshot(as: chen).cursor
            #expect(
                try await stream.next() == "id: \(cursor)\nevent: changed\ndata: {\"cursor\":\"\(cursor)\"}")

            request.headers.add(name: "Last-Event-ID", value: view.cursor)
            let second = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
            var later = EventReader(second.body)
            #expect(try await later.next() == ": open")
            #expect(try await later.next()?.hasPrefix("id: \(cursor)\nevent: changed") == true)
        }
    }

    @Test("a checkpoint is kept when it provably extends the last, and refused when it does not")
    func checkpoints() async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            func put(_ size: Int, _ root: String, proof: [String]) async throws -> Answer {
                let body = #"{"root":"\#(root)","note":"test","proof":\#(proof)}"#
                return try await oa.send(
                    "PUT", "/v1/audit/checkpoints/\(size)", as: chen,
                    headers: ["Content-Type": "application/json"], body: Data(body.utf8))
            }
            #expect(try await put(1, MerkleVectors.roots[1], proof: []).status == 200)
            let wrong = try await put(8, MerkleVectors.roots[7], proof: MerkleVectors.proof1to8)
            #expect(try wrong.problem().code == .other("checkpoint-inconsistent"))
            #expect(try await put(8, MerkleVectors.roots[8], proof: []).status == 409)
            #expect(try await put(8, MerkleVectors.roots[8], proof: MerkleVectors.proof1to8).status == 200)
            #expect(try await put(8, MerkleVectors.roots[8], proof: []).status == 200)
            #expect(try await put(8, MerkleVectors.roots[7], proof: []).status == 409)
            let smaller = try await put(6, MerkleVectors.roots[6], proof: [])
            #expect(try smaller.problem().code == .other("checkpoint-smaller"))
        }
    }

    @Test(
        "a proof must fit the stored root and the new one",
        arguments: [
            (MerkleVectors.roots[6], MerkleVectors.proof6to8, 200),
            (MerkleVectors.roots[5], MerkleVectors.proof6to8, 409),
            (MerkleVectors.roots[6], MerkleVectors.proof6to8.reversed(), 409),
            (MerkleVectors.roots[6], Array(MerkleVectors.proof6to8.dropLast()), 409),
            (MerkleVectors.roots[6], MerkleVectors.proof6to8 + [MerkleVectors.roots[1]], 409),
            (MerkleVectors.roots[6], [], 409),
        ])
    func proofs(stored: String, proof: [String], status: Int) async throws {
        try await withServer { oa in
            let chen = try oa.token("chen.jing")
            func put(_ size: Int, _ root: String, proof: [String]) async throws -> Int {
                let body = #"{"root":"\#(root)","note":"","proof":\#(proof)}"#
                return try await oa.send(
                    "PUT", "/v1/audit/checkpoints/\(size)", as: chen,
                    headers: ["Content-Type": "application/json"], body: Data(body.utf8)
                ).status
            }
            #expect(try await put(6, stored, proof: []) == 200)
            #expect(try await put(8, MerkleVectors.roots[8], proof: proof) == status)
        }
    }

    @Test("the faults that were planted are kept beside the claims")
    func plantedFaults() async throws {
        try await withServer(
            claims: [HandmadeClaims.claim(1), HandmadeClaims.claim(2, faults: [.uppercase, .duplicate])]
        ) { oa in
            let document = try await oa.tasks(as: try oa.token("chen.jing"))[1]
            let faults = try oa.server.plantedFaults()
            #expect(faults.count == 1)
            #expect(Set(faults[document.task.instance] ?? []) == [.uppercase, .duplicate])
        }
    }
}

/// Reads server-sent events block by block.
struct EventReader {
    private var body: HTTPClientResponse.Body.AsyncIterator
    private var buffer = ""

    init(_ body: HTTPClientResponse.Body) { self.body = body.makeAsyncIterator() }

    mutating func next() async throws -> String? {
        while true {
            if let end = buffer.range(of: "\n\n") {
                defer { buffer.removeSubrange(..<end.upperBound) }
                return String(buffer[..<end.lowerBound])
            }
            guard let part = try await body.next() else { return nil }
            buffer += String(buffer: part)
        }
    }
}

/// The test tree of Certificate Transparency (google/certificate-transparency, `merkle_tree_test`, Apache 2.0): eight
/// leaves, the root of each size, and two consistency proofs.
enum MerkleVectors {
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    static let proof1to8 = [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    static let proof6to8 = [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
}
