import Foundation

/// A PDF of one page that shows lines of text in a font without outlines, which is all that extracting text needs.
enum PDFPage {
    static func showing(_ text: String) -> Data {
        var content = "BT /F1 8 Tf\n"
        for (row, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var column = 0
            for word in line.split(separator: " ", omittingEmptySubsequences: false) {
                defer { column += word.count + 1 }
                guard !word.isEmpty else { continue }
                let codes = word.utf16.map { String(0x1_0000 + UInt32($0), radix: 16).dropFirst() }.joined()
                content += "1 0 0 1 \(20 + column * 8) \(560 - row * 12) Tm <\(codes)> Tj\n"
            }
        }
        content += "ET"
        let ranges = (0..<256).map { high in
            let page = (high < 16 ? "0" : "") + String(high, radix: 16)
            return "1 beginbfrange <\(page)00> <\(page)ff> <\(page)00> endbfrange\n"
        }
        let map =
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
            + "1 begincodespacerange <0000> <FFFF> endcodespacerange\n" + ranges.joined() + "endcmap end end"
        let objects = [
            "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 1200 600] /Contents 4 0 R "
                + "/Resources <</Font <</F1 5 0 R>>>>>>",
            stream(content),
            "<</Type /Font /Subtype /Type0 /BaseFont /S /Encoding /Identity-H /DescendantFonts [6 0 R] "
                + "/ToUnicode 7 0 R>>",
            "<</Type /Font /Subtype /CIDFontType2 /BaseFont /S /DW 1000 /FontDescriptor 8 0 R "
                + "/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>>>",
            stream(map),
            "<</Type /FontDescriptor /FontName /S /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 "
                + "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80>>",
        ]
        var bytes = Data("%PDF-1.7\n".utf8)
        var table = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for (index, body) in objects.enumerated() {
            table += String(10_000_000_000 + bytes.count).dropFirst() + " 00000 n \n"
            bytes += Data("\(index + 1) 0 obj\n\(body)\nendobj\n".utf8)
        }
        let start = bytes.count
        return bytes
            + Data(
                "\(table)trailer <</Size \(objects.count + 1) /Root 1 0 R>>\nstartxref\n\(start)\n%%EOF\n"
                    .utf8)
    }

    private static func stream(_ text: String) -> String {
        "<</Length \(text.utf8.count)>>\nstream\n\(text)\nendstream"
    }
}
