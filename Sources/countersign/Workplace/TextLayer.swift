import Archive
import Foundation
import Invoicing

/// The text on the pages of a PDF, which `pdftotext` of poppler-utils extracts in a process of its own.
///
/// The bytes are hostile and the reader of fonts and pages is a large C++ program: it gets one file in a folder of its own
/// (0700), no environment, limits on memory, processor time and output, and a deadline. Nothing that it writes is kept.
enum TextLayer {
    /// Seconds until it is stopped.
    private static let deadline: Double = 10
    /// Bytes of text that are taken (1 MiB).
    private static let largest = 1 << 20
    /// Pages that are looked at; an invoice of a thousand lines has about fifty.
    private static let mostPages = 60

    /// Extracts the text.
    /// - Parameter searchPath: where programs are looked for, as in `PATH`.
    static func text(of pdf: Data, searchPath: String) throws(TextLayerError) -> String {
        guard let program = find("pdftotext", in: searchPath) else { throw .notInstalled }
        guard let temporary = try? TemporaryFolder() else { throw .failed(errno) }
        let folder = temporary.path
        defer { temporary.remove() }
        let file = folder + "/in.pdf"
        guard
            FileManager.default.createFile(
                atPath: file, contents: pdf, attributes: [.posixPermissions: 0o600])
        else { throw .failed(errno) }
        return try run(program, on: file, in: folder)
    }

    private static func find(_ name: String, in searchPath: String) -> String? {
        searchPath.split(separator: ":").lazy.filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }
            .first { access($0, X_OK) == 0 }
    }

    private static func run(_ program: String, on file: String, in folder: String) throws(TextLayerError)
        -> String
    {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .failed(errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let child: pid_t
        do throws(TextLayerError) {
            child = try start(program, on: file, in: folder, output: ends[1])
        } catch {
            close(ends[1])
            throw error
        }
        // Only the child writes now, so that the end of its output is the end of its work.
        close(ends[1])
        let text = readAll(ends[0])
        if text == nil { kill(-child, SIGKILL) }
        var ending: Int32 = 0
        while waitpid(child, &ending, 0) < 0 { if errno != EINTR { break } }
        guard let text else { throw .tooMuch }
        guard ending == 0 else { throw .unreadable }
        return String(decoding: text, as: UTF8.self)
    }

    private static func start(
        _ program: String, on file: String, in folder: String, output: Int32
    ) throws(TextLayerError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        // The shell sets the limits and becomes the program: kilobytes of memory, seconds of processor, blocks of a file.
        let limits = "ulimit -v 1048576; ulimit -t 10; ulimit -f 16; exec \"$@\""
        let arguments: [String] =
            ["/bin/sh", "-c", limits, "sh", program]
            + ["-layout", "-nopgbrk", "-enc", "UTF-8", "-q", "-l", "\(mostPages)", file, "-"]
        let words = arguments.map { strdup($0) } + [nil]
        let environment: [String] = [
            "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=\(folder)", "TMPDIR=\(folder)",
        ]
        let variables = environment.map { strdup($0) } + [nil]
        defer { for word in words + variables { free(word) } }
        var child: pid_t = 0
        let problem = posix_spawn(&child, "/bin/sh", &actions, &attributes, words, variables)
        guard problem == 0 else { throw .failed(problem) }
        return child
    }

    /// All that comes until the other side closes; nothing where it is too much or takes too long.
    private static func readAll(_ descriptor: Int32) -> [UInt8]? {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(deadline)
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let left = Int32(max(0, (end - clock.now) / .milliseconds(1)))
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, left)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { return nil }
            let count = read(descriptor, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 ? text : nil }
            text += part[..<count]
            guard text.count <= largest else { return nil }
        }
    }
}

/// Why the text of a PDF is not known.
enum TextLayerError: ExplainedError, Hashable {
    /// poppler-utils is not there.
    case notInstalled
    /// The program cannot be started: the system's error number.
    case failed(Int32)
    /// The program refused the file, which is damaged or wants a password.
    case unreadable
    /// Too much text, or too long to get it.
    case tooMuch

    /// What is said of embedded data that could not be held against the pages.
    var notCompared: LocalizedText {
        switch self {
        case .notInstalled:
            LocalizedText(
                zh: "未与页面文字核对：本机没有安装 pdftotext（poppler-utils）。",
                en: "Not held against the pages: pdftotext (poppler-utils) is not installed.")
        case .failed, .unreadable, .tooMuch:
            LocalizedText(
                zh: "未与页面文字核对：pdftotext 读不出页面文字。",
                en: "Not held against the pages: pdftotext cannot read them.")
        }
    }

    var explanation: LocalizedText {
        switch self {
        case .notInstalled:
            LocalizedText(
                zh: "这份 PDF 没有内嵌发票数据，读取页面文字需要 pdftotext，本机没有安装。",
                en:
                    "This PDF embeds no invoice data, and pdftotext, which reads the text of its pages, is not installed."
            )
        case .failed(let number):
            LocalizedText(
                zh: "pdftotext 无法运行（系统错误 \(number)）。",
                en: "pdftotext cannot be run (\(String(cString: strerror(number)).lowercased())).")
        case .unreadable:
            LocalizedText(
                zh: "pdftotext 无法读取这份 PDF：文件已损坏，或需要口令。",
                en: "pdftotext cannot read this PDF: it is damaged or wants a password.")
        case .tooMuch:
            LocalizedText(
                zh: "这份 PDF 的文字过多或读取超时，已停止。",
                en: "This PDF holds too much text, or reading it took too long; it was stopped.")
        }
    }

    var remedy: LocalizedText {
        switch self {
        case .notInstalled:
            LocalizedText(
                zh:
                    "请安装 poppler-utils（Debian/Ubuntu：apt install poppler-utils；RHEL/openEuler：dnf install poppler-utils），"
                    + "或改用同一张发票的 XML、OFD 原件。",
                en:
                    "Install poppler-utils (Debian, Ubuntu: apt install poppler-utils; RHEL, openEuler: dnf install "
                    + "poppler-utils), or use the XML or OFD original of the same invoice.")
        case .failed, .unreadable, .tooMuch:
            LocalizedText(
                zh: "请改用同一张发票的 XML 或 OFD 原件（电子税务局可同时下载）。",
                en:
                    "Use the XML or OFD original of the same invoice; the electronic tax bureau offers them side by side."
            )
        }
    }
}
