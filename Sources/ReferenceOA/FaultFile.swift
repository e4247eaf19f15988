import Foundation
import Invoicing

extension FaultPlan {
    /// The largest file of faults, in bytes.
    public static let largestFile = 1 << 20

    /// Reads a plan from JSON lines, one fault a line, in the order in which they are tried; empty lines and lines that
    /// begin with `#` are left out.
    ///
    /// ```
    /// {"fault": "lost-answer", "on": "decisions", "every": 5}
    /// {"fault": "delay", "milliseconds": 300, "times": 10}
    /// {"fault": "status", "status": 503, "retry_after": 2}
    /// ```
    ///
    /// The faults: `lost-request`, `lost-answer`, `delay`, `status`, `html`, `wrong-operation`, `truncated`. `on` is
    /// `everything` (also where it is missing) or `decisions`; `times` ends a fault after so many, `every` lets it happen
    /// to each so manieth request that fits.
    /// - Throws: ``FaultFileError`` that names the line.
    public init(jsonLines text: String) throws(FaultFileError) {
        self.init()
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line.utf8)),
                let fault = entry.meaning
            else { throw FaultFileError(line: index + 1) }
            faults.append(fault)
        }
    }

    private struct Entry: Decodable {
        var fault: String
        var on: String?
        var times: Int?
        var every: Int?
        var milliseconds: Int?
        var status: Int?
        var retry_after: Int?

        var meaning: Fault? {
            let kind: Kind
            switch fault {
            case "lost-request": kind = .loseRequest
            case "lost-answer": kind = .dropAnswer
            case "html": kind = .html
            case "wrong-operation": kind = .wrongOperation
            case "truncated": kind = .truncated
            case "delay":
                guard let milliseconds, (0...600_000).contains(milliseconds) else { return nil }
                kind = .delay(milliseconds: milliseconds)
            case "status":
                guard let status, (400...599).contains(status) else { return nil }
                kind = .status(status, retryAfter: retry_after)
            default: return nil
            }
            guard let scope = Scope(word: on ?? "everything"), times ?? 0 >= 0, every ?? 1 >= 1 else {
                return nil
            }
            return Fault(kind, on: scope, times: times, every: every ?? 1)
        }
    }
}

extension FaultPlan.Scope {
    fileprivate init?(word: String) {
        switch word {
        case "everything": self = .everything
        case "decisions": self = .decisions
        default: return nil
        }
    }
}

/// Why a file of faults cannot be used.
public struct FaultFileError: ExplainedError, Hashable, Sendable {
    /// The line, from 1.
    public var line: Int

    /// Makes an error about a line.
    public init(line: Int) { self.line = line }

    /// One sentence that names the thing and the cause.
    public var explanation: LocalizedText {
        LocalizedText(
            zh: "故障文件第 \(line) 行不是有效的故障描述。", en: "Line \(line) of the faults is not a fault.")
    }

    /// One sentence that says what to do next.
    public var remedy: LocalizedText {
        LocalizedText(
            zh: "每行一个 JSON 对象，例如 {\"fault\": \"lost-answer\", \"on\": \"decisions\", \"every\": 5}。",
            en:
                "Write one JSON object a line, as {\"fault\": \"lost-answer\", \"on\": \"decisions\", \"every\": 5}."
        )
    }
}
