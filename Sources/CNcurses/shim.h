// What Swift needs of the wide-character curses library: its header, and small functions for what does not import
// (global variables, attribute constants, wcwidth), so that no shared mutable state is touched from Swift.
// Everything here is called from one thread: the one that owns the screen.
#ifndef COUNTERSIGN_CNCURSES_SHIM_H
#define COUNTERSIGN_CNCURSES_SHIM_H

#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include <langinfo.h>
#include <locale.h>
#include <ncursesw/curses.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <wchar.h>

int wcwidth(wchar_t character);

static const attr_t cn_bold = A_BOLD;
static const attr_t cn_dim = A_DIM;
static const attr_t cn_underline = A_UNDERLINE;
static const attr_t cn_reverse = A_REVERSE;

static inline SCREEN *cn_newterm(const char *name) { return newterm(name, stdout, stdin); }

static inline int cn_colours(void) { return COLORS; }

// The text of a terminal capability, or a null pointer when the terminal has none.
static inline const char *cn_capability(const char *name) {
    char *text = tigetstr(name);
    return text == (char *)-1 ? 0 : text;
}

// Makes a cell of one character with its joining marks; extended colour pairs need the last argument of setcchar.
static inline int cn_cell(cchar_t *cell, const wchar_t *text, attr_t attributes, int pair) {
    return setcchar(cell, text, attributes, 0, &pair);
}

// Puts cells side by side into the grid. A wide one takes two columns.
static inline int cn_put(int row, int column, const cchar_t *cells, int count) {
    return mvwadd_wchnstr(stdscr, row, column, cells, count);
}

static inline int cn_move(int row, int column) { return wmove(stdscr, row, column); }

// With `leave` set the terminal's cursor stays wherever the last change left it.
static inline int cn_leave_cursor(int leave) { return leaveok(stdscr, leave ? TRUE : FALSE); }

// Sends what changed, once.
static inline int cn_update(void) {
    wnoutrefresh(stdscr);
    return doupdate();
}

// Makes the next update paint every cell.
static inline int cn_repaint(void) { return clearok(curscr, TRUE); }

static inline int cn_erase(void) { return werase(stdscr); }

// The terminal's own size; zero when it does not say.
static inline void cn_window_size(int descriptor, int *columns, int *rows) {
    struct winsize size;
    *columns = 0;
    *rows = 0;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0) {
        *columns = size.ws_col;
        *rows = size.ws_row;
    }
}

static inline int cn_is_utf8(void) {
    const char *name = nl_langinfo(CODESET);
    return name && name[0] == 'U' && name[1] == 'T' && name[2] == 'F' && name[3] == '-' && name[4] == '8';
}

#endif
