import Foundation
import Invoicing
import Store
import Terminal

/// Speaks to the person on standard error, in their language. Everything passes through `TerminalText`.
struct Voice: Sendable {
    /// The language.
    let language: Language

    /// Says one line, whatever stands in a name inside it: a line feed there is shown as a mark, or a seller could write
    /// lines of the program's own.
    func say(_ text: LocalizedText) {
        Output.write(TerminalText(text[language]).string + "\n", to: STDERR_FILENO)
    }

    /// Says what went wrong and what to do next.
    func say(_ error: any Error) {
        switch error {
        case let error as QueryError:
            say(
                LocalizedText(
                    zh: "第 \(error.position + 1) 个字：\(error.explanation.zh)",
                    en: "At character \(error.position + 1): \(error.explanation.en)"))
            say(error.remedy)
        case let error as any ExplainedError:
            say(error.explanation)
            if !error.remedy[language].isEmpty { say(error.remedy) }
        case let problem as TerminalProblem:
            say(LocalizedText(zh: problem.message.zh, en: problem.message.en))
        case let problem as KeymapProblem:
            say(LocalizedText(zh: problem.message.zh, en: problem.message.en))
        case let problem as ThemeError:
            say(LocalizedText(zh: problem.message.zh, en: problem.message.en))
        default:
            say(
                LocalizedText(
                    zh: "发生了意外错误：\(error)。未丢失任何已记录的决定；请运行 countersign doctor 检查。",
                    en:
                        "Something unexpected failed: \(error). No recorded decision is lost; run countersign doctor."
                ))
        }
    }

    /// Says how the program is used, after a wrong use.
    func sayUsage(_ text: String) {
        say(LocalizedText(zh: "命令用法有误：", en: "The command line cannot be used:"))
        for line in TerminalText.paragraphs(text) { Output.write(line.string + "\n", to: STDERR_FILENO) }
    }
}

/// Writes to standard output: text for people, or one JSON document.
enum Output {
    /// One line for people; a line feed inside it is shown as a mark.
    static func line(_ text: String) {
        write(TerminalText(text).string + "\n", to: STDOUT_FILENO)
    }

    /// Several lines that the program itself wrote, such as a file to be saved: no name from outside may stand in them.
    static func lines(_ text: String) {
        for line in TerminalText.paragraphs(text) { write(line.string + "\n", to: STDOUT_FILENO) }
    }

    /// One JSON document, members sorted. Characters that act on a terminal, reorder or hide are written as escapes, so
    /// that a document that lands on a terminal is as harmless as any other output.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(value), as: UTF8.self)
        write(harmless(text) + "\n", to: STDOUT_FILENO)
    }

    /// Writes all bytes; gives up quietly when nobody reads any more.
    static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func harmless(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: isHarmful) else { return json }
        var result = String.UnicodeScalarView()
        for scalar in json.unicodeScalars {
            if isHarmful(scalar) {
                for unit in String(scalar).utf16 {
                    let hex = String(unit, radix: 16)
                    result.append(
                        contentsOf: ("\\u" + String(repeating: "0", count: 4 - hex.count) + hex)
                            .unicodeScalars)
                }
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else { return (scalar.value < 0x20 && scalar != "\n") || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            return true
        default: return scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
