import AsyncHTTPClient
import Foundation
import NIOCore
import OAProfile
import Testing

@testable import ReferenceOA

/// What the faults put on the wire that are more than one wrong answer.
@Suite("Faults that change the OA")
struct StateFaultTests {
    @Test("a request that is done twice is applied once, and the second answer is the first one's")
    func duplicate() async throws {
        try await withServer(faults: FaultPlan([.init(.duplicate, on: .decisions)])) { oa in
            let chen = try oa.token("chen.jing")
            let document = try await oa.openTask(as: chen)
            let approval = request(.approve(comment: ""), on: document)
            let answer = try await oa.decide(approval, onRev: document.task.rev, as: chen)
            #expect(try answer.decoded(DecisionReceipt.self).proves(approval))
            #expect(try await oa.tasks(as: try oa.token("li.na")).count == 1)
        }
    }

    @Test("the bomb is gzip that unpacks to as many blanks as it says, 140 times smaller on the wire")
    func bomb() async throws {
        try await withServer(faults: FaultPlan([.init(.bomb(megabytes: 8), on: .everything)])) { oa in
            let session = HTTPClientRequest(url: "http://127.0.0.1:\(oa.port)/v1/session")
            let plain = HTTPClient(eventLoopGroupProvider: .singleton)
            let packed = try await plain.execute(session, timeout: .seconds(20))
            #expect(packed.headers.first(name: "Content-Encoding") == "gzip")
            let bytes = try await packed.body.collect(upTo: 1 << 20)
            #expect((50_000...8 << 20 / 130).contains(bytes.readableBytes))
            // A gzip header, a stored blank, then blocks of which zlib makes 1,548 blanks each.
            #expect(bytes.readableBytesView.starts(with: [0x1F, 0x8B, 8]))
            #expect(bytes.readableBytesView.dropFirst(16).prefix(11).elementsEqual(Self.block))
            #expect(bytes.readableBytesView.dropFirst(27).prefix(11).elementsEqual(Self.block))
            try await plain.shutdown()
            // A client that unpacks whatever it gets meets its limit, not an end.
            let client = HTTPClient(
                eventLoopGroupProvider: .singleton,
                configuration: .init(decompression: .enabled(limit: .size(1 << 20))))
            await #expect(throws: (any Error).self) {
                for try await _ in try await client.execute(session, timeout: .seconds(20)).body {}
            }
            // The broken connection is reported once more.
            try? await client.shutdown()
        }
    }

    private static let block: [UInt8] = [0x1A, 0x05, 0xA3, 0x60, 0x14, 0x8C, 0x82, 0x51, 0x30, 0x0A, 0x00]

    @Test("after the backup is put back decisions are gone, the epoch is another, and sign-ins still hold")
    func restoredBackup() async throws {
        let plan = FaultPlan([.init(.restoredBackup, on: .changes, times: 1)])
        try await withServer(faults: plan) { oa in
            let chen = try oa.token("chen.jing")
            let view = try await oa.snapshot(as: chen)
            let document = try await oa.openTask(as: chen)
            let approval = request(.approve(comment: ""), on: document)
            #expect(try await oa.decide(approval, onRev: document.task.rev, as: chen).status == 200)
            let expired = try await oa.get("/v1/changes?since=\(view.cursor)&epoch=\(view.epoch)", as: chen)
            #expect(expired.status == 410)
            #expect(try expired.problem().code == .epochChanged)
            let report = try await oa.get("/v1/ops/\(approval.opID.rawValue)", as: chen)
            #expect(report.status == 404)
            let after = try await oa.snapshot(as: chen)
            #expect(after.epoch != view.epoch)
            #expect(after.items == view.items)
            // The fault is over: the new history goes on.
            var pulled = after
            try await oa.pull(&pulled, as: chen)
            #expect(pulled == after)
            #expect(try await oa.decide(approval, onRev: document.task.rev, as: chen).status == 200)
        }
    }

    @Test(
        "a wrong clock shows in the session, in Date and in a date to come back at", arguments: [-90, 7_200])
    func clockSkew(_ seconds: Int) async throws {
        let plan = FaultPlan([
            .init(.clockSkew(seconds: seconds), on: .everything, times: 1),
            .init(.statusUntil(503, seconds: 30), on: .decisions),
        ])
        try await withServer(faults: plan) { oa in
            // The OA's clock stands at Sat, 25 Jul 2026 17:20:00 GMT.
            let chen = try oa.token("chen.jing")
            let session = try await oa.get("/v1/session", as: chen)
            let wrong = 1_785_000_000 + Int64(seconds)
            #expect(try session.decoded(SessionDocument.self).serverTime == wrong * 1_000)
            #expect(session.headers["date"] == HTTPDate.text(of: wrong))
            let document = try await oa.openTask(as: chen)
            let busy = try await oa.decide(
                request(.approve(comment: ""), on: document), onRev: document.task.rev, as: chen)
            #expect(busy.status == 503)
            #expect(busy.headers["retry-after"] == HTTPDate.text(of: wrong + 30))
        }
    }

    @Test(
        "dates are written as HTTP writes them",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        ])
    func dates(_ seconds: Int64, _ text: String) {
        #expect(HTTPDate.text(of: seconds) == text)
    }

    @Test("whoever loses permissions loses the cursor and the tasks; somebody else has them")
    func aclChange() async throws {
        let claims = (1...3).map { HandmadeClaims.claim($0) }
        let plan = FaultPlan([.init(.aclChange(tasks: 2), on: .everything, times: 1)])
        try await withServer(claims: claims, faults: plan) { oa in
            let chen = try oa.token("chen.jing")
            let view = try await oa.snapshot(as: chen)
            #expect(view.items.count == 3)
            let expired = try await oa.get("/v1/changes?since=\(view.cursor)&epoch=\(view.epoch)", as: chen)
            #expect(try expired.problem().code == .aclChanged)
            let after = try await oa.snapshot(as: chen)
            #expect(after.items.count == 1)
            let lost = Set(view.items.keys).subtracting(after.items.keys)
            for id in lost { #expect(try await oa.get("/v1/tasks/\(id.rawValue)", as: chen).status == 404) }
            // The old cursor is good again, and tells the same as tombstones.
            var pulled = view
            try await oa.pull(&pulled, as: chen)
            #expect(pulled.items == after.items)
        }
    }

    @Test("the page of a loop leads back to where it began")
    func loop() async throws {
        try await withServer(faults: FaultPlan([.init(.cursorLoop, on: .everything)])) { oa in
            let chen = try oa.token("chen.jing")
            let view = try await oa.snapshot(as: chen)
            let page = try await oa.get("/v1/changes?since=\(view.cursor)&epoch=\(view.epoch)", as: chen)
                .decoded(ChangesPage.self)
            #expect(page.newCursor == view.cursor && page.oldCursor == view.cursor && page.hasMore)
            #expect(page.epoch == view.epoch && page.items.isEmpty)
        }
    }
}
