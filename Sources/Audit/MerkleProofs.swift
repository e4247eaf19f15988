import OAProfile

/// The proof that a leaf is in a tree: the hashes beside its way to the root, from the leaf upwards.
public struct InclusionProof: Hashable, Sendable {
    /// The place of the leaf, from 0.
    public var index: Int
    /// How many leaves the tree has.
    public var size: Int
    /// The hashes.
    public var path: [ContentDigest]

    /// Makes a proof from its parts.
    public init(index: Int, size: Int, path: [ContentDigest]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// Whether the proof shows that a leaf is in the tree with this root (RFC 9162, 2.1.3.2).
    public func verifies(leaf: ContentDigest, root: ContentDigest) -> Bool {
        guard index >= 0, index < size else { return false }
        var place = index
        var last = size - 1
        var node = leaf
        for sibling in path {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                node = MerkleTree.nodeHash(sibling, node)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                node = MerkleTree.nodeHash(node, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && node == root
    }
}

/// The proof that a tree only grew: every leaf of the old tree stands at its place in the new one.
public struct ConsistencyProof: Hashable, Sendable {
    /// How many leaves the old tree has.
    public var oldSize: Int
    /// How many leaves the new tree has.
    public var newSize: Int
    /// The hashes.
    public var path: [ContentDigest]

    /// Makes a proof from its parts.
    public init(oldSize: Int, newSize: Int, path: [ContentDigest]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.path = path
    }

    /// Whether the proof shows that the tree with the old root is a prefix of the one with the new root (RFC 9162,
    /// 2.1.4.2). The empty tree is a prefix of every tree.
    public func verifies(oldRoot: ContentDigest, newRoot: ContentDigest) -> Bool {
        guard oldSize >= 0, oldSize <= newSize else { return false }
        if oldSize == newSize { return path.isEmpty && oldRoot == newRoot }
        if oldSize == 0 { return path.isEmpty && oldRoot == MerkleTree.emptyRoot }

        // A perfect old tree is itself the first node of the way; it is not repeated in the path.
        let hashes = oldSize.nonzeroBitCount == 1 ? [oldRoot] + path : path
        guard let first = hashes.first else { return false }
        var place = oldSize - 1
        var last = newSize - 1
        while place & 1 == 1 {
            place >>= 1
            last >>= 1
        }
        var old = first
        var new = first
        for hash in hashes.dropFirst() {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                old = MerkleTree.nodeHash(hash, old)
                new = MerkleTree.nodeHash(hash, new)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                new = MerkleTree.nodeHash(new, hash)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && old == oldRoot && new == newRoot
    }
}
