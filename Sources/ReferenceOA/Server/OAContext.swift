import Hummingbird
import NIOCore

/// What the server knows of a request beside its bytes.
struct OAContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection, for the fault that drops an answer.
    let channel: any Channel
    /// Who is signed in; nothing where the endpoint needs no token.
    var person: OADatabase.Person?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
