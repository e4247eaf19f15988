import Archive
import Console
import Foundation
import InvoiceFiles
import Invoicing
import OAClient
import Store
import TOMLKit
import Terminal

/// `config.toml`. Every key is optional; a key that is not known is an error, because a misspelt setting that is quietly
/// ignored is found out too late.
struct Configuration: Hashable, Sendable {
    /// `language = "zh"`
    var language: Language?
    /// `theme = "dark"`
    var theme: String?
    /// `[console] hold_seconds = 10`: how long a decision waits so that it can be undone.
    var holdSeconds = 10
    /// `[console] ascii = true`: lines and signs from ASCII only.
    var isASCII = false
    /// `[console] large_amount = 100000`: from this amount on, in whole units of its currency, an invoice is decided by
    /// itself; 0 turns that off.
    var largeAmount = 100_000
    /// `[console] slow_link = true`: every byte counts.
    var isSlowLink = false
    /// `[console] clipboard = false`: nothing is put into the terminal's clipboard.
    var hasClipboard = true
    /// `[console] mouse = true`: the mouse is heard from the beginning.
    var usesMouse = false
    /// `[macros] "<F5>" = ["first", "open"]`: several commands behind one key.
    var macros: [Macro] = []
    /// `[queue] columns = ["amount", "seller:30"]`: the columns of the queue in their order, with widths.
    var columns: [ColumnChoice] = []
    /// `[views] NAME = "QUERY"`: the user's own views of the queue.
    var views: [SavedView] = []
    /// `[oa] url = "https://oa.example.com"`: the default of `countersign login`.
    var oaURL: String?
    /// `[oa] ca_file = "/etc/ssl/company.pem"`: certificates to trust besides the system's.
    var caFile = ""
    /// `[signing] key = "~/.ssh/approval.pub"`: the key that signs each decision; empty where decisions are not signed.
    var signingKey = ""
    /// `[audit] syslog = true`: how far the audit log goes is told to the machine's log.
    var usesSystemLog = false
    /// `[oa] client_certificate`, `client_key`, `proxy`, `http2`: how the OA is reached beside its address.
    var connection = ConnectionSettings()
    /// `[csv] number = ["票据编号"]`: heads of columns in tables, besides those that are known.
    var tableHeads: [TableColumn: [String]] = [:]
    /// `[keys] approve = ["a"]`: keys of commands.
    var keys: [String: [String]] = [:]
    /// `[archive] number = "{fonds}-{year}-{number:6}"`: archive numbers, retention, and whose signatures may destroy.
    var archive = ArchiveRules()
    /// `[[alerts]]`: when `sync --watch` calls for help.
    var alerts: [AlertRule] = []

    /// Everything at its default.
    init() {}

    /// Reads the file; a missing one leaves everything at its default.
    /// - Throws: ``ConfigurationError`` that names key and line.
    /// - Parameter themes: the names of the user's own looks.
    init(file: URL, themes: [String] = []) throws(ConfigurationError) {
        guard FileManager.default.fileExists(atPath: file.path) else {
            self.init()
            return
        }
        let text: TOMLText
        do throws(TOMLText.Trouble) { text = try TOMLText(of: file) } catch {
            throw ConfigurationError(error, file: file.path)
        }
        try self.init(toml: text.text, file: file.path, themes: themes)
    }

