import Archive
import ArgumentParser
import Audit
import Foundation
import Invoicing
import OAClient
import OAProfile
import Store
import Terminal

struct AuditPapersCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "papers",
        abstract: "Working papers: list, add, export. 工作底稿：查看、登记、导出。",
        discussion: """
            They are a log of their own beside the store that is audited: COUNTERSIGN_PAPERS says where, else the folder \
            papers beside the store. 底稿是单独的日志，位置由 COUNTERSIGN_PAPERS 指定。
            """)
    @Argument(help: "A task; none for all papers.")
    var task: String?
    @Option(name: .long, help: "Add a paper with this text, on the task or on --entry.")
    var add: String?
    @Option(name: .long, help: "What is added: tick, note or conclusion.")
    var form = WorkingPaper.Form.note
    @Option(name: .long, help: "The entry of the audit log that the paper is about.")
    var entry: Int64?
    @Option(
        name: .long,
        help: "Write the whole book with its proofs into a new folder; audit verify --export checks it.")
    var export: String?
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions
    var wantsJSON: Bool { json }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let sign = try signing.signer()
        let files = PaperFiles(setting)
        if let add { try self.add(add, files, setting) }
        let papers = try files.reading()?.papers(about: task) ?? []
        if let export {
            guard let book = try files.reading() else { throw PaperProblem.noBook(files.folder.path) }
            let written = try LogExport.make(
                of: book.ledger, origin: files.origin, signer: files.author, sign: sign)
            try PackageFolder.write(written, to: URL(fileURLWithPath: export, isDirectory: true))
            Output.line(export)
            return .done
        }
        if json {
            try Output.json(["papers": papers.map(PaperOutput.init)])
        } else {
            for paper in papers { Output.line(line(paper, setting)) }
            if papers.isEmpty {
                setting.voice.say(LocalizedText(zh: "没有工作底稿。", en: "There are no working papers."))
            }
        }
        return papers.allSatisfy(\.isSealed) ? .done : .refusal
    }

    private func add(_ text: String, _ files: PaperFiles, _ setting: Setting) throws {
        let subject: WorkingPaper.Subject
        if let entry {
            guard let record = try LedgerReading(in: setting).ledger.auditRecords(at: [entry]).first else {
                throw AuditProblem.notInLog("#\(entry)")
            }
            subject = .entry(entry, leaf: record.sealed.leaf, task: record.entry?.task ?? "")
        } else {
            guard let task else { throw PaperProblem.noSubject }
            let workplace = try Workplace(in: setting)
            guard let found = try workplace.mirror.entry(TaskID(rawValue: task))?.task else {
                throw PaperProblem.noTask(task)
            }
            subject = .invoice(SeenTask(found))
        }
        guard let paper = WorkingPaper(form, on: subject, text: text) else { throw PaperProblem.badText }
        let place = try files.writing().add(paper, at: WallClock.now())
        setting.voice.say(LocalizedText(zh: "已登记底稿 \(place)。", en: "Working paper \(place) is kept."))
    }

    private func line(_ paper: KeptPaper, _ setting: Setting) -> String {
        guard let entry = paper.entry, paper.isSealed else {
            return "\(paper.place)  "
                + LocalizedText(zh: "内容与哈希不符，可能被改动过", en: "NOT what was hashed: it may have been changed")[
                    setting.language]
        }
        let time = WallClock.text(entry.wallTime + Int64(setting.utcOffset) * 1_000).prefix(19)
        let words = [
            String(paper.place), String(time.replacing("T", with: " ")), entry.actor,
            paper.form?.title[setting.language] ?? entry.outcome,
            entry.task.isEmpty ? entry.subject : entry.task,
            entry.reason,
        ]
        return TerminalText(words.joined(separator: "  ")).string
    }
}

extension WorkingPaper.Form: ExpressibleByArgument {}

/// Where the working papers of this user are, and who writes them.
struct PaperFiles {
    let folder: URL
    /// Who signs papers: in the auditor's role the user of this machine, whose store it is not; else who is signed in.
    let author: String

    init(_ setting: Setting) {
        if let path = setting.environment["COUNTERSIGN_PAPERS"], path.hasPrefix("/") {
            folder = URL(fileURLWithPath: path, isDirectory: true)
        } else {
            folder = setting.home.papers
        }
        let user = setting.role == .auditor ? nil : (try? AccountFile(setting.home.accountFile).load())?.user
        author = user ?? "os:\(NSUserName())"
    }

    /// The name of the book's log.
    var origin: String { "papers/\(author)" }

    /// - Throws: `StoreError`, ``PaperProblem``.
    func writing() throws -> PaperBook {
        do throws(StoreError) {
            return try PaperBook(folder: folder, session: Workplace.session(of: author))
        } catch {
            throw PaperProblem.unwritable(folder.path, error.explanation)
        }
    }

    func reading() throws -> PaperBook? {
        try PaperBook.reading(folder: folder, session: Workplace.session(of: author))
    }
}

/// Why a working paper is not kept.
enum PaperProblem: ExplainedError, Hashable {
    case noBook(String)
    case noSubject
    case noTask(String)
    case badText
    case unwritable(String, LocalizedText)

    var explanation: LocalizedText {
        switch self {
        case .noBook(let folder):
            LocalizedText(zh: "\(folder) 中还没有工作底稿。", en: "There are no working papers in \(folder) yet.")
        case .noSubject: LocalizedText(zh: "没有说明底稿针对哪张单据。", en: "The paper is about nothing.")
        case .noTask(let task):
            LocalizedText(zh: "本机没有单据 \(task)。", en: "This machine has no invoice \(task).")
        case .badText:
            LocalizedText(
                zh: "底稿为空，或超过 \(WorkingPaper.longestText) 个字符。",
                en: "The text is empty, or longer than \(WorkingPaper.longestText) characters.")
        case .unwritable(let folder, let cause):
            LocalizedText(
                zh: "工作底稿文件夹 \(folder) 无法写入：\(cause.zh)",
                en: "The folder of working papers \(folder) cannot be written: \(cause.en)")
        }
    }

    var remedy: LocalizedText {
        switch self {
        case .noBook:
            LocalizedText(
                zh: "可用 audit papers 任务 --add 文字 登记。", en: "audit papers TASK --add TEXT keeps one.")
        case .noSubject:
            LocalizedText(zh: "请写任务编号，或用 --entry 指定日志条目。", en: "Name a task, or an entry with --entry.")
        case .noTask:
            LocalizedText(zh: "用 countersign list 查看编号。", en: "countersign list shows the names.")
        case .badText: LocalizedText(zh: "请写一段文字，或分成几条。", en: "Write some text, or make several papers.")
        case .unwritable:
            LocalizedText(
                zh: "请把 COUNTERSIGN_PAPERS 设为您自己的文件夹。", en: "Set COUNTERSIGN_PAPERS to a folder of your own.")
        }
    }
}

private struct PaperOutput: Encodable {
    let place: Int64
    let at: String?
    let author: String?
    let form: String?
    let subject: String?
    let task: String?
    let seen_digest: String?
    let digest: String?
    let text: String?
    let intact: Bool

    init(_ paper: KeptPaper) {
        place = paper.place
        at = paper.entry.map { WallClock.text($0.wallTime) }
        author = paper.entry?.actor
        form = paper.entry?.outcome
        subject = paper.entry?.subject
        task = paper.entry?.task
        seen_digest = paper.entry?.seenDigest?.hex
        digest = paper.entry?.digest?.hex
        text = paper.entry?.reason
        intact = paper.isSealed
    }
}
