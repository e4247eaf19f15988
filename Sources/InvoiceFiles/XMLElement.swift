/// One element of an XML document, with the place where it begins.
struct XMLElement {
    /// The name without its prefix: real files use prefixes at will.
    let name: String
    /// The attributes by their names without prefix.
    let attributes: [String: String]
    /// The offset of its `<` in the document's UTF-8.
    let offset: Int
    /// The elements inside, in order.
    var children: [XMLElement] = []
    /// All text directly inside, white space at both ends removed.
    var text = ""

    /// Whether it has the name; the case of letters does not count, because real files mix it.
    func isNamed(_ other: String) -> Bool {
        name.utf8.count == other.utf8.count
            && zip(name.utf8, other.utf8).allSatisfy { Self.lowercased($0) == Self.lowercased($1) }
    }

    /// The first child of a name.
    func child(_ name: String) -> XMLElement? { children.first { $0.isNamed(name) } }

    /// The children of a name.
    func children(_ name: String) -> [XMLElement] { children.filter { $0.isNamed(name) } }

    /// The element at the end of a path of first children.
    func descendant(_ path: String...) -> XMLElement? {
        var element = self
        for name in path {
            guard let next = element.child(name) else { return nil }
            element = next
        }
        return element
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}

/// A whole XML document.
struct XMLDocument {
    /// Its root.
    let root: XMLElement
    /// Its text in UTF-8, for the places of faults.
    let text: [UInt8]

    /// The place where an element begins.
    func place(of element: XMLElement) -> InvoiceFileError.Place {
        TextDecoding.place(of: element.offset, in: text)
    }
}
