import Audit
import Foundation
import OAProfile

// What leaves the store so that others can check it: exports of the log, archive packages, and the verifier of both.
// In: what ledger and mirror hold, or a folder or file alone. Out: files with a manifest, and what is wrong with given ones.
// The verifying half takes bytes and needs no store, configuration or network; signatures go through stock ssh-keygen.

/// Files by their path below a folder, as an export or package holds them.
public typealias FileSet = [String: Data]

/// The list of a folder's files with their SHA-256, in the format of `sha256sum`, so that `sha256sum -c` checks it too.
public enum Manifest {
    /// Its name.
    public static let name = "manifest.sha256"

    /// What stands before the archive number in the first line of a package's list; `sha256sum` takes it for a remark.
    private static let heading = "# archive-number: "

    /// The list over files, by path.
    /// - Parameter number: the archive number (档号); nothing where there is none.
    public static func text(over files: FileSet, number: String? = nil) -> String {
        (number.map { "\(heading)\($0)\n" } ?? "")
            + lines(over: files)
    }

    /// The archive number that a list names; nothing where it names none.
    public static func number(in files: FileSet) -> String? {
        guard let found = files[name], found.starts(with: Data(heading.utf8)) else { return nil }
        let line = String(decoding: found, as: UTF8.self).prefix { $0 != "\n" }
        return String(line.dropFirst(heading.count))
    }

    private static func lines(over files: FileSet) -> String {
        files.filter { $0.key != name }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { "\(ContentDigest(of: $0.value).hex)  \($0.key)\n" }.joined()
    }

    /// What is wrong with files, judged by the list among them: each file stands in it once, with its hash, in order.
    public static func problems(in files: FileSet) -> [ProofProblem] {
        guard let found = files[name] else {
            return [ProofProblem(name, zh: "缺少文件清单。", en: "The list of files is missing.")]
        }
        var expected = files
        expected[name] = nil
        var problems: [ProofProblem] = []
        let number = number(in: files)
        for line in String(decoding: found, as: UTF8.self).split(separator: "\n")
            .dropFirst(number == nil ? 0 : 1)
        {
            let path = String(line.dropFirst(66))
            guard let data = expected.removeValue(forKey: path) else {
                problems.append(
                    ProofProblem(
                        path.isEmpty ? name : path, zh: "清单中有，文件不存在或重复列出。",
                        en: "It is in the list, but there is no such file, or it is listed twice."))
                continue
            }
            if line.prefix(66) != "\(ContentDigest(of: data).hex)  " {
                problems.append(
                    ProofProblem(
                        path, zh: "内容与清单中的 SHA-256 不符，文件或清单被改动过。",
                        en: "It does not have the SHA-256 of the list: the file or the list was changed."))
            }
        }
        for path in expected.keys.sorted() {
            problems.append(
                ProofProblem(
                    path, zh: "不在清单中，是后来加入的文件。", en: "It is not in the list: it was added later."))
        }
        if problems.isEmpty, found != Data(text(over: files, number: number).utf8) {
            problems.append(
                ProofProblem(name, zh: "清单格式被改动过。", en: "The form of the list was changed."))
        }
        return problems
    }
}
