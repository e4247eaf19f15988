/* A file layer (sqlite3_vfs) over SQLite's own, which fails where a test wants it to. https://www.sqlite.org/vfs.html
 * Each open file belongs to the watch whose prefix its path begins with, or to none, and is then passed through.
 * Counters are atomic: a database pool works on several threads. Watches are made and ended by one thread at a time. */
#include "CFaultyDisk.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WATCHES 64

typedef struct {
    char prefix[512];
    atomic_int used;
    atomic_int fault;
    atomic_long after;
    atomic_long count;
    atomic_int struck;
    atomic_int open_files;
} watch_t;

typedef struct {
    sqlite3_file base;
    watch_t *watch;
    sqlite3_file *real;
} file_t;

static watch_t watches[WATCHES];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static sqlite3_vfs *system_vfs;
static sqlite3_vfs shim;

static watch_t *find(const char *path) {
    if (path == NULL) return NULL;
    for (int i = 0; i < WATCHES; i++) {
        if (!atomic_load(&watches[i].used)) continue;
        if (strncmp(path, watches[i].prefix, strlen(watches[i].prefix)) == 0) return &watches[i];
    }
    return NULL;
}

static int has_no_room(watch_t *watch) {
    char path[600];
    if (atomic_load(&watch->fault) == cfd_full) return 1;
    snprintf(path, sizeof path, "%sballast", watch->prefix);
    return access(path, F_OK) == 0;
}

typedef enum { proceed, refuse, proceed_and_fail } verdict_t;

/* What becomes of a changing call. Exactly one call is the one at which the fault strikes. */
static verdict_t judge(watch_t *watch, int is_sync, int grows) {
    if (watch == NULL) return proceed;
    int fault = atomic_load(&watch->fault);
    if (atomic_load(&watch->struck)) {
        switch (fault) {
        case cfd_kill_before:
        case cfd_kill_after:
        case cfd_read_only: return refuse;
        case cfd_full:
        case cfd_full_beside_ballast: return grows && has_no_room(watch) ? refuse : proceed;
        default: return proceed;
        }
    }
    if (fault == cfd_sync_error && !is_sync) return proceed;
    long number = atomic_fetch_add(&watch->count, 1);
    if (fault == cfd_none || number < atomic_load(&watch->after)) return proceed;
    if (atomic_exchange(&watch->struck, 1)) return judge(watch, is_sync, grows);
    switch (fault) {
    case cfd_kill_after: return proceed_and_fail;
    case cfd_full:
    case cfd_full_beside_ballast: return grows && has_no_room(watch) ? refuse : proceed;
    default: return refuse;
    }
}

static int is_full(watch_t *watch) {
    int fault = watch ? atomic_load(&watch->fault) : cfd_none;
    return fault == cfd_full || fault == cfd_full_beside_ballast;
}

/* Nothing that a dead process would still do, and nothing new where nothing can be written. */
static int is_closed(watch_t *watch) {
    if (watch == NULL || !atomic_load(&watch->struck)) return 0;
    int fault = atomic_load(&watch->fault);
    return fault == cfd_kill_before || fault == cfd_kill_after || fault == cfd_read_only;
}

#define REAL(f) (((file_t *)(f))->real)
#define WATCH(f) (((file_t *)(f))->watch)

