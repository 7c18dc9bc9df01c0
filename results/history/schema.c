// SPDX-License-Identifier: GPL-2.0-only
/* The tables of a history, version by version; README.md describes them. */
#include "schema.h"

/* The same that sample_name_is_valid() takes, and what make_printable() leaves. */
#define IS_NAME(column)								\
	" CHECK (" column " NOT GLOB '*[^A-Za-z0-9._+~-]*' AND length(" column ") <= 63)"
#define IS_TEXT(column)								\
	" CHECK (" column " NOT GLOB '*[^ -~]*' AND length(" column ") <= 2200)"
#define NAME(column)	column " TEXT NOT NULL" IS_NAME(column) ", "
#define TEXT(column)	column " TEXT NOT NULL" IS_TEXT(column) ", "
#define COUNT(column)	column " INTEGER NOT NULL CHECK (" column " >= 0), "

static const char version_1[] =
	"CREATE TABLE machine (id INTEGER PRIMARY KEY, "
		TEXT("fingerprint")
		"UNIQUE (fingerprint)) STRICT;"
	"CREATE TABLE series (id INTEGER PRIMARY KEY, "
		"machine INTEGER NOT NULL REFERENCES machine, "
		NAME("tier") NAME("arch") NAME("target") NAME("op") NAME("variant") NAME("leaf")
		NAME("placement") NAME("cache") COUNT("page_order") COUNT("tables")
		COUNT("iova_bytes")
		"UNIQUE (machine, tier, arch, target, op, variant, leaf, placement, cache, "
			"page_order, tables)) STRICT;"
	"CREATE TABLE run (id INTEGER PRIMARY KEY, "
		"machine INTEGER NOT NULL REFERENCES machine, "
		"start INTEGER NOT NULL, "
		TEXT("name")
		"state TEXT NOT NULL CHECK (state IN ('good', 'failed', 'dirty', 'disturbed', "
			"'injected')), "
		COUNT("sessions") TEXT("digest") NAME("tier") TEXT("arch") TEXT("kernel")
		TEXT("tree") TEXT("tree_hash") TEXT("ptlu") TEXT("compiler") TEXT("cflags")
		TEXT("kernel_release") TEXT("microcode") TEXT("profile")
		COUNT("times") COUNT("counts") COUNT("tests")
		"UNIQUE (machine, start, name)) STRICT;"
	"CREATE TABLE time ("
		"run INTEGER NOT NULL REFERENCES run, "
		"series INTEGER NOT NULL REFERENCES series, "
		"ns_min REAL NOT NULL, ns_median REAL NOT NULL, ns_mad REAL NOT NULL, "
		COUNT("reps")
		"refused INTEGER NOT NULL CHECK (refused IN (0, 1)), "
		"PRIMARY KEY (run, series)) STRICT, WITHOUT ROWID;"
	/* a page of one operation has few series and all nights */
	"CREATE INDEX time_by_series ON time (series, run);"
	"CREATE TABLE count ("
		"run INTEGER NOT NULL REFERENCES run, "
		"series INTEGER NOT NULL REFERENCES series, "
		"instructions REAL NOT NULL, reads REAL, writes REAL, "
		"PRIMARY KEY (run, series)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE test (id INTEGER PRIMARY KEY, "
		NAME("tier") TEXT("arch") TEXT("name") TEXT("rules")
		"UNIQUE (tier, arch, name)) STRICT;"
	"CREATE TABLE result ("
		"run INTEGER NOT NULL REFERENCES run, "
		"test INTEGER NOT NULL REFERENCES test, "
		"result INTEGER NOT NULL CHECK (result BETWEEN 0 AND 3), "
		"PRIMARY KEY (run, test)) STRICT, WITHOUT ROWID;";

static const char version_2[] =
	"CREATE TABLE change (id INTEGER PRIMARY KEY, "
		"kind TEXT NOT NULL CHECK (kind IN ('count', 'time', 'rule')), "
		"machine INTEGER NOT NULL REFERENCES machine, "
		NAME("tier") TEXT("arch") NAME("target") NAME("op") NAME("variant") TEXT("test")
		"before INTEGER NOT NULL REFERENCES run, "
		"first INTEGER NOT NULL REFERENCES run, "
		"ratio REAL, p REAL, "
		"reported INTEGER NOT NULL, "
		"UNIQUE (kind, machine, tier, arch, target, op, variant, test, first)) STRICT;";

/* Another kind: what was measured again and is no change. A CHECK can only be made anew. */
static const char version_3[] =
	"ALTER TABLE change RENAME TO change_2;"
	"CREATE TABLE change (id INTEGER PRIMARY KEY, "
		"kind TEXT NOT NULL CHECK (kind IN ('count', 'time', 'rule', 'refuted')), "
		"machine INTEGER NOT NULL REFERENCES machine, "
		NAME("tier") TEXT("arch") NAME("target") NAME("op") NAME("variant") TEXT("test")
		"before INTEGER NOT NULL REFERENCES run, "
		"first INTEGER NOT NULL REFERENCES run, "
		"ratio REAL, p REAL, "
		"reported INTEGER NOT NULL, "
		"UNIQUE (kind, machine, tier, arch, target, op, variant, test, first)) STRICT;"
	"INSERT INTO change SELECT * FROM change_2;"
	"DROP TABLE change_2;";

const char *const schema_migrations[SCHEMA_VERSION] = { version_1, version_2, version_3 };
