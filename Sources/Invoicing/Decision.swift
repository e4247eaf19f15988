/// The name of an operation, made on the client before anything leaves: a UUID of version 7 (RFC 9562), so
/// that names sort by time. It is the idempotency key (幂等键) of every attempt and is never made again.
public struct OperationID: RawRepresentable, Hashable, Codable, Sendable {
    /// 36 lower-case characters.
    public let rawValue: String

    /// Takes a UUID in its 36-character form; nothing for any other text.
    public init?(rawValue: String) {
        let bytes = Array(rawValue.utf8)
        guard bytes.count == 36 else { return nil }
        for (index, byte) in bytes.enumerated() {
            let isDash = [8, 13, 18, 23].contains(index)
            let isHex = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
            guard isDash ? byte == 0x2D : isHex else { return nil }
        }
        self.rawValue = rawValue
    }

    /// Makes a UUIDv7 of a time in milliseconds since 1970 and 74 random bits of `random`.
    public init(milliseconds: Int64, using random: inout some RandomNumberGenerator) {
        let time = UInt64(bitPattern: milliseconds) & 0xFFFF_FFFF_FFFF
        let high = time << 16 | 0x7000 | (random.next() & 0x0FFF)
        let low = 0x8000_0000_0000_0000 | (random.next() & 0x3FFF_FFFF_FFFF_FFFF)
        func hex(_ value: UInt64) -> String {
            let text = String(value, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        let digits = Array(hex(high) + hex(low))
        rawValue = [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20..<32]]
            .map { String($0) }.joined(separator: "-")
    }
}

/// What a person decides about a task, with what the action needs: a decision that lacks its reason or its
/// receiver cannot be made.
public enum Decision: Hashable, Sendable {
    /// Approve (同意), with a comment that may be empty.
    case approve(comment: String)
    /// Reject (拒绝), which needs a reason.
    case reject(reason: Reason)
    /// Return to an earlier node (退回), which needs a reason.
    case returnToStep(node: String, reason: Reason)
    /// Hand over to another person (转交).
    case transfer(to: String, comment: String)
    /// Have another person decide as well (加签), before or after the decision of the task's own approver. The task
    /// stays: before, it sleeps until the other has approved; after, it waits as it did.
    case addApprover(person: String, place: ApproverPlace, comment: String)
    /// Say something (评论) without deciding.
    case remark(Reason)
    /// Put the task aside (挂起): it stays with its approver and leaves what is to be decided.
    case hold(comment: String)
    /// Take up again what was put aside (恢复).
    case release(comment: String)

    /// Where an added approver stands.
    public enum ApproverPlace: String, CaseIterable, Codable, Sendable {
        /// 前加签: the other decides first.
        case before
        /// 后加签: the other decides next.
        case after
    }

    /// A reason: text that is not blank.
    public struct Reason: Hashable, Sendable {
        /// The trimmed text.
        public let text: String

        /// Takes a reason; nothing for blank text.
        public init?(_ text: String) {
            var trimmed = Substring(text)
            while trimmed.first?.isWhitespace == true { trimmed.removeFirst() }
            while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
            guard !trimmed.isEmpty else { return nil }
            self.text = String(trimmed)
        }
    }

    /// The word of the action on the wire and in the ledger.
    public enum Action: String, CaseIterable, Codable, Sendable {
        /// 同意
        case approve
        /// 拒绝
        case reject
        /// 退回
        case returnToStep = "return"
        /// 转交
        case transfer
        /// 前加签
        case addApproverBefore = "addsign-before"
        /// 后加签
        case addApproverAfter = "addsign-after"
        /// 评论
        case remark = "comment"
        /// 挂起
        case hold
        /// 恢复
        case release

        /// Whether it takes the task for itself until the OA has answered: nothing else may be decided beside it. A
        /// comment does not.
        public var occupiesTask: Bool { self != .remark }

        /// Whether the task is decided once the OA has applied it.
        public var closesTask: Bool {
            switch self {
            case .approve, .reject, .returnToStep, .transfer: true
            case .addApproverBefore, .addApproverAfter, .remark, .hold, .release: false
            }
        }

        /// Whether it cannot be made without a text.
        public var needsReason: Bool {
            switch self {
            case .reject, .returnToStep, .remark: true
            default: false
            }
        }

        /// Whether it names a person.
        public var needsPerson: Bool {
            switch self {
            case .transfer, .addApproverBefore, .addApproverAfter: true
            default: false
            }
        }

        /// The word in both languages.
        public var title: LocalizedText {
            switch self {
            case .approve: LocalizedText(zh: "同意", en: "approve")
            case .reject: LocalizedText(zh: "拒绝", en: "reject")
            case .returnToStep: LocalizedText(zh: "退回", en: "return")
            case .transfer: LocalizedText(zh: "转交", en: "transfer")
            case .addApproverBefore: LocalizedText(zh: "前加签", en: "add approver before")
            case .addApproverAfter: LocalizedText(zh: "后加签", en: "add approver after")
            case .remark: LocalizedText(zh: "评论", en: "comment")
            case .hold: LocalizedText(zh: "挂起", en: "hold")
            case .release: LocalizedText(zh: "恢复", en: "release")
            }
        }
    }

    /// The action.
    public var action: Action {
        switch self {
        case .approve: .approve
        case .reject: .reject
        case .returnToStep: .returnToStep
        case .transfer: .transfer
        case .addApprover(_, .before, _): .addApproverBefore
        case .addApprover(_, .after, _): .addApproverAfter
        case .remark: .remark
        case .hold: .hold
        case .release: .release
        }
    }

    /// What is said: the comment or the reason.
    public var comment: String {
        switch self {
        case .approve(let comment), .transfer(_, let comment), .addApprover(_, _, let comment),
            .hold(let comment), .release(let comment):
            comment
        case .reject(let reason), .returnToStep(_, let reason), .remark(let reason): reason.text
        }
    }

    /// The node or person that the action names; empty where it names none.
    public var target: String {
        switch self {
        case .approve, .reject, .remark, .hold, .release: ""
        case .returnToStep(let node, _): node
        case .transfer(let person, _), .addApprover(let person, _, _): person
        }
    }

    /// Puts a decision together from its parts; nothing where a needed part is missing.
    public init?(action: Action, comment: String, target: String) {
        switch action {
        case .approve: self = .approve(comment: comment)
        case .reject:
            guard let reason = Reason(comment) else { return nil }
            self = .reject(reason: reason)
        case .returnToStep:
            guard let reason = Reason(comment), !target.isEmpty else { return nil }
            self = .returnToStep(node: target, reason: reason)
        case .transfer:
            guard !target.isEmpty else { return nil }
            self = .transfer(to: target, comment: comment)
        case .addApproverBefore, .addApproverAfter:
            guard !target.isEmpty else { return nil }
            self = .addApprover(
                person: target, place: action == .addApproverBefore ? .before : .after, comment: comment)
        case .remark:
            guard let text = Reason(comment) else { return nil }
            self = .remark(text)
        case .hold: self = .hold(comment: comment)
        case .release: self = .release(comment: comment)
        }
    }
}
