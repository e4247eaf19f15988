import Foundation
import Invoicing

// Invoices in ZIP containers: an XML beside other files, or an OFD document (GB/T 33190-2016), which is a ZIP.
// In: the container's bytes. Out: the invoice of the XML inside, and for an OFD what its signature's digests say.
// `ZipArchive` keeps the limits, `Inflate` unpacks, `SM3` digests, `OFDSignature` judges.

/// Finds the invoice in a container.
enum ContainerReader {
    /// XML files beside the invoice that are no invoices.
    private static let mostOthers = 16

    /// Reads the container of one invoice. Throws where it holds none, or more than one.
    static func read(_ bytes: [UInt8]) throws(InvoiceFileError) -> InvoiceFile {
        let archive = try ZipArchive(bytes)
        if archive.entry("OFD.xml") != nil { return try readOFD(archive) }
        var found: InvoiceFile?
        var others = 0
        for entry in archive.entries where entry.name.lowercased().hasSuffix(".xml") {
            let content = try archive.read(entry, atMost: InvoiceFile.largestFile)
            guard FileSignature(of: content) == .xml else { continue }
            do throws(InvoiceFileError) {
                let file = try InvoiceFile.readXML(content)
                guard found == nil else {
                    throw InvoiceFileError.malformedContainer(
                        LocalizedText(
                            zh: "内有不止一张发票，请解压后逐张核对",
                            en: "it holds more than one invoice: unpack it and check each"))
                }
                found = file
            } catch .unknownDocument {
                others += 1
                guard others <= mostOthers else { throw .beyondLimit(.entries(mostOthers), nil) }
            }
        }
        guard let found else { throw .nothingInContainer }
        return found
    }

    /// The data are those of an attachment, else those that the tags point to on the page; both must agree with the
    /// custom data and with what the page shows.
    private static func readOFD(_ archive: ZipArchive) throws(InvoiceFileError) -> InvoiceFile {
        let document = try OFDDocument(archive)
        let invoice: Invoice
        var integrity = try OFDSignature.integrity(of: archive)
        if let (attached, own) = try attachedInvoice(archive, document) {
            invoice = attached
            if own.state == .changed { integrity = Integrity(.changed, own.details + integrity.details) }
        } else {
            invoice = try OFDInvoice.read(document)
            if invoice.lines.isEmpty { integrity.details.append(OFDInvoice.noLines) }
        }
        let disagreements = OFDInvoice.disagreements(document, with: invoice)
        if !disagreements.isEmpty {
            integrity = Integrity(.changed, disagreements + integrity.details)
        }
        return InvoiceFile(format: .ofd, content: .invoice(invoice), integrity: integrity)
    }

    private static func attachedInvoice(
        _ archive: ZipArchive, _ document: OFDDocument
    ) throws(InvoiceFileError) -> (Invoice, Integrity)? {
        let original = archive.entries.first { $0.name.lowercased().hasSuffix("/original_invoice.xml") }
        if let original {
            let file = try InvoiceFile.readXML(try archive.read(original, atMost: InvoiceFile.largestFile))
            return file.invoice.map { ($0, file.integrity) }
        }
        for attachment in document.attachments {
            let content = try archive.read(attachment, atMost: InvoiceFile.largestFile)
            guard FileSignature(of: content) == .xml else { continue }
            do {
                let file = try InvoiceFile.readXML(content)
                if let invoice = file.invoice { return (invoice, file.integrity) }
            } catch .unknownDocument {
                continue
            }
        }
        return nil
    }
}

/// What the digests of an OFD's signatures say about its files, and the signed value about the digests: see ``SealSignature``.
enum OFDSignature {
    /// SM3 by its object identifier and by its name.
    private static let methods = ["1.2.156.10197.1.401", "SM3"]
    /// References in one signature.
    private static let mostReferences = 2_000
    /// Signatures in one document.
    private static let mostSignatures = 16
    /// Bytes of one signature or list of signatures, unpacked (1 MiB).
    private static let largestSignature = 1_024 * 1_024

