import Archive
import ArgumentParser
import Foundation
import Invoicing
import OAClient
import OAProfile
import Store
import Verification

struct ArchiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Approved invoices as packages that prove themselves. 已审批单据的归档。",
        subcommands: [
            ArchiveAddCommand.self, ArchiveListCommand.self, ArchiveShowCommand.self,
            ArchiveDueCommand.self, ArchiveHoldCommand.self, ArchiveReleaseCommand.self,
            ArchiveDestroyCommand.self, ArchiveExportCommand.self, ArchiveVerifyCommand.self,
        ])
}

struct ArchiveAddCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Archive approved invoices. 归档已同意并经 OA 确认的单据。")
    @Argument(help: "Tasks or operations; none with --all.")
    var ids: [String] = []
    @Flag(name: .long, help: "Everything that was approved and is not archived yet.")
    var all = false
    @Option(
        name: .long,
        help: ArgumentHelp(
            "What it is: \(RecordCategory.allCases.map(\.rawValue).joined(separator: ", ")). 档案类别。"))
    var category = RecordCategory.voucher
    @Flag(name: .long, help: "Do not fetch the originals from the OA.")
    var offline = false
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var signing: SigningOptions
    @OptionGroup var common: CommonOptions

    func perform(in setting: Setting) async throws -> ExitStatus {
        let sign = try signing.signer()
        let workplace = try Workplace(in: setting)
        let shelf = ArchiveShelf(setting.home.archive)
        var operations = try ids.map { try Self.operation($0, in: workplace.ledger) }
        if all {
            // What was broken off between number and shelf is taken up again; what stands on the shelf without a number gets one.
            let placed = Set(try workplace.ledger.archived().filter { $0.package != nil }.map(\.id))
            operations += try workplace.ledger.operations(in: [.acked], limit: .max).filter {
                $0.decision.action == .approve && !placed.contains($0.id)
            }.reversed()  // The oldest gets the first number.
        }
        let wanted = operations
        let origin = try LedgerReading(in: setting).origin
        func archive(_ operation: RecordedOperation, _ originals: [String: Data]) throws -> FourChecks {
            let ledger = workplace.ledger
            let before = try ledger.archived(operation.id)
            if let known = before?.package {
                guard try before?.list != nil || shelf.holds(known.hex) else {
                    throw ArchiveProblem.lost(operation.id.rawValue, package: known.hex)
                }
                throw ArchiveProblem.alreadyArchived(operation.id.rawValue, package: known.hex)
            }
            let record = try ledger.register(
                operation.id, as: try Self.plan(for: operation, category, workplace), at: WallClock.now())
            let name: String
            let files: FileSet
            if let old = try shelf.entries().first(where: { $0.metadata?.operation == operation.id }) {
                name = old.name
                files = try shelf.files(of: old)
            } else {
                files = try ArchivePackage.make(
                    of: operation.id, in: ledger, origin: origin, originals: originals,
                    findings: try Self.findings(on: operation, workplace), registration: record,
                    at: WallClock.now(), appVersion: Version.current, sign: sign)
                name = try shelf.put(files)
            }
            try ledger.place(operation.id, package: ArchivePackage.digest(of: files), at: WallClock.now())
            if !json {
                Output.line("\(name) \(operation.task.rawValue) \(record.registration.number)")
            }
            return FourChecks(of: files, name: name)
        }
        let output: [FourChecks]
        if offline {
            output = try wanted.map { try archive($0, [:]) }
        } else {
            output = try await workplace.withConnector { connector in
                var output: [FourChecks] = []
                for operation in wanted {
                    let originals = try await Self.originals(of: operation, workplace, connector)
                    output.append(try archive(operation, originals))
                }
                return output
            }
        }
        if json { try Output.json(["packages": output]) }
        setting.voice.say(
            LocalizedText(zh: "已归档 \(output.count) 件。", en: "Archived \(counted(output.count, "invoice"))."))
        return .done
    }

    /// Where its number runs and how long it is kept, by the configuration.
    private static func plan(
        for operation: RecordedOperation, _ category: RecordCategory, _ workplace: Workplace
    ) throws -> ArchivePlan {
        guard let task = try workplace.ledger.evidence(of: operation.id) else {
            throw ArchiveProblem.notProvable(operation.id.rawValue)
        }
        return workplace.setting.configuration.archive.plan(
            for: task, as: category, decidedAt: operation.receipt?.decidedAt ?? 0,
            utcOffset: workplace.setting.utcOffset, user: workplace.account.user, now: WallClock.now())
    }

    /// The newest confirmed approval that a task or operation names.
    private static func operation(_ name: String, in ledger: Ledger) throws -> RecordedOperation {
        if let id = OperationID(rawValue: name), let found = try ledger.operation(id) { return found }
        let task = TaskID(rawValue: name)
        guard let found = try ledger.newestOperations(on: [task])[task] else {
            throw ArchiveProblem.notApproved(name)
        }
        return found
    }

    /// The bytes of an invoice's attachments, as the OA holds them; each is checked against its name.
    private static func originals(
        of operation: RecordedOperation, _ workplace: Workplace, _ connector: LevelledConnector
    ) async throws -> [String: Data] {
        var found: [String: Data] = [:]
        for attachment in try workplace.ledger.evidence(of: operation.id)?.attachments ?? [] {
            found[attachment.sha256] = try await connector.blob(attachment.sha256)
        }
        return found
    }

    /// What the rules found on what was seen: with its neighbours where the mirror still shows the same content, on the
    /// document alone where it does not.
    private static func findings(on operation: RecordedOperation, _ workplace: Workplace) throws -> [Finding]
    {
        if let entry = try workplace.mirror.entry(operation.task),
            SeenContent(of: entry.task).digest == operation.seenDigest
        {
            return entry.findings
        }
        guard let task = try workplace.ledger.evidence(of: operation.id) else { return [] }
        return RuleBook.findings(on: Claim(task))
    }
}

