import Invoicing

// Sample claims: what the reference OA shows before it has anything real. In: a seed and a day. Out: claims with
// their invoices, files and workflows; about one in eight bears a fault that is planted and recorded.
// Plan (FaultSchedule, ClaimCalendar) → invoice (InvoiceDraft, LineMaker) → claim (ClaimMaker) → files (SampleFiles).

/// Makes sample claims from a seed: the same seed and day give the same claims on every machine, and each claim can
/// be made without the ones before it, so that a million need not be in memory at once.
///
/// Companies, people, addresses and accounts are invented. Codes and numbers are right by their standards.
/// Category names are the official short names; classification codes of nineteen digits are UNCONFIRMED.
public struct SampleGenerator: Sendable {
    private let seed: UInt64
    private let calendar: ClaimCalendar
    private let plan: FaultSchedule

    /// Makes a generator. `today` is the day on which the demo is looked at: dates lie before it, due dates around it.
    public init(seed: UInt64, today: CalendarDate) {
        self.seed = seed
        calendar = ClaimCalendar(seed: seed, today: today)
        plan = FaultSchedule(seed: seed, calendar: calendar)
    }

    /// The first `count` claims.
    public func documents(count: Int) -> [SampleDocument] {
        (0..<max(0, count)).map(document(at:))
    }

    /// The claim at a place, which is 0 or more; it is the same one whatever else is made. Invoice numbers are
    /// unique up to 100,000,000 claims.
    public func document(at index: Int) -> SampleDocument {
        let fate = plan.fate(at: index)
        let original = if case .duplicate(let earlier) = fate { earlier } else { index }
        let draft = InvoiceDraft(
            at: original, seed: seed, calendar: calendar, needsCode: fate == .fault(.codeKind),
            isRed: plan.isRed(original))
        var invoice = draft.invoice
        var claimMaker = ClaimMaker(at: index, seed: seed, calendar: calendar, subject: draft.subject)
        var faults: [PlantedFault] = []
        switch fate {
        case .clean: break
        case .fault(let fault):
            invoice = fault.planted(in: invoice)
            faults = [fault]
        case .duplicate(let earlier):
            let first = ClaimMaker(at: earlier, seed: seed, calendar: calendar, subject: draft.subject)
            let subjects = ClaimSubject.byTrade[draft.seller.trade] ?? [draft.subject]
            claimMaker = ClaimMaker(
                at: index, seed: seed, calendar: calendar, subject: subjects[index % subjects.count],
                otherThan: first.submitter)
            faults = [.duplicate]
        }
        var document = claimMaker.claim(
            around: draft, invoice: invoice, submission: calendar.submission(at: index))
        document.plantedFaults = faults
        var files = SampleFiles(index: index, seed: seed, document: document, draft: draft)
        document.files = files.make()
        return document
    }

    /// The place at which the invoice of a planted duplicate was claimed first; nothing for any other claim.
    public func placeOfOriginal(of index: Int) -> Int? {
        if case .duplicate(let earlier) = plan.fate(at: index) { earlier } else { nil }
    }

    /// The sample user who has most to decide, as `chen.jing`, with the name that is shown.
    public static let reviewer = (user: People.reviewer, displayName: displayName(of: People.reviewer))

    /// A second sample user, a department's manager, who has some claims to decide.
    public static let manager = (
        user: Department.sales.manager, displayName: displayName(of: Department.sales.manager)
    )

    /// Everybody of the sample company, by user, as `["zhang.wei": "张伟"]`.
    public static var people: [String: String] { People.names }

    /// The name that is shown for a user; the user itself where the sample does not know it.
    public static func displayName(of user: String) -> String { People.names[user] ?? user }

    /// The place of the one claim whose seller's name is hostile: it holds ESC sequences, a carriage return, a
    /// right-to-left override (U+202E) and a zero-width space (U+200B), so that one sees how a console marks them. The
    /// claim is clean otherwise, and waits for the reviewer.
    public static let hostileIndex = 6
}
