import Foundation
import OAProfile
import Terminal
import Testing

extension EndToEnd {
    /// The console in a real terminal against a reference OA in another process.
    @Suite("The console in a terminal", .serialized)
    struct ConsoleTests {
        @Test("an approval by keys puts exactly one decision into the OA")
        func approveByKeys() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa, holdSeconds: 0)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await cleanTask(home)
            let before = try await oa.task(task, as: home).task
            let terminal = try await TmuxTerminal(["--lang", "en"], home: home)
            try await openAndApprove(task, in: terminal)
            let operation = try await deliveredOperation(on: task, home: home)
            let report = try #require(try await oa.report(operation, as: home))
            #expect(report.state == .applied)
            let after = try await oa.task(task, as: home).task
            #expect(after.status == .approved)
            #expect(report.receipt?.seenDigest == SeenContent(of: before).digest)
            // Exactly one: the row version stands where the receipt left it.
            #expect(report.receipt?.rev == after.rev)
            try await leave(terminal)
        }

        @Test("a decision made while the OA is away is delivered once when it comes back")
        func offline() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa, holdSeconds: 0)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await cleanTask(home)
            let terminal = try await TmuxTerminal(["--lang", "en"], home: home)
            try await terminal.waitFor("online")
            try await oa.cut()
            try await openAndApprove(task, in: terminal)
            try await terminal.waitFor("offline", within: .seconds(45))
            let recorded = try await operation(on: task, home: home)
            #expect(recorded.state != "acked")
            try await oa.start()
            let report = try await eventually(within: .seconds(60), "the decision is delivered") {
                let report = try await oa.report(recorded.id, as: home)
                return report?.state == .applied ? report : nil
            }
            #expect(report.receipt?.task.rawValue == task)
            #expect(try await oa.task(task, as: home).task.rev == report.receipt?.rev)
            try await leave(terminal)
        }

        @Test("killed between recorded and sent, the next start delivers the decision once")
        func killedBeforeSending() async throws {
            let oa = try await OAProcess()
            // A long hold keeps the decision between recorded and sent until the kill.
            let home = try await signedInHome(oa, holdSeconds: 8)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await cleanTask(home)
            let terminal = try await TmuxTerminal(["--lang", "en"], home: home)
            try await openAndApprove(task, in: terminal)
            kill(try await terminal.processID(), SIGKILL)
            let recorded = try await operation(on: task, home: home)
            #expect(recorded.state == "recorded")
            #expect(try await oa.report(recorded.id, as: home) == nil)
            let again = try await TmuxTerminal(["--lang", "en"], home: home)
            let report = try await eventually(within: .seconds(40), "the decision is delivered") {
                let report = try await oa.report(recorded.id, as: home)
                return report?.state == .applied ? report : nil
            }
            #expect(try await oa.task(task, as: home).task.rev == report.receipt?.rev)
            try await leave(again)
        }

        @Test("undo inside the hold never reaches the OA")
        func undo() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa, holdSeconds: 6)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let task = try await cleanTask(home)
            let terminal = try await TmuxTerminal(["--lang", "en"], home: home)
            try await openAndApprove(task, in: terminal)
            try await terminal.press("u")
            try await terminal.waitFor("was not sent")
            let cancelled = try await operation(on: task, home: home)
            #expect(cancelled.state == "cancelled")
            try #require(try await Program.run(["sync"], home: home).status == 0)
            #expect(try await oa.report(cancelled.id, as: home) == nil)
            #expect(try await oa.task(task, as: home).task.status == .pending)
            try await leave(terminal)
        }

        @Test(
            "the amounts of all rows end in one column, whatever scripts the names are in",
            arguments: [80, 120])
        func straightColumns(columns: Int) async throws {
            let oa = try await OAProcess(invoices: 120)
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let list = try await Program.run(["list", "--json"], home: home).json()
            let amounts = (list["items"] as? [[String: Any]] ?? []).compactMap { $0["amount"] as? String }
            let terminal = try await TmuxTerminal(["--lang", "zh"], home: home, columns: columns, rows: 40)
            let screen = try await terminal.waitUntil("rows of the queue") { lines in
                lines.filter { amountEnd(in: $0, of: amounts) != nil }.count > 10
            }
            let ends = Set(screen.compactMap { amountEnd(in: $0, of: amounts) })
            #expect(ends.count == 1, "\(ends)\n\(screen.joined(separator: "\n"))")
            #expect(screen.allSatisfy { TerminalText($0).columns <= columns })
            try await leave(terminal)
        }

        @Test("the screen follows the size, says when it is too small, and comes back")
        func resize() async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            let terminal = try await TmuxTerminal(["--lang", "en"], home: home)
            try await terminal.waitFor("To decide")
            try await terminal.resize(columns: 80, rows: 24)
            try await terminal.waitUntil("the queue at 80x24") { lines in
                lines.count > 23 && lines[23].contains("help") && lines.contains { $0.contains("To decide") }
            }
            try await terminal.resize(columns: 40, rows: 10)
            try await terminal.waitFor("too small")
            try await terminal.resize(columns: 200, rows: 60)
            try await terminal.waitFor("To decide")
            try await leave(terminal)
        }

        @Test("none of the bytes of a hostile seller name reaches the terminal, and the name shows marked")
        func hostileName() async throws {
            let oa = try await OAProcess(invoices: 60)
            let home = try await signedInHome(oa)
            try #require(try await Program.run(["sync"], home: home).status == 0)
            let all = try await Program.run(["list", "", "--json"], home: home)
            let items = try #require(try all.json()["items"] as? [[String: Any]])
            let hostile = try #require(
                items.first { ($0["seller"] as? String)?.contains("\u{202E}") == true })
            let task = try #require(hostile["task"] as? String)
            // Standard output of the commands is as harmless as the screen.
            #expect(
                !all.output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{200B}" }
            )
            let terminal = try await TmuxTerminal(["--lang", "en"], home: home)
            try await terminal.waitFor("To decide")
            let bytes = home.folder.url.appendingPathComponent("bytes")
            try await terminal.record(to: bytes)
            try await terminal.press("v", "v", "/")
            try await terminal.type("id=\(task)")
            try await terminal.press("Enter")
            try await terminal.waitUntil("one row") { lines in
                lines.filter { $0.contains("BX-") || $0.contains("FK-") }.count == 1
            }
            try await terminal.press("Enter")
            let screen = try await terminal.waitFor("⟦RLO⟧")
            #expect(screen.contains { $0.contains("⟦ESC⟧") })
            let sent = try Data(contentsOf: bytes)
            let text = String(decoding: sent, as: UTF8.self)
            #expect(!sent.isEmpty)
            #expect(!text.unicodeScalars.contains("\u{202E}"))
            #expect(!text.unicodeScalars.contains("\u{200B}"))
            let name = try #require(hostile["seller"] as? String)
            for sequence in escapeSequences(in: name) { #expect(!text.contains(sequence)) }
            try await leave(terminal)
        }

        @Test(
            "an unknown terminal type and a locale without UTF-8 are no crash",
            arguments: [
                ["TERM": "no-such-terminal"], ["LC_ALL": "C", "LANG": "C"], ["TERM": "dumb"],
            ])
        func poorTerminals(_ environment: [String: String]) async throws {
            let oa = try await OAProcess()
            let home = try await signedInHome(oa)
            let terminal = try await TmuxTerminal(["--lang", "en"], home: home, environment: environment)
            let screen = try await terminal.waitUntil("the queue or a sentence") { lines in
                lines.contains { $0.contains("To decide") || $0.contains("TERM=") }
            }
            #expect(!screen.contains { $0.contains("Fatal") || $0.contains("Crash") })
        }
    }
}

