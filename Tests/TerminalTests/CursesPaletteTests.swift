import Testing

@testable import Terminal

@Suite("Colours fit the terminal")
struct CursesPaletteTests {
    @Test(
        "a terminal with eight colours shows the nearest of them",
        arguments: [
            (9, 1), (124, 1), (203, 1), (24, 4), (214, 3), (240, 0), (255, 7), (22, 2), (16, 0),
        ] as [(UInt8, UInt8)])
    func nearest(number: UInt8, basic: UInt8) {
        #expect(CursesPalette.nearestOfEight(number) == basic)
    }
}
