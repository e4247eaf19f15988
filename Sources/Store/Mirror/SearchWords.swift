import Invoicing

/// The words of a task for the full-text index, and the words of a question to it.
///
/// Chinese has no spaces, and most of its words have two characters, which the trigram tokenizer of FTS5
/// cannot find. So each run of CJK characters becomes overlapping pairs and its last character alone (`晨光文具`
/// → `晨光 光文 文具 具`): any part of two or more characters is a phrase of pairs, a single character is the
/// beginning of one. Everything else is words of letters and digits in lower case, found by their beginning.
/// Full-width forms are folded to ASCII. The result needs nothing but FTS5's `ascii` tokenizer, which splits
/// at the spaces.
struct SearchWords: Hashable {
    /// The columns of the index.
    static let columns = ["title", "seller", "department", "submitter", "number", "item", "remark"]

    /// The words of each column, separated by spaces, in the order of ``columns``.
    let texts: [String]

    /// The words of a task.
    init(of task: ApprovalTask) {
        let invoice = task.invoice
        let items = invoice.lines.prefix(Self.lineLimit).map(\.item).joined(separator: " ")
        texts = [
            Self.words(in: task.title), Self.words(in: invoice.seller.name), Self.words(in: task.department),
            Self.words(in: task.submitter), Self.words(inNumber: invoice.number), Self.words(in: items),
            Self.words(in: invoice.remark),
        ]
    }

    /// A hash of the words (FNV-1a, 64 bits): two tasks with the same mark have the same words.
    var mark: Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for text in texts {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        return Int64(bitPattern: hash)
    }

    /// An FTS5 expression for "contains this text", in all columns or in one; nothing for a text without a
    /// word.
    ///
    /// Only letters, digits and CJK characters get into it, inside quotes: no operator of FTS5 can.
    static func expression(containing text: String, in column: String? = nil) -> String? {
        let runs = Run.runs(of: text, limit: questionLimit)
        guard let last = runs.last else { return nil }
        var phrase: [String] = []
        for run in runs.dropLast() {
            // A run with something behind it must end in the document where it ends here.
            phrase +=
                run.isCJK ? pairs(of: run.scalars) + [string(run.scalars.suffix(1))] : [string(run.scalars)]
        }
        let isPair = last.isCJK && last.scalars.count > 1
        phrase += isPair ? pairs(of: last.scalars) : [string(last.scalars)]
        return (column.map { $0 + " : " } ?? "") + "\"" + phrase.joined(separator: " ") + "\""
            + (isPair ? "" : " *")
    }

    private static let lineLimit = 200
    private static let textLimit = 4_000
    private static let questionLimit = 200

    /// The words of a text for the index, written as bytes: every task of a million comes through here.
    private static func words(in text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 2 + 8)
        var waiting: Unicode.Scalar?
        var isInWord = false
        func separate() { if !bytes.isEmpty { bytes.append(0x20) } }
        func append(_ scalar: Unicode.Scalar) { bytes.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
        func end() {
            if let last = waiting {
                separate()
                append(last)
                waiting = nil
            }
            isInWord = false
        }
        for original in text.unicodeScalars.prefix(textLimit) {
            let scalar = Run.folded(original)
            if Run.isCJK(scalar) {
                if let first = waiting {
                    separate()
                    append(first)
                    append(scalar)
                }
                waiting = scalar
                isInWord = false
            } else if Run.isWord(scalar) {
                if !isInWord {
                    end()
                    separate()
                    isInWord = true
                }
                if scalar.isASCII {
                    bytes.append(UInt8(truncatingIfNeeded: scalar.value))
                } else {
                    bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
                }
            } else {
                end()
            }
        }
        end()
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Code and number, and the last eight digits of a long number, by which people name it.
    private static func words(inNumber number: InvoiceNumber) -> String {
        let parts = [number.code, number.number, number.digital].filter { !$0.isEmpty }
        let ends = parts.filter { $0.utf8.count > 12 }.map { String($0.suffix(8)) }
        return words(in: (parts + ends).joined(separator: " "))
    }

    private static func pairs(of scalars: [Unicode.Scalar]) -> [String] {
        zip(scalars, scalars.dropFirst()).map { string([$0, $1]) }
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

/// A stretch of text of one kind: CJK characters, or letters and digits.
private struct Run {
    var isCJK: Bool
    var scalars: [Unicode.Scalar]

    /// The runs of a text, folded to lower case and half width; everything else separates them.
    static func runs(of text: String, limit: Int) -> [Run] {
        var runs: [Run] = []
        var isOpen = false
        for original in text.unicodeScalars.prefix(limit) {
            let scalar = folded(original)
            let isCJK = isCJK(scalar)
            guard isCJK || isWord(scalar) else {
                isOpen = false
                continue
            }
            if !isOpen || runs[runs.count - 1].isCJK != isCJK {
                runs.append(Run(isCJK: isCJK, scalars: []))
                isOpen = true
            }
            if isCJK || scalar.isASCII {
                runs[runs.count - 1].scalars.append(scalar)
            } else {
                runs[runs.count - 1].scalars.append(
                    contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return runs
    }

    /// Half width for full width, lower case for ASCII.
    static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        var value = scalar.value
        if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
        if (0x41...0x5A).contains(value) { value += 0x20 }
        return Unicode.Scalar(value) ?? scalar
    }

    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x61...0x7A: true
        case 0..<0x80: false
        default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
    }

    static func isCJK(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3005...0x3007, 0x3040...0x30FF, 0x3400...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF,
            0x20000...0x3FFFF:
            scalar.value != 0x3006 && scalar.value != 0x30FB
        default: false
        }
    }
}