    static func integrity(of archive: ZipArchive) throws(InvoiceFileError) -> Integrity {
        let lists = archive.entries.filter {
            $0.name.hasSuffix("/Signatures.xml") || $0.name == "Signatures.xml"
        }
        var covered: Set<String> = []
        var exempt: Set<String> = Set(lists.map(\.name))
        var signatures = 0
        var seals: [LocalizedText] = []
        guard lists.count <= mostSignatures else { throw .beyondLimit(.entries(mostSignatures), nil) }
        for list in lists {
            let document = try XMLReader.read(try archive.read(list, atMost: largestSignature))
            for signature in document.root.children("Signature") {
                guard let location = signature.attributes["BaseLoc"] else { continue }
                let name = OFDDocument.path(location, from: list.name)
                guard let entry = archive.entry(name) else { return changed(missing: name) }
                signatures += 1
                guard signatures <= mostSignatures else { throw .beyondLimit(.entries(mostSignatures), nil) }
                // A signature cannot cover itself, its value and its seal.
                let folder = name.split(separator: "/").dropLast().joined(separator: "/") + "/"
                exempt.formUnion(archive.entries.map(\.name).filter { $0.hasPrefix(folder) })
                if let fault = try check(archive, signature: entry, covered: &covered) { return fault }
                let verdict = try seal(archive, signature: entry)
                let detail = SealSignature.detail(verdict)
                if case .wrong = verdict { return Integrity(.changed, [detail]) }
                if !seals.contains(detail) { seals.append(detail) }
            }
        }
        guard signatures > 0 else {
            return Integrity(
                .unsigned,
                [
                    LocalizedText(
                        zh: "文件不含电子签名，真伪以查验结果为准。",
                        en: "The file carries no signature: only a look-up can confirm it.")
                ])
        }
        let loose = archive.entries.map(\.name).filter { !covered.contains($0) && !exempt.contains($0) }
        guard loose.isEmpty else {
            let names = loose.prefix(5).joined(separator: ", ") + (loose.count > 5 ? ", …" : "")
            return Integrity(
                .partlyCovered,
                [
                    LocalizedText(
                        zh: "签名内的摘要全部相符，但有\(loose.count)个文件不在签名范围内：\(names)。",
                        en:
                            "Every digest matches, but \(loose.count) files are not covered by the signature: \(names)."
                    )
                ] + seals)
        }
        return Integrity(
            .intact,
            [
                LocalizedText(
                    zh: "签名覆盖全部\(covered.count)个文件，摘要全部相符。",
                    en: "The signature covers all \(covered.count) files, and every digest matches.")
            ] + seals)
    }

    /// Verifies the signed value of a signature, which lies where the signature says, else beside it.
    private static func seal(
        _ archive: ZipArchive, signature: ZipArchive.Entry
    ) throws(InvoiceFileError) -> SealSignature.Verdict {
        let bytes = try archive.read(signature, atMost: largestSignature)
        let location = try XMLReader.read(bytes).root.child("SignedValue")?.text ?? ""
        let name = OFDDocument.path(location.isEmpty ? "SignedValue.dat" : location, from: signature.name)
        guard let entry = archive.entry(name) else {
            return .notChecked(LocalizedText(zh: "缺少签名值文件", en: "its value is not in the file"))
        }
        return SealSignature.verdict(on: try archive.read(entry, atMost: largestSignature), over: bytes)
    }

    /// Checks the references of one signature; the answer where one fails.
    private static func check(
        _ archive: ZipArchive, signature: ZipArchive.Entry, covered: inout Set<String>
    ) throws(InvoiceFileError) -> Integrity? {
        let document = try XMLReader.read(try archive.read(signature, atMost: largestSignature))
        guard let references = document.root.descendant("SignedInfo", "References") else { return nil }
        let method = references.attributes["CheckMethod"] ?? ""
        guard methods.contains(where: { $0 == method.uppercased() }) else {
            return Integrity(
                .unsigned,
                [
                    LocalizedText(
                        zh: "签名使用的摘要算法“\(method.prefix(40))”不受支持，无法核对。",
                        en: "The signature uses the digest \(method.prefix(40)), which is not supported.")
                ])
        }
        let list = references.children("Reference")
        guard list.count <= mostReferences else { throw .beyondLimit(.elements(mostReferences), nil) }
        for reference in list {
            let name = OFDDocument.path(reference.attributes["FileRef"] ?? "", from: signature.name)
            guard let entry = archive.entry(name) else { return changed(missing: name) }
            guard !covered.contains(name) else { continue }
            let stated = Data(base64Encoded: reference.child("CheckValue")?.text ?? "")
            guard stated == Data(SM3.digest(of: try archive.read(entry))) else {
                return Integrity(
                    .changed,
                    [
                        LocalizedText(
                            zh: "\(name) 的内容与签名时的摘要不符，签名之后被改动过。",
                            en: "\(name) does not have the digest that was signed: it was changed afterwards."
                        )
                    ])
            }
            covered.insert(name)
        }
        return nil
    }

    private static func changed(missing name: String) -> Integrity {
        Integrity(
            .changed,
            [
                LocalizedText(
                    zh: "签名范围内的 \(name.prefix(80)) 不在文件里。",
                    en: "\(name.prefix(80)) is signed, but is not in the file.")
            ])
    }
}
