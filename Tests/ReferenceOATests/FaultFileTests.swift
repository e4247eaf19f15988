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
                """)
        #expect(
            plan.faults.map(\.kind) == [
                .loseRequest, .dropAnswer, .delay(milliseconds: 5), .status(429, retryAfter: 7), .html,
                .wrongOperation, .truncated,
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
        ])
    func mistakes(line: String) {
        #expect(throws: FaultFileError(line: 2)) {
            try FaultPlan(jsonLines: "{\"fault\": \"html\"}\n" + line)
        }
    }

    @Test("a fault of every third request happens to each third one that fits, so often as it may")
    func every() {
        var plan = FaultPlan([.init(.html, on: .decisions, times: 2, every: 3)])
        let happened = (1...12).map { plan.next(isDecision: $0 % 2 == 0) != nil }
        #expect(happened == [5, 11].reduce(into: Array(repeating: false, count: 12)) { $0[$1] = true })
        #expect(plan.next(isDecision: true) == nil)
    }
}
