// SPDX-License-Identifier: GPL-2.0-only
/* A tree of a site: its history in memory, as pages need it. */
#define _GNU_SOURCE
#include "tree.h"

#include <err.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY		86400
/* Figures that are kept in memory, at most; four bytes each, eight for counts. */
#define MOST_FIGURES	(1ULL << 28)

/* ---- runs ---- */

static void read_run(struct site_run *r, sqlite3_stmt *s)
{
	*r = (struct site_run){
		.id = sqlite3_column_int64(s, 0), .start = sqlite3_column_int64(s, 1),
		.machine = sqlite3_column_int64(s, 2), .times = sqlite3_column_int64(s, 3),
		.counts = sqlite3_column_int64(s, 4), .tests = sqlite3_column_int64(s, 5),
	};
	history_text(s, 6, r->name, sizeof(r->name));
	history_text(s, 7, r->state, sizeof(r->state));
	history_text(s, 8, r->tier, sizeof(r->tier));
	history_text(s, 9, r->arch, sizeof(r->arch));
	history_text(s, 10, r->kernel, sizeof(r->kernel));
	history_text(s, 11, r->tree, sizeof(r->tree));
	history_text(s, 12, r->ptlu, sizeof(r->ptlu));
	history_text(s, 13, r->compiler, sizeof(r->compiler));
	history_text(s, 14, r->cflags, sizeof(r->cflags));
	history_text(s, 15, r->release, sizeof(r->release));
	history_text(s, 16, r->microcode, sizeof(r->microcode));
	history_text(s, 17, r->profile, sizeof(r->profile));
}

/* Two machines may have runs of one id. */
static void name_page(const struct site_tree *t, struct site_run *r)
{
	char file[SITE_FILE];

	site_file_name(r->name, file);
	snprintf(r->file, sizeof(r->file), "%s", file);
	for (size_t i = 0; i < t->nr_runs; i++)
		if (!strcmp(t->runs[i].file, r->file)) {
			snprintf(r->file, sizeof(r->file), "%s-%lld", file, r->id);
			return;
		}
}

static int read_runs(struct site_tree *t, long days)
{
	sqlite3_stmt *s = history_prepare(&t->h, "SELECT id, start, machine, times, counts, tests, "
		"name, state, tier, arch, kernel, tree, substr(ptlu, 1, 12), compiler, cflags, "
		"kernel_release, microcode, profile FROM run "
		"WHERE start >= (SELECT max(start) FROM run) - ? ORDER BY start, name, machine", "i",
		(long long)days * DAY);
	struct site_run *more = NULL;
	int ret;

	while ((ret = history_step(&t->h, s)) == 1) {
		if (!(t->nr_runs & (t->nr_runs - 1))) {
			more = reallocarray(t->runs, t->nr_runs ? 2 * t->nr_runs : 1,
					    sizeof(*more));
			if (!more) {
				warnx("out of memory");
				ret = -ENOMEM;
				break;
			}
			t->runs = more;
		}
		read_run(&t->runs[t->nr_runs], s);
		name_page(t, &t->runs[t->nr_runs]);
		t->nr_runs++;
	}
	sqlite3_finalize(s);
	return ret;
}

size_t tree_run(const struct site_tree *t, long long id)
{
	for (size_t i = 0; i < t->nr_runs; i++)
		if (t->runs[i].id == id)
			return i;
	return NO_RUN;
}

/* ---- figures ---- */

/* The place of a series by its row. */
struct placed {
	long long row;
	size_t index;
};

static int compare_rows(const void *va, const void *vb)
{
	const struct placed *a = va, *b = vb;

	return (a->row > b->row) - (a->row < b->row);
}

static struct placed *place_series(const struct series_rows *series)
{
	struct placed *placed = calloc(series->nr + 1, sizeof(*placed));

	for (size_t i = 0; placed && i < series->nr; i++)
		placed[i] = (struct placed){ series->ids[i], i };
	if (placed)
		qsort(placed, series->nr, sizeof(*placed), compare_rows);
	return placed;
}

