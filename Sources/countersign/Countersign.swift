@main struct Countersign { static func main() { print("x") } }
