import ArgumentParser
import Console
import Foundation
import Invoicing
import OAClient
import Store
import Sync
import Terminal

/// How the console is driven.
struct ConsoleOptions: ParsableArguments {
    @Option(name: .long, help: "Drive the console by commands from a file, one a line, without a terminal.")
    var script: String?
    @Flag(name: .long, help: "Text that is only appended, driven by lines: for screen readers. 逐行模式，适合读屏软件。")
    var linear = false
    @Option(name: .long, help: "The size of a scripted screen, as 120x40.")
    var size = "80x24"
    @Flag(name: .long, help: "For slow lines: the cursor alone shows the row, and the hints are few. 慢速线路。")
    var slowLink = false
}

struct OpenCommand: ProductCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open the console (what happens without a command). 打开控制台。")
    @OptionGroup var console: ConsoleOptions
    @OptionGroup var common: CommonOptions

    func perform(in setting: Setting) async throws -> ExitStatus {
        let workplace = try Workplace(in: setting)
        return try await ConsoleRun(workplace: workplace, options: console).run()
    }
}
