import Archive
import Invoicing
import TOMLKit

/// `[archive]` of config.toml.
extension ArchiveRules {
    /// The keys, for messages.
    static let knownKeys = [
        "archive.number", "archive.fonds", "archive.allowed_signers", "archive.codes.CATEGORY",
        "archive.retention.CATEGORY",
    ]

    /// Takes one setting.
    mutating func set(
        _ path: String, to value: any TOMLValueConvertible,
        _ fail: (String, ConfigurationError.Problem) -> ConfigurationError
    ) throws(ConfigurationError) {
        func text() throws(ConfigurationError) -> String {
            guard let text = value.string else { throw fail(path, .wrongValue(path, expected: .text)) }
            return text
        }
        switch path {
        case "archive.number":
            let scheme = try text()
            do throws(NumberScheme.Problem) {
                self.scheme = try NumberScheme(parsing: scheme)
            } catch {
                throw fail(path, .wrongValue(path, expected: .numberScheme(error.explanation)))
            }
        case "archive.fonds": fonds = try text()
        case "archive.allowed_signers": allowedSigners = try text()
        case "archive.codes":
            for (category, value, key) in try Self.members(value, path, fail) {
                guard let code = value.string, !code.isEmpty else {
                    throw fail(key, .wrongValue(key, expected: .text))
                }
                codes[category] = code
            }
        case "archive.retention":
            for (category, value, key) in try Self.members(value, path, fail) {
                let own: Retention? =
                    value.string == "permanent"
                    ? .permanent
                    : value.int.flatMap { (1...Retention.mostYears).contains($0) ? .years($0) : nil }
                // The law's times are the shortest ones that there are.
                guard let own, own.covers(category.lawful) else {
                    throw fail(
                        key, .wrongValue(key, expected: .retention(least: category.lawful.title)))
                }
                retention[category] = own
            }
        default: throw fail(path, .unknownKey(path, nearest: nil))
        }
    }

    /// Whether the settings fit each other.
    func check(_ fail: (String, ConfigurationError.Problem) -> ConfigurationError)
        throws(ConfigurationError)
    {
        guard scheme.fields.contains(.fonds), fonds.isEmpty else { return }
        throw fail("archive.fonds", .wrongValue("archive.fonds", expected: .filled))
    }

    /// The members of a table whose names are categories.
    private static func members(
        _ value: any TOMLValueConvertible, _ path: String,
        _ fail: (String, ConfigurationError.Problem) -> ConfigurationError
    ) throws(ConfigurationError) -> [(RecordCategory, any TOMLValueConvertible, String)] {
        guard let table = value.table else { throw fail(path, .wrongValue(path, expected: .table)) }
        var found: [(RecordCategory, any TOMLValueConvertible, String)] = []
        for name in table.keys {
            let key = "\(path).\(name)"
            guard let category = RecordCategory(rawValue: name), let value = table[name] else {
                let known = RecordCategory.allCases.map { "\(path).\($0.rawValue)" }
                let near = known.map { ($0, EditDistance.between(key, $0)) }.filter { $0.1 <= 3 }
                throw fail(key, .unknownKey(key, nearest: near.min { $0.1 < $1.1 }?.0))
            }
            found.append((category, value, key))
        }
        return found
    }
}