// MARK: - Steps

/// A signed-in home with a given hold.
func signedInHome(_ oa: OAProcess, holdSeconds: Int) async throws -> TestHome {
    let home = try await signedInHome(oa)
    try Data("[console]\nhold_seconds = \(holdSeconds)\n".utf8).write(
        to: home.folder.url.appendingPathComponent("config.toml"))
    return home
}

/// A task that waits for the user and against which no error stands.
func cleanTask(_ home: TestHome) async throws -> String {
    let list = try await Program.run(["list", "--json"], home: home).json()
    let items = list["items"] as? [[String: Any]] ?? []
    guard let task = items.first(where: { $0["worst"] == nil })?["task"] as? String else {
        throw Failure("no clean task: \(list)")
    }
    return task
}

/// Finds a task by its id, opens it, approves it, and waits until the console says that it is recorded.
func openAndApprove(_ task: String, in terminal: TmuxTerminal) async throws {
    try await terminal.waitFor("To decide")
    try await terminal.press("/")
    try await terminal.type("id=\(task)")
    try await terminal.press("Enter")
    try await terminal.waitUntil("one row") { lines in
        lines.filter { $0.contains("BX-") || $0.contains("FK-") }.count == 1
    }
    try await terminal.press("Enter")
    try await terminal.waitFor("Total with tax")
    try await terminal.press("a")
    try await terminal.waitFor("Approve this invoice?")
    // The confirm key is armed a quarter of a second after the bar appeared: press until it is heard.
    try await eventually("the decision is recorded") {
        try await terminal.press("y")
        return try await terminal.screen().contains { $0.contains("Recorded approve") } ? true : nil
    }
}

private func leave(_ terminal: TmuxTerminal) async throws {
    // From any screen: q leaves it, and on the queue the program.
    let status = try await eventually("the console ends") {
        if let status = try await terminal.exitStatus() { return status }
        try await terminal.press("q")
        return nil
    }
    #expect(status == 0)
}

private func operation(on task: String, home: TestHome) async throws -> (id: String, state: String) {
    let shown = try await Program.run(["show", task, "--json"], home: home).json()
    guard let operation = shown["operation"] as? [String: Any], let id = operation["op_id"] as? String,
        let state = operation["state"] as? String
    else { throw Failure("no operation on \(task): \(shown)") }
    return (id, state)
}

func deliveredOperation(on task: String, home: TestHome) async throws -> String {
    try await eventually(within: .seconds(30), "the decision is delivered") {
        let found = try await operation(on: task, home: home)
        return found.state == "acked" ? found.id : nil
    }
}

/// The column after the amount of a row, counted in terminal columns.
private func amountEnd(in line: String, of amounts: [String]) -> Int? {
    for amount in amounts {
        let grouped = grouping(amount)
        guard let range = line.range(of: grouped + " ") else { continue }
        guard range.lowerBound == line.startIndex || line[line.index(before: range.lowerBound)] == " " else {
            continue
        }
        return TerminalText(String(line[..<range.lowerBound]) + grouped).columns
    }
    return nil
}

private func grouping(_ amount: String) -> String {
    let parts = amount.split(separator: ".")
    var whole = ""
    let digits = parts[0].drop { $0 == "-" }
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { whole.append(",") }
        whole.append(digit)
    }
    return (amount.hasPrefix("-") ? "-" : "") + whole + "." + (parts.last ?? "")
}

/// The parts of a name that begin with ESC, with enough of what follows that no screen sends the same by itself.
private func escapeSequences(in name: String) -> [String] {
    let scalars = Array(name.unicodeScalars)
    return scalars.indices.filter { scalars[$0] == "\u{1B}" }.map { start in
        String(String.UnicodeScalarView(scalars[start..<min(start + 8, scalars.count)]))
    }
}
