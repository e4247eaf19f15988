#define _GNU_SOURCE
#include "CTerminalGuard.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// --- The crash guard

static const int crash_signals[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
enum { crash_count = sizeof crash_signals / sizeof crash_signals[0] };

static struct sigaction crash_before[crash_count];
static char reset_bytes[CTG_RESET_CAPACITY];
static size_t reset_length;
static struct termios saved_modes;
static int terminal = -1;
static atomic_int armed;
static int exit_hook_set;
static int handlers_set;
static char alternate_stack[65536];

// Only the first caller restores: a second crash meanwhile must not write again.
static void restore_terminal(void) {
    if (!atomic_exchange(&armed, 0)) return;
    const char *next = reset_bytes;
    size_t left = reset_length;
    while (left > 0) {
        ssize_t written = write(terminal, next, left);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) break;
        next += written;
        left -= (size_t)written;
    }
    tcsetattr(terminal, TCSANOW, &saved_modes);
}

static void on_crash(int number) {
    restore_terminal();
    // The default action, at once: the language runtime would ask a question on the terminal and wait 30 seconds.
    struct sigaction standard;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    sigaction(number, &standard, NULL);
    // Blocked while this handler runs, so it ends the process on return.
    raise(number);
}

int ctg_install(int descriptor, const char *reset, size_t length, const struct termios *modes) {
    if (length > sizeof reset_bytes) return -1;
    ctg_disarm();
    memcpy(reset_bytes, reset, length);
    reset_length = length;
    saved_modes = *modes;
    terminal = descriptor;
    if (!exit_hook_set) {
        if (atexit(restore_terminal) != 0) return -1;
        exit_hook_set = 1;
    }
    stack_t stack;
    memset(&stack, 0, sizeof stack);
    stack.ss_sp = alternate_stack;
    stack.ss_size = sizeof alternate_stack;
    if (sigaltstack(&stack, NULL) != 0) return -1;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_crash;
    action.sa_flags = SA_ONSTACK;
    // All signals wait meanwhile, SIGTTOU among them: tcsetattr from the background must not stop us.
    sigfillset(&action.sa_mask);
    for (int i = 0; i < crash_count; i++) {
        if (sigaction(crash_signals[i], &action, &crash_before[i]) != 0) {
            while (i-- > 0) sigaction(crash_signals[i], &crash_before[i], NULL);
            return -1;
        }
    }
    handlers_set = 1;
    atomic_store(&armed, 1);
    return 0;
}

void ctg_disarm(void) {
    atomic_store(&armed, 0);
    if (!handlers_set) return;
    handlers_set = 0;
    for (int i = 0; i < crash_count; i++) sigaction(crash_signals[i], &crash_before[i], NULL);
}

// --- Signals as bytes

static const int forwarded_signals[] = {SIGWINCH, SIGTERM, SIGHUP, SIGCONT, SIGINT, SIGTSTP};
enum { forwarded_count = sizeof forwarded_signals / sizeof forwarded_signals[0] };

static struct sigaction forwarded_before[forwarded_count];
static struct sigaction pipe_before;
static volatile sig_atomic_t forward_descriptor = -1;
static int forwarding;

static void on_forwarded(int number) {
    int before = errno;
    unsigned char byte = (unsigned char)number;
    // A full pipe already holds news; losing one more is harmless.
    ssize_t ignored = write(forward_descriptor, &byte, 1);
    (void)ignored;
    errno = before;
}

static struct sigaction forwarding_action(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_forwarded;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    return action;
}

int ctg_forward_signals(int descriptor) {
    ctg_stop_forwarding();
    forward_descriptor = descriptor;
    struct sigaction action = forwarding_action();
    for (int i = 0; i < forwarded_count; i++) {
        if (sigaction(forwarded_signals[i], &action, &forwarded_before[i]) != 0) {
            while (i-- > 0) sigaction(forwarded_signals[i], &forwarded_before[i], NULL);
            return -1;
        }
    }
    struct sigaction ignore;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, &pipe_before);
    forwarding = 1;
    return 0;
}

void ctg_stop_forwarding(void) {
    if (!forwarding) return;
    forwarding = 0;
    for (int i = 0; i < forwarded_count; i++) sigaction(forwarded_signals[i], &forwarded_before[i], NULL);
    sigaction(SIGPIPE, &pipe_before, NULL);
    forward_descriptor = -1;
}

int ctg_stop_job(void) {
    struct sigaction standard, before;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    if (sigaction(SIGTSTP, &standard, &before) != 0) return -1;
    // The whole group, so that a shell that waits for a wrapper sees the job stop.
    int result = kill(0, SIGTSTP);
    // The stop may reach another thread first; sending it to this one as well makes it certain that nothing below runs
    // before the job goes on. A job without a shell above it (an orphaned group) is not stopped by either.
    raise(SIGTSTP);
    sigaction(SIGTSTP, &before, NULL);
    return result;
}

void ctg_return_freed_memory(void) {
    // glibc raises the threshold with every large block that is freed, until such blocks stay in the heap for good.
    mallopt(M_MMAP_THRESHOLD, 256 * 1024);
    mallopt(M_TRIM_THRESHOLD, 128 * 1024);
    mallopt(M_ARENA_MAX, 2);
}

void ctg_trim_memory(void) { malloc_trim(0); }
