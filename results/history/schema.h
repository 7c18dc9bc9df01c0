/* SPDX-License-Identifier: GPL-2.0-only */
/* The tables of a history, version by version. */
#ifndef RESULTS_HISTORY_SCHEMA_H
#define RESULTS_HISTORY_SCHEMA_H

/* "ptlu" in the database's header: what has another number is no history. */
#define SCHEMA_APPLICATION	0x70746c75

/* The version that this program reads and writes; it is the database's user_version. */
#define SCHEMA_VERSION		3

/* What makes version i + 1 of version i. A statement that was released is never changed. */
extern const char *const schema_migrations[SCHEMA_VERSION];

#endif /* RESULTS_HISTORY_SCHEMA_H */
