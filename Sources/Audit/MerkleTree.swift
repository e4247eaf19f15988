import Crypto
import OAProfile

/// The Merkle tree of RFC 6962, section 2.1: leaves and nodes are hashed under different first bytes, so that no node can
/// pass for a leaf.
public enum MerkleTree {
    /// The root of the empty tree: SHA-256 of nothing.
    public static let emptyRoot = ContentDigest(of: [UInt8]())

    /// The hash of a leaf: SHA-256 of a zero byte and the data.
    public static func leafHash(of data: some Sequence<UInt8>) -> ContentDigest {
        var bytes: [UInt8] = [0]
        bytes.append(contentsOf: data)
        return ContentDigest(of: bytes)
    }

    /// The hash of a leaf that stands in memory.
    public static func leafHash(of memory: UnsafeRawBufferPointer) -> ContentDigest {
        withUnsafeBytes(of: UInt8(0)) { ContentDigest(of: $0, memory) }
    }

    /// The hash of a node: SHA-256 of a one byte and both children.
    public static func nodeHash(_ left: ContentDigest, _ right: ContentDigest) -> ContentDigest {
        withUnsafeBytes(of: UInt8(1)) { mark in
            left.withUnsafeBytes { left in right.withUnsafeBytes { ContentDigest(of: mark, left, $0) } }
        }
    }

    /// The root over leaf hashes (`MTH`).
    public static func root(of leaves: some Sequence<ContentDigest>) -> ContentDigest {
        var range = CompactRange()
        for leaf in leaves { range.append(leaf) }
        return range.root
    }

    /// The proof that the leaf at an index, from 0, is in the tree over all the leaves (`PATH`); nothing where there is no
    /// such leaf.
    public static func inclusionProof(of index: Int, in leaves: [ContentDigest]) -> InclusionProof? {
        guard leaves.indices.contains(index) else { return nil }
        return InclusionProof(index: index, size: leaves.count, path: path(to: index, in: leaves[...]))
    }

    /// The proof that the tree over the first leaves is a prefix of the tree over all of them (`PROOF`); nothing where
    /// there are not so many.
    public static func consistencyProof(from oldSize: Int, in leaves: [ContentDigest]) -> ConsistencyProof? {
        guard (0...leaves.count).contains(oldSize) else { return nil }
        // From nothing, and from the same size, no proof is needed.
        let path =
            oldSize == 0 || oldSize == leaves.count
            ? [] : subproof(of: oldSize, in: leaves[...], isWhole: true)
        return ConsistencyProof(oldSize: oldSize, newSize: leaves.count, path: path)
    }

    private static func path(to index: Int, in leaves: ArraySlice<ContentDigest>) -> [ContentDigest] {
        guard leaves.count > 1 else { return [] }
        let split = leaves.startIndex + largestPowerOfTwo(below: leaves.count)
        let left = leaves[..<split]
        let right = leaves[split...]
        let offset = index - (split - leaves.startIndex)
        return offset < 0
            ? path(to: index, in: left) + [root(of: right)] : path(to: offset, in: right) + [root(of: left)]
    }

    private static func subproof(of size: Int, in leaves: ArraySlice<ContentDigest>, isWhole: Bool)
        -> [ContentDigest]
    {
        if size == leaves.count { return isWhole ? [] : [root(of: leaves)] }
        let width = largestPowerOfTwo(below: leaves.count)
        let left = leaves.prefix(width)
        let right = leaves.dropFirst(width)
        return size <= width
            ? subproof(of: size, in: left, isWhole: isWhole) + [root(of: right)]
            : subproof(of: size - width, in: right, isWhole: false) + [root(of: left)]
    }

    private static func largestPowerOfTwo(below count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}

/// The roots of the perfect subtrees that a tree of some size is made of: enough to append a leaf and to give the root, in
/// logarithmic time and space (the "compact range" of transparency logs).
public struct CompactRange: Hashable, Sendable {
    /// How many leaves there are.
    public private(set) var count: Int
    /// The roots of the perfect subtrees, the largest first: one for each bit that is set in ``count``.
    public private(set) var peaks: [ContentDigest]

    /// Starts with no leaf.
    public init() {
        count = 0
        peaks = []
    }

    /// Goes on from what was kept; nothing where count and peaks do not fit.
    public init?(count: Int, peaks: [ContentDigest]) {
        guard count >= 0, count.nonzeroBitCount == peaks.count else { return nil }
        self.count = count
        self.peaks = peaks
    }

    /// Adds the hash of the next leaf.
    public mutating func append(_ leaf: ContentDigest) {
        var node = leaf
        for _ in 0..<(~count).trailingZeroBitCount {
            node = MerkleTree.nodeHash(peaks.removeLast(), node)
        }
        peaks.append(node)
        count += 1
    }

    /// The root of the tree.
    public var root: ContentDigest {
        guard var node = peaks.last else { return MerkleTree.emptyRoot }
        for peak in peaks.dropLast().reversed() { node = MerkleTree.nodeHash(peak, node) }
        return node
    }
}
