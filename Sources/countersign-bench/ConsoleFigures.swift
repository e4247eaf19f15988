import Foundation

/// What is measured of the console, one figure after the other. The bounds are the design's.
struct ConsoleFigures {
    let program: String
    let home: String
    let language: String
    let keys: Int
    let starts: Int
    let idle: Int

    /// Every claim has a number of one of these series: its first letters mean that rows are on the screen.
    private static let rows = PseudoTerminal.Sign.text(["BX-", "FK-"])
    /// Silence that ends the answer to a key which only moves.
    private static let pause = Duration.milliseconds(25)
    /// Silence that ends an answer which a worker completes.
    private static let rest = Duration.milliseconds(400)
    /// A page of other rows is more than this, and a changed line of text less.
    private static let page = PseudoTerminal.Sign.bytes(1_200)

    func measure() throws -> [Figure] {
        var figures = try startFigures()
        let terminal = try open()
        _ = terminal.start(showing: Self.rows, silent: Self.rest)
        // The view of everything: twice the next one.
        _ = terminal.type("v", silent: Self.rest)
        let everything = terminal.type("v", showing: Self.page, silent: .seconds(2))
        figures.append(
            Figure(
                "everything-first-rows", ms(everything.found), "ms", note: "from To decide to the view of all"
            ))
        figures.append(
            Figure("everything-settled", ms(everything.last), "ms", note: "all keys are there"))
        figures.append(memory("rss", of: terminal, atMost: 64))
        figures += stepFigures(terminal)
        figures += jumpFigures(terminal)
        figures += searchFigures(terminal)
        figures.append(memory("rss-after-searches", of: terminal, atMost: 64))
        let silence = terminal.listen(for: .seconds(idle))
        figures.append(
            Figure("idle-bytes", Double(silence.bytes.count), "bytes", atMost: 0, note: "in \(idle) s"))
        try leave(terminal)
        figures += try slowLinkFigures()
        return figures
    }

    // MARK: - Start

    private func startFigures() throws -> [Figure] {
        var first: [Double] = []
        var rows: [Double] = []
        var bytes = 0
        // The first start finds the file cold, or not; it is not counted.
        for round in 0...starts {
            let terminal = try open()
            let answer = terminal.start(showing: Self.rows, silent: Self.rest)
            try leave(terminal)
            guard round > 0 else { continue }
            first += [answer.first].compactMap(ms)
            rows += [answer.found].compactMap(ms)
            bytes = answer.bytes.count
        }
        return [
            Figure("first-byte-p50", first.percentile(50), "ms", note: "from exec"),
            Figure("first-frame-p50", rows.percentile(50), "ms", atMost: 120, note: "from exec to rows"),
            Figure("first-frame-worst", rows.max(), "ms", note: "of \(starts)"),
            Figure("first-frame-bytes", Double(bytes), "bytes"),
        ]
    }

    // MARK: - Keys

    private func stepFigures(_ terminal: PseudoTerminal) -> [Figure] {
        // Once there and back, so that the rows of the page are known.
        for key in "jjjjkkkk" { _ = terminal.type(String(key), silent: Self.pause) }
        var inside: [PseudoTerminal.Answer] = []
        for index in 0..<keys / 2 {
            inside.append(terminal.type(index / 10 % 2 == 0 ? "j" : "k", silent: Self.pause))
        }
        // To the last line of the page; from there on every step scrolls.
        _ = terminal.type("g", silent: Self.rest)
        for _ in 0..<34 { _ = terminal.type("j", silent: Self.pause) }
        _ = terminal.type("j", silent: Self.pause)
        let scrolling = (0..<keys / 2).map { _ in terminal.type("j", silent: Self.pause) }
        let times = (inside + scrolling).compactMap { ms($0.last) }
        var figures = [
            Figure(
                "j-p50", times.percentile(50), "ms", atMost: 1,
                note: "\(times.count) keys, half of them scroll"),
            Figure("j-p99", times.percentile(99), "ms", atMost: 8),
            Figure("j-inside-p50", inside.compactMap { ms($0.last) }.percentile(50), "ms"),
            Figure("j-scrolling-p50", scrolling.compactMap { ms($0.last) }.percentile(50), "ms"),
            bytes("j-bytes", of: inside, atMost: 16),
            bytes("j-scrolling-bytes", of: scrolling, atMost: 200),
        ]
        figures.append(Figure("lag-after-60-keys", ms(lag(terminal)), "ms", atMost: 2, note: "at 30 Hz"))
        return figures
    }

    /// From the last of sixty keys, 33 milliseconds apart, to the last byte.
    private func lag(_ terminal: PseudoTerminal) -> Duration? {
        for _ in 0..<59 {
            terminal.send("j")
            _ = terminal.listen(for: .microseconds(33_333))
        }
        return terminal.type("j", silent: .milliseconds(100)).last
    }

