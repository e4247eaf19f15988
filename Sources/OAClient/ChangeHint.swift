/// What an OA's event stream says. Never data: whoever hears it asks for the changes as always.
public enum ChangeHint: Hashable, Sendable {
    /// The stream is open.
    case opened
    /// The user's feed reached a cursor.
    case changed(cursor: String)
}
