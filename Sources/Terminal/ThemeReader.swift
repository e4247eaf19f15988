import TOMLKit

/// Why a theme cannot be used, and where.
public struct ThemeError: Error, Hashable, Sendable {
    /// The kinds of trouble.
    public enum Problem: Hashable, Sendable {
        /// No theme of that name is inside the program.
        case unknownTheme(known: [String])
        /// The text is not TOML.
        case notTOML(reason: String)
        /// No role of that name.
        case unknownRole
        /// A role has no such setting.
        case unknownSetting
        /// The value is not what the setting takes.
        case badValue
        /// The theme that it inherits is not there.
        case unknownParent(known: [String])
        /// It inherits itself, or a line of themes without end.
        case inheritsItself
    }

    /// The theme's name.
    public let theme: String
    /// The line in the file, from 1, when it is known.
    public let line: Int?
    /// The key, as `role` or `role.setting`.
    public let key: String?
    /// What is wrong.
    public let problem: Problem

    /// What is wrong, where, and how to mend it.
    public var message: Bilingual {
        let safeKey = TerminalText(key ?? "").string
        let name = TerminalText(theme).string
        let place = line.map { (zh: "第 \($0) 行", en: " line \($0)") } ?? (zh: "", en: "")
        switch problem {
        case .unknownTheme(let known):
            let list = known.joined(separator: ", ")
            return Bilingual(
                zh: "没有名为“\(name)”的主题。可用的主题：\(list)。",
                en: "There is no theme \"\(name)\". Choose one of: \(list).")
        case .notTOML(let reason):
            let safe = TerminalText(reason).string
            return Bilingual(
                zh: "主题 \(name) \(place.zh)不是有效的 TOML：\(safe)。请改正该行。",
                en: "Theme \(name)\(place.en) is not TOML: \(safe). Correct that line.")
        case .unknownRole:
            let list = StyleRole.allCases.map(\.rawValue).joined(separator: ", ")
            return Bilingual(
                zh: "主题 \(name) \(place.zh)：没有名为“\(safeKey)”的角色。可用的角色：\(list)。",
                en: "Theme \(name)\(place.en): there is no role \"\(safeKey)\". The roles are: \(list).")
        case .unknownSetting:
            let list = ThemeReader.settings.joined(separator: ", ")
            return Bilingual(
                zh: "主题 \(name) \(place.zh)：“\(safeKey)”不是可用的设置。可用的设置：\(list)。",
                en: "Theme \(name)\(place.en): \"\(safeKey)\" is no setting. The settings are: \(list).")
        case .unknownParent(let known):
            let list = known.joined(separator: ", ")
            return Bilingual(
                zh: "主题 \(name) \(place.zh)：要继承的主题不存在。可用的主题：\(list)。",
                en: "Theme \(name)\(place.en): there is no such theme to inherit. Choose one of: \(list).")
        case .inheritsItself:
            return Bilingual(
                zh: "主题 \(name) \(place.zh)：不能继承自身。请改为继承另一个主题。",
                en: "Theme \(name)\(place.en) inherits itself. Let it inherit another theme.")
        case .badValue:
            return Bilingual(
                zh:
                    "主题 \(name) \(place.zh)：“\(safeKey)”的值无效。颜色写 \"default\"、颜色名（如 \"red\"）或 0 到 255；属性写 true 或 false。",
                en:
                    "Theme \(name)\(place.en): \"\(safeKey)\" has a wrong value. A colour is \"default\", a name such as "
                    + "\"red\", or 0 to 255; an attribute is true or false.")
        }
    }
}

/// Reads a theme file and finds the line of whatever is wrong in it.
struct ThemeReader {
    let source: String
    let theme: String

    static let settings = ["foreground", "background", "bold", "dim", "underline", "reverse"]

    /// Settings of the theme itself.
    private static let own = ["inherits", "ascii"]

    /// What the theme inherits.
    func parent(in table: TOMLTable) throws(ThemeError) -> String? {
        guard let value = table["inherits"] else { return nil }
        guard let name = value.string else { throw error(.badValue, ["inherits"]) }
        return name
    }

    /// What the theme says about ASCII.
    func prefersASCII(in table: TOMLTable) throws(ThemeError) -> Bool? {
        guard let value = table["ascii"] else { return nil }
        guard let flag = value.bool else { throw error(.badValue, ["ascii"]) }
        return flag
    }

