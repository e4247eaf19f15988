import Console
import Foundation
import Invoicing
import Store
import TOMLKit
import Terminal

/// The files in which the program keeps what its user chose on the screen. The user's own `config.toml`, with its comments,
/// is never written.
///
/// - `views.toml` beside the configuration: `"NAME" = "QUERY"`, a line a view.
/// - `console.toml` in the state folder: columns, order, groups, look.
/// - `themes/NAME.toml` beside the configuration: looks, which are only read.
struct OwnFiles: Sendable {
    let home: Home

    private static let largest = 1 << 20
    private static let mostThemes = 64

    private var viewsFile: URL { home.configuration.appendingPathComponent("views.toml") }
    private var choicesFile: URL { home.state.appendingPathComponent("console.toml") }
    private var themeFolder: URL { home.configuration.appendingPathComponent("themes", isDirectory: true) }

    // MARK: - Reading

    /// The views made on the screen. One whose query cannot be read any more is left out.
    func views() -> [SavedView] {
        guard let table = table(at: viewsFile) else { return [] }
        return table.keys.compactMap { name in
            guard let query = table[name]?.string,
                (try? Query(parsing: query, in: Query.Context(now: 0, utcOffset: 0, user: ""))) != nil
            else { return nil }
            return SavedView(name: name, query: query)
        }
    }

    /// What was chosen; anything that cannot be read is as if it had not been chosen.
    func choices() -> RememberedChoices {
        var choices = RememberedChoices()
        guard let table = table(at: choicesFile) else { return choices }
        if let text = table["columns"]?.string {
            let columns = text.split(separator: ",").compactMap { ColumnChoice(notation: String($0)) }
            choices.columns = columns.isEmpty ? nil : columns
        }
        choices.sort = QueueSort(notation: table["sort"]?.string ?? "")
        choices.grouping = table["group"]?.string.flatMap { TaskGrouping(rawValue: $0) }
        choices.theme = table["theme"]?.string
        return choices
    }

    /// The user's own looks, by name.
    /// - Throws: `ThemeError` that names the file's theme, its key and its line.
    func themes() throws(ThemeError) -> [Theme] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: themeFolder.path)) ?? []
        var themes: [Theme] = []
        for name in names.filter({ $0.hasSuffix(".toml") }).sorted().prefix(Self.mostThemes) {
            guard let text = text(at: themeFolder.appendingPathComponent(name)) else { continue }
            themes.append(try Theme(toml: text, name: String(name.dropLast(5)), others: themes))
        }
        return themes
    }

    private func text(at file: URL) -> String? {
        guard let handle = FileHandle(forReadingAtPath: file.path),
            let data = try? handle.read(upToCount: Self.largest + 1), data.count <= Self.largest
        else { return nil }
        return String(data: data, encoding: .utf8)
    }

    private func table(at file: URL) -> TOMLTable? { text(at: file).flatMap { try? TOMLTable(string: $0) } }

    // MARK: - Writing

    /// Keeps it.
    /// - Returns: what is wrong, and what to do, where it cannot be written.
    func keep(_ keepsake: Keepsake) -> LocalizedText? {
        switch keepsake {
        case .views(let views):
            let head =
                "# Views made in the console. The program writes this file; your own views belong in config.toml.\n"
            let lines = views.map { "\(Self.quoted($0.name)) = \(Self.quoted($0.query))\n" }
            return write(head + lines.joined(), to: viewsFile)
        case .choices(let choices):
            var text = "# What was last chosen in the console. The program writes this file.\n"
            if let columns = choices.columns {
                text += "columns = \(Self.quoted(columns.map(\.notation).joined(separator: ",")))\n"
            }
            if !choices.sort.keys.isEmpty { text += "sort = \(Self.quoted(choices.sort.notation))\n" }
            if let grouping = choices.grouping { text += "group = \(Self.quoted(grouping.rawValue))\n" }
            if let theme = choices.theme { text += "theme = \(Self.quoted(theme))\n" }
            return write(text, to: choicesFile)
        }
    }

    /// To an unpredictable name beside it, then renamed over what was there: a reader finds the old or the new, never half.
    private func write(_ text: String, to file: URL) -> LocalizedText? {
        let folder = file.deletingLastPathComponent()
        let suffix = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        let temporary = folder.appendingPathComponent(".\(file.lastPathComponent).\(suffix)")
        let failure = LocalizedText(
            zh: "无法写入 \(file.path)，这次的选择只在本次有效。请检查文件夹的权限和剩余空间。",
            en:
                "\(file.path) cannot be written: the choice holds for this session only. Check the folder's permissions and the space left."
        )
        guard (try? Home.make(folder)) != nil else { return failure }
        let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return failure }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard (try? handle.write(contentsOf: Data(text.utf8))) != nil, fsync(descriptor) == 0,
            rename(temporary.path, file.path) == 0
        else {
            unlink(temporary.path)
            return failure
        }
        return nil
    }

    /// A basic string of TOML.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
