// SPDX-License-Identifier: GPL-2.0-only
/* What ptlu export takes from a run, read from its directory. The run is untrusted. */
#define _GNU_SOURCE
#include "export.h"
#include "results/format/printable.h"
#include "results/ptlu/names.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ---- tests ---- */

/* A conformance.ktap that is being read. */
struct reading {
	struct export *e;
	size_t room;
	bool failed;
};

/* make_printable() for several lines. */
static void make_text(char *text)
{
	for (char *c = text; *c; c++)
		if ((*c < ' ' || *c > '~') && *c != '\n')
			*c = '?';
}

static void split_path(struct export_test *t)
{
	static const char between[] = " / ";
	char *at = t->path;

	while (t->nr < TEST_PARTS) {
		t->parts[t->nr++] = at;
		at = t->nr < TEST_PARTS ? strstr(at, between) : NULL;
		if (!at)
			return;
		*at = '\0';
		at += strlen(between);
	}
}

static void test_free(struct export_test *t)
{
	free(t->path);
	free(t->reason);
	free(t->log);
}

/* A program that ended badly gets a test of its own, which every reader counts. */
static char *path_of(const struct ktap_leaf *leaf)
{
	static const char end[] = "comes to its end";
	char *path = NULL;

	if (leaf->result != KTAP_ERROR)
		return strdup(leaf->path);
	if (asprintf(&path, "%s%s%s", leaf->path, *leaf->path ? " / " : "", end) < 0)
		return NULL;
	return path;
}

static void add_test(const struct ktap_leaf *leaf, void *data)
{
	struct reading *r = data;
	struct export *e = r->e;
	struct export_test t = { .result = leaf->result };

	if (e->nr_tests == r->room) {
		size_t room = r->room ? 2 * r->room : 1024;
		struct export_test *more = reallocarray(e->tests, room, sizeof(*more));

		r->failed |= !more;
		if (!more)
			return;
		e->tests = more;
		r->room = room;
	}
	t.path = path_of(leaf);
	t.reason = strdup(leaf->reason);
	t.log = strdup(leaf->log);
	if (!t.path || !t.reason || !t.log) {
		r->failed = true;
		test_free(&t);
		return;
	}
	make_printable(t.path);
	make_printable(t.reason);
	make_text(t.log);
	split_path(&t);
	e->numbers[t.result]++;
	e->tests[e->nr_tests++] = t;
}

/*
 * The rounds of make check-kernel are tests themselves; the programs of make check, which writes
 * the tier into env.json, are not.
 */
static int read_tests(struct export *e, const char *dir)
{
	struct reading r = { .e = e };
	struct stat status;
	char *path = NULL;
	FILE *file = NULL;
	int ret = 0;

	if (asprintf(&path, "%s/conformance.ktap", dir) < 0)
		return -ENOMEM;
	if (!stat(path, &status)) {
		file = S_ISREG(status.st_mode) ? fopen(path, "re") : NULL;
		if (!file) {
			ret = S_ISREG(status.st_mode) ? -errno : -EINVAL;
			warnx("cannot read %s: %s", path, strerror(-ret));
		}
	}
	if (file) {
		ktap_visit(file, !same(e->conditions.tier, "host"), add_test, &r);
		fclose(file);
		e->has_tests = true;
		ret = r.failed ? -ENOMEM : 0;
	}
	free(path);
	return ret;
}

/* ---- figures ---- */

static int by_name(const void *a, const void *b)
{
	const struct bench_sample *left = *(const struct bench_sample *const *)a;
	const struct bench_sample *right = *(const struct bench_sample *const *)b;
	int order = strcmp(left->case_id, right->case_id);

	if (!order)
		order = strcmp(left->op, right->op);
	return order ? order : strcmp(left->variant, right->variant);
}

/* Many formats would take two figures of a name for one, or for an error. */
static int check_names(const struct export *e, const char *path)
{
	const struct bench_sample **sorted = calloc(e->nr_points + 1, sizeof(*sorted));
	char name[POINT_NAME];
	int ret = 0;

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < e->nr_points; i++)
		sorted[i] = e->points[i];
	qsort(sorted, e->nr_points, sizeof(*sorted), by_name);
	for (size_t i = 1; !ret && i < e->nr_points; i++) {
		if (by_name(&sorted[i - 1], &sorted[i]))
			continue;
		point_name(sorted[i], name);
		warnx("%s has two figures of %s; remove a line", path, name);
		ret = -EINVAL;
	}
	free(sorted);
	return ret;
}

static int read_points(struct export *e, const char *dir)
{
	char *path = NULL;
	int ret = 0;

	if (asprintf(&path, "%s/samples.jsonl", dir) < 0)
		return -ENOMEM;
	if (!access(path, F_OK))
		ret = sample_set_read(&e->set, path);
	e->points = calloc(e->set.nr + 1, sizeof(*e->points));
	if (!e->points)
		ret = -ENOMEM;
	for (size_t i = 0; !ret && i < e->set.nr; i++) {
		const struct bench_sample *s = &e->set.samples[i];

		if (!s->refused && s->reps && s->ns_median > 0)
			e->points[e->nr_points++] = s;
	}
	if (!ret)
		ret = check_names(e, path);
	free(path);
	return ret;
}

/* ---- the run ---- */

/* What env.json has, what the samples have, or the name of the directory. */
static void read_id(struct export *e, const char *dir)
{
	char *real = realpath(dir, NULL), *slash = real ? strrchr(real, '/') : NULL;
	const char *const ids[] = { e->conditions.run, e->set.nr ? e->set.samples[0].run : NULL,
				    slash ? slash + 1 : NULL, "unknown" };
	size_t i = 0;

	while (!sample_name_is_valid(ids[i]))
		i++;
	snprintf(e->run, sizeof(e->run), "%s", ids[i]);
	free(real);
}

static void read_start(struct export *e)
{
	static const char format[] = "%Y-%m-%dT%H:%M:%SZ";
	time_t seconds = e->set.nr ? (time_t)e->set.samples[0].time : 0;
	struct tm tm = { 0 };
	const char *end = strptime(e->conditions.start, format, &tm);

	if ((!end || *end) && (!seconds || !gmtime_r(&seconds, &tm)))
		return;
	strftime(e->start, sizeof(e->start), format, &tm);
}

int export_read(struct export *e, const char *dir, unsigned int takes)
{
	int ret = 0;

	*e = (struct export){ 0 };
	if (access(dir, F_OK)) {
		ret = -errno;
		warn("%s", dir);
		return ret;
	}
	conditions_read(&e->conditions, dir);
	if (takes & EXPORT_TESTS)
		ret = read_tests(e, dir);
	if (!ret && takes & EXPORT_FIGURES)
		ret = read_points(e, dir);
	if (ret == -ENOMEM)
		warnx("out of memory");
	if (ret) {
		export_free(e);
		return ret;
	}
	read_id(e, dir);
	read_start(e);
	return 0;
}

void export_free(struct export *e)
{
	for (size_t i = 0; i < e->nr_tests; i++)
		test_free(&e->tests[i]);
	free(e->tests);
	free(e->points);
	sample_set_free(&e->set);
	*e = (struct export){ 0 };
}
