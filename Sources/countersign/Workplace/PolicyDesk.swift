import Foundation
import Invoicing
import OAProfile
import Store
import Verification

/// Which policy judges: the file's, or, where changes must be confirmed, the last that a second person agreed to.
///
/// Each content that was ever run with is kept in the folder `policies` of the data folder, named by its SHA-256, so that
/// the last confirmed one goes on judging while a new one waits.
struct PolicyDesk {
    let home: Home
    let ledger: Ledger

    /// What judges, and what waits.
    struct Standing {
        /// The policy in force; nothing where there is none.
        var inForce: Policy?
        /// The change that waits for a second person.
        var pending: PolicyChange?
        /// Why the file as it is cannot be read; the one before it goes on judging.
        var trouble: PolicyError?
    }

    /// Takes the file as it is now, with an entry in the log where it is another than before.
    /// - Throws: `StoreError`, ``HomeError``.
    func take(at now: Int64) throws -> Standing {
        var trouble: PolicyError?
        if let text = Self.text(of: home.policyFile) {
            do throws(PolicyError) {
                _ = try PolicyFile.read(toml: text, file: home.policyFile.path)
            } catch { trouble = error }
            if trouble == nil {
                try keep(text)
                try ledger.notePolicy(ContentDigest(of: Data(text.utf8)), at: now)
            }
        } else if FileManager.default.fileExists(atPath: home.policyFile.path) {
            trouble = PolicyError(file: home.policyFile.path, line: nil, problem: .unreadable)
        } else {
            try ledger.notePolicy(nil, at: now)
        }
        var standing = try standing()
        standing.trouble = trouble
        return standing
    }

    /// What judges now, by the log.
    func standing() throws(StoreError) -> Standing {
        var standing = Standing()
        for change in try ledger.policyChanges().reversed() {
            let candidate = change.digest.flatMap(kept)
            // A content that is lost cannot judge; the one before it does.
            if change.digest != nil, candidate == nil { continue }
            let mustBeConfirmed =
                standing.inForce?.changesNeedConfirmation == true
                || candidate?.changesNeedConfirmation == true
            if mustBeConfirmed, change.confirmedBy == nil {
                standing.pending = change
            } else {
                standing.inForce = candidate
                standing.pending = nil
            }
        }
        return standing
    }

    private var folder: URL { home.data.appendingPathComponent("policies", isDirectory: true) }

    private func kept(_ digest: ContentDigest) -> Policy? {
        let file = folder.appendingPathComponent(digest.hex + ".toml")
        guard let text = Self.text(of: file), ContentDigest(of: Data(text.utf8)) == digest,
            var policy = try? PolicyFile.read(toml: text, file: file.path)
        else { return nil }
        policy.fingerprint = digest.hex
        return policy
    }

    private func keep(_ text: String) throws {
        let digest = ContentDigest(of: Data(text.utf8))
        let file = folder.appendingPathComponent(digest.hex + ".toml")
        guard Self.text(of: file) != text else { return }
        try Home.make(folder)
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw HomeError.cannotMake(folder: file.path, cause: String(cString: strerror(errno)))
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.synchronize()
    }

    private static func text(of file: URL) -> String? { try? TOMLText(of: file).text }
}

extension PolicyDesk.Standing {
    /// What a person must know: a file that cannot be read, or a change that waits.
    func say(by voice: Voice) {
        if let trouble {
            voice.say(trouble.explanation)
            voice.say(trouble.remedy)
            voice.say(
                LocalizedText(
                    zh: "在改正之前\(judging.zh)。",
                    en: "Until it is mended \(judging.en)."))
        }
        if let pending {
            voice.say(
                LocalizedText(
                    zh:
                        "policy.toml 的变更（\(pending.author)，\(WallClock.text(pending.at))）等待第二人复核；在此之前\(judging.zh)。",
                    en:
                        "The change of policy.toml by \(pending.author) at \(WallClock.text(pending.at)) waits for a second person; until then \(judging.en)."
                ))
        }
    }

    /// What judges meanwhile.
    private var judging: LocalizedText {
        guard let label = inForce?.label else {
            return LocalizedText(zh: "没有制度生效", en: "no policy is in force")
        }
        return LocalizedText(zh: "仍按制度 \(label) 核验", en: "the policy \(label) judges")
    }

    /// The version of the policy in force, for people.
    var label: String { inForce?.label ?? "-" }
}