    /// The looks, over those that are inherited.
    func styles(in table: TOMLTable, over base: [StyleRole: Style]) throws(ThemeError) -> [StyleRole: Style] {
        var styles = base
        let keys = table.keys.filter { !ThemeReader.own.contains($0) }
        // Names with a star first, the shortest first: what says more counts more.
        let stars = keys.filter { $0.hasSuffix("*") }.sorted { $0.count < $1.count }
        for key in stars + keys.filter({ !$0.hasSuffix("*") }) {
            let roles = ThemeReader.roles(named: key)
            guard !roles.isEmpty else { throw error(.unknownRole, [key]) }
            guard let settings = table[key]?.table else { throw error(.badValue, [key]) }
            for role in roles {
                styles[role] = try style(from: settings, over: styles[role] ?? Style(), role: key)
            }
        }
        return styles
    }

    private static func roles(named key: String) -> [StyleRole] {
        guard key.hasSuffix("*") else { return StyleRole(rawValue: key).map { [$0] } ?? [] }
        return StyleRole.allCases.filter { $0.rawValue.hasPrefix(key.dropLast()) }
    }

    func unknownParent(known: [String]) -> ThemeError { error(.unknownParent(known: known), ["inherits"]) }

    var inheritsItself: ThemeError { error(.inheritsItself, ["inherits"]) }

    func parse() throws(ThemeError) -> TOMLTable {
        do {
            return try TOMLTable(string: source)
        } catch let problem as TOMLParseError {
            throw ThemeError(
                theme: theme, line: problem.source.begin.line, key: nil,
                problem: .notTOML(reason: problem.description))
        } catch {
            throw ThemeError(theme: theme, line: nil, key: nil, problem: .notTOML(reason: "\(error)"))
        }
    }

    private func style(from table: TOMLTable, over base: Style, role: String) throws(ThemeError) -> Style {
        var style = base
        for key in table.keys {
            guard let value = table[key] else { continue }
            switch key {
            case "foreground": style.foreground = try colour(value, [role, key])
            case "background": style.background = try colour(value, [role, key])
            case "bold": try set(.bold, value, [role, key], &style)
            case "dim": try set(.dim, value, [role, key], &style)
            case "underline": try set(.underline, value, [role, key], &style)
            case "reverse": try set(.reverse, value, [role, key], &style)
            default: throw error(.unknownSetting, [role, key])
            }
        }
        return style
    }

    private func set(
        _ attribute: Style.Attributes, _ value: any TOMLValueConvertible, _ path: [String],
        _ style: inout Style
    ) throws(ThemeError) {
        guard let isOn = value.bool else { throw error(.badValue, path) }
        if isOn { style.attributes.insert(attribute) } else { style.attributes.remove(attribute) }
    }

    private func colour(_ value: any TOMLValueConvertible, _ path: [String]) throws(ThemeError)
        -> TerminalColour
    {
        if let number = value.int, let index = UInt8(exactly: number) { return .palette(index) }
        guard let name = value.string else { throw error(.badValue, path) }
        if name == "default" { return .standard }
        let isBright = name.hasPrefix("bright-")
        let plain = isBright ? String(name.dropFirst("bright-".count)) : name
        guard let index = ThemeReader.colourNames.firstIndex(of: plain) else { throw error(.badValue, path) }
        return .palette(UInt8(index + (isBright ? 8 : 0)))
    }

    private static let colourNames = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]

    private func error(_ problem: ThemeError.Problem, _ path: [String]) -> ThemeError {
        ThemeError(theme: theme, line: line(of: path), key: path.joined(separator: "."), problem: problem)
    }

    /// The line where a key stands: `role = {...}`, `role.setting = ...`, or below `[role]`.
    private func line(of path: [String]) -> Int? {
        let wanted = path.joined(separator: ".")
        var header = ""
        var roleLine: Int?
        for (index, raw) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = raw.filter { $0 != " " && $0 != "\t" && $0 != "\"" && $0 != "\r" }
            if line.hasPrefix("[") {
                header = String(line.dropFirst().prefix { $0 != "]" })
                if header == wanted { return index + 1 }
                if header == path.first { roleLine = index + 1 }
                continue
            }
            guard let equals = line.firstIndex(of: "=") else { continue }
            let key = (header.isEmpty ? "" : header + ".") + line[..<equals]
            if key == wanted { return index + 1 }
            if key == path.first { roleLine = index + 1 }
        }
        return roleLine
    }
}
