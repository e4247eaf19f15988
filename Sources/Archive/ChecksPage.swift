import Foundation
import Invoicing

/// The report of the four checks as one HTML page that can be printed and kept: no script, no style sheet, no image from
/// elsewhere, and nothing from a package that is not escaped.
public struct ChecksPage: Sendable {
    /// The page.
    public let html: String

    /// Makes the page.
    /// - Parameters:
    ///   - packages: what was checked, each under the name that it was asked for by.
    ///   - time: when, in words.
    public init(_ packages: [(name: String, checks: FourChecks)], time: String, appVersion: String) {
        let failed = packages.filter { !$0.checks.isPassed }.count
        var body = "<h1>四性检测报告 <small>Report of the four checks</small></h1>\n"
        body += "<p>\(Self.escaped(time)) · Countersign \(Self.escaped(appVersion)) · "
        body += "检测 \(packages.count) 件，不通过 \(failed) 件 · \(packages.count) packages, \(failed) failed</p>\n"
        for (name, checks) in packages {
            body += "<section>\n<h2>\(Self.escaped(name))</h2>\n"
            body += "<p class=\"digest\">SHA-256 \(Self.escaped(checks.package))</p>\n"
            for fact in checks.facts { body += "<p>\(Self.both(fact))</p>\n" }
            body += "<table>\n"
            body += "<tr><th>四性 Quality</th><th>检测项 Check</th><th>结果 Result</th><th>说明 Details</th></tr>\n"
            for check in checks.checks {
                let details = check.details.map { "<li>\(Self.both($0))</li>" }.joined()
                body += "<tr class=\"\(check.outcome.rawValue)\"><td>\(Self.both(check.quality.title))</td>"
                body += "<td>\(Self.both(check.title))</td><td>\(check.outcome.sign) "
                body += "\(Self.both(check.outcome.title))</td><td><ul>\(details)</ul></td></tr>\n"
            }
            body += "</table>\n</section>\n"
        }
        html = """
            <!DOCTYPE html>
            <html lang="zh-Hans">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>四性检测报告 Report of the four checks</title>
            <style>
            body { font: 11pt/1.5 serif; margin: 2em; color: #000; background: #fff; }
            h2, .digest { overflow-wrap: anywhere; }
            .digest { font-family: monospace; font-size: 9pt; }
            table { border-collapse: collapse; width: 100%; }
            th, td { border: 1px solid #777; padding: .3em .5em; text-align: left; vertical-align: top; }
            ul { margin: 0; padding-left: 1.2em; }
            .failed td:nth-child(3) { font-weight: bold; }
            section { break-inside: avoid-page; }
            @page { size: A4; margin: 18mm; }
            </style>
            </head>
            <body>
            \(body)</body>
            </html>

            """
    }

    private static func both(_ text: LocalizedText) -> String {
        "\(escaped(text.zh))<br><span lang=\"en\">\(escaped(text.en))</span>"
    }

    /// Text inside an element; control characters, and those that turn the direction of writing, are shown as their number.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case _ where [.control, .format].contains(scalar.properties.generalCategory):
                result += "[U+\(String(scalar.value, radix: 16, uppercase: true))]"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension FourChecks.Outcome {
    /// A sign beside the word, so that nothing is carried by weight alone.
    fileprivate var sign: String {
        switch self {
        case .passed: "✓"
        case .failed: "✗"
        case .notChecked: "–"
        }
    }
}
