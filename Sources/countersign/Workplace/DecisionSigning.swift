import Archive
import Foundation
import Invoicing
import Store

extension Setting {
    /// Signs decisions with the configured key; nothing where the configuration names none.
    /// - Parameter mayAsk: whether ssh-keygen may ask for a passphrase on the terminal.
    func statementSigner(mayAsk: Bool) -> StatementSigner? {
        guard !configuration.signingKey.isEmpty else { return nil }
        let key = signingKeyPath
        return { statement throws(UnsignedDecision) in
            do throws(SignatureProblem) {
                return try SSHKeygen.sign(statement.text, key: key, as: .approval, mayAsk: mayAsk)
            } catch {
                throw UnsignedDecision(error)
            }
        }
    }

    /// The configured key, with `~/` as the user's own folder.
    var signingKeyPath: String {
        let key = configuration.signingKey
        guard key.hasPrefix("~/"), let home = environment["HOME"], home.hasPrefix("/") else { return key }
        return home + key.dropFirst()
    }
}

extension Setting {
    /// Whether the key that decisions are to be signed with can sign; nothing where none is configured. A text that says
    /// nothing is signed, for a purpose that proves nothing.
    func signingChecks() -> [Check] {
        guard !configuration.signingKey.isEmpty else { return [] }
        let title = LocalizedText(zh: "签名密钥", en: "Signing key")
        do throws(SignatureProblem) {
            _ = try SSHKeygen.sign("trial\n", key: signingKeyPath, as: .trial, mayAsk: false)
            return [
                .good(
                    title,
                    LocalizedText(
                        zh: "\(signingKeyPath) 可以签名；每项决定都会先签名再记录。",
                        en: "\(signingKeyPath) signs; each decision is signed before it is recorded."))
            ]
        } catch {
            return [.failed(title, error)]
        }
    }
}
