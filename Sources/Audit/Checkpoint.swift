import Foundation
import OAProfile

/// A statement about a log: its name, its size and its root, in the text form of C2SP `tlog-checkpoint`.
///
/// ```
/// countersign.example.com/zhang.wei
/// 8
/// XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=
/// ```
/// Extension lines, which the specification allows and advises against, are not accepted.
public struct Checkpoint: Hashable, Sendable {
    /// The name of the log: one line that is not empty.
    public let origin: String
    /// How many entries the log has.
    public let size: Int
    /// The Merkle root over them.
    public let root: ContentDigest

    /// Makes a checkpoint; nothing for a name that is empty or not one line of visible text, or for a negative size.
    public init?(origin: String, size: Int, root: ContentDigest) {
        let isOneLine = origin.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard !origin.isEmpty, isOneLine, size >= 0 else { return nil }
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Three lines, each with its line feed.
    public var text: String { "\(origin)\n\(size)\n\(Data(root.bytes).base64EncodedString())\n" }

    /// Reads exactly what ``text`` writes; nothing for anything else.
    public init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty, let size = Int(lines[1]),
            let bytes = Data(base64Encoded: String(lines[2])), let root = ContentDigest(bytes: bytes)
        else { return nil }
        self.init(origin: String(lines[0]), size: size, root: root)
        guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }
}
