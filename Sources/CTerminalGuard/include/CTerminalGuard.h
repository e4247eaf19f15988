// Restores the terminal when the program dies, and forwards signals as bytes. Everything that runs inside a signal
// handler is async-signal-safe: write, tcsetattr, sigaction, raise.
// In: the reset bytes and the saved terminal modes, at start. Out: a usable terminal after a crash; one byte a signal.
#ifndef COUNTERSIGN_TERMINAL_GUARD_H
#define COUNTERSIGN_TERMINAL_GUARD_H

#include <stddef.h>
#include <termios.h>

// The longest reset string, in bytes.
#define CTG_RESET_CAPACITY 512

// Arms the guard: on SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE and SIGABRT, and on exit() without ctg_disarm, it writes
// `reset` to `descriptor`, restores `modes`, and lets the signal take its default course at once (no debugger prompt).
// Returns 0, or -1 when the reset string is too long or the system refuses.
int ctg_install(int descriptor, const char *reset, size_t length, const struct termios *modes);

// Takes the guard away and puts back the handlers that were there before. Harmless when it is not armed.
void ctg_disarm(void);

// Sends the number of SIGWINCH, SIGTERM, SIGHUP, SIGCONT, SIGINT and SIGTSTP as one byte each into `descriptor`
// (non-blocking, the writing end of a pipe), and ignores SIGPIPE. Returns 0 or -1.
int ctg_forward_signals(int descriptor);

// Ends the forwarding and puts back what was there before.
void ctg_stop_forwarding(void);

// Stops the whole job as Control-Z does. Returns after the stop signal was sent; SIGCONT is forwarded when it goes on.
int ctg_stop_job(void);

// Makes the allocator give large freed blocks back to the system at once, whatever was freed before, and keep two pools
// instead of one a thread: lists of a million keys come and go in a program that runs all day.
void ctg_return_freed_memory(void);

// Gives back what lies free between blocks that are in use. May be called from any thread; takes a few milliseconds.
void ctg_trim_memory(void);

#endif
