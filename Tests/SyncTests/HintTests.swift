import Foundation
import Invoicing
import OAClient
import OAProfile
import SeededRandom
import Simulation
import Store
import Synchronization
import Testing

@testable import Sync

@Suite("Hints and polling")
struct HintTests {
    @Test("the wait between looks grows from two seconds to half a minute, with hints to two minutes")
    func interval() {
        var random = SeededGenerator(seed: 4)
        for hasHints in [false, true] {
            let longest = hasHints ? Schedule.longestWithHints : Schedule.longest
            var earlier: Int64 = 0
            for quiet in 0...40 {
                let waits = (0..<50).map { _ in
                    Schedule.interval(quietLooks: quiet, hasHints: hasHints, using: &random)
                }
                let (least, most) = (waits.min() ?? 0, waits.max() ?? 0)
                #expect(least >= Schedule.shortest && most <= longest, "\(quiet): \(least)...\(most)")
                // Jitter never turns the order round by more than its fifth.
                #expect(most * 5 >= earlier * 4, "\(quiet): \(most) after \(earlier)")
                earlier = most
            }
            #expect(earlier * 5 >= longest * 4)
            #expect(Schedule.interval(quietLooks: 0, hasHints: hasHints, using: &random) == Schedule.shortest)
        }
    }

    @Test("many consoles that fell quiet together do not look together")
    func jitter() {
        var random = SeededGenerator(seed: 5)
        let waits = Set(
            (0..<100).map { _ in Schedule.interval(quietLooks: 30, hasHints: false, using: &random) })
        #expect(waits.count > 50)
    }

    /// Runs a synchroniser over an OA with an event stream, in a time that only the test moves, until a condition holds.
    private func run(_ bench: Bench, _ oa: HintingOA, _ body: () async throws -> Void) async throws {
        let clock = bench.clock
        let world = SyncWorld(
            now: { clock.now },
            sleep: { try? await Task.sleep(for: .milliseconds(min(max(1, $0), 5))) },
            random: { [dice = bench.dice] in dice.next() })
        let sync = Synchronizer(
            connector: oa, ledger: bench.ledger, mirror: bench.mirror, folder: bench.folder, world: world,
            logger: .silent)
        let running = Task { await sync.run { _ in } }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        running.cancel()
        await running.value
        #expect(oa.open == 0, "the stream outlives the run")
        try result.get()
    }

