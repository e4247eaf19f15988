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
    /// The faults, with the members that each takes:
    ///
    /// - `lost-request`, `lost-answer`, `duplicate`, `html`, `wrong-operation`, `truncated`: none.
    /// - `delay`: `milliseconds`, up to ten minutes.
    /// - `status`: `status` from 400 to 599; `retry_after` in seconds, or `retry_after_date` for a date so many seconds
    ///   away.
    /// - `gzip-bomb`: `megabytes`, unpacked; 1024 where it is missing.
    /// - `cursor-loop`, and `acl-change` with `tasks` (1 where it is missing): only to questions for changes.
    /// - `restored-backup`: goes back to when the server started.
    /// - `clock-skew`: `seconds`, negative for a clock that is slow; stays.
    ///
    /// `on` is `everything` (also where it is missing), `decisions` or `changes`; `times` ends a fault after so many,
    /// `every` lets it happen to each so manieth request that fits.
    /// - Throws: ``FaultFileError`` that names the line.
    public init(jsonLines text: String) throws(FaultFileError) {
        self.init()
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            guard let members = try? JSONDecoder().decode([String: Ignored].self, from: Data(line.utf8)),
                members.keys.allSatisfy({ Entry.CodingKeys(stringValue: $0) != nil }),
                let entry = try? JSONDecoder().decode(Entry.self, from: Data(line.utf8)),
                let fault = entry.meaning
            else { throw FaultFileError(line: index + 1) }
            faults.append(fault)
        }
    }

    /// The names of the faults in a file.
    public static let names = [
        "lost-request", "lost-answer", "delay", "duplicate", "status", "html", "wrong-operation", "truncated",
        "gzip-bomb", "cursor-loop", "restored-backup", "clock-skew", "acl-change",
    ]

    /// A value of which only the name counts.
    private struct Ignored: Decodable {
        init(from decoder: any Decoder) {}
    }

    private struct Entry: Decodable {
        enum CodingKeys: String, CodingKey {
            case fault
            case on
            case times
            case every
            case milliseconds
            case status
            case retryAfter = "retry_after"
            case retryAfterDate = "retry_after_date"
            case megabytes
            case seconds
            case tasks
        }

        var fault: String
        var on: String?
        var times: Int?
        var every: Int?
        var milliseconds: Int?
        var status: Int?
        var retryAfter: Int?
        var retryAfterDate: Int?
        var megabytes: Int?
        var seconds: Int?
        var tasks: Int?

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
                if let retryAfterDate {
                    guard retryAfter == nil, abs(retryAfterDate) <= 86_400_000 else { return nil }
                    kind = .statusUntil(status, seconds: retryAfterDate)
                } else {
                    kind = .status(status, retryAfter: retryAfter)
                }
            case "duplicate": kind = .duplicate
            case "gzip-bomb":
                guard (1...65_536).contains(megabytes ?? 1_024) else { return nil }
                kind = .bomb(megabytes: megabytes ?? 1_024)
            case "cursor-loop": kind = .cursorLoop
            case "restored-backup": kind = .restoredBackup
            case "clock-skew":
                guard let seconds, (-4_000_000_000...4_000_000_000).contains(seconds) else { return nil }
                kind = .clockSkew(seconds: seconds)
            case "acl-change":
                guard (0...1_000_000).contains(tasks ?? 1) else { return nil }
                kind = .aclChange(tasks: tasks ?? 1)
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
        case "changes": self = .changes
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
            zh: "每行一个 JSON 对象，例如 {\"fault\": \"lost-answer\", \"on\": \"decisions\", \"every\": 5}。可用的故障："
                + FaultPlan.names.joined(separator: "、") + "。",
            en:
                "Write one JSON object a line, as {\"fault\": \"lost-answer\", \"on\": \"decisions\", \"every\": 5}. "
                + "The faults are " + FaultPlan.names.joined(separator: ", ") + "."
        )
    }
}
