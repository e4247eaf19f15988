import Invoicing

/// The parts of an OFD document (GB/T 33190-2016) that say something about its invoice: the custom data of `OFD.xml`,
/// the texts on its pages, the tags that point to these texts, and the attachments.
struct OFDDocument {
    /// Pages and templates of one document.
    static let mostPages = 1_000
    /// Bytes of all texts that the tags point to (4 MiB): many references to one long text would be far more.
    static let largestText = 4 * 1_024 * 1_024
    /// Bytes of one structural file or page, unpacked (16 MiB).
    private static let largestPart = 16 * 1_024 * 1_024

    /// `CustomData` by its name.
    let customData: [String: String]
    /// The tags with the texts that they point to in place of the references; nothing where there are none.
    let tags: XMLDocument?
    /// Every text on a page or template, in the order in which it is drawn.
    let texts: [String]
    /// The attached files.
    let attachments: [ZipArchive.Entry]

    /// Reads the structure. Files that it names but that are not there are left out: what is needed is asked for later.
    init(_ archive: ZipArchive) throws(InvoiceFileError) {
        guard let entry = archive.entry("OFD.xml") else { throw .nothingInContainer }
        let start = try XMLReader.read(try archive.read(entry, atMost: Self.largestPart))
        let body = start.root.child("DocBody")
        var data: [String: String] = [:]
        for item in body?.descendant("DocInfo", "CustomDatas")?.children ?? [] {
            guard let name = item.attributes["Name"], !item.text.isEmpty else { continue }
            guard data.updateValue(item.text, forKey: name.filter { !$0.isWhitespace }) == nil else {
                throw .repeatedField(name, start.place(of: item))
            }
        }
        customData = data
        let rootName = Self.path(body?.child("DocRoot")?.text ?? "", from: "OFD.xml")
        guard let rootEntry = archive.entry(rootName) else {
            tags = nil
            texts = []
            attachments = []
            return
        }
        let document = try XMLReader.read(try archive.read(rootEntry, atMost: Self.largestPart)).root
        let pages = try OFDPages(document, rootName, archive, largest: Self.largestPart)
        texts = pages.texts
        attachments = try Self.listed(document, "Attachments", "Attachment", rootName, archive)
        guard let tagged = try Self.listed(document, "CustomTags", "CustomTag", rootName, archive).first
        else {
            tags = nil
            return
        }
        let unresolved = try XMLReader.read(try archive.read(tagged, atMost: Self.largestPart))
        var room = Self.largestText
        tags = XMLDocument(root: try pages.resolve(unresolved.root, room: &room), text: unresolved.text)
    }

    /// A location as an entry's name: from the root where it begins with `/`, else from the folder of the file that
    /// names it.
    static func path(_ location: String, from file: String) -> String {
        var folders: [Substring] = location.hasPrefix("/") ? [] : file.split(separator: "/").dropLast()
        for part in location.split(separator: "/") where part != "." {
            if part == ".." { _ = folders.popLast() } else { folders.append(part) }
        }
        return folders.joined(separator: "/")
    }

    /// The files of a list that the document names: `<Attachments>list.xml</Attachments>`, and in the list one
    /// `FileLoc` an item.
    private static func listed(
        _ document: XMLElement, _ list: String, _ item: String, _ rootName: String, _ archive: ZipArchive
    ) throws(InvoiceFileError) -> [ZipArchive.Entry] {
        guard let location = document.child(list)?.text, !location.isEmpty,
            let entry = archive.entry(path(location, from: rootName))
        else { return [] }
        let items = try XMLReader.read(try archive.read(entry, atMost: largestPart)).root.children(item)
        guard items.count <= mostPages else { throw .beyondLimit(.elements(mostPages), nil) }
        return items.compactMap { $0.child("FileLoc")?.text }.compactMap {
            archive.entry(path($0, from: entry.name))
        }
    }
}

/// The texts on the pages of an OFD document, by page and object.
private struct OFDPages {
    private struct Key: Hashable {
        let page: String
        let object: String
    }

    private(set) var texts: [String] = []
    private var objects: [Key: String] = [:]
    private var firstPage = ""

    init(
        _ document: XMLElement, _ rootName: String, _ archive: ZipArchive, largest: Int
    ) throws(InvoiceFileError) {
        let pages = document.child("Pages")?.children("Page") ?? []
        let templates = document.child("CommonData")?.children("TemplatePage") ?? []
        guard pages.count + templates.count <= OFDDocument.mostPages else {
            throw .beyondLimit(.elements(OFDDocument.mostPages), nil)
        }
        firstPage = pages.first?.attributes["ID"] ?? ""
        var seen: Set<String> = []
        for page in pages + templates {
            let name = OFDDocument.path(page.attributes["BaseLoc"] ?? "", from: rootName)
            // A page that is named again holds nothing new, and reading it again would be a way to make work.
            guard seen.insert(name).inserted, let entry = archive.entry(name) else { continue }
            let content = try XMLReader.read(try archive.read(entry, atMost: largest))
            collect(content.root, page: page.attributes["ID"] ?? "")
        }
    }

    /// The tags with each `ObjectRef` replaced by the text of its object, in order, and `ObjectData` by itself.
    func resolve(_ element: XMLElement, room: inout Int) throws(InvoiceFileError) -> XMLElement {
        var resolved = element
        resolved.children = []
        var text = element.text
        for child in element.children {
            if child.isNamed("ObjectRef") {
                let key = Key(page: child.attributes["PageRef"] ?? firstPage, object: child.text)
                let found = objects[key] ?? ""
                room -= found.utf8.count
                guard room >= 0 else { throw .beyondLimit(.unpacked(OFDDocument.largestText), nil) }
                text += found
            } else if child.isNamed("ObjectData") {
                text += child.text
            } else {
                resolved.children.append(try resolve(child, room: &room))
            }
        }
        resolved.text = text
        return resolved
    }

    private mutating func collect(_ element: XMLElement, page: String) {
        for child in element.children {
            guard child.isNamed("TextObject") else {
                collect(child, page: page)
                continue
            }
            let text = child.children("TextCode").map(\.text).joined()
            texts.append(text)
            guard let id = child.attributes["ID"] else { continue }
            // Real files use an ID twice in their templates. Where the texts differ, nobody can say which one a tag
            // means, so that it means none.
            let key = Key(page: page, object: id)
            if let other = objects.updateValue(text, forKey: key), other != text { objects[key] = "" }
        }
    }
}
