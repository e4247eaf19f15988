import Foundation
import Invoicing
import TOMLKit
import Verification

/// `policy.toml`: the company's own titles, thresholds, lists and severities. A key that is not known is an error, because
/// a check that silently does not run is worse than none.
enum PolicyFile {
    /// Every key that may stand in the file.
    static let knownKeys = [
        "version", "company.name", "company.tax_id", "limits.late_days", "limits.cross_year_until",
        "limits.split_amount", "limits.split_days", "sellers.blocked", "sellers.watched", "sellers.known",
        "categories.sensitive", "categories.personal", "changes.confirm", "review.reviewers",
        "originals.required", "deduction.show", "severity.RULE", "department.NAME.RULE",
    ]

    /// Reads a file. Throws ``PolicyError`` that names key and line.
    static func read(_ file: URL) throws(PolicyError) -> Policy {
        let text: TOMLText
        do throws(TOMLText.Trouble) { text = try TOMLText(of: file) } catch {
            throw PolicyError(error, file: file.path)
        }
        return try read(toml: text.text, file: file.path)
    }

    /// Reads the text of a file.
    static func read(toml text: String, file: String) throws(PolicyError) -> Policy {
        let root: TOMLTable
        do throws(TOMLText.Trouble) { root = try TOMLText(text).table() } catch {
            throw PolicyError(error, file: file)
        }
        var reader = PolicyReader(file: file, lines: ConfigurationLines(text))
        try reader.read(root)
        return reader.policy
    }
}

/// Reads the tables of a policy one by one.
private struct PolicyReader {
    let file: String
    let lines: ConfigurationLines
    var policy = Policy()
    private var splitAmount: Money?
    private var splitDays: Int?

    init(file: String, lines: ConfigurationLines) {
        self.file = file
        self.lines = lines
    }

    mutating func read(_ root: TOMLTable) throws(PolicyError) {
        for key in root.keys {
            guard let value = root[key] else { continue }
            switch key {
            case "version": policy.version = try text(value, key)
            case "company": try readCompanies(value)
            case "limits", "sellers", "categories", "changes", "originals", "deduction", "review":
                guard let table = value.table else { throw wrong(key, .table) }
                for inner in table.keys {
                    if let value = table[inner] { try readMember(value, key + "." + inner) }
                }
            case "severity":
                guard let table = value.table else { throw wrong(key, .table) }
                try readWeights(table, key, key) { $0.weights[$1] = $2 }
            case "department": try readDepartments(value)
            default: throw unknown(key)
            }
        }
        if let splitAmount {
            policy.split = Policy.Split(amount: splitAmount, days: splitDays ?? 7)
        } else if splitDays != nil {
            throw PolicyError(
                file: file, line: lines.line(of: "limits.split_days"), problem: .splitWithoutAmount)
        }
    }

    private mutating func readMember(_ value: any TOMLValueConvertible, _ path: String) throws(PolicyError) {
        switch path {
        case "limits.late_days": policy.lateDays = try number(value, path, 1...3_650)
        case "limits.split_days": splitDays = try number(value, path, 1...366)
        case "limits.split_amount":
            // A text, because a number with a point is no exact amount in TOML.
            guard let amount = try? Money(parsing: try text(value, path)), amount.minor > 0 else {
                throw wrong(path, .amount)
            }
            splitAmount = amount
        case "limits.cross_year_until":
            guard let day = Policy.YearEnd(parsing: try text(value, path)) else { throw wrong(path, .day) }
            policy.crossYearUntil = day
        case "sellers.blocked": policy.blockedSellers = try texts(value, path)
        case "sellers.watched": policy.watchedSellers = try texts(value, path)
        case "sellers.known": policy.knownSellers = try texts(value, path)
        case "categories.sensitive": policy.sensitiveCategories = try texts(value, path)
        case "categories.personal": policy.personalCategories = try texts(value, path)
        case "review.reviewers": policy.reviewers = try texts(value, path)
        case "changes.confirm": policy.changesNeedConfirmation = try truth(value, path)
        case "originals.required": policy.originalsRequired = try truth(value, path)
        case "deduction.show": policy.showsDeduction = try truth(value, path)
        default: throw unknown(path)
        }
    }