    private func jumpFigures(_ terminal: PseudoTerminal) -> [Figure] {
        _ = terminal.type("g", silent: Self.rest)
        let pages = (0..<40).map { _ in terminal.type("\u{1B}[6~", silent: .milliseconds(60)) }
        var figures = [
            bytes("page-down-bytes", of: pages, atMost: 4_096),
            Figure("page-down-p50", pages.compactMap { ms($0.last) }.percentile(50), "ms"),
            Figure("page-down-p99", pages.compactMap { ms($0.last) }.percentile(99), "ms"),
        ]
        for (name, key) in [("last", "G"), ("first", "g"), ("half", "50%")] {
            let answers = (0..<5).map { _ in
                let answer = terminal.type(key, silent: .milliseconds(150))
                _ = terminal.type(key == "g" ? "50%" : "g", silent: .milliseconds(150))
                return answer
            }
            figures.append(
                Figure("\(name)-p50", answers.compactMap { ms($0.last) }.percentile(50), "ms", note: key))
            figures.append(bytes("\(name)-bytes", of: answers, atMost: nil))
        }
        return figures
    }

    // MARK: - Searches

    private func searchFigures(_ terminal: PseudoTerminal) -> [Figure] {
        var figures: [Figure] = []
        let searches = [
            ("amount", "amount>10000"), ("dept", "dept:市场"), ("flagged", "flagged"), ("seller", "seller:科技"),
            ("pinyin", "seller:kj"), ("rule", "rule:duplicate"), ("words", "软件"), ("rare-words", "软件 上海 服务器"),
            ("number", "id:T-999"), ("range", "date:2025-03-01..2025-03-31 amount>500"),
        ]
        for (name, query) in searches {
            _ = terminal.type("/", silent: Self.pause)
            _ = terminal.type(query, silent: .milliseconds(60))
            // The list goes to its first rows, which are others: the place before is far away.
            let answer = terminal.type("\r", showing: Self.page, silent: .seconds(2))
            figures.append(
                Figure(
                    "search-\(name)-first-rows", ms(answer.found), "ms", atMost: 100,
                    note: "\(query); settled after \(Int(ms(answer.last) ?? 0)) ms"))
            _ = terminal.type("\u{1B}", silent: .seconds(1))
            _ = terminal.type("50%", silent: .milliseconds(300))
        }
        return figures
    }

    // MARK: - Slow lines

    private func slowLinkFigures() throws -> [Figure] {
        let terminal = try open(["--slow-link"])
        let start = terminal.start(showing: Self.rows, silent: Self.rest)
        let steps = (0..<20).map { _ in terminal.type("j", silent: Self.pause) }
        let back = (0..<10).map { _ in terminal.type("k", silent: Self.pause) }
        try leave(terminal)
        return [
            Figure("slow-link-first-frame-bytes", Double(start.bytes.count), "bytes"),
            bytes("slow-link-j-bytes", of: steps, atMost: 2),
            bytes("slow-link-k-bytes", of: back, atMost: nil),
        ]
    }

    // MARK: - Parts

    private func open(_ arguments: [String] = []) throws -> PseudoTerminal {
        var environment = ProcessInfo.processInfo.environment.filter { name, _ in
            ["PATH", "HOME", "LD_LIBRARY_PATH"].contains(name)
        }
        environment["COUNTERSIGN_HOME"] = home
        environment["LC_ALL"] = "C.UTF-8"
        environment["TERM"] = "xterm-256color"
        return try PseudoTerminal(
            program, ["--lang", language] + arguments, environment: environment, columns: 120, rows: 40)
    }

    private func leave(_ terminal: PseudoTerminal) throws {
        terminal.send("q")
        try terminal.waitForEnd()
    }

    private func ms(_ time: Duration?) -> Double? { time?.inMilliseconds }

    private func bytes(_ name: String, of answers: [PseudoTerminal.Answer], atMost bound: Double?) -> Figure {
        let counts = answers.map { Double($0.bytes.count) }
        return Figure(
            name, counts.max(), "bytes", atMost: bound,
            note: "at most; median \(Int(counts.percentile(50) ?? 0))")
    }

    /// What the program holds of the machine's memory now, in MiB.
    private func memory(_ name: String, of terminal: PseudoTerminal, atMost bound: Double) -> Figure {
        let text = (try? String(contentsOfFile: "/proc/\(terminal.process)/status", encoding: .utf8)) ?? ""
        func field(_ name: String) -> Double? {
            let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
            return line.split { !$0.isNumber }.last.flatMap { Double($0) }.map { $0 / 1_024 }
        }
        func whole(_ name: String) -> String { field(name).map { String(Int($0)) } ?? "?" }
        return Figure(
            name, field("VmRSS"), "MiB", atMost: bound,
            note: "own \(whole("RssAnon")), files \(whole("RssFile")), peak \(whole("VmHWM"))")
    }
}