static const struct placed *find_placed(const struct placed *placed, size_t nr, long long row)
{
	const struct placed key = { .row = row };

	return bsearch(&key, placed, nr, sizeof(*placed), compare_rows);
}

/* What a statement has of a run: series, value, whether it was refused. */
static int read_figures(struct site_tree *t, size_t run, const struct placed *placed,
			sqlite3_stmt *s, bool exact)
{
	int ret;

	history_bind(s, "i", t->runs[run].id);
	while ((ret = history_step(&t->h, s)) == 1) {
		const struct placed *p = find_placed(placed, t->series.nr,
						     sqlite3_column_int64(s, 0));
		double value = sqlite3_column_double(s, 1);
		void **row;

		if (!p)
			continue;
		row = exact ? (void **)&t->counts[p->index] : (void **)&t->ns[p->index];
		if (!*row)
			*row = calloc(t->nr_runs, exact ? sizeof(double) : sizeof(float));
		if (!*row)
			return -ENOMEM;
		if (exact)
			t->counts[p->index][run] = value;
		else
			t->ns[p->index][run] = (float)(sqlite3_column_int(s, 2) ? -value : value);
	}
	return ret;
}

static int read_all_figures(struct site_tree *t)
{
	sqlite3_stmt *times = history_prepare(&t->h, "SELECT series, ns_min, refused FROM time "
					      "WHERE run = ? AND ns_min > 0", "");
	sqlite3_stmt *counts = history_prepare(&t->h, "SELECT series, instructions, 0 FROM count "
					       "WHERE run = ? AND instructions > 0", "");
	struct placed *placed = place_series(&t->series);
	int ret = times && counts ? 0 : -EIO;

	t->ns = calloc(t->series.nr + 1, sizeof(*t->ns));
	t->counts = calloc(t->series.nr + 1, sizeof(*t->counts));
	if (!placed || !t->ns || !t->counts)
		ret = -ENOMEM;
	for (size_t i = 0; !ret && i < t->nr_runs; i++) {
		ret = read_figures(t, i, placed, times, false);
		ret = ret ? ret : read_figures(t, i, placed, counts, true);
	}
	if (ret == -ENOMEM)
		warnx("out of memory");
	sqlite3_finalize(times);
	sqlite3_finalize(counts);
	free(placed);
	return ret;
}

/* ---- the tree ---- */

static int read_all(struct site_tree *t, long days)
{
	int ret = read_runs(t, days);

	if (!ret && !t->nr_runs) {
		warnx("%s has no run", t->h.path);
		ret = -ENODATA;
	}
	if (!ret)
		ret = series_rows_read(&t->series, &t->h);
	if (!ret && (unsigned long long)t->series.nr * t->nr_runs > MOST_FIGURES) {
		warnx("%s has too many figures for a site: take fewer days, with --days",
		      t->h.path);
		ret = -EFBIG;
	}
	if (!ret)
		ret = read_all_figures(t);
	if (!ret)
		ret = tree_read_changes(t);
	return ret ? ret : tree_compare_runs(t);
}

int tree_read(struct site_tree *t, const char *label, const char *db, long days)
{
	int ret;

	*t = (struct site_tree){ 0 };
	snprintf(t->label, sizeof(t->label), "%s", label);
	site_file_name(t->label, t->file);
	t->db = strdup(db);
	if (!t->db) {
		warnx("out of memory");
		return -ENOMEM;
	}
	ret = history_open(&t->h, t->db, HISTORY_EXISTING);
	if (!ret)
		ret = read_all(t, days);
	if (ret)
		tree_free(t);
	return ret;
}

void tree_free(struct site_tree *t)
{
	for (size_t i = 0; i < t->series.nr; i++) {
		if (t->ns)
			free(t->ns[i]);
		if (t->counts)
			free(t->counts[i]);
	}
	free(t->ns);
	free(t->counts);
	free(t->changes);
	free(t->compared);
	findings_free(&t->findings);
	series_rows_free(&t->series);
	free(t->runs);
	history_close(&t->h);
	free(t->db);
	*t = (struct site_tree){ 0 };
}
