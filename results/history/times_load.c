// SPDX-License-Identifier: GPL-2.0-only
/* The times of a machine's nights, from a history. */
#define _GNU_SOURCE
#include "times_load.h"
#include "steps.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* The place of a series among the points: both sorted, by row and by key. */
struct placed {
	long long row;
	size_t point;
};

static int compare_rows(const void *va, const void *vb)
{
	const struct placed *a = va, *b = vb;

	return (a->row > b->row) - (a->row < b->row);
}

static int compare_keys(const void *va, const void *vb)
{
	return times_compare_points(va, vb);
}

/* The points of the machine, with the row of each where a sample has its time. */
static int load_points(struct times *t, const struct series_rows *series, long long machine)
{
	t->points = calloc(series->nr + 1, sizeof(*t->points));
	if (!t->points)
		return -ENOMEM;
	for (size_t i = 0; i < series->nr; i++)
		if (series->machines[i] == machine) {
			t->points[t->nr_points] = series->keys[i];
			t->points[t->nr_points++].time = (uint64_t)series->ids[i];
		}
	qsort(t->points, t->nr_points, sizeof(*t->points), compare_keys);
	return times_find_families(t);
}

static int load_nights(struct times *t, struct history *h, long long machine)
{
	sqlite3_stmt *s = history_prepare(h, "SELECT id FROM (SELECT id, start, name FROM run WHERE "
		"machine = ? AND state = 'good' AND times > 0 "
		"ORDER BY start DESC, name DESC LIMIT ?) ORDER BY start, name", "ii", machine,
		(long long)STEPS_NIGHTS);
	int ret = 0;

	t->nights = calloc(STEPS_NIGHTS, sizeof(*t->nights));
	while (t->nights && t->nr < STEPS_NIGHTS && (ret = history_step(h, s)) == 1)
		t->nights[t->nr++] = (struct night){ sqlite3_column_int64(s, 0), machine, true };
	sqlite3_finalize(s);
	return t->nights ? (ret < 0 ? ret : 0) : -ENOMEM;
}

static int load_night(struct times *t, struct history *h, size_t night,
		      const struct placed *placed, sqlite3_stmt *s)
{
	double *row = t->log_ns + night * t->nr_points;
	int ret;

	for (size_t i = 0; i < t->nr_points; i++)
		row[i] = NAN;
	history_bind(s, "i", t->nights[night].run);
	while ((ret = history_step(h, s)) == 1) {
		const struct placed key = { .row = sqlite3_column_int64(s, 0) };
		const struct placed *p = bsearch(&key, placed, t->nr_points, sizeof(*placed),
						 compare_rows);

		if (p)
			row[p->point] = log(sqlite3_column_double(s, 1));
	}
	return ret;
}

static int load_times(struct times *t, struct history *h)
{
	sqlite3_stmt *s = history_prepare(h, "SELECT series, ns_min FROM time WHERE run = ? AND "
					  "refused = 0 AND ns_min > 0", "");
	struct placed *placed = calloc(t->nr_points + 1, sizeof(*placed));
	int ret = s && placed ? 0 : -ENOMEM;

	t->log_ns = calloc(t->nr * t->nr_points + 1, sizeof(*t->log_ns));
	if (!t->log_ns)
		ret = -ENOMEM;
	for (size_t i = 0; !ret && i < t->nr_points; i++)
		placed[i] = (struct placed){ (long long)t->points[i].time, i };
	if (!ret)
		qsort(placed, t->nr_points, sizeof(*placed), compare_rows);
	for (size_t i = 0; !ret && i < t->nr; i++)
		ret = load_night(t, h, i, placed, s);
	sqlite3_finalize(s);
	free(placed);
	return ret;
}

int times_load(struct times *t, struct history *h, const struct series_rows *series,
	       long long machine)
{
	int ret;

	*t = (struct times){ 0 };
	ret = load_points(t, series, machine);
	if (!ret)
		ret = load_nights(t, h, machine);
	if (!ret)
		ret = load_times(t, h);
	if (ret == -ENOMEM)
		warnx("out of memory");
	if (ret)
		times_free(t);
	return ret;
}
