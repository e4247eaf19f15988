/// A number with its noun in English, which has a form of its own for one: `1 problem`, `2 problems`.
/// - Parameter many: the form for every other number; one with an s where it is not given.
public func counted(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) " + (number == 1 ? one : many ?? one + "s")
}
