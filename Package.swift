// swift-tools-version: 6.2
import PackageDescription

// One section a target, from the bottom of the house to its top; the import direction is checked by `.ci/imports`.

/// In CI a warning in one of our own targets is an error.
let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InferIsolatedConformances"),
    ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "SeededRandom"] + dependencies,
        exclude: exclude, resources: resources,
        swiftSettings: settings)
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
/// SQLite's own calls, for what runs once a row.
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdHTTP2: Target.Dependency = .product(name: "HummingbirdHTTP2", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let toml: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "countersign",
    products: [
        .executable(name: "countersign", targets: ["countersign"]),
        .executable(name: "countersign-bench", targets: ["countersign-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        // Chance that can be repeated, for tests and the simulation.
        module("SeededRandom", []),

        // The vocabulary.
        module("Invoicing", []),
        tests("Invoicing", []),

        // Wire types, decision digest, state machine.
        module("OAProfile", ["Invoicing", crypto]),
        tests("OAProfile", ["Invoicing", "Simulation"]),

        // Bytes in, invoice out.
        module("InvoiceFiles", ["Invoicing"]),
        tests("InvoiceFiles", ["Invoicing"], resources: [.copy("Samples")]),

        // Rules and findings.
        module("Verification", ["Invoicing", "InvoiceFiles"]),
        tests("Verification", ["Invoicing", "InvoiceFiles"]),

        // Audit entries and their chain.
        module("Audit", ["Invoicing", "OAProfile", crypto]),
        tests("Audit", ["Invoicing", "OAProfile"]),

        // Two SQLite files.
        module("Store", ["Invoicing", "OAProfile", "Audit", "Verification", grdb, sqlite]),
        tests("Store", ["Invoicing", "OAProfile", "Audit", "Verification", "Simulation", grdb]),

        // Packages, exports, four checks, the verifier.
        module("Archive", ["Invoicing", "InvoiceFiles", "OAProfile", "Verification", "Audit", "Store"]),
        tests("Archive", ["Invoicing", "OAProfile", "Audit", "Store", grdb]),

        // HTTP towards the OA.
        module("OAClient", ["Invoicing", "OAProfile", httpClient, logging, nioCore, nioPosix, nioSSL]),
        tests(
            "OAClient",
            [
                "Invoicing", "OAProfile", crypto, hummingbird, hummingbirdCore, hummingbirdHTTP2,
                hummingbirdTLS, logging, nioCore, nioSSL, x509,
            ]),

        // Pull, push, schedule.
        module("Sync", ["Invoicing", "OAProfile", "Audit", "Verification", "Store", "OAClient", logging]),
        tests(
            "Sync",
            [
                "Invoicing", "OAProfile", "Audit", "Verification", "Store", "OAClient", "ReferenceOA",
                "Simulation", logging,
            ]),

        // Proof by trying: the protocol's model, and real Sync and Store over a disk that fails. Not in the program.
        .target(name: "CFaultyDisk", linkerSettings: [.linkedLibrary("sqlite3")]),
        module(
            "Simulation",
            ["SeededRandom", "Invoicing", "OAProfile", "Store", "OAClient", "Sync", "CFaultyDisk", logging]),

        // The curses toolkit.
        .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
        .target(name: "CTerminalGuard"),
        .target(
            name: "Themes", path: "Themes",
            resources: [
                .embedInCode("dark.toml"), .embedInCode("light.toml"), .embedInCode("high-contrast.toml"),
                .embedInCode("deuteranopia.toml"), .embedInCode("tritanopia.toml"),
                .embedInCode("ledger-paper.toml"), .embedInCode("mono.toml"), .embedInCode("ascii-mono.toml"),
            ],
            swiftSettings: settings),
        module("Terminal", ["CNcurses", "CTerminalGuard", "Themes", toml]),
        tests("Terminal", []),

        // Screens and commands.
        module("Console", ["Invoicing", "OAProfile", "Verification", "Audit", "Store", "Sync", "Terminal"]),
        tests(
            "Console",
            ["Invoicing", "OAProfile", "Verification", "Audit", "Store", "OAClient", "Sync", "Terminal"],
            exclude: ["Goldens", "Terminfo"]),

        // The embedded OA.
        module(
            "ReferenceOA",
            [
                "Invoicing", "OAProfile", crypto, grdb, hummingbird, httpTypes, logging, nioCore,
                nioHTTPTypes,
            ]),
        tests("ReferenceOA", ["Invoicing", "OAProfile", "Verification", httpClient, logging, nioCore]),

        // The program.
        .executableTarget(
            name: "countersign",
            dependencies: [
                "Invoicing", "OAProfile", "InvoiceFiles", "Verification", "Audit", "Store", "Archive",
                "OAClient", "Sync",
                "Terminal", "Themes", "Console", "ReferenceOA", arguments, logging, toml,
            ],
            swiftSettings: settings),
        // The budgets, measured: `swift run -c release countersign-bench`.
        .executableTarget(
            name: "countersign-bench",
            dependencies: [
                "Invoicing", "OAProfile", "Verification", "Audit", "Store", "OAClient", "Sync", "Simulation",
                "ReferenceOA", arguments, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["SeededRandom", "Invoicing", "OAProfile", "Terminal", httpClient, nioCore],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
