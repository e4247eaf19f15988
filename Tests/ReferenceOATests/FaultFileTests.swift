import Testing

@testable import ReferenceOA

@Suite("Files of faults")
struct FaultFileTests {
    @Test("every kind of fault is read, comments and empty lines are left out")
    func kinds() throws {
        let plan = try FaultPlan(
            jsonLines: """
                # the network
                {"fault": "lost-request"}
                {"fault": "lost-answer", "on": "decisions", "times": 2}

                {"fault": "delay", "milliseconds": 5}
                {"fault": "status", "status": 429, "retry_after": 7}
                {"fault": "html"}
                {"fault": "wrong-operation"}
                {"fault": "truncated", "every": 5}
                {"fault": "duplicate"}
                {"fault": "status", "status": 503, "retry_after_date": -5}
                {"fault": "gzip-bomb"}
                {"fault": "gzip-bomb", "megabytes": 8}
                {"fault": "cursor-loop", "on": "changes"}
                {"fault": "restored-backup", "times": 1}
                {"fault": "clock-skew", "seconds": -86400}
                {"fault": "acl-change"}
                {"fault": "acl-change", "tasks": 3}
                """)
        #expect(
            plan.faults.map(\.kind) == [
                .loseRequest, .dropAnswer, .delay(milliseconds: 5), .status(429, retryAfter: 7), .html,
                .wrongOperation, .truncated, .duplicate, .statusUntil(503, seconds: -5),
                .bomb(megabytes: 1_024), .bomb(megabytes: 8), .cursorLoop, .restoredBackup,
                .clockSkew(seconds: -86_400), .aclChange(tasks: 1), .aclChange(tasks: 3),
            ])
        #expect(plan.faults[1].scope == .decisions && plan.faults[1].times == 2)
        #expect(plan.faults[6].every == 5)
    }

    @Test(
        "what is no fault is named by its line",
        arguments: [
            "nonsense", "{}", #"{"fault": "earthquake"}"#, #"{"fault": "delay"}"#,
            #"{"fault": "status", "status": 200}"#,
            #"{"fault": "html", "on": "mondays"}"#, #"{"fault": "html", "every": 0}"#,
            #"{"fault": "html", "tmies": 1}"#, #"{"fault": "gzip-bomb", "megabytes": 0}"#,
            #"{"fault": "clock-skew"}"#, #"{"fault": "acl-change", "tasks": -1}"#,
            #"{"fault": "status", "status": 503, "retry_after": 1, "retry_after_date": 1}"#,
        ])
    func mistakes(line: String) {
        #expect(throws: FaultFileError(line: 2)) {
            try FaultPlan(jsonLines: "{\"fault\": \"html\"}\n" + line)
        }
    }

    @Test("every fault that a file may name is read, and the error about one that it may not names them all")
    func names() throws {
        for name in FaultPlan.names {
            let line =
                "{\"fault\": \"\(name)\", \"milliseconds\": 1, \"status\": 500, \"seconds\": 1, \"tasks\": 1}"
            #expect(try FaultPlan(jsonLines: line).faults.count == 1, "\(name)")
            for text in [FaultFileError(line: 1).remedy.zh, FaultFileError(line: 1).remedy.en] {
                #expect(text.contains(name))
            }
        }
    }

    @Test("what concerns the feed happens to questions for changes only, whatever else comes before")
    func feed() {
        var plan = FaultPlan([.init(.cursorLoop, on: .everything, times: 1)])
        #expect(plan.next(isDecision: true) == nil)
        #expect(plan.next(isDecision: false) == nil)
        #expect(plan.next(isDecision: false, asksForChanges: true) == .cursorLoop)
        plan = FaultPlan([.init(.html, on: .changes)])
        #expect(plan.next(isDecision: false) == nil)
        #expect(plan.next(isDecision: false, asksForChanges: true) == .html)
    }

    @Test("a fault of every third request happens to each third one that fits, so often as it may")
    func every() {
        var plan = FaultPlan([.init(.html, on: .decisions, times: 2, every: 3)])
        let happened = (1...12).map { plan.next(isDecision: $0 % 2 == 0) != nil }
        #expect(happened == [5, 11].reduce(into: Array(repeating: false, count: 12)) { $0[$1] = true })
        #expect(plan.next(isDecision: true) == nil)
    }
}