struct ArchiveListCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the packages, newest first. 列出档案包。")
    @Option(name: .long, help: "Archive numbers that begin with this. 按档号查找。")
    var number: String?
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var common: CommonOptions

    func perform(in setting: Setting) async throws -> ExitStatus {
        let items = try ArchiveRoom(in: setting).items.filter { item in
            number.map { item.registration?.number.hasPrefix($0) == true } ?? true
        }
        if json {
            try Output.json(["packages": items.map(PackageOutput.init)])
        } else {
            for item in items { Output.line(item.line(in: setting.language)) }
        }
        return .done
    }
}

struct ArchiveShowCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a package and its four checks. 查看档案包与四性检测。")
    @Argument(help: "The package, its task or operation.")
    var id: String
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var trust: TrustOptions
    @OptionGroup var common: CommonOptions

    func perform(in setting: Setting) async throws -> ExitStatus {
        let believed = try trust.trust()
        let room = try ArchiveRoom(in: setting)
        let item = try room.find(id)
        let entry = item.entry
        var checks: FourChecks
        if let entry {
            let files = try room.shelf.files(of: entry)
            checks = FourChecks(of: files, name: entry.name, trust: believed, signer: trust.signer)
            if let placed = room.placed { checks.compare(entry, with: placed) }
        } else if room.shelf.tombstones().contains(item.name) {
            let files = try room.shelf.tombstone(of: item.name)
            checks = FourChecks(ofTombstone: files, name: item.name, trust: believed)
        } else if let package = item.record?.package {
            throw ArchiveProblem.lost(id, package: package.hex)
        } else {
            throw ArchiveProblem.notOnShelf(id)
        }
        if json {
            try Output.json(ShowPackageOutput(package: PackageOutput(item), checks: checks.checks))
        } else {
            let language = setting.language
            Output.line("\(LocalizedText(zh: "档案包", en: "Package")[language]): \(item.name)")
            for line in item.lines(in: language) { Output.line(line) }
            for item in entry?.metadata?.items ?? [] {
                Output.line("\(item.name[language]): \(item.value) [\(item.number)]")
            }
            for original in entry?.metadata?.originals ?? [] {
                Output.line(
                    "\(LocalizedText(zh: "原始文件", en: "Original")[language]): \(original.name) "
                        + "\(original.sha256) \(original.file ?? "-")")
            }
            checks.say(in: language)
        }
        return checks.isPassed ? .done : .refusal
    }
}

struct ArchiveExportCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Copy packages into a folder. 导出档案包。")
    @Argument(help: "Packages, tasks or operations; at last the folder.")
    var arguments: [String]
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard arguments.count >= 2 else { throw ValidationError("ID… FOLDER") }
    }

    func perform(in setting: Setting) async throws -> ExitStatus {
        let shelf = ArchiveShelf(setting.home.archive)
        let target = URL(fileURLWithPath: arguments.last ?? "", isDirectory: true)
        let line = ProgressLine(LocalizedText(zh: "导出档案", en: "Exporting packages"), in: setting)
        defer { line.end() }
        for (number, id) in arguments.dropLast().enumerated() {
            line.show(number, of: arguments.count - 1)
            let entry = try shelf.find(id)
            let place = target.appendingPathComponent(entry.name, isDirectory: true)
            let files = try shelf.files(of: entry)
            let digest = files[Manifest.name].map { ContentDigest(of: $0) }
            try setting.note(.exported(.archive, to: place.path, digest: digest))
            try PackageFolder.write(files, to: place)
            line.end()
            Output.line(place.path)
        }
        return .done
    }
}