    /// `[department."市场部"]`: severities as in `[severity]`, for one department.
    private mutating func readDepartments(_ value: any TOMLValueConvertible) throws(PolicyError) {
        guard let departments = value.table else { throw wrong("department", .table) }
        for name in departments.keys {
            let path = "department." + name
            guard let table = departments[name]?.table else { throw wrong(path, .table) }
            try readWeights(table, path, path) { $0.departmentWeights[name, default: [:]][$1] = $2 }
        }
    }

    private func truth(_ value: any TOMLValueConvertible, _ path: String) throws(PolicyError) -> Bool {
        guard let truth = value.bool else { throw wrong(path, .truth) }
        return truth
    }

    private mutating func readCompanies(_ value: any TOMLValueConvertible) throws(PolicyError) {
        guard let array = value.array else { throw wrong("company", .companies) }
        for (index, element) in array.enumerated() {
            let section = "company#\(index + 1)"
            guard let table = element.table else { throw wrong("company", .companies) }
            for key in table.keys where key != "name" && key != "tax_id" {
                throw unknown(section + "." + key)
            }
            guard let name = table["name"]?.string, !name.isEmpty, let number = table["tax_id"]?.string else {
                throw wrong(section, .companies)
            }
            policy.companies.append(Policy.Company(name: name, taxIdentifier: TaxIdentifier(number)))
        }
    }

    /// Rule ids have points, which make tables where they are not in quotes: both forms are taken.
    private mutating func readWeights(
        _ table: TOMLTable, _ path: String, _ root: String,
        keep: (inout Policy, String, Policy.RuleWeight) -> Void
    ) throws(PolicyError) {
        for key in table.keys {
            guard let value = table[key] else { continue }
            let inner = path + "." + key
            if let nested = value.table {
                try readWeights(nested, inner, root, keep: keep)
                continue
            }
            let rule = String(inner.dropFirst(root.count + 1))
            guard RuleBook.ids.contains(rule) else {
                let nearest = RuleBook.ids.min {
                    EditDistance.between($0, rule) < EditDistance.between($1, rule)
                }
                throw PolicyError(
                    file: file, line: lines.line(of: inner),
                    problem: .unknownRule(rule, nearest: nearest ?? ""))
            }
            let word = try text(value, inner)
            if word == "off" {
                keep(&policy, rule, .off)
            } else if let severity = Severity(rawValue: word) {
                keep(&policy, rule, .severity(severity))
            } else {
                throw wrong(inner, .severity)
            }
        }
    }

    private func text(_ value: any TOMLValueConvertible, _ path: String) throws(PolicyError) -> String {
        guard let text = value.string else { throw wrong(path, .text) }
        return text
    }

    private func number(
        _ value: any TOMLValueConvertible, _ path: String, _ range: ClosedRange<Int>
    ) throws(PolicyError) -> Int {
        guard let number = value.int, range.contains(number) else { throw wrong(path, .number(range)) }
        return number
    }

    private func texts(_ value: any TOMLValueConvertible, _ path: String) throws(PolicyError) -> [String] {
        guard let array = value.array else { throw wrong(path, .texts) }
        var texts: [String] = []
        for element in array {
            guard let text = element.string, !text.allSatisfy(\.isWhitespace) else {
                throw wrong(path, .texts)
            }
            texts.append(text)
        }
        return texts
    }

    private func wrong(_ path: String, _ expected: PolicyError.Expected) -> PolicyError {
        PolicyError(file: file, line: lines.line(of: path), problem: .wrongValue(shown(path), expected))
    }

    private func unknown(_ path: String) -> PolicyError {
        PolicyError(file: file, line: lines.line(of: path), problem: .unknownKey(shown(path)))
    }

    /// `company#2.name` is for finding the line only.
    private func shown(_ path: String) -> String {
        guard let sign = path.firstIndex(of: "#") else { return path }
        return path[..<sign] + (path.firstIndex(of: ".").map { String(path[$0...]) } ?? "")
    }
}