    private func wait(_ what: String, until isDone: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while try await !isDone() {
            guard ContinuousClock.now < deadline else {
                Issue.record("never: \(what)")
                throw CancellationError()
            }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    private func looks(_ bench: Bench) async -> Int { await bench.oa.log.filter { $0 == "changes" }.count }

    @Test("a hint brings the change long before the next look, and costs one question")
    func hinted() async throws {
        let bench = try Bench()
        let oa = HintingOA(bench.oa)
        try await bench.submit(1)
        try await run(bench, oa) {
            try await wait("the stream is open") { oa.open == 1 }
            let before = await looks(bench)
            await bench.oa.submit(Sample.task(2))
            oa.hint("2")
            bench.clock.advance(Schedule.betweenHints)
            try await wait("the change is here") { try bench.mirror.entry(TaskID(rawValue: "T-2")) != nil }
            // What the mirror has already is not asked for.
            oa.hint("2")
            bench.clock.advance(Schedule.betweenHints)
            try await Task.sleep(for: .milliseconds(50))
            #expect(await looks(bench) == before + 1)
            #expect(oa.lastEventIDs == ["1"])
        }
    }

    @Test("a flood of hints, or of hints that are not true, is not a flood of questions")
    func flood() async throws {
        let bench = try Bench()
        let oa = HintingOA(bench.oa)
        try await bench.submit(1)
        try await run(bench, oa) {
            try await wait("the stream is open") { oa.open == 1 }
            let before = await looks(bench)
            for number in 0..<500 { oa.hint("x\(number)") }
            bench.clock.advance(Schedule.betweenHints)
            try await wait("a look") { await looks(bench) > before }
            for number in 0..<500 { oa.hint("y\(number)") }
            try await Task.sleep(for: .milliseconds(50))
            #expect(await looks(bench) == before + 1)
        }
    }

    @Test("a stream that breaks off is opened again after a wait, and what came meanwhile is found by asking")
    func broken() async throws {
        let bench = try Bench()
        let oa = HintingOA(bench.oa)
        try await bench.submit(1)
        try await run(bench, oa) {
            for number in 1...5 {
                try await wait("stream \(number) is open") {
                    bench.clock.advance(Backoff.base << Int64(number))
                    return oa.opened == number && oa.open == 1
                }
                oa.end(.unreachable(host: "sim", cause: OAError.Cause.reset.rawValue))
                try await wait("it is closed") { oa.open == 0 }
                #expect(oa.opened == number, "no wait")
            }
            await bench.oa.submit(Sample.task(2))
            bench.clock.advance(Schedule.longestWithHints)
            try await wait("the change is here") { try bench.mirror.entry(TaskID(rawValue: "T-2")) != nil }
        }
    }

    @Test(
        "an OA that has no stream after all is asked as ever, and for a stream not again within the hour",
        arguments: [
            OAError.notAnOA(host: "sim", cause: OAError.Cause.notEvents.rawValue),
            .problem(Problem(code: .notFound, status: 404, title: "", detail: "")),
        ])
    func absent(_ error: OAError) async throws {
        let bench = try Bench()
        let oa = HintingOA(bench.oa, refusing: error)
        try await bench.submit(1)
        try await run(bench, oa) {
            try await wait("it was tried") { oa.opened == 1 }
            await bench.oa.submit(Sample.task(2))
            bench.clock.advance(Schedule.longest)
            try await wait("the change is here") { try bench.mirror.entry(TaskID(rawValue: "T-2")) != nil }
            #expect(oa.opened == 1)
            bench.clock.advance(Listening.absent)
            try await wait("it was tried again") { oa.opened == 2 }
        }
    }

    @Test("an OA without the feature is never asked for a stream")
    func withoutFeature() async throws {
        let bench = try Bench()
        let oa = HintingOA(bench.oa, features: [])
        try await bench.submit(1)
        try await run(bench, oa) {
            let before = await looks(bench)
            bench.clock.advance(Schedule.longest)
            try await wait("a look") { await looks(bench) > before }
            #expect(oa.opened == 0)
        }
    }
}

/// A simulated OA with an event stream that the test speaks into.
private final class HintingOA: ForwardingOA {
    private struct State {
        var opened = 0
        var lastEventIDs: [String] = []
        var streams:
            [Int: (hear: @Sendable (ChangeHint) -> Void, end: CheckedContinuation<OAError?, Never>)] = [:]
    }

    let oa: SimulatedOA
    private let features: [String]
    private let refusal: OAError?
    private let state = Mutex(State())

    init(_ oa: SimulatedOA, features: [String] = [OAFeature.events], refusing refusal: OAError? = nil) {
        self.oa = oa
        self.features = features
        self.refusal = refusal
    }

    /// How many streams are open.
    var open: Int { state.withLock { $0.streams.count } }
    /// How many were asked for.
    var opened: Int { state.withLock { $0.opened } }
    var lastEventIDs: [String] { state.withLock { $0.lastEventIDs } }

    func hint(_ cursor: String) {
        for stream in state.withLock({ Array($0.streams.values) }) { stream.hear(.changed(cursor: cursor)) }
    }

    func end(_ error: OAError?) {
        let streams = state.withLock { state in
            defer { state.streams = [:] }
            return state.streams
        }
        for stream in streams.values { stream.end.resume(returning: error) }
    }

    func listen(after cursor: String?, hear: @escaping @Sendable (ChangeHint) -> Void) async throws(OAError) {
        let number = state.withLock { state in
            state.opened += 1
            state.lastEventIDs += cursor.map { [$0] } ?? []
            return state.opened
        }
        if let refusal { throw refusal }
        let error = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.streams[number] = (hear, continuation) }
                hear(.opened)
                if Task.isCancelled {
                    end(.unreachable(host: "sim", cause: OAError.Cause.cancelled.rawValue))
                }
            }
        } onCancel: {
            end(.unreachable(host: "sim", cause: OAError.Cause.cancelled.rawValue))
        }
        if let error { throw error }
    }

    func session() async throws(OAError) -> SessionDocument {
        var session = try await oa.session()
        session.capabilities.features = features
        return session
    }
}
