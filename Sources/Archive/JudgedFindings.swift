import Foundation
import Invoicing

extension ArchivePackage {
    /// What the rules found when a package was made; nothing where that cannot be read.
    public static func judged(in files: FileSet) -> [Finding]? {
        files[findings].flatMap { try? JSONDecoder().decode([Finding].self, from: $0) }
    }
}