static int f_close(sqlite3_file *f) {
    int result = REAL(f)->pMethods ? REAL(f)->pMethods->xClose(REAL(f)) : SQLITE_OK;
    if (WATCH(f)) atomic_fetch_sub(&WATCH(f)->open_files, 1);
    return result;
}
static int f_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at) {
    return REAL(f)->pMethods->xRead(REAL(f), p, n, at);
}
static int f_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at) {
    sqlite3_int64 size = 0;
    int grows = 1;
    if (WATCH(f) && REAL(f)->pMethods->xFileSize(REAL(f), &size) == SQLITE_OK) grows = at + n > size;
    verdict_t verdict = judge(WATCH(f), 0, grows);
    if (verdict == refuse) return is_full(WATCH(f)) ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    int result = REAL(f)->pMethods->xWrite(REAL(f), p, n, at);
    return verdict == proceed_and_fail ? SQLITE_IOERR_WRITE : result;
}
static int f_truncate(sqlite3_file *f, sqlite3_int64 size) {
    verdict_t verdict = judge(WATCH(f), 0, 0);
    if (verdict == refuse) return SQLITE_IOERR_TRUNCATE;
    int result = REAL(f)->pMethods->xTruncate(REAL(f), size);
    return verdict == proceed_and_fail ? SQLITE_IOERR_TRUNCATE : result;
}
static int f_sync(sqlite3_file *f, int flags) {
    verdict_t verdict = judge(WATCH(f), 1, 0);
    if (verdict == refuse) return SQLITE_IOERR_FSYNC;
    int result = REAL(f)->pMethods->xSync(REAL(f), flags);
    return verdict == proceed_and_fail ? SQLITE_IOERR_FSYNC : result;
}
static int f_size(sqlite3_file *f, sqlite3_int64 *size) { return REAL(f)->pMethods->xFileSize(REAL(f), size); }
static int f_lock(sqlite3_file *f, int level) { return REAL(f)->pMethods->xLock(REAL(f), level); }
static int f_unlock(sqlite3_file *f, int level) { return REAL(f)->pMethods->xUnlock(REAL(f), level); }
static int f_reserved(sqlite3_file *f, int *out) { return REAL(f)->pMethods->xCheckReservedLock(REAL(f), out); }
static int f_control(sqlite3_file *f, int op, void *p) {
    /* Growing in advance is writing. */
    if (op == SQLITE_FCNTL_SIZE_HINT && is_closed(WATCH(f))) return SQLITE_OK;
    return REAL(f)->pMethods->xFileControl(REAL(f), op, p);
}
static int f_sector(sqlite3_file *f) { return REAL(f)->pMethods->xSectorSize(REAL(f)); }
static int f_device(sqlite3_file *f) { return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f)); }
static int f_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
    return REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, out);
}
static int f_shm_lock(sqlite3_file *f, int offset, int n, int flags) {
    return REAL(f)->pMethods->xShmLock(REAL(f), offset, n, flags);
}
static void f_shm_barrier(sqlite3_file *f) { REAL(f)->pMethods->xShmBarrier(REAL(f)); }
static int f_shm_unmap(sqlite3_file *f, int del) {
    return REAL(f)->pMethods->xShmUnmap(REAL(f), is_closed(WATCH(f)) ? 0 : del);
}
static int f_fetch(sqlite3_file *f, sqlite3_int64 at, int n, void **out) {
    return REAL(f)->pMethods->xFetch(REAL(f), at, n, out);
}
static int f_unfetch(sqlite3_file *f, sqlite3_int64 at, void *p) {
    return REAL(f)->pMethods->xUnfetch(REAL(f), at, p);
}

static const sqlite3_io_methods methods = {
    3,           f_close,  f_read,      f_write,   f_truncate,  f_sync,     f_size,    f_lock,       f_unlock,
    f_reserved,  f_control, f_sector,   f_device,  f_shm_map,   f_shm_lock, f_shm_barrier, f_shm_unmap,
    f_fetch,     f_unfetch,
};

static int v_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out) {
    file_t *f = (file_t *)file;
    (void)vfs;
    f->base.pMethods = NULL;
    f->watch = find(name);
    f->real = (sqlite3_file *)(f + 1);
    f->real->pMethods = NULL;
    if (is_closed(f->watch)) {
        int exists = 0;
        system_vfs->xAccess(system_vfs, name, SQLITE_ACCESS_EXISTS, &exists);
        if (!exists) return SQLITE_CANTOPEN;
    }
    int result = system_vfs->xOpen(system_vfs, name, f->real, flags, out);
    /* SQLite closes whatever has methods, also after an error. */
    if (f->real->pMethods) {
        f->base.pMethods = &methods;
        if (f->watch) atomic_fetch_add(&f->watch->open_files, 1);
    }
    return result;
}
static int v_delete(sqlite3_vfs *vfs, const char *name, int sync_folder) {
    (void)vfs;
    verdict_t verdict = judge(find(name), 0, 0);
    if (verdict == refuse) return SQLITE_IOERR_DELETE;
    int result = system_vfs->xDelete(system_vfs, name, sync_folder);
    return verdict == proceed_and_fail ? SQLITE_IOERR_DELETE : result;
}
static int v_access(sqlite3_vfs *v, const char *n, int f, int *o) { (void)v; return system_vfs->xAccess(system_vfs, n, f, o); }
static int v_full(sqlite3_vfs *v, const char *n, int s, char *o) { (void)v; return system_vfs->xFullPathname(system_vfs, n, s, o); }
static void *v_dlopen(sqlite3_vfs *v, const char *n) { (void)v; return system_vfs->xDlOpen(system_vfs, n); }
static void v_dlerror(sqlite3_vfs *v, int n, char *o) { (void)v; system_vfs->xDlError(system_vfs, n, o); }
static void (*v_dlsym(sqlite3_vfs *v, void *h, const char *n))(void) { (void)v; return system_vfs->xDlSym(system_vfs, h, n); }
static void v_dlclose(sqlite3_vfs *v, void *h) { (void)v; system_vfs->xDlClose(system_vfs, h); }
static int v_random(sqlite3_vfs *v, int n, char *o) { (void)v; return system_vfs->xRandomness(system_vfs, n, o); }
static int v_sleep(sqlite3_vfs *v, int n) { (void)v; return system_vfs->xSleep(system_vfs, n); }
static int v_time(sqlite3_vfs *v, double *o) { (void)v; return system_vfs->xCurrentTime(system_vfs, o); }
static int v_error(sqlite3_vfs *v, int n, char *o) { (void)v; return system_vfs->xGetLastError(system_vfs, n, o); }
static int v_time64(sqlite3_vfs *v, sqlite3_int64 *o) { (void)v; return system_vfs->xCurrentTimeInt64(system_vfs, o); }

