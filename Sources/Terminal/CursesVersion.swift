import CNcurses

extension CursesScreen {
    /// The curses library that the program runs with, as `ncurses 6.4.20221231`.
    public static let libraryVersion: String = curses_version().map { String(cString: $0) } ?? "?"
}
