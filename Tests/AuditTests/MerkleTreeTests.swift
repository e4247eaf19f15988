import Audit
import OAProfile
import Testing

@Suite("The Merkle tree of RFC 6962")
struct MerkleTreeTests {
    /// The inputs and roots of the reference tests of Certificate Transparency
    /// (github.com/google/certificate-transparency, Apache 2.0).
    static let inputs = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
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
    static let nodes = [
        "a": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "b": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "c": "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        "d": "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "e": "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "f": "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "1": roots[1], "2": roots[2], "4": roots[4],
    ]

    static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
    }

    static func leaves(_ count: Int) -> [ContentDigest] {
        inputs.prefix(count).map { MerkleTree.leafHash(of: bytes($0)) }
    }

    /// Leaves of any number.
    static func many(_ count: Int) -> [ContentDigest] {
        (0..<count).map { MerkleTree.leafHash(of: "leaf \($0)".utf8) }
    }

    @Test("roots are those of the reference", arguments: 0...8)
    func knownRoot(size: Int) {
        #expect(MerkleTree.root(of: Self.leaves(size)).hex == Self.roots[size])
    }

    @Test(
        "inclusion proofs are those of the reference",
        arguments: [(0, 8, "abc"), (5, 8, "de4"), (2, 3, "2"), (1, 5, "1bd"), (0, 1, "")])
    func knownInclusion(index: Int, size: Int, path: String) throws {
        let proof = try #require(MerkleTree.inclusionProof(of: index, in: Self.leaves(size)))
        #expect(proof.path.map(\.hex) == path.map { Self.nodes[String($0)] })
    }

    @Test(
        "consistency proofs are those of the reference",
        arguments: [(1, 1, ""), (1, 8, "abc"), (6, 8, "fe4"), (2, 5, "bd")])
    func knownConsistency(old: Int, new: Int, path: String) throws {
        let proof = try #require(MerkleTree.consistencyProof(from: old, in: Self.leaves(new)))
        #expect(proof.path.map(\.hex) == path.map { Self.nodes[String($0)] })
    }

    @Test("every leaf of every tree up to 40 is proved, and only at its place, in its tree, unchanged")
    func inclusionOfAll() throws {
        let leaves = Self.many(40)
        for size in 1...40 {
            let tree = Array(leaves.prefix(size))
            let root = MerkleTree.root(of: tree)
            for index in 0..<size {
                let proof = try #require(MerkleTree.inclusionProof(of: index, in: tree))
                #expect(proof.verifies(leaf: tree[index], root: root))
                #expect(!proof.verifies(leaf: MerkleTree.leafHash(of: [9]), root: root))
                #expect(!proof.verifies(leaf: tree[index], root: MerkleTree.emptyRoot))
                for other in [index - 1, index + 1, index + size, -1] where other != index {
                    let moved = InclusionProof(index: other, size: size, path: proof.path)
                    #expect(!moved.verifies(leaf: tree[index], root: root), "\(index) as \(other) of \(size)")
                }
                let longer = InclusionProof(index: index, size: size, path: proof.path + [root])
                #expect(!longer.verifies(leaf: tree[index], root: root))
                if !proof.path.isEmpty {
                    let shorter = InclusionProof(
                        index: index, size: size, path: Array(proof.path.dropLast()))
                    #expect(!shorter.verifies(leaf: tree[index], root: root))
                    for place in proof.path.indices {
                        var path = proof.path
                        path[place] = MerkleTree.emptyRoot
                        let forged = InclusionProof(index: index, size: size, path: path)
                        #expect(!forged.verifies(leaf: tree[index], root: root))
                    }
                }
            }
            #expect(MerkleTree.inclusionProof(of: size, in: tree) == nil)
        }
    }

    @Test("every prefix of every tree up to 40 is proved, and nothing else")
    func consistencyOfAll() throws {
        let leaves = Self.many(40)
        let roots = (0...40).map { MerkleTree.root(of: leaves.prefix($0)) }
        for new in 0...40 {
            for old in 0...new {
                let proof = try #require(
                    MerkleTree.consistencyProof(from: old, in: Array(leaves.prefix(new))))
                #expect(proof.verifies(oldRoot: roots[old], newRoot: roots[new]), "\(old) to \(new)")
                let wrong = MerkleTree.leafHash(of: [7])
                #expect(!proof.verifies(oldRoot: wrong, newRoot: roots[new]), "\(old) to \(new)")
                if old > 0 {
                    #expect(!proof.verifies(oldRoot: roots[old], newRoot: wrong), "\(old) to \(new)")
                }
                let longer = ConsistencyProof(oldSize: old, newSize: new, path: proof.path + [wrong])
                #expect(!longer.verifies(oldRoot: roots[old], newRoot: roots[new]), "\(old) to \(new)")
                if old < new {
                    let turned = ConsistencyProof(oldSize: new, newSize: old, path: proof.path)
                    #expect(!turned.verifies(oldRoot: roots[new], newRoot: roots[old]))
                }
            }
            #expect(MerkleTree.consistencyProof(from: new + 1, in: Array(leaves.prefix(new))) == nil)
        }
    }

    @Test("a range that was kept and taken up again gives the root of the whole tree")
    func compactRange() throws {
        let leaves = Self.many(130)
        var range = CompactRange()
        for (index, leaf) in leaves.enumerated() {
            let kept = try #require(CompactRange(count: range.count, peaks: range.peaks))
            range = kept
            range.append(leaf)
            #expect(range.peaks.count == (index + 1).nonzeroBitCount)
            // Against the recursive definition, by way of a proof for the last leaf.
            let tree = Array(leaves.prefix(index + 1))
            let proof = try #require(MerkleTree.inclusionProof(of: index, in: tree))
            #expect(proof.verifies(leaf: leaf, root: range.root))
        }
        #expect(CompactRange(count: 3, peaks: []) == nil)
        #expect(CompactRange(count: -1, peaks: Self.many(64)) == nil)
    }
}
