import ArgumentParser
import Invoicing
import OAClient
import OAProfile
import Store

// What may be done about an invoice without deciding it. The decider of `approve` and its kin records and delivers these too.

struct CommentCommand: DecidingCommand {
    static let configuration = CommandConfiguration(
        commandName: "comment", abstract: "Comment on invoices without deciding. 评论。")
    @OptionGroup var decide: DecideOptions
    @OptionGroup var common: CommonOptions
    var action: Decision.Action { .remark }
}

struct AddApproverCommand: DecidingCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-approver", abstract: "Have another person decide before or after you. 加签。")

    enum Place: String, EnumerableFlag {
        case before
        case after

        static func help(for value: Place) -> ArgumentHelp? {
            switch value {
            case .before: "The other decides first; the task waits. 前加签。"
            case .after: "The other decides next. 后加签。"
            }
        }
    }

    @OptionGroup var decide: DecideOptions
    @Flag(exclusivity: .exclusive) var place: Place
    @Option(name: .long, help: "The person: user name or name at the OA.")
    var to: String
    @OptionGroup var common: CommonOptions
    var action: Decision.Action { place == .before ? .addApproverBefore : .addApproverAfter }
    var target: String { to }
}

struct HoldCommand: DecidingCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Put invoices aside. 挂起。")
    @OptionGroup var decide: DecideOptions
    @OptionGroup var common: CommonOptions
    var action: Decision.Action { .hold }
}

struct ReleaseCommand: DecidingCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Take up again what was put aside. 恢复。")
    @OptionGroup var decide: DecideOptions
    @OptionGroup var common: CommonOptions
    var action: Decision.Action { .release }
}

extension Workplace {
    /// Refuses an action that the OA does not offer, before it is recorded. An OA that cannot be asked now is asked by
    /// whoever delivers.
    /// - Throws: ``ActionUnknownToOA``.
    func requireSupport(of action: Decision.Action) async throws {
        guard let feature = OAFeature.needed(for: action) else { return }
        let session: SessionDocument?
        do {
            session = try await withConnector { try await $0.session() }
        } catch is OAError {
            session = nil
        }
        if let session, !session.capabilities.features.contains(feature) {
            throw ActionUnknownToOA(action: action)
        }
    }

    /// The user name of whom a text names, as far as the OA's directory is known here.
    /// - Throws: ``PersonProblem``, `StoreError`.
    func user(named text: String) throws -> String {
        let directory = try mirror.directory()
        switch directory.match(text) {
        case .person(let person):
            guard person.user != account.user else { throw PersonProblem.yourself(text) }
            return person.user
        case .unknown: return text
        case .several(let people): throw PersonProblem.ambiguous(text, people.map(\.user))
        case .nobody:
            throw PersonProblem.nobody(
                text, near: directory.candidates(for: text, limit: 5).map { "\($0.user) \($0.name)" })
        }
    }
}

/// The OA's session does not name what the action needs.
struct ActionUnknownToOA: ExplainedError, Hashable {
    let action: Decision.Action

    var explanation: LocalizedText {
        LocalizedText(
            zh: "这个 OA 不支持「\(action.title.zh)」，没有记录任何内容。",
            en: "This OA does not know how to \(action.title.en); nothing was recorded.")
    }
    var remedy: LocalizedText {
        LocalizedText(zh: "请在 OA 的网页上操作。", en: "Do it in the OA itself.")
    }
}

/// Why a person who was named cannot be handed anything.
enum PersonProblem: ExplainedError, Hashable {
    /// The OA has nobody of that name.
    case nobody(String, near: [String])
    /// Several people have it.
    case ambiguous(String, [String])
    /// It is the user.
    case yourself(String)

    var explanation: LocalizedText {
        switch self {
        case .nobody(let name, _):
            LocalizedText(
                zh: "OA 里没有「\(name)」这个人，没有记录任何内容。",
                en: "The OA has nobody called \(name); nothing was recorded.")
        case .ambiguous(let name, let users):
            LocalizedText(
                zh: "叫「\(name)」的不止一人：\(users.joined(separator: "、"))。",
                en: "Several people are called \(name): \(users.joined(separator: ", ")).")
        case .yourself(let name):
            LocalizedText(zh: "\(name) 就是您自己。", en: "\(name) is yourself.")
        }
    }

    var remedy: LocalizedText {
        switch self {
        case .nobody(_, let near) where !near.isEmpty:
            LocalizedText(
                zh: "相近的有：\(near.joined(separator: "、"))。", en: "Near to it: \(near.joined(separator: ", "))."
            )
        case .nobody:
            LocalizedText(
                zh: "请核对姓名；如果是新同事，请先运行 countersign sync。",
                en: "Check the name; for a new colleague run countersign sync first.")
        case .ambiguous: LocalizedText(zh: "请改用用户名。", en: "Use the user name.")
        case .yourself: LocalizedText(zh: "请另选一位。", en: "Name another person.")
        }
    }
}
