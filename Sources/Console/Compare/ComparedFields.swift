import Invoicing
import OAProfile
import Terminal

/// The fields of two tasks: those on which a decision rests, money first, then what else a person looks at.
struct ComparedFields: Hashable {
    struct Field: Hashable {
        let label: String
        /// The values, of a list only those that the other does not have where the lists differ.
        let left: [String]
        let right: [String]
        let differs: Bool
    }

    let all: [Field]

    init(_ left: ApprovalTask, _ right: ApprovalTask, language: Language, utcOffset: Int) {
        let none = Strings.none[language]
        func field(_ label: LocalizedText, _ one: [String], _ other: [String], differs: Bool) -> Field {
            guard differs else {
                return Field(
                    label: label[language], left: one.isEmpty ? [none] : one,
                    right: other.isEmpty ? [none] : other, differs: false)
            }
            let (onlyLeft, onlyRight) = (
                one.filter { !other.contains($0) }, other.filter { !one.contains($0) }
            )
            // Lists of the same entries in another order are shown whole.
            let isOrder = onlyLeft.isEmpty && onlyRight.isEmpty
            let (shownLeft, shownRight) = isOrder ? (one, other) : (onlyLeft, onlyRight)
            return Field(
                label: label[language], left: shownLeft.isEmpty ? [none] : shownLeft,
                right: shownRight.isEmpty ? [none] : shownRight, differs: true)
        }
        let changed = SeenContent(of: right).differences(from: SeenContent(of: left))
        // Compared in full, shown behind the veil.
        let (leftVeil, rightVeil) = (Veil(of: left.invoice), Veil(of: right.invoice))
        var fields = FieldText.moneyFirst.map { name in
            let differing =
                changed.contains(name)
                ? FieldText.differences(name, left, right, in: language, isRevealed: false) : ([], [])
            // Lists of the same entries in another order are shown whole.
            guard differing.0.isEmpty, differing.1.isEmpty else {
                return Field(
                    label: Strings.label(name)[language], left: differing.0.isEmpty ? [none] : differing.0,
                    right: differing.1.isEmpty ? [none] : differing.1, differs: true)
            }
            return field(
                Strings.label(name), FieldText.values(name, of: left, in: language, behind: leftVeil),
                FieldText.values(name, of: right, in: language, behind: rightVeil),
                differs: changed.contains(name))
        }
        func time(_ milliseconds: Int64?) -> String {
            milliseconds.map { LocalTime(milliseconds: $0, utcOffset: utcOffset).long } ?? ""
        }
        let others: [(LocalizedText, (ApprovalTask) -> String)] = [
            (Strings.status, { $0.status.title[language] }),
            (Strings.claim, { Veil(of: $0.invoice).text($0.title) }),
            (Strings.submitter, { $0.submitter }), (Strings.department, { $0.department }),
            (Strings.costCentre, { $0.costCentre }), (Strings.submitted, { time($0.submittedAt) }),
            (Strings.due, { time($0.dueAt) }), (Strings.assignee, { $0.assignee }),
            (Strings.sectionRemark, { Veil(of: $0.invoice).text($0.invoice.remark) }),
        ]
        for (label, value) in others {
            let (one, other) = (value(left), value(right))
            fields.append(
                field(
                    label, one.isEmpty ? [] : [one], other.isEmpty ? [] : [other], differs: one != other))
        }
        all = fields
    }
}

extension ComparedFields {
    /// How many differ.
    var differing: Int { all.count { $0.differs } }

    /// Says above the fields how many differ, with the key that shows the others.
    func tellCount(showsAll: Bool, in state: ConsoleState, into composer: inout LineComposer) {
        let count = Strings.compareCount(
            differing, of: all.count, showsAll: showsAll, key: state.keys[.allFields])
        composer.paragraph(TerminalText(count[state.language]), role: differing == 0 ? .good : .text)
    }
}
