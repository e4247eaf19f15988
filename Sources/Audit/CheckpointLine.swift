import Foundation
import OAProfile

// A checkpoint as one line, for logs of others that keep it out of its author's reach: syslog, above all, which most
// machines send on to another one. The name of the log stands last, because it may hold blanks.

extension Checkpoint {
    private static let opening = "countersign checkpoint size="

    /// One line: `countersign checkpoint size=8 root=XcnaeacG…= log=oa.example.com/zhang.wei`.
    public var line: String {
        "\(Self.opening)\(size) root=\(Data(root.bytes).base64EncodedString()) log=\(origin)"
    }

    /// Reads what ``line`` writes, whatever a logger put before it; nothing for any other line.
    public init?(line: some StringProtocol) {
        guard let start = line.firstRange(of: Self.opening) else { return nil }
        let parts = line[start.upperBound...].split(
            separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let size = Int(parts[0]), parts[1].hasPrefix("root="),
            parts[2].hasPrefix("log="),
            let bytes = Data(base64Encoded: String(parts[1].dropFirst(5))),
            let root = ContentDigest(bytes: bytes)
        else { return nil }
        self.init(origin: String(parts[2].dropFirst(4)), size: size, root: root)
        guard line[start.lowerBound...].utf8.elementsEqual(self.line.utf8) else { return nil }
    }

    /// The checkpoints in a file that somebody else kept: one in the text form of C2SP, its
    /// signature below it or not, or any number of lines among those
    /// of a log. Lines about other logs than `origin` are left out where any is about that one.
    public static func kept(in text: String, of origin: String?) -> [Checkpoint] {
        let unsigned = text.firstRange(of: "-----BEGIN SSH SIGNATURE-----").map {
            String(text[..<$0.lowerBound])
        }
        if let one = Checkpoint(text: unsigned ?? text) { return [one] }
        // Each process tells what it finds, so that the same line may stand several times.
        var seen: Set<Checkpoint> = []
        let all = text.split(whereSeparator: \.isNewline).compactMap { Checkpoint(line: $0) }
            .filter { seen.insert($0).inserted }
        let own = all.filter { $0.origin == origin }
        return own.isEmpty ? all : own
    }
}

extension ProofProblem {
    /// A problem for each name of a log that anchors have and what was checked has not.
    public static func otherLogs(in anchors: [Checkpoint], than origin: String, file: String = "")
        -> [ProofProblem]
    {
        Set(anchors.map(\.origin)).subtracting([origin]).sorted().map { other in
            ProofProblem(
                file, zh: "锚点属于日志“\(other)”，核验的日志名为“\(origin)”。",
                en: "The anchor is of the log “\(other)”; the one that was checked is named “\(origin)”.")
        }
    }
}
