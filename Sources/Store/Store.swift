import Invoicing
import OAProfile

// Two SQLite files and what may be done with them. ledger.db holds what can never be fetched again: operations, evidence,
// audit, drafts. cache.db (Mirror) holds what the OA can send again, with its findings and the search index.
// In: decisions and pages of changes, each in one transaction. Out: values for screens and for the pusher. No SQL leaves.

/// Why the store cannot do what was asked: what happened to which file or operation, and what to do next.
public enum StoreError: ExplainedError, Hashable, Sendable {
    /// The file exists and is no SQLite database of this program, or a damaged one.
    case notADatabase(file: String)
    /// The file was written by a later version of the program.
    case tooNew(file: String, version: Int)
    /// The file is a symbolic link or has a second hard link, which SQLite cannot protect.
    case aliased(file: String)
    /// The folder lies on a network or user-space file system, whose locks cannot be relied on.
    case networkFolder(folder: String, kind: String)
    /// No room is left on the device. Nothing was recorded.
    case diskFull(file: String)
    /// The disk is full; what was asked was done in the room that had been kept for it.
    case onReserve(file: String)
    /// Another process holds the file for longer than the time-out. Nothing was recorded.
    case busy(file: String)
    /// The file or its folder may not be written. Nothing was recorded.
    case readOnly(file: String)
    /// Reading, writing or syncing failed. Nothing was recorded.
    case failed(file: String, cause: String)
    /// A decision on the same task and round is still open.
    case alreadyDecided(RecordedOperation)
    /// Its author's signature could not be had. Nothing was recorded.
    case notSigned(UnsignedDecision)
    /// The operation is not in the ledger.
    case noSuchOperation(String)
    /// The operation stands where the step is not possible.
    case impossibleStep(operation: OperationID, from: OperationState, to: OperationState)
    /// Only what was refused or is dead can be acknowledged.
    case notRefused(RecordedOperation)

    /// One sentence that names the thing and the cause.
    public var explanation: LocalizedText {
        switch self {
        case .notADatabase(let file):
            LocalizedText(
                zh: "文件 \(file) 不是本程序的 SQLite 数据库，或者已经损坏。",
                en: "The file \(file) is not an SQLite database of this program, or it is damaged.")
        case .tooNew(let file, let version):
            LocalizedText(
                zh: "文件 \(file) 由更新版本的程序写入（结构版本 \(version)），当前版本无法安全使用。",
                en: "The file \(file) was written by a later version of the program (schema \(version)).")
        case .aliased(let file):
            LocalizedText(
                zh: "文件 \(file) 是符号链接或另有硬链接，SQLite 无法保证其数据安全。",
                en:
                    "The file \(file) is a symbolic link or has a second hard link, which SQLite cannot protect."
            )
        case .networkFolder(let folder, let kind):
            LocalizedText(
                zh: "文件夹 \(folder) 位于 \(kind) 文件系统上，其文件锁不可靠，可能损坏数据，因此不在其上写入。",
                en:
                    "The folder \(folder) lies on \(kind), whose file locks cannot be relied on; nothing is written there."
            )
        case .diskFull(let file):
            LocalizedText(
                zh: "写入 \(file) 时磁盘空间不足，本次操作没有记录。",
                en: "The disk is full while writing \(file); nothing was recorded.")
        case .onReserve(let file):
            LocalizedText(
                zh: "磁盘已满，\(file) 正在使用预留空间：决定已照常记录，但只够再记数百条。",
                en:
                    "The disk is full and \(file) lives on its reserve: decisions are recorded, some hundred more fit."
            )
        case .busy(let file):
            LocalizedText(
                zh: "另一个进程一直占用文件 \(file)，本次操作没有记录。",
                en: "Another process keeps the file \(file) locked; nothing was recorded.")
        case .readOnly(let file):
            LocalizedText(
                zh: "无法打开或写入 \(file)，本次操作没有记录。",
                en: "\(file) cannot be opened for writing; nothing was recorded.")
        case .failed(let file, let cause):
            LocalizedText(
                zh: "读写 \(file) 失败（\(cause)），本次操作没有记录。",
                en: "Reading or writing \(file) failed (\(cause)); nothing was recorded.")
        case .alreadyDecided(let operation):
            LocalizedText(
                zh: "该任务已有一项未了结的决定：\(operation.decision.action.title.zh)（\(operation.state.title.zh)）。",
                en: "The task already has an open decision: "
                    + "\(operation.decision.action.title.en) (\(operation.state.title.en)).")
        case .notSigned(let problem): problem.explanation
        case .noSuchOperation(let id):
            LocalizedText(
                zh: "账本里没有编号为 \(id) 的操作。", en: "The ledger has no operation named \(id).")
        case .notRefused(let operation):
            LocalizedText(
                zh: "操作 \(operation.id.rawValue) 的状态是“\(operation.state.title.zh)”，没有被拒收，不需要知悉。",
                en:
                    "Operation \(operation.id.rawValue) is \(operation.state.title.en): there is no refusal to acknowledge."
            )
        case .impossibleStep(let operation, let from, let to):
            LocalizedText(
                zh: "操作 \(operation.rawValue) 目前是“\(from.title.zh)”，不能变为“\(to.title.zh)”。",
                en:
                    "The operation \(operation.rawValue) is “\(from.title.en)” and cannot become “\(to.title.en)”."
            )
        }
    }

