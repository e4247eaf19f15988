import Foundation
import Invoicing
import OAProfile
import Simulation
import Testing

@Suite("The model of the protocol")
struct ProtocolModelTests {
    /// Histories of the correct protocol, in blocks; `COUNTERSIGN_MODEL_SEEDS` asks for another number, as at night.
    static let seeds =
        ProcessInfo.processInfo.environment["COUNTERSIGN_MODEL_SEEDS"].flatMap(UInt64.init) ?? 2_000
    static let blocks = Array(stride(from: 0, to: seeds, by: 250))

    @Test(
        "whatever happens, no decision is lost, doubled, given to something unseen, or left without an end",
        arguments: blocks)
    func correct(block: UInt64) throws {
        var ends: [OperationState: Int] = [:]
        for seed in block..<min(block + 250, Self.seeds) {
            do throws(Violation) {
                ends.merge(try ModelRun.check(seed: seed), uniquingKeysWith: +)
            } catch {
                Issue.record("seed \(seed): \(error)")
            }
        }
        // Histories in which nothing happens would prove nothing.
        for state in [OperationState.acked, .abandoned, .cancelled, .refused] {
            #expect(ends[state, default: 0] > 0, "\(state) in \(ends)")
        }
    }

    @Test("every deliberate fault is noticed", arguments: Mutant.allCases)
    func killed(mutant: Mutant) {
        for seed in 0..<6_000 as Range<UInt64> {
            do throws(Violation) { _ = try ModelRun.check(seed: seed, mutant: mutant) } catch {
                return
            }
        }
        Issue.record("\(mutant) was never noticed")
    }

    @Test(
        "a refused name stays refused when its request comes again late",
        arguments: [nil, Mutant.refusalNotSticky])
    func lateDuplicate(mutant: Mutant?) throws {
        var noticed: Violation?
        // Chance only decides which requests the network loses; the story is the same each time.
        for seed in 0..<20 as Range<UInt64> where noticed == nil {
            var run = ModelRun(seed: seed, mutant: mutant)
            run.act { client, server, random in
                while client.memory.mirror.isEmpty { client.pull(&server, &random) }
                client.decide(.remark, on: 0, &server, &random)
                server.setMine(false, 0, &random)
                while client.memory.outbox.first?.state.isUndelivered == true {
                    client.push(&server, &random)
                }
                server.setMine(true, 0, &random)
                for operation in client.memory.outbox { _ = server.post(operation, &random) }
            }
            do throws(Violation) { _ = try run.conclude() } catch { noticed = error }
        }
        #expect(noticed == (mutant == nil ? nil : .endedButApplied(.refused)))
    }

    @Test(
        "a feed that takes numbers before it commits loses changes, and that is noticed",
        arguments: [nil, Mutant.sequenceAtBegin])
    func commitOrder(mutant: Mutant?) throws {
        var noticed: Violation?
        for seed in 0..<60 as Range<UInt64> where noticed == nil {
            var run = ModelRun(seed: seed, mutant: mutant)
            run.act { client, server, random in
                while client.memory.mirror.isEmpty { client.pull(&server, &random) }
                // Changes and pulls take turns, so that a late number lands behind the cursor.
                for _ in 0..<12 {
                    server.setMine(true, 0, &random)
                    server.setMine(true, 1, &random)
                    client.pull(&server, &random)
                }
            }
            do throws(Violation) { _ = try run.conclude() } catch { noticed = error }
        }
        #expect(noticed == (mutant == nil ? nil : .mirrorDiffers))
    }

    @Test("a seed replays exactly")
    func replay() throws {
        for seed in 0..<5 as Range<UInt64> {
            #expect(try ModelRun.check(seed: seed) == ModelRun.check(seed: seed))
        }
    }
}