    /// Reads the text of a file.
    init(toml text: String, file: String, themes: [String] = []) throws(ConfigurationError) {
        self.init()
        let root: TOMLTable
        do throws(TOMLText.Trouble) { root = try TOMLText(text).table() } catch {
            throw ConfigurationError(error, file: file)
        }
        let lines = ConfigurationLines(text)
        func fail(_ path: String, _ problem: ConfigurationError.Problem) -> ConfigurationError {
            ConfigurationError(file: file, line: lines.line(of: path), problem: problem)
        }
        for (path, value) in try Self.flatten(root, fail) {
            func string() throws(ConfigurationError) -> String {
                guard let text = value.string else { throw fail(path, .wrongValue(path, expected: .text)) }
                return text
            }
            switch path {
            case "language":
                guard let language = Language(rawValue: try string()) else {
                    throw fail(path, .wrongValue(path, expected: .oneOf(Language.allCases.map(\.rawValue))))
                }
                self.language = language
            case "theme":
                let name = try string()
                let known = Theme.builtInNames + themes
                guard known.contains(name) else {
                    throw fail(path, .wrongValue(path, expected: .oneOf(known)))
                }
                theme = name
            case "console.hold_seconds":
                guard let seconds = value.int, (0...60).contains(seconds) else {
                    throw fail(path, .wrongValue(path, expected: .number(0...60)))
                }
                holdSeconds = seconds
            case "console.ascii":
                guard let flag = value.bool else { throw fail(path, .wrongValue(path, expected: .yesOrNo)) }
                isASCII = flag
            case "console.slow_link":
                guard let flag = value.bool else { throw fail(path, .wrongValue(path, expected: .yesOrNo)) }
                isSlowLink = flag
            case "console.mouse":
                guard let flag = value.bool else { throw fail(path, .wrongValue(path, expected: .yesOrNo)) }
                usesMouse = flag
            case "console.clipboard":
                guard let flag = value.bool else { throw fail(path, .wrongValue(path, expected: .yesOrNo)) }
                hasClipboard = flag
            case "queue.columns":
                let problem = fail(path, .wrongValue(path, expected: .columns))
                for text in try Self.keyList(value, problem) {
                    guard let column = ColumnChoice(notation: text),
                        !columns.contains(where: { $0.column == column.column })
                    else { throw problem }
                    columns.append(column)
                }
            case "console.large_amount":
                guard let units = value.int, (0...1_000_000_000).contains(units) else {
                    throw fail(path, .wrongValue(path, expected: .number(0...1_000_000_000)))
                }
                largeAmount = units
            case "oa.url": oaURL = try string()
            case "oa.ca_file": caFile = try string()
            case "signing.key": signingKey = try string()
            case "audit.syslog":
                guard let flag = value.bool else { throw fail(path, .wrongValue(path, expected: .yesOrNo)) }
                usesSystemLog = flag
            case "oa.client_certificate": connection.clientCertificate = try string()
            case "oa.client_key": connection.clientKey = try string()
            case "oa.proxy": connection.proxy = try string()
            case "oa.http2":
                guard let flag = value.bool else { throw fail(path, .wrongValue(path, expected: .yesOrNo)) }
                connection.allowsHTTP2 = flag
            case _ where path.hasPrefix("csv."):
                guard let column = TableColumn(rawValue: String(path.dropFirst(4))) else {
                    throw fail(path, .unknownKey(path, nearest: Self.nearest(to: path)))
                }
                tableHeads[column] = try Self.keyList(value, fail(path, .wrongValue(path, expected: .texts)))
            case _ where path.hasPrefix("archive."): try archive.set(path, to: value, fail)
            case "alerts": alerts = try AlertRule.list(value, fail)
            case _ where path.hasPrefix("views."):
                let text = try string()
                do throws(QueryError) {
                    _ = try Query(parsing: text, in: Query.Context(now: 0, utcOffset: 0, user: ""))
                } catch {
                    throw fail(
                        path,
                        .badQuery(path, position: error.position, error.explanation, error.remedy))
                }
                views.append(SavedView(name: String(path.dropFirst(6)), query: text))
            case _ where path.hasPrefix("macros."):
                macros.append(
                    Macro(
                        key: String(path.dropFirst(7)),
                        commands: try Self.keyList(value, fail(path, .wrongValue(path, expected: .commands))))
                )
            case _ where path.hasPrefix("keys."):
                keys[String(path.dropFirst(5))] = try Self.keyList(
                    value, fail(path, .wrongValue(path, expected: .keys)))
            default:
                throw fail(path, .unknownKey(path, nearest: Self.nearest(to: path)))
            }
        }
        try archive.check(fail)
        do throws(ConsoleProblem) {
            try ConsoleContext.check(keys: keys)
        } catch {
            throw fail("keys." + command(in: error), .wrongKeys(error.explanation))
        }
        do throws(ConsoleProblem) {
            try ConsoleContext.check(macros: macros, keys: keys)
        } catch {
            guard case .macro(let key, _) = error else { return }
            throw fail("macros." + key, .wrongKeys(error.explanation))
        }
    }

