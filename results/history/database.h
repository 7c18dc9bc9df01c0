/* SPDX-License-Identifier: GPL-2.0-only */
/* The file of a history: opened, brought to this program's schema, and asked. */
#ifndef RESULTS_HISTORY_DATABASE_H
#define RESULTS_HISTORY_DATABASE_H

#include <sqlite3.h>
#include <stddef.h>

/* Where a history is when nothing else is said. */
#define HISTORY_FILE	"results/history.sqlite"

/* Where make bench and the others leave their runs. */
#define RUNS_DIRECTORY	"results/runs"

/**
 * struct history - a history that is open
 * @db: the connection
 * @path: its file, for messages
 */
struct history {
	sqlite3 *db;
	const char *path;
};

/* Whether a file that is not there is made. */
enum history_mode { HISTORY_EXISTING, HISTORY_CREATE };

/**
 * history_open() - open a history
 * @h: receives it; to be released with history_close()
 * @path: its file, kept
 * @mode: whether a file that is not there is made
 *
 * An older schema is migrated. A file of a newer one, of another program, or with other tables is
 * refused: the file may come from anybody.
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int history_open(struct history *h, const char *path, enum history_mode mode);

/**
 * history_close() - release a history
 * @h: what history_open() filled; may be all zero
 */
void history_close(struct history *h);

/**
 * history_begin() - begin a transaction that writes
 * @h: history
 *
 * Waits for ten seconds while another process writes.
 *
 * Return: 0 or -EIO, after one line on stderr.
 */
int history_begin(struct history *h);

/**
 * history_end() - commit a transaction, or roll it back
 * @h: history
 * @ret: what came of it: 0, or a negative errno value, with which it is rolled back
 *
 * Return: @ret, or -EIO after one line on stderr.
 */
int history_end(struct history *h, int ret);

/**
 * history_run() - run statements without parameters
 * @h: history
 * @sql: statements
 *
 * Return: 0 or -EIO, after one line on stderr.
 */
int history_run(struct history *h, const char *sql);

/**
 * history_prepare() - prepare a statement and bind its parameters
 * @h: history
 * @sql: one statement
 * @types: a letter for each parameter, see history_bind()
 *
 * Context: the caller finalizes it with sqlite3_finalize().
 * Return: the statement; NULL after one line on stderr.
 */
sqlite3_stmt *history_prepare(struct history *h, const char *sql, const char *types, ...);

/**
 * history_bind() - reset a statement and bind its parameters
 * @s: statement
 * @types: a letter for each parameter: i for long long, d for double, of which NaN is bound as
 *	NULL, and t for text, which is copied
 */
void history_bind(sqlite3_stmt *s, const char *types, ...);

/**
 * history_step() - go on to the next row
 * @h: history
 * @s: statement or NULL
 *
 * Return: 1 for a row, 0 at the end, -EIO after one line on stderr; -EIO for NULL.
 */
int history_step(struct history *h, sqlite3_stmt *s);

/**
 * history_text() - a column of the current row as text that may be printed
 * @s: statement
 * @column: its number
 * @text: receives the text
 * @size: bytes of @text
 *
 * Return: @text.
 */
const char *history_text(sqlite3_stmt *s, int column, char *text, size_t size);

/**
 * history_number() - the first column of the first row of a statement
 * @h: history
 * @sql: one statement without parameters
 *
 * Return: the number; -1 without a row or after an error.
 */
long long history_number(struct history *h, const char *sql);

#endif /* RESULTS_HISTORY_DATABASE_H */
