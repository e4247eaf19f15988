/// What a piece of the screen is for. A theme gives each role its colours and attributes; screens name roles only.
public enum StyleRole: String, CaseIterable, Sendable {
    /// Body text, in the terminal's own colours.
    case text
    /// Less important text.
    case muted
    /// A title or a column head.
    case heading
    /// A word that should catch the eye without judging.
    case accent
    /// The mark before the current row.
    case marker
    /// The current choice in a menu or a form.
    case selected
    /// Passed, done, safe.
    case good
    /// Needs a look.
    case warning
    /// Failed, refused, irreversible.
    case danger
    /// A neutral notice.
    case info
    /// The band that says where one is and who one is.
    case band
    /// The same band in front of a production system.
    case bandProduction = "band-production"
    /// Text being typed.
    case input
    /// Lines and frames.
    case border
    /// A short word set apart, such as a risk mark.
    case badge
    /// A key in the hint bar or in help.
    case key
    /// An action that is not available now.
    case disabled
}