    /// The command of ours that a problem with keys is about, for its line.
    private func command(in problem: ConsoleProblem) -> String {
        switch problem {
        case .keys(.unknownCommand(let name)): name
        case .keys(.unreadableKey(_, let command)): command
        case .keys(.conflict(_, let first, let second, _)): keys[second] == nil ? first : second
        case .terminal, .script, .macro: ""
        }
    }

    /// Every key that may stand in the file, for messages.
    static let knownKeys =
        [
            "language", "theme", "console.hold_seconds", "console.ascii", "console.large_amount",
            "console.slow_link", "console.clipboard", "queue.columns", "oa.url",
            "oa.ca_file", "oa.client_certificate", "oa.client_key", "oa.proxy", "oa.http2", "signing.key",
            "audit.syslog",
            "console.mouse", "keys.COMMAND", "macros.KEY", "alerts", "views.NAME",
        ] + TableColumn.allCases.map { "csv." + $0.rawValue } + ArchiveRules.knownKeys

    private static func flatten(
        _ root: TOMLTable, _ fail: (String, ConfigurationError.Problem) -> ConfigurationError
    ) throws(ConfigurationError) -> [(String, any TOMLValueConvertible)] {
        var result: [(String, any TOMLValueConvertible)] = []
        for key in root.keys {
            guard let value = root[key] else { continue }
            if [
                "console", "queue", "oa", "signing", "audit", "csv", "keys", "macros", "views", "archive",
            ].contains(key) {
                guard let table = value.table else { throw fail(key, .wrongValue(key, expected: .table)) }
                for inner in table.keys {
                    if let value = table[inner] { result.append((key + "." + inner, value)) }
                }
            } else {
                result.append((key, value))
            }
        }
        return result
    }

    private static func keyList(
        _ value: any TOMLValueConvertible, _ error: @autoclosure () -> ConfigurationError
    ) throws(ConfigurationError) -> [String] {
        if let one = value.string { return [one] }
        guard let array = value.array else { throw error() }
        var keys: [String] = []
        for element in array {
            guard let key = element.string else { throw error() }
            keys.append(key)
        }
        return keys
    }

    private static func nearest(to path: String) -> String? {
        let candidates = knownKeys.map { ($0, EditDistance.between(path, $0)) }
        return candidates.filter { $0.1 <= 3 }.min { $0.1 < $1.1 }?.0
    }
}

/// Where keys stand in the text, because the TOML reader does not say.
struct ConfigurationLines {
    private var lines: [String: Int] = [:]

    init(_ text: String) {
        var section = ""
        var tables: [String: Int] = [:]
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = raw.filter { $0 != " " && $0 != "\t" && $0 != "\"" && $0 != "\r" }
            if line.hasPrefix("[[") {
                // The second `[[company]]` is `company#2`.
                let name = String(line.dropFirst(2).prefix { $0 != "]" })
                tables[name, default: 0] += 1
                section = "\(name)#\(tables[name] ?? 1)"
                lines[section] = index + 1
                lines[name] = lines[name] ?? index + 1
            } else if line.hasPrefix("[") {
                section = String(line.dropFirst().prefix { $0 != "]" })
                lines[section] = lines[section] ?? index + 1
            } else if let equals = line.firstIndex(of: "="), !line.hasPrefix("#") {
                let path = (section.isEmpty ? "" : section + ".") + line[..<equals]
                lines[path] = lines[path] ?? index + 1
            }
        }
    }

    func line(of path: String) -> Int? {
        // Blanks in a quoted name were dropped above as well.
        lines[path.filter { $0 != " " }] ?? path.split(separator: ".").first.flatMap { lines[String($0)] }
    }
}

/// How many letters must change to make one word of another (Levenshtein 1965): for "did you mean".
enum EditDistance {
    static func between(_ first: String, _ second: String) -> Int {
        let left = Array(first.prefix(64))
        let right = Array(second.prefix(64))
        var row = Array(0...right.count)
        for i in left.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in right.indices {
                let substituted = diagonal + (left[i] == right[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
