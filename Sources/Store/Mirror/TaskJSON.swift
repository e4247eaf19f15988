import Foundation
import Invoicing

/// A task as the text that `task.doc_json` keeps, in the OA's own wire form.
///
/// Read by `JSONDecoder`, but written by hand: a `JSONEncoder` with sorted keys takes 85 µs a task, more than
/// everything else together that applying a change costs. The members stand in one fixed order, so that equal
/// tasks are equal texts.
enum TaskJSON {
    /// Writes a task.
    static func text(of task: ApprovalTask) -> String {
        var json = JSONText()
        json.object { json in
            json.member("task", task.id.rawValue)
            json.member("instance", task.instance.rawValue)
            json.member("node", task.node)
            json.member("round", Int64(task.round))
            json.member("rev", task.rev)
            json.member("status", task.status.rawValue)
            json.member("assignee", task.assignee)
            json.member("on_behalf_of", task.onBehalfOf)
            json.member("title", task.title)
            json.member("submitter", task.submitter)
            json.member("department", task.department)
            json.member("cost_centre", task.costCentre)
            json.member("budget_code", task.budgetCode)
            json.member("references", task.references)
            json.member("policy_flags", task.policyFlags)
            json.member("submitted_at", task.submittedAt)
            if let due = task.dueAt { json.member("due_at", due) }
            json.member("invoice") { write(task.invoice, to: &$0) }
            json.member("attachments", task.attachments) { write($1, to: &$0) }
            json.member("steps", task.steps) { write($1, to: &$0) }
            if let held = task.held { json.member("held") { write(held, to: &$0) } }
            if !task.remarks.isEmpty { json.member("remarks", task.remarks) { write($1, to: &$0) } }
        }
        return json.text
    }

    /// Reads what ``text(of:)`` wrote.
    static func task(from text: String) throws -> ApprovalTask {
        do {
            return try JSONDecoder().decode(ApprovalTask.self, from: Data(text.utf8))
        } catch {
            throw DamagedRow(cause: "task.doc_json: \(error)")
        }
    }

    private static func write(_ invoice: Invoice, to json: inout JSONText) {
        json.member("kind", invoice.kind.rawValue)
        json.member("number") { json in
            json.member("code", invoice.number.code)
            json.member("number", invoice.number.number)
            json.member("digital", invoice.number.digital)
        }
        json.member("issued", invoice.issued.description)
        json.member("check_code", invoice.checkCode)
        json.member("red", invoice.isRed)
        json.member("seller") { write(invoice.seller, to: &$0) }
        json.member("buyer") { write(invoice.buyer, to: &$0) }
        json.member("lines", invoice.lines) { write($1, to: &$0) }
        json.member("totals") { json in
            json.member("net", invoice.totals.net)
            json.member("tax", invoice.totals.tax)
            json.member("gross", invoice.totals.gross)
            json.member("gross_in_words", invoice.totals.grossInWords)
        }
        json.member("remark", invoice.remark)
        json.member("drawer", invoice.drawer)
    }

    private static func write(_ party: Party, to json: inout JSONText) {
        json.member("name", party.name)
        json.member("tax_id", party.taxIdentifier.text)
        json.member("contact", party.contact)
        json.member("bank", party.bank)
        json.member("account", party.account)
    }

    private static func write(_ line: InvoiceLine, to json: inout JSONText) {
        json.member("item", line.item)
        json.member("specification", line.specification)
        json.member("unit", line.unit)
        if let quantity = line.quantity { json.member("quantity", quantity.description) }
        if let price = line.unitPrice { json.member("unit_price", price.description) }
        json.member("amount", line.amount)
        json.member("rate", line.rate.description)
        json.member("tax", line.tax)
    }

    private static func write(_ attachment: Attachment, to json: inout JSONText) {
        json.member("name", attachment.name)
        json.member("media_type", attachment.mediaType)
        json.member("size", Int64(attachment.size))
        json.member("sha256", attachment.sha256)
    }

    private static func write(_ hold: TaskHold, to json: inout JSONText) {
        json.member("actor", hold.actor)
        json.member("since", hold.since)
        json.member("comment", hold.comment)
    }

    private static func write(_ remark: TaskRemark, to json: inout JSONText) {
        json.member("kind", remark.kind)
        json.member("actor", remark.actor)
        json.member("at", remark.at)
        json.member("text", remark.text)
        json.member("target", remark.target)
    }

    private static func write(_ step: ApprovalStep, to json: inout JSONText) {
        json.member("node", step.node)
        json.member("title", step.title)
        json.member("actor", step.actor)
        json.member("state", step.state.rawValue)
        json.member("outcome", step.outcome)
        json.member("comment", step.comment)
        if let decided = step.decidedAt { json.member("decided_at", decided) }
    }
}

/// JSON as it is being written, member by member.
private struct JSONText {
    private var bytes: [UInt8] = []
    private var needsComma = false

    init() { bytes.reserveCapacity(4_096) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func object(_ members: (inout JSONText) -> Void) {
        begin("{")
        members(&self)
        end("}")
    }

    mutating func member(_ name: StaticString, _ members: (inout JSONText) -> Void) {
        self.name(name)
        object(members)
    }

    mutating func member<Element>(
        _ name: StaticString, _ elements: [Element], _ members: (inout JSONText, Element) -> Void
    ) {
        self.name(name)
        begin("[")
        for element in elements {
            separate()
            object { members(&$0, element) }
        }
        end("]")
    }

    mutating func member(_ name: StaticString, _ texts: [String]) {
        self.name(name)
        begin("[")
        for text in texts {
            separate()
            string(text)
            needsComma = true
        }
        end("]")
    }

    mutating func member(_ name: StaticString, _ text: String) {
        self.name(name)
        string(text)
        needsComma = true
    }

    mutating func member(_ name: StaticString, _ number: Int64) {
        self.name(name)
        bytes.append(contentsOf: String(number).utf8)
        needsComma = true
    }

    mutating func member(_ name: StaticString, _ truth: Bool) {
        self.name(name)
        bytes.append(contentsOf: (truth ? "true" : "false").utf8)
        needsComma = true
    }

    mutating func member(_ name: StaticString, _ money: Money) {
        member(name) { json in
            json.member("minor", money.minor)
            json.member("currency", money.currency.code)
            json.member("scale", Int64(money.currency.scale))
        }
    }

    private mutating func begin(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    private mutating func end(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    private mutating func name(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    /// RFC 8259, section 7: quotes, backslashes and control characters must be escaped, nothing else.
    private mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            // Nearly every text goes in as it is.
            if utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) {
                for byte in utf8 { escaped(byte) }
            } else {
                bytes.append(contentsOf: utf8)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        default: bytes.append(byte)
        }
    }
}