    /// One sentence that says what to do next.
    public var remedy: LocalizedText {
        switch self {
        case .notADatabase(let file) where file.hasSuffix("ledger.db"):
            LocalizedText(
                zh: "文件没有被改动，在恢复之前不再记录决定；请先用 countersign backup --salvage 文件夹 导出还能读出的内容，"
                    + "再把 \(file) 移到别处保存并从备份恢复。",
                en:
                    "The file was left as it is, and nothing is decided with it; export what can be read with "
                    + "countersign backup --salvage FOLDER, then move \(file) aside and restore it from a backup."
            )
        case .notADatabase(let file):
            LocalizedText(
                zh: "文件没有被改动；请把 \(file) 移到别处保存并从备份恢复，或请管理员检查。",
                en: "The file was left as it is; move \(file) aside and restore it from a backup, "
                    + "or ask the operator.")
        case .tooNew:
            LocalizedText(
                zh: "请升级 countersign 后再打开；文件没有被改动。",
                en: "Upgrade countersign and open it again; the file was left as it is.")
        case .aliased(let file):
            LocalizedText(
                zh: "请让 \(file) 成为只有一个名字的普通文件；如需换位置，请移动整个文件夹。",
                en:
                    "Make \(file) a plain file with one name; to keep the data elsewhere, move the whole folder."
            )
        case .networkFolder:
            LocalizedText(
                zh: "请把 COUNTERSIGN_HOME 或 XDG_DATA_HOME 指向本机磁盘上的文件夹。",
                en: "Point COUNTERSIGN_HOME or XDG_DATA_HOME to a folder on a disk of this machine.")
        case .diskFull:
            LocalizedText(
                zh: "请清理磁盘空间后重做；之前已记录的内容都在。",
                en: "Free some space and do it again; everything recorded before is still there.")
        case .onReserve:
            LocalizedText(
                zh: "请尽快清理磁盘空间；有空间后预留会自动恢复。",
                en: "Free some space soon; the reserve comes back by itself.")
        case .busy:
            LocalizedText(
                zh: "请稍后再试；如果一直如此，请查看是否有停住的 countersign 进程。",
                en: "Try again in a moment; if it stays so, look for a countersign process that was stopped.")
        case .readOnly:
            LocalizedText(
                zh: "请检查该文件及其文件夹的属主、权限和挂载方式，也可用 COUNTERSIGN_HOME 指定可写的目录。",
                en: "Check owner, mode and mount of the file and its folder, or point COUNTERSIGN_HOME to a "
                    + "folder that can be written.")
        case .failed:
            LocalizedText(
                zh: "请检查磁盘后重新启动程序再试；之前已记录的内容不受影响。",
                en:
                    "Check the disk, start the program again and retry; what was recorded before is not affected."
            )
        case .alreadyDecided(let operation):
            if operation.state == .conflict {
                LocalizedText(
                    zh: "请先在冲突列表中处理它：重新决定，或说明原因后放弃。",
                    en: "Settle it in the list of conflicts first: decide again, or abandon it with a reason."
                )
            } else {
                LocalizedText(
                    zh: "请等待 OA 答复；尚未发送的可以先撤销再重新决定。",
                    en: "Wait for the OA's answer; what has not been sent can be cancelled and decided again."
                )
            }
        case .notSigned(let problem): problem.remedy
        case .noSuchOperation:
            LocalizedText(
                zh: "请用 countersign status 查看现有的操作。", en: "See the operations with countersign status.")
        case .notRefused:
            LocalizedText(zh: "请在发件箱中查看它的状态。", en: "Look at its state in the outbox.")
        case .impossibleStep:
            LocalizedText(
                zh: "它的状态可能刚刚变化，请刷新后再看。",
                en: "It may just have changed; refresh and look again.")
        }
    }
}
