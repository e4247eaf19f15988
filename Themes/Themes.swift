// The looks of the console: one TOML file a theme, embedded into the program.
// In: the files beside this one, as bytes. Out: `BuiltInThemes.all`, read by `Theme.builtIn(named:)` in Terminal.
// A new theme is a new file here, its line in Package.swift and its line below.

/// The themes inside the program.
public enum BuiltInThemes {
    /// Every theme with its name and the bytes of its file. `mono` is the one for NO_COLOR.
    public static let all: [(name: String, toml: [UInt8])] = [
        ("dark", PackageResources.dark_toml),
        ("light", PackageResources.light_toml),
        ("high-contrast", PackageResources.high_contrast_toml),
        ("deuteranopia", PackageResources.deuteranopia_toml),
        ("tritanopia", PackageResources.tritanopia_toml),
        ("ledger-paper", PackageResources.ledger_paper_toml),
        ("mono", PackageResources.mono_toml),
        ("ascii-mono", PackageResources.ascii_mono_toml),
    ]
}
