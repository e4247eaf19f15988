import OAProfile

/// A client's statement about its audit log: so many entries, and the root of the Merkle tree over them.
struct AuditCheckpoint: Hashable, Sendable {
    /// Entries in the log.
    var size: Int64
    /// The root of the tree.
    var root: ContentDigest
    /// The signed text, kept as it came.
    var note: String
    /// The consistency proof from the checkpoint stored before.
    var proof: [ContentDigest]

    /// Whether the proof shows that this log begins with the one of the given size and root: the verification
    /// algorithm of RFC 9162, section 2.1.4.2. A log of nothing is the beginning of every log.
    func extends(size first: Int64, root firstRoot: ContentDigest) -> Bool {
        guard first >= 0, first <= size else { return false }
        if first == size { return root == firstRoot && proof.isEmpty }
        if first == 0 { return proof.isEmpty }
        // A first size that is a power of two is a whole subtree: its root starts the proof.
        var path = first & (first - 1) == 0 ? [firstRoot] + proof : proof
        guard !path.isEmpty else { return false }
        var node = first - 1
        var last = size - 1
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        let seed = path.removeFirst()
        var old = seed
        var new = seed
        for sibling in path {
            guard last != 0 else { return false }
            if node & 1 == 1 || node == last {
                old = Self.parent(sibling, old)
                new = Self.parent(sibling, new)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                new = Self.parent(new, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return old == firstRoot && new == root && last == 0
    }

    private static func parent(_ left: ContentDigest, _ right: ContentDigest) -> ContentDigest {
        ContentDigest(of: [1] + left.bytes + right.bytes)
    }
}