int cfd_install(void) {
    int result = SQLITE_OK;
    pthread_mutex_lock(&mutex);
    if (system_vfs == NULL) {
        sqlite3_vfs *found = sqlite3_vfs_find(NULL);
        if (found == NULL) {
            result = SQLITE_ERROR;
        } else {
            system_vfs = found;
            shim.iVersion = 2;
            shim.szOsFile = (int)sizeof(file_t) + found->szOsFile;
            shim.mxPathname = found->mxPathname;
            shim.zName = "countersign-faulty-disk";
            shim.xOpen = v_open;
            shim.xDelete = v_delete;
            shim.xAccess = v_access;
            shim.xFullPathname = v_full;
            shim.xDlOpen = v_dlopen;
            shim.xDlError = v_dlerror;
            shim.xDlSym = v_dlsym;
            shim.xDlClose = v_dlclose;
            shim.xRandomness = v_random;
            shim.xSleep = v_sleep;
            shim.xCurrentTime = v_time;
            shim.xGetLastError = v_error;
            shim.xCurrentTimeInt64 = v_time64;
            result = sqlite3_vfs_register(&shim, 1);
        }
    }
    pthread_mutex_unlock(&mutex);
    return result;
}

int cfd_watch(const char *prefix) {
    if (strlen(prefix) >= sizeof watches[0].prefix) return -1;
    pthread_mutex_lock(&mutex);
    int found = -1;
    for (int i = 0; i < WATCHES && found < 0; i++) {
        if (atomic_load(&watches[i].used)) continue;
        strcpy(watches[i].prefix, prefix);
        atomic_store(&watches[i].fault, cfd_none);
        atomic_store(&watches[i].after, 0);
        atomic_store(&watches[i].count, 0);
        atomic_store(&watches[i].struck, 0);
        atomic_store(&watches[i].open_files, 0);
        atomic_store(&watches[i].used, 1);
        found = i;
    }
    pthread_mutex_unlock(&mutex);
    return found;
}

void cfd_unwatch(int watch) {
    if (watch >= 0 && watch < WATCHES) atomic_store(&watches[watch].used, 0);
}

void cfd_arm(int watch, cfd_fault fault, long after) {
    if (watch < 0 || watch >= WATCHES) return;
    watch_t *w = &watches[watch];
    atomic_store(&w->fault, cfd_none);
    atomic_store(&w->count, 0);
    atomic_store(&w->after, after);
    atomic_store(&w->struck, 0);
    atomic_store(&w->fault, fault);
}

void cfd_kill(int watch) {
    if (watch < 0 || watch >= WATCHES) return;
    atomic_store(&watches[watch].fault, cfd_kill_before);
    atomic_store(&watches[watch].struck, 1);
}

int cfd_open_files(int watch) {
    return watch < 0 || watch >= WATCHES ? 0 : atomic_load(&watches[watch].open_files);
}

long cfd_count(int watch) { return watch < 0 || watch >= WATCHES ? 0 : atomic_load(&watches[watch].count); }

int cfd_has_struck(int watch) {
    return watch < 0 || watch >= WATCHES ? 0 : atomic_load(&watches[watch].struck);
}
