import Foundation
import Invoicing

/// One claim with its invoice as the sample generator makes it, before the OA gives it task and version.
public struct SampleDocument: Hashable, Sendable {
    /// One step of the claim's workflow.
    public struct Step: Hashable, Sendable {
        /// The node, as `manager`.
        public var node: String
        /// Its title, as `部门经理审批`.
        public var title: String
        /// The user who decides there.
        public var actor: String

        /// Makes a step.
        public init(node: String, title: String, actor: String) {
            self.node = node
            self.title = title
            self.actor = actor
        }
    }

    /// A file that comes with the claim.
    public struct File: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its media type.
        public var mediaType: String
        /// Its bytes.
        public var bytes: Data

        /// Makes a file.
        public init(name: String, mediaType: String, bytes: Data) {
            self.name = name
            self.mediaType = mediaType
            self.bytes = bytes
        }
    }

    /// The claim's number and subject, as `BX-2026-004711 差旅报销`.
    public var title: String
    /// Who submitted it.
    public var submitter: String
    /// The submitter's department.
    public var department: String
    /// The cost centre.
    public var costCentre: String
    /// The budget code.
    public var budgetCode: String
    /// Purchase order or contract numbers.
    public var references: [String]
    /// What the OA's policy flags.
    public var policyFlags: [String]
    /// When it was submitted, in milliseconds since 1970.
    public var submittedAt: Int64
    /// When the decision is due, in milliseconds since 1970.
    public var dueAt: Int64
    /// The invoice.
    public var invoice: Invoice
    /// The attachments.
    public var files: [File]
    /// The workflow.
    public var steps: [Step]
    /// The place in `steps` that waits; equal to the count of steps where all are done.
    public var currentStep: Int
    /// The faults that were planted on purpose; empty on a clean claim.
    public var plantedFaults: [PlantedFault]

    /// Makes a document.
    public init(
        title: String, submitter: String, department: String, costCentre: String, budgetCode: String,
        references: [String], policyFlags: [String], submittedAt: Int64, dueAt: Int64, invoice: Invoice,
        files: [File], steps: [Step], currentStep: Int, plantedFaults: [PlantedFault]
    ) {
        self.title = title
        self.submitter = submitter
        self.department = department
        self.costCentre = costCentre
        self.budgetCode = budgetCode
        self.references = references
        self.policyFlags = policyFlags
        self.submittedAt = submittedAt
        self.dueAt = dueAt
        self.invoice = invoice
        self.files = files
        self.steps = steps
        self.currentStep = currentStep
        self.plantedFaults = plantedFaults
    }
}

/// A fault that the generator plants, named so that a test can ask whether a rule finds it.
public enum PlantedFault: String, CaseIterable, Codable, Sendable {
    /// Quantity times unit price is not the line's amount.
    case lineAmount = "line-amount"
    /// A line's tax does not follow from its rate.
    case lineTax = "line-tax"
    /// The lines do not add up to the totals.
    case totals
    /// Net and tax do not add up to the gross total.
    case gross
    /// The uppercase amount says another amount than the digits.
    case uppercase
    /// The seller's taxpayer number fails its check digit.
    case taxIdentifier = "tax-identifier"
    /// A number with a digit too few.
    case numberShape = "number-shape"
    /// The year in the number is not the year of issue.
    case numberYear = "number-year"
    /// The code says another kind than the invoice.
    case codeKind = "code-kind"
    /// The day of issue does not exist.
    case dateShape = "date-shape"
    /// The same invoice was claimed before.
    case duplicate
}
