// SPDX-License-Identifier: GPL-2.0-only
/* A history anew from the files of its runs. */
#define _GNU_SOURCE
#include "rebuild.h"
#include "read_ahead.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A run by what it is the same by, wherever its row is. */
static const char keep_changes[] =
	"CREATE TEMP TABLE kept AS SELECT c.kind, c.tier, c.arch, c.target, c.op, c.variant, c.test, "
	"c.ratio, c.p, c.reported, m.fingerprint, "
	"b.start AS before_start, b.name AS before_name, bm.fingerprint AS before_machine, "
	"f.start AS first_start, f.name AS first_name, fm.fingerprint AS first_machine "
	"FROM change c JOIN machine m ON m.id = c.machine "
	"JOIN run b ON b.id = c.before JOIN machine bm ON bm.id = b.machine "
	"JOIN run f ON f.id = c.first JOIN machine fm ON fm.id = f.machine ORDER BY c.id;"
	"DELETE FROM change; DELETE FROM time; DELETE FROM count; DELETE FROM result; "
	"DELETE FROM test; DELETE FROM series; DELETE FROM run; DELETE FROM machine;";

static const char restore_changes[] =
	"INSERT OR IGNORE INTO change (kind, machine, tier, arch, target, op, variant, test, before, "
	"first, ratio, p, reported) "
	"SELECT k.kind, m.id, k.tier, k.arch, k.target, k.op, k.variant, k.test, b.id, f.id, k.ratio, "
	"k.p, k.reported FROM temp.kept k JOIN machine m ON m.fingerprint = k.fingerprint "
	"JOIN machine bm ON bm.fingerprint = k.before_machine "
	"JOIN run b ON b.machine = bm.id AND b.start = k.before_start AND b.name = k.before_name "
	"JOIN machine fm ON fm.fingerprint = k.first_machine "
	"JOIN run f ON f.machine = fm.id AND f.start = k.first_start AND f.name = k.first_name "
	"ORDER BY k.rowid;"
	"DROP TABLE temp.kept;";

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && entry->d_type != DT_LNK;
}

static bool has_env(const char *run)
{
	char *path = NULL;
	bool there = asprintf(&path, "%s/env.json", run) >= 0 && !access(path, F_OK);

	free(path);
	return there;
}

/* The subdirectories that are runs, in the order of their names. */
static int list_runs(const char *dir, char ***paths, size_t *nr)
{
	struct dirent **entries = NULL;
	int found = scandir(dir, &entries, is_visible, versionsort), ret = 0;

	*nr = 0;
	if (found < 0) {
		ret = -errno;
		warn("cannot read %s", dir);
		return ret;
	}
	*paths = calloc((size_t)found + 1, sizeof(**paths));
	for (int i = 0; i < found; i++) {
		char *path = NULL;

		if (*paths && asprintf(&path, "%s/%s", dir, entries[i]->d_name) >= 0 &&
		    has_env(path))
			(*paths)[(*nr)++] = path;
		else
			free(path);
		free(entries[i]);
	}
	free(entries);
	return *paths ? 0 : -ENOMEM;
}

/* 1 for a run that cannot be imported. */
static int import_one(struct history *h, struct read_ahead *ahead, struct import_sum *sum)
{
	struct run_files files;
	int ret;

	if (read_ahead_next(ahead, &files))
		return 1;
	ret = history_run(h, "SAVEPOINT one");
	if (!ret && import_run(h, &files, sum))
		ret = history_run(h, "ROLLBACK TO one") ? -EIO : 1;
	if (ret >= 0 && history_run(h, "RELEASE one"))
		ret = -EIO;
	run_files_free(&files);
	return ret;
}

static int import_all(struct history *h, char *const *paths, size_t nr, struct import_sum *sum)
{
	struct read_ahead *ahead = read_ahead_begin(paths, nr);
	int ret = ahead ? 0 : -ENOMEM, bad = 0;

	for (size_t i = 0; !ret && i < nr; i++) {
		int one = import_one(h, ahead, sum);

		ret = one < 0 ? one : 0;
		bad += one > 0;
	}
	read_ahead_end(ahead);
	return ret ? ret : bad;
}

int history_rebuild(struct history *h, const char *dir, struct import_sum *sum)
{
	char **paths = NULL;
	size_t nr;
	int ret = list_runs(dir, &paths, &nr), bad = 0;

	*sum = (struct import_sum){ 0 };
	if (!ret)
		ret = history_run(h, keep_changes);
	if (!ret) {
		bad = import_all(h, paths, nr, sum);
		ret = bad < 0 ? bad : history_run(h, restore_changes);
	}
	for (size_t i = 0; paths && i < nr; i++)
		free(paths[i]);
	free(paths);
	return ret ? ret : bad;
}
