import Foundation
import Invoicing
import OAProfile

/// The proof that some entries stand in a log: the entries themselves, their inclusion proofs and the checkpoint, as one
/// text file that is checked without the log.
///
/// ```
/// countersign-proof v1
/// entry {"actor":"zhang.wei",…}
/// index 7
/// path 1y5…=
/// before 7 XcnaeacG…=         (a root that is part of the log, with its consistency proof; optional)
/// link 9aK…=
/// checkpoint
/// oa.example.com/zhang.wei
/// 12
/// Jv3z…=
/// signature                   (an SSH signature of the three lines; optional)
/// -----BEGIN SSH SIGNATURE-----
/// sha256 …                    (of everything before this line)
/// ```
/// The last line finds accidents, and a changed name, which nothing else covers in a proof without a signature. The
/// reading is strict: what is read is written back byte for byte.
public struct AuditProof: Hashable, Sendable {
    /// An entry and the way from its leaf to the root.
    public struct Item: Hashable, Sendable {
        /// The canonical JSON.
        public var entry: String
        /// The way.
        public var inclusion: InclusionProof

        /// Makes an item.
        public init(entry: String, inclusion: InclusionProof) {
            self.entry = entry
            self.inclusion = inclusion
        }
    }

    /// A root that the log had earlier, and the proof that it only grew since.
    public struct Beginning: Hashable, Sendable {
        /// How many entries it is over.
        public var size: Int
        /// The root.
        public var root: ContentDigest
        /// The consistency proof to the checkpoint.
        public var path: [ContentDigest]
    }

    /// The entries, in the order of the log; never empty.
    public var items: [Item]
    /// An earlier root.
    public var beginning: Beginning?
    /// The checkpoint.
    public var checkpoint: Checkpoint
    /// An SSH signature of the checkpoint's text, in its armour; empty without one.
    public var signature: String

    /// The largest proof that is read, in bytes.
    public static let largestSize = 16 << 20

    private static let header = "countersign-proof v1"

    /// Proves entries of a log.
    /// - Parameters:
    ///   - entries: canonical JSON by place, from 0.
    ///   - leaves: the leaf hashes of the whole log that the checkpoint is over.
    ///   - beginning: the size of an earlier root that is proved too.
    /// - Returns: nothing where a place or size is not in the log, or no entry is given.
    public init?(
        _ entries: [(index: Int, text: String)], leaves: [ContentDigest], checkpoint: Checkpoint,
        beginning size: Int? = nil, signature: String = ""
    ) {
        guard !entries.isEmpty, leaves.count == checkpoint.size else { return nil }
        items = []
        for (index, text) in entries {
            guard let inclusion = MerkleTree.inclusionProof(of: index, in: leaves) else { return nil }
            items.append(Item(entry: text, inclusion: inclusion))
        }
        if let size {
            guard let proof = MerkleTree.consistencyProof(from: size, in: leaves) else { return nil }
            beginning = Beginning(
                size: size, root: MerkleTree.root(of: leaves.prefix(size)), path: proof.path)
        }
        self.checkpoint = checkpoint
        self.signature = signature
    }

    /// The file.
    public var text: String {
        var text = Self.header + "\n"
        for item in items {
            text += "entry \(item.entry)\nindex \(item.inclusion.index)\n"
            for hash in item.inclusion.path { text += "path \(Self.base64(hash))\n" }
        }
        if let beginning {
            text += "before \(beginning.size) \(Self.base64(beginning.root))\n"
            for hash in beginning.path { text += "link \(Self.base64(hash))\n" }
        }
        text += "checkpoint\n\(checkpoint.text)"
        if !signature.isEmpty { text += "signature\n\(signature)" }
        return text + "sha256 \(ContentDigest(of: text).hex)\n"
    }

    /// Reads exactly what ``text`` writes; nothing for anything else, a single changed byte included.
    public init?(text: String) {
        guard text.utf8.count <= Self.largestSize else { return nil }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popLast() == "", lines.popLast() != nil, lines.popFirst() == Self.header[...] else {
            return nil
        }
        func value(_ name: String) -> Substring? {
            guard let line = lines.first, line.hasPrefix(name + " ") else { return nil }
            lines.removeFirst()
            return line.dropFirst(name.utf8.count + 1)
        }
        func hashes(_ name: String) -> [ContentDigest]? {
            var hashes: [ContentDigest] = []
            while let text = value(name) {
                guard hashes.count < 64, let hash = Self.hash(text) else { return nil }
                hashes.append(hash)
            }
            return hashes
        }
        var read: [(String, Int, [ContentDigest])] = []
        while let entry = value("entry") {
            guard let index = value("index").flatMap({ Int($0) }), let path = hashes("path") else {
                return nil
            }
            read.append((String(entry), index, path))
        }
        if let words = value("before")?.split(separator: " ", omittingEmptySubsequences: false) {
            guard words.count == 2, let size = Int(words[0]), let root = Self.hash(words[1]),
                let path = hashes("link")
            else { return nil }
            beginning = Beginning(size: size, root: root, path: path)
        }
        guard !read.isEmpty, lines.popFirst() == "checkpoint", lines.count >= 3,
            let checkpoint = Checkpoint(text: lines.prefix(3).map { $0 + "\n" }.joined()),
            read.allSatisfy({ (0..<checkpoint.size).contains($0.1) })
        else { return nil }
        lines = lines.dropFirst(3)
        self.checkpoint = checkpoint
        items = read.map { entry, index, path in
            Item(entry: entry, inclusion: InclusionProof(index: index, size: checkpoint.size, path: path))
        }
        signature = ""
        if lines.popFirst() == "signature" { signature = lines.map { $0 + "\n" }.joined() }
        guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// What is wrong with it. Whether its signature is one to trust is another question.
    public var problems: [ProofProblem] {
        var problems: [ProofProblem] = []
        for item in items {
            let place = item.inclusion.index + 1
            let leaf = MerkleTree.leafHash(of: item.entry.utf8)
            if !item.inclusion.verifies(leaf: leaf, root: checkpoint.root) {
                problems.append(
                    ProofProblem(
                        "", zh: "第 \(place) 条审计记录不在检查点所述的日志中，记录或证明被改动过。",
                        en:
                            "Audit entry \(place) is not in the log that the checkpoint states: entry or proof "
                            + "was changed."))
            }
            if (try? AuditEntry(canonical: item.entry))?.sequence != Int64(place) {
                problems.append(
                    ProofProblem(
                        "", zh: "第 \(place) 条审计记录无法读取，或自称的序号不同。",
                        en: "Audit entry \(place) cannot be read, or says that it is another one."))
            }
        }
        if let beginning {
            let proof = ConsistencyProof(
                oldSize: beginning.size, newSize: checkpoint.size, path: beginning.path)
            if !proof.verifies(oldRoot: beginning.root, newRoot: checkpoint.root) {
                problems.append(
                    ProofProblem(
                        "", zh: "前 \(beginning.size) 条的默克尔根与检查点不是同一日志。",
                        en: "The root over the first \(beginning.size) entries does not belong to the "
                            + "checkpoint's log."))
            }
        }
        return problems
    }

    /// The entries that can be read.
    public var entries: [AuditEntry] { items.compactMap { try? AuditEntry(canonical: $0.entry) } }

    private static func base64(_ hash: ContentDigest) -> String {
        Data(hash.bytes).base64EncodedString()
    }

    private static func hash(_ text: Substring) -> ContentDigest? {
        Data(base64Encoded: String(text)).flatMap { ContentDigest(bytes: $0) }
    }
}
