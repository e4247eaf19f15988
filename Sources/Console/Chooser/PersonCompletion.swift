import Invoicing
import Store
import Terminal

/// Naming a person: the people at the OA as they were read last, and what of a name was typed.
struct PersonCompletion: Hashable, Sendable {
    var directory = Directory()
    /// What was typed; completing replaces the line and keeps this.
    var typed = ""
    /// Which candidate stands in the line.
    var place: Int?

    /// Candidates that are shown.
    static let shown = 5

    var candidates: [Person] { directory.candidates(for: typed, limit: PersonCompletion.shown) }

    /// The next candidate for the line; nothing where there is none.
    mutating func next() -> Person? {
        let all = candidates
        guard !all.isEmpty else { return nil }
        let index = place.map { ($0 + 1) % all.count } ?? 0
        place = index
        return all[index]
    }

    /// Somebody typed: what is in the line is a beginning again.
    mutating func note(_ text: String) {
        typed = text
        place = nil
    }
}

extension ConsoleState {
    /// The user name of whom a text names; where it names nobody, says so and gives nothing. What is not known here is
    /// for the OA to judge.
    mutating func person(named text: String) -> String? {
        guard let named = Decision.Reason(text)?.text else {
            say(Strings.personRequired, role: .warning)
            return nil
        }
        switch people.directory.match(named) {
        case .person(let person):
            guard person.user != identity.user else {
                say(Strings.personIsYou, role: .warning)
                return nil
            }
            return person.user
        case .unknown: return named
        case .several(let all):
            say(Strings.personAmbiguous(named, all.map(\.user)), role: .warning)
            return nil
        case .nobody:
            say(Strings.noSuchPerson(named, key: keys[.template]), role: .warning)
            return nil
        }
    }

    /// Whether a person is typed now.
    var isNamingPerson: Bool {
        switch modal {
        case .decision(let bar): if case .typing(.person, _) = bar.phase { true } else { false }
        case .planText(.person, _): true
        default: false
        }
    }

    /// Puts the first person that the typed text may mean into the line, then the next one.
    mutating func completePerson() {
        guard let person = people.next() else { return say(Strings.noCandidates) }
        let editor = LineEditor(text: person.user, maximumLength: 100)
        switch modal {
        case .decision(var bar):
            bar.phase = .typing(.person, editor)
            modal = .decision(bar)
        case .planText: modal = .planText(.person, editor)
        default: break
        }
    }

    /// The people that the typed text may mean, one a line.
    var candidateLines: [StyledLine] {
        people.candidates.enumerated().map { place, person in
            let isChosen = place == people.place
            var line = StyledLine(isChosen ? "> " : "  ", role: .marker)
            line.append(
                TerminalText("\(person.user)  \(person.name)").truncated(toColumns: max(8, size.columns - 4)),
                role: isChosen ? .selected : .muted)
            return line
        }
    }

    /// A user name with the name that people use, where it is known.
    func named(_ user: String) -> String {
        guard case .person(let person) = people.directory.match(user), person.user == user else {
            return user
        }
        return "\(user)  \(person.name)"
    }
}
