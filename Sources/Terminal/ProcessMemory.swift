import CTerminalGuard

/// The memory that the process holds of the machine's.
public enum ProcessMemory {
    /// From now on large blocks go back to the system when they are freed. Call it once, before there are threads.
    public static func returnWhatIsFreed() { ctg_return_freed_memory() }

    /// Gives back what was freed since. Any thread may call it, after work that needed much; it takes some milliseconds.
    public static func trim() { ctg_trim_memory() }
}
