#ifndef COUNTERSIGN_FAULTY_DISK_H
#define COUNTERSIGN_FAULTY_DISK_H

/// What strikes when the count of a watched folder runs out. Only changing calls count: write, truncate, sync, delete.
typedef enum {
    /// Nothing; calls are only counted.
    cfd_none = 0,
    /// The process is killed before the call: it and every later one does nothing and fails.
    cfd_kill_before = 1,
    /// The process is killed after the call, before it could return: the call is done, and fails; later ones do nothing.
    cfd_kill_after = 2,
    /// This call alone fails with an input/output error and does nothing.
    cfd_io_error = 3,
    /// The next sync fails with an input/output error; later ones succeed.
    cfd_sync_error = 4,
    /// From this call on there is no room: writes that would make a file longer fail, everything else works.
    cfd_full = 5,
    /// From this call on the file system can only be read.
    cfd_read_only = 6,
    /// As cfd_full, as long as a file named `ballast` lies in the watched folder: whoever removes it has room again.
    cfd_full_beside_ballast = 7,
} cfd_fault;

/// Registers the shim over SQLite's own file layer and makes it the default of this process. May be called again.
/// Returns an SQLite result code. For tests and simulations only.
int cfd_install(void);

/// Counts what happens to files whose path begins with this text. Returns a number for it, or -1 when there are too many.
int cfd_watch(const char *prefix);

/// Ends a watch. No file below may be open any more.
void cfd_unwatch(int watch);

/// Lets a fault strike at the call after so many others; 0 is the next one. Forgets an earlier one, also one that struck.
void cfd_arm(int watch, cfd_fault fault, long after);

/// Kills the process now: from here on nothing below the prefix changes any more.
void cfd_kill(int watch);

/// How many files below the prefix are open: the dead are gone when there are none.
int cfd_open_files(int watch);

/// How many changing calls there were since the fault was armed.
long cfd_count(int watch);

/// Whether the fault has struck.
int cfd_has_struck(int watch);

#endif