struct ArchiveVerifyCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "The four checks on packages, here or anywhere, without store or network. 四性检测。")
    @Argument(help: "Folders of packages, or names on the shelf; none for the whole shelf.")
    var packages: [String] = []
    @Flag(name: .long, help: "Print the whole report, not the problems alone.")
    var report = false
    @Option(
        name: .long, help: "Write the whole report as a page to print; an existing file is left as it is.")
    var html: String?
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false
    @OptionGroup var trust: TrustOptions
    @OptionGroup var common: CommonOptions

    func perform(in setting: Setting) async throws -> ExitStatus {
        let believed = try trust.trust()
        let shelf = ArchiveShelf(setting.home.archive)
        let isShelf = packages.isEmpty
        let standing = try isShelf ? shelf.entries().map(\.name) : []
        let names = isShelf ? standing + shelf.tombstones() : packages
        func isPath(_ name: String) -> Bool {
            !isShelf && (name.contains("/") || FileManager.default.fileExists(atPath: name))
        }
        // Only what is on this shelf can be on hold here; a folder from elsewhere is judged alone.
        let room = isShelf || !packages.allSatisfy(isPath) ? try ArchiveRoom(in: setting) : nil
        let holds = isShelf ? room?.holds ?? [:] : [:]
        let missing = isShelf ? try room?.placed?.missing(on: shelf) ?? [] : []
        let numbers = isShelf ? try ShelfNumbers(of: shelf).faults : []
        var results: [FourChecks] = []
        var pages: [(name: String, checks: FourChecks)] = []
        let line = ProgressLine(LocalizedText(zh: "四性检测", en: "Checking packages"), in: setting)
        defer { line.end() }
        func tell(_ checks: FourChecks, _ name: String) {
            var checks = checks
            checks.holds = holds[name] ?? []
            results.append(checks)
            pages.append((name, checks))
            guard !json else { return }
            if report || !checks.isPassed { line.end() }
            if report {
                Output.line(name)
                checks.say(in: setting.language)
            } else {
                let colon = setting.language == .zh ? "：" : ": "
                for problem in checks.problems { Output.line(name + colon + problem[setting.language]) }
                if let stone = checks.tombstone, checks.isPassed {
                    Output.line(name + colon + stone.sentence[setting.language])
                }
            }
        }
        for (place, name) in names.enumerated() {
            line.show(place, of: names.count)
            let folder = URL(fileURLWithPath: name, isDirectory: true)
            let isPath = isPath(name)
            let isDestroyed = !isPath && place >= standing.count && shelf.tombstones().contains(name)
            let entry = isPath || isDestroyed ? nil : try shelf.find(name)
            let files =
                try isDestroyed
                ? shelf.tombstone(of: name)
                : entry.map { try shelf.files(of: $0) } ?? PackageFolder.read(folder)
            // A copy may have been given a name of its own; one that looks like a package's must be right.
            let last = folder.lastPathComponent
            let stated = entry?.name ?? (ContentDigest(hex: last) == nil ? nil : last)
            var checks =
                entry == nil && Tombstone.isTombstone(files)
                ? FourChecks(ofTombstone: files, name: isDestroyed ? name : stated, trust: believed)
                : FourChecks(of: files, name: stated, trust: believed, signer: trust.signer)
            if let placed = room?.placed {
                if let entry { checks.compare(entry, with: placed) }
                if isDestroyed { checks.compare(tombstone: files, of: name, with: placed) }
            }
            tell(checks, name)
        }
        for checks in missing { tell(checks, checks.package) }
        line.end()
        if let html {
            let page = ChecksPage(pages, time: WallClock.text(WallClock.now()), appVersion: Version.current)
            try PackageFolder.writeWhole(Data(page.html.utf8), to: html)
        }
        if json {
            try Output.json(
                VerifyOutput(packages: results, numbering: numbers.map(\.explanation)))
        } else {
            for fault in numbers { Output.line(fault.explanation[setting.language]) }
        }
        let failed = results.filter { !$0.isPassed }.count
        setting.voice.say(
            LocalizedText(
                zh: "四性检测 \(results.count) 件，不通过 \(failed) 件。",
                en: "Checked \(counted(results.count, "package")), \(failed) failed."))
        return failed == 0 && numbers.isEmpty ? .done : .refusal
    }
}

private struct VerifyOutput: Encodable {
    let packages: [FourChecks]
    let numbering: [LocalizedText]
}

extension FourChecks {
    /// The report as lines.
    fileprivate func say(in language: Language) {
        for fact in facts { Output.line("\(fact[language])") }
        for check in checks {
            Output.line(
                "\(check.quality.title[language]) · \(check.title[language]): \(check.outcome.title[language])"
            )
            for detail in check.details { Output.line("    \(detail[language])") }
        }
    }
}

struct PackageOutput: Encodable {
    let name: String
    let metadata: PackageMetadata?
    let archive: ArchiveStateOutput

    init(_ item: ArchiveRoom.Item) {
        name = item.name
        metadata = item.entry?.metadata
        archive = ArchiveStateOutput(item)
    }
}

private struct ShowPackageOutput: Encodable {
    let package: PackageOutput
    let checks: [FourChecks.Check]
}
