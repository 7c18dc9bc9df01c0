// SPDX-License-Identifier: GPL-2.0-only
/* The file of a history: opened, brought to this program's schema, and asked. */
#include "database.h"
#include "schema.h"
#include "results/format/printable.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Milliseconds that another process may write for. */
#define PATIENCE	10000

static int complain(const struct history *h)
{
	char text[256];

	snprintf(text, sizeof(text), "%s", sqlite3_errmsg(h->db));
	make_printable(text);
	warnx("%s: %s", h->path, text);
	return -EIO;
}

/* ---- statements ---- */

int history_run(struct history *h, const char *sql)
{
	return sqlite3_exec(h->db, sql, NULL, NULL, NULL) ? complain(h) : 0;
}

static void bind(sqlite3_stmt *s, const char *types, va_list ap)
{
	for (int i = 1; *types; types++, i++) {
		double number;

		switch (*types) {
		case 'i':
			sqlite3_bind_int64(s, i, va_arg(ap, long long));
			break;
		case 'd':
			number = va_arg(ap, double);
			if (isnan(number))
				sqlite3_bind_null(s, i);
			else
				sqlite3_bind_double(s, i, number);
			break;
		default:
			sqlite3_bind_text(s, i, va_arg(ap, const char *), -1, SQLITE_TRANSIENT);
		}
	}
}

void history_bind(sqlite3_stmt *s, const char *types, ...)
{
	va_list ap;

	sqlite3_reset(s);
	va_start(ap, types);
	bind(s, types, ap);
	va_end(ap);
}

sqlite3_stmt *history_prepare(struct history *h, const char *sql, const char *types, ...)
{
	sqlite3_stmt *s = NULL;
	va_list ap;

	if (sqlite3_prepare_v2(h->db, sql, -1, &s, NULL)) {
		complain(h);
		return NULL;
	}
	va_start(ap, types);
	bind(s, types, ap);
	va_end(ap);
	return s;
}

int history_step(struct history *h, sqlite3_stmt *s)
{
	int code = s ? sqlite3_step(s) : SQLITE_MISUSE;

	if (code == SQLITE_ROW)
		return 1;
	if (code == SQLITE_DONE)
		return 0;
	return s ? complain(h) : -EIO;
}

const char *history_text(sqlite3_stmt *s, int column, char *text, size_t size)
{
	const char *from = (const char *)sqlite3_column_text(s, column);

	snprintf(text, size, "%s", from ? from : "");
	make_printable(text);
	return text;
}

long long history_number(struct history *h, const char *sql)
{
	sqlite3_stmt *s = history_prepare(h, sql, "");
	long long number = history_step(h, s) == 1 ? sqlite3_column_int64(s, 0) : -1;

	sqlite3_finalize(s);
	return number;
}

int history_begin(struct history *h)
{
	return history_run(h, "BEGIN IMMEDIATE");
}

int history_end(struct history *h, int ret)
{
	if (!ret)
		ret = history_run(h, "COMMIT");
	if (ret && !sqlite3_get_autocommit(h->db))
		sqlite3_exec(h->db, "ROLLBACK", NULL, NULL, NULL);
	return ret;
}

/* ---- the schema ---- */

static int migrate(struct history *h, long long version)
{
	char sql[64];
	int ret = 0;

	for (; !ret && version < SCHEMA_VERSION; version++)
		ret = history_run(h, schema_migrations[version]);
	if (!ret) {
		snprintf(sql, sizeof(sql), "PRAGMA application_id = %d; PRAGMA user_version = %d",
			 SCHEMA_APPLICATION, SCHEMA_VERSION);
		ret = history_run(h, sql);
	}
	return ret;
}

static int refuse(const struct history *h, const char *why)
{
	warnx("%s: %s", h->path, why);
	return -EINVAL;
}

/* Another process may have migrated it while this one waited. */
static int bring_to_schema(struct history *h)
{
	long long version, application;
	int ret = history_begin(h);

	if (ret)
		return ret;
	version = history_number(h, "PRAGMA user_version");
	application = history_number(h, "PRAGMA application_id");
	if (application != SCHEMA_APPLICATION &&
	    history_number(h, "SELECT count(*) FROM sqlite_schema") != 0)
		ret = refuse(h, "this is no history of ptlu");
	else if (version < SCHEMA_VERSION)
		ret = migrate(h, version < 0 ? 0 : version);
	return history_end(h, ret);
}

#define ALL_TABLES	"SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema " \
			"WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1"

/* A view or a trigger could do other things than those that a statement here asks for. */
static int compare_tables(struct history *h, struct history *pattern)
{
	sqlite3_stmt *is = history_prepare(h, ALL_TABLES, "");
	sqlite3_stmt *should = history_prepare(pattern, ALL_TABLES, "");
	int a, ret = -EINVAL;

	while ((a = history_step(h, is)) == 1 && history_step(pattern, should) == 1 &&
	       !strcmp((const char *)sqlite3_column_text(is, 0),
		       (const char *)sqlite3_column_text(should, 0)))
		;
	if (!a && !history_step(pattern, should))
		ret = 0;
	sqlite3_finalize(is);
	sqlite3_finalize(should);
	return ret ? refuse(h, "its tables are not those of a history of ptlu") : 0;
}

static int check_tables(struct history *h)
{
	struct history pattern = { .path = "tables of a history" };
	int ret = -ENOMEM;

	if (!sqlite3_open(":memory:", &pattern.db))
		ret = migrate(&pattern, 0);
	if (!ret)
		ret = compare_tables(h, &pattern);
	sqlite3_close(pattern.db);
	return ret;
}

static int prepare_file(struct history *h)
{
	long long version;
	int ret;

	sqlite3_busy_timeout(h->db, PATIENCE);
	sqlite3_db_config(h->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(h->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(h->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(h->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	ret = history_run(h, "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON");
	if (ret)
		return ret;
	version = history_number(h, "PRAGMA user_version");
	if (version < 0)
		return -EIO;
	if (version > SCHEMA_VERSION) {
		warnx("%s: made by a newer ptlu (schema %lld, this one has %d)", h->path, version,
		      SCHEMA_VERSION);
		return -EINVAL;
	}
	if (version < SCHEMA_VERSION ||
	    history_number(h, "PRAGMA application_id") != SCHEMA_APPLICATION)
		ret = bring_to_schema(h);
	if (!ret)
		ret = check_tables(h);
	if (!ret)
		ret = history_run(h, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
	return ret;
}

int history_open(struct history *h, const char *path, enum history_mode mode)
{
	int flags = SQLITE_OPEN_READWRITE | (mode == HISTORY_CREATE ? SQLITE_OPEN_CREATE : 0);
	int ret;

	*h = (struct history){ .path = path };
	if (mode == HISTORY_EXISTING && access(path, F_OK)) {
		warnx("there is no history in %s; ptlu history import makes one", path);
		return -ENOENT;
	}
	ret = sqlite3_open_v2(path, &h->db, flags, NULL) ? complain(h) : prepare_file(h);
	if (ret)
		history_close(h);
	return ret;
}

void history_close(struct history *h)
{
	sqlite3_close(h->db);
	*h = (struct history){ 0 };
}
