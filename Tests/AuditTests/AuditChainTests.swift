import Audit
import Foundation
import OAProfile
import Testing

@Suite("The audit chain")
struct AuditChainTests {
    static func log(_ count: Int) -> [SealedEntry] {
        var entries: [SealedEntry] = []
        for sequence in 1...Int64(count) {
            let previous = entries.last?.leaf ?? AuditChain.origin
            entries.append(SealedEntry(AuditEntryTests.entry(sequence, after: previous)))
        }
        return entries
    }

    static func checkpoint(_ entries: [SealedEntry]) throws -> Checkpoint {
        let root = MerkleTree.root(of: entries.map(\.leaf))
        return try #require(Checkpoint(origin: "example.com/audit", size: entries.count, root: root))
    }

    @Test("a log as it was written is whole, and each of its beginnings is one")
    func whole() throws {
        let log = Self.log(20)
        let (chain, breaks) = AuditChain.verify(
            log, anchors: try (0...20).map { try Self.checkpoint(Array(log.prefix($0))) })
        #expect(breaks.isEmpty)
        #expect(chain.count == 20)
        #expect(chain.head == log.last?.leaf)
        #expect(chain.tree.root == MerkleTree.root(of: log.map(\.leaf)))
    }

    @Test("any single byte of any entry is missed by nobody, wherever it stands and whatever it becomes")
    func everyByte() {
        let log = Self.log(3)
        for place in log.indices {
            let bytes = Array(log[place].text.utf8)
            for index in bytes.indices {
                for flip in [0x01, 0x80] as [UInt8] {
                    var changed = bytes
                    changed[index] ^= flip
                    var forged = log
                    forged[place].text = String(decoding: changed, as: UTF8.self)
                    let breaks = AuditChain.verify(forged).breaks
                    #expect(
                        breaks.first { $0.kind == .leafDiffers }?.position == Int64(place) + 1,
                        "entry \(place), byte \(index), flip \(flip)")
                }
            }
        }
    }

    @Test("any single byte of any kept hash is found")
    func everyHashByte() throws {
        let log = Self.log(4)
        for place in log.indices {
            for index in 0..<32 {
                var bytes = log[place].leaf.bytes
                bytes[index] ^= 4
                var forged = log
                forged[place].leaf = try #require(ContentDigest(bytes: bytes))
                #expect(
                    AuditChain.verify(forged).breaks == [
                        AuditBreak(position: Int64(place) + 1, kind: .leafDiffers)
                    ])
            }
        }
    }

    @Test("who changes an entry and its hash is betrayed by the next entry", arguments: 0..<9)
    func resealed(place: Int) throws {
        var forged = Self.log(10)
        var entry = try forged[place].entry()
        entry.actor = "wang.fang"
        forged[place] = SealedEntry(entry)
        #expect(
            AuditChain.verify(forged).breaks == [
                AuditBreak(position: Int64(place) + 2, kind: .previousDiffers)
            ])
    }

    @Test("a removed, doubled or foreign entry is found at its place", arguments: 0..<9)
    func counted(place: Int) throws {
        let log = Self.log(10)
        var removed = log
        removed.remove(at: place)
        let first = try #require(AuditChain.verify(removed).breaks.first)
        #expect(
            first == AuditBreak(position: Int64(place) + 1, kind: .sequenceDiffers(found: Int64(place) + 2)))

        var doubled = log
        doubled.insert(log[place], at: place)
        #expect(AuditChain.verify(doubled).breaks.first?.position == Int64(place) + 2)

        var foreign = log
        let entry = AuditEntryTests.entry(Int64(place) + 1, after: ContentDigest(of: "elsewhere"))
        foreign.insert(SealedEntry(entry), at: place)
        #expect(
            AuditChain.verify(foreign).breaks.first
                == AuditBreak(position: Int64(place) + 1, kind: .previousDiffers))
    }

    @Test("two entries in each other's place are found", arguments: 0..<8)
    func order(place: Int) {
        var forged = Self.log(10)
        forged.swapAt(place, place + 1)
        #expect(AuditChain.verify(forged).breaks.first?.position == Int64(place) + 1)
    }

    @Test("a cut-off end is found exactly when an anchor lies beyond the cut", arguments: 0...9)
    func truncation(kept: Int) throws {
        let log = Self.log(10)
        let cut = Array(log.prefix(kept))
        for anchored in 0...10 {
            let anchor = try Self.checkpoint(Array(log.prefix(anchored)))
            let breaks = AuditChain.verify(cut, anchors: [anchor]).breaks
            if anchored > kept {
                #expect(
                    breaks == [AuditBreak(position: Int64(kept) + 1, kind: .truncated(anchored: anchored))])
            } else {
                #expect(breaks.isEmpty)
            }
        }
    }

    @Test("a log rewritten as a whole is found by an anchor, and by nothing else")
    func rewritten() throws {
        let log = Self.log(10)
        var rewritten: [SealedEntry] = []
        for sealed in log {
            var entry = try sealed.entry()
            entry.previous = rewritten.last?.leaf ?? AuditChain.origin
            if entry.sequence == 4 { entry.actor = "wang.fang" }
            rewritten.append(SealedEntry(entry))
        }
        #expect(AuditChain.verify(rewritten).breaks.isEmpty)
        let early = try Self.checkpoint(Array(log.prefix(3)))
        let late = try Self.checkpoint(Array(log.prefix(7)))
        #expect(AuditChain.verify(rewritten, anchors: [early]).breaks.isEmpty)
        #expect(
            AuditChain.verify(rewritten, anchors: [late, early]).breaks
                == [AuditBreak(position: 7, kind: .rootDiffers(anchored: 7))])
    }

    @Test("what is wrong is said in both languages with its place")
    func sentences() {
        let kinds: [AuditBreak.Kind] = [
            .unreadable(.tooLong), .leafDiffers, .sequenceDiffers(found: 9), .previousDiffers,
            .truncated(anchored: 12), .rootDiffers(anchored: 4),
        ]
        let sentences = kinds.map { AuditBreak(position: 4, kind: $0).explanation }
        #expect(Set(sentences.map(\.zh)).count == kinds.count)
        #expect(Set(sentences.map(\.en)).count == kinds.count)
        for sentence in sentences {
            #expect(sentence.zh.contains("4") && sentence.zh.hasSuffix("。"))
            #expect(sentence.en.contains("4") && sentence.en.hasSuffix("."))
        }
    }
}
