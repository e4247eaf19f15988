import OAProfile

/// What is wrong with one entry of a log.
public struct AuditBreak: Hashable, Sendable {
    /// What is wrong.
    public enum Kind: Hashable, Sendable {
        /// The text is no entry, or not as this program writes it.
        case unreadable(AuditEntryFault)
        /// The kept leaf hash is not that of the text: the text or the hash was changed.
        case leafDiffers
        /// The entry names another place than the one it stands at: entries are missing, moved or added before it.
        case sequenceDiffers(found: Int64)
        /// The entry is not linked to the one before it: that one was changed, removed or put in another order.
        case previousDiffers
        /// The entry tells of no operation, and of a kind of event that is not known here.
        case unknownEvent(String)
        /// The log ends before the size that an anchored checkpoint states.
        case truncated(anchored: Int)
        /// The root over the first entries is not the one that an anchored checkpoint states: history was rewritten.
        case rootDiffers(anchored: Int)
    }

    /// The place in the log, from 1, at which the trouble shows.
    public var position: Int64
    /// What is wrong.
    public var kind: Kind

    /// Makes a break.
    public init(position: Int64, kind: Kind) {
        self.position = position
        self.kind = kind
    }
}

/// A log as far as it was read: enough to append the next entry and to check the one that comes.
///
/// Without an anchor outside of the log (a checkpoint that the OA, a paper or another machine holds), a log that was cut
/// off at its end or rewritten as a whole looks intact; with one, both show.
public struct AuditChain: Hashable, Sendable {
    /// What stands for the entry before the first: 32 zero bytes.
    public static let origin = ContentDigest(bytes: [UInt8](repeating: 0, count: 32)) ?? MerkleTree.emptyRoot

    /// How many entries there are.
    public var count: Int { tree.count }
    /// The leaf hash of the last entry; ``origin`` where there is none.
    public private(set) var head: ContentDigest
    /// The Merkle tree over the entries.
    public private(set) var tree: CompactRange

    /// Starts with no entry.
    public init() {
        head = Self.origin
        tree = CompactRange()
    }

    /// Checks the next entry and goes on behind it, whatever was found: one wrong entry gives its own breaks and, where it
    /// was changed, that of the entry linked to it, but does not hide what comes later.
    public mutating func check(_ sealed: SealedEntry) -> (entry: AuditEntry?, breaks: [AuditBreak]) {
        var text = sealed.text
        return text.withUTF8 { bytes in
            let (outline, breaks) = check(bytes, leaf: sealed.leaf)
            return (outline.map { AuditEntry($0, of: bytes) }, breaks)
        }
    }

    /// The same with the bytes of an entry where they stand: what an auditor's machine does millions of times.
    /// - Parameter kept: the leaf hash that was kept beside the text; nothing where none was.
    public mutating func check(_ text: UnsafeBufferPointer<UInt8>, leaf kept: ContentDigest?)
        -> (outline: AuditEntryOutline?, breaks: [AuditBreak])
    {
        let position = Int64(count) + 1
        var breaks: [AuditBreak] = []
        func note(_ kind: AuditBreak.Kind) { breaks.append(AuditBreak(position: position, kind: kind)) }

        let leaf = MerkleTree.leafHash(of: UnsafeRawBufferPointer(text))
        if let kept, leaf != kept { note(.leafDiffers) }
        var outline: AuditEntryOutline?
        do throws(AuditEntryFault) {
            let read = try AuditEntryOutline(of: text)
            if read.sequence != position { note(.sequenceDiffers(found: read.sequence)) }
            if read.previous != head { note(.previousDiffers) }
            outline = read
        } catch {
            note(.unreadable(error))
        }
        head = leaf
        tree.append(leaf)
        return (outline, breaks)
    }

    /// Everything that is wrong with a whole log, in its order, and the chain as it was read.
    /// - Parameter anchors: checkpoints that were kept where the log's owner cannot change them.
    public static func verify(_ entries: some Sequence<SealedEntry>, anchors: [Checkpoint] = [])
        -> (chain: AuditChain, breaks: [AuditBreak])
    {
        var chain = AuditChain()
        var breaks: [AuditBreak] = []
        let ordered = anchors.sorted { $0.size < $1.size }
        var next = ordered.startIndex
        func compare() {
            while next < ordered.endIndex, ordered[next].size == chain.count {
                if ordered[next].root != chain.tree.root {
                    let kind = AuditBreak.Kind.rootDiffers(anchored: chain.count)
                    breaks.append(AuditBreak(position: Int64(chain.count), kind: kind))
                }
                next += 1
            }
        }
        compare()
        for sealed in entries {
            breaks += chain.check(sealed).breaks
            compare()
        }
        for anchor in ordered[next...] {
            let kind = AuditBreak.Kind.truncated(anchored: anchor.size)
            breaks.append(AuditBreak(position: Int64(chain.count) + 1, kind: kind))
        }
        return (chain, breaks)
    }
}
