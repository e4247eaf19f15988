import Foundation
import Invoicing
import SeededRandom
import Testing

@testable import OAProfile

@Suite("Inventory")
struct InventoryTests {
    private func entries(_ count: Int, seed: UInt64) -> [InventoryEntry] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map {
            InventoryEntry(
                id: TaskID(rawValue: "T-\($0)"), rev: String(random.next() % 1_000),
                decisionDigest: ContentDigest(of: String(random.next())))
        }
    }

    private func inventory(_ entries: [InventoryEntry]) -> Inventory {
        var inventory = Inventory(epoch: "e1")
        for entry in entries { inventory.add(entry) }
        return inventory
    }

    @Test(
        "the order in which tasks are counted in makes no difference", arguments: 1...5 as ClosedRange<UInt64>
    )
    func order(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let entries = entries(500, seed: seed)
        #expect(inventory(entries) == inventory(entries.shuffled(using: &random)))
        #expect(inventory(entries).count == 500)
    }

    @Test("any one task that is missing, added or other shows in its bucket, and in no other")
    func oneDifference() {
        let all = entries(300, seed: 9)
        let right = inventory(all)
        for (place, entry) in all.enumerated() {
            var others = all
            others.remove(at: place)
            #expect(inventory(others).differences(from: right) == [entry.bucket])
            var changed = entry
            changed.rev += "0"
            #expect(inventory(others + [changed]).differences(from: right) == [entry.bucket])
            changed = entry
            changed.decisionDigest = ContentDigest(of: "other")
            #expect(inventory(others + [changed]).differences(from: right) == [entry.bucket])
        }
    }

    @Test("bucket and digest are those that anybody can compute with SHA-256")
    func knownValues() throws {
        // printf 'T-1' | sha256sum; printf 'T-1\n7\n%064d\n' 0 | sha256sum
        let entry = InventoryEntry(id: TaskID(rawValue: "T-1"), rev: "7", decisionDigest: .zero)
        #expect(entry.bucket == 0xcd)
        #expect(entry.digest.hex == "b909a205755ed21688d06dde6028cfdc1ee2b3a3a2dc3eb375eaa7f250a42b6e")
    }

    @Test("a hostile count traps nobody")
    func hostile() throws {
        var inventory = Inventory(epoch: "e")
        for place in inventory.buckets.indices { inventory.buckets[place].count = .max }
        #expect(inventory.count > 0)
        inventory.buckets = []
        #expect(inventory.count == 0)
        #expect(inventory.differences(from: Inventory(epoch: "e")).isEmpty)
    }
}
