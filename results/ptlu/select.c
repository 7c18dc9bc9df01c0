// SPDX-License-Identifier: GPL-2.0-only
/* One sample of a run by what it says of itself, and one figure of it. */
#define _GNU_SOURCE
#include "select.h"
#include "figure.h"
#include "names.h"

#include <errno.h>
#include <fnmatch.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the fields that a criterion may name ---- */

enum key_type { KEY_NAME, KEY_U64, KEY_UINT };

static const struct key {
	const char *name;
	enum key_type type;
	size_t offset;
} keys[] = {
#define KEY(name, type) { #name, type, offsetof(struct bench_sample, name) }
	KEY(run, KEY_NAME), { "case", KEY_NAME, offsetof(struct bench_sample, case_id) },
	KEY(tier, KEY_NAME), KEY(arch, KEY_NAME), KEY(kernel, KEY_NAME), KEY(target, KEY_NAME),
	KEY(format, KEY_NAME), KEY(op, KEY_NAME), KEY(variant, KEY_NAME), KEY(leaf, KEY_NAME),
	KEY(placement, KEY_NAME), KEY(cache, KEY_NAME), KEY(clock, KEY_NAME),
	KEY(tables, KEY_U64), KEY(iova_bytes, KEY_U64), KEY(order, KEY_UINT),
	KEY(batch, KEY_UINT), KEY(workers, KEY_UINT),
#undef KEY
};

#define NR_KEYS		(sizeof(keys) / sizeof(keys[0]))

#define LARGEST		"max"

static size_t key_index(const char *name)
{
	size_t i = 0;

	while (i < NR_KEYS && !same(keys[i].name, name))
		i++;
	return i;
}

static const char *name_of(const struct bench_sample *s, size_t key)
{
	return *(const char *const *)((const char *)s + keys[key].offset);
}

static uint64_t number_of(const struct bench_sample *s, size_t key)
{
	const char *member = (const char *)s + keys[key].offset;

	return keys[key].type == KEY_U64 ? *(const uint64_t *)member :
					   *(const unsigned int *)member;
}

/* "64GiB" in bytes; false for what is no number. */
static bool parse_number(const char *text, uint64_t *number)
{
	static const char *const units[] = { "", "KiB", "MiB", "GiB", "TiB" };
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	if (errno || end == text || *text == '-')
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (same(end, units[i]) && *number <= UINT64_MAX >> 10 * i) {
			*number <<= 10 * i;
			return true;
		}
	return false;
}

/* ---- from text ---- */

static int set_text(char *to, const char *value, char *error, size_t size)
{
	if (strlen(value) < SELECT_TEXT) {
		strcpy(to, value);
		return 0;
	}
	snprintf(error, size, "\"%.40s...\" is too long", value);
	return -EINVAL;
}

static int set_criterion(struct selection *sel, size_t key, const char *value, char *error,
			 size_t size)
{
	uint64_t number;
	size_t i = 0;

	if (keys[key].type != KEY_NAME && !parse_number(value, &number) &&
	    !(same(keys[key].name, "tables") && same(value, LARGEST))) {
		snprintf(error, size, "%s=%.40s: not a number", keys[key].name, value);
		return -EINVAL;
	}
	while (i < sel->nr && sel->criteria[i].key != key)
		i++;
	if (i == MAX_CRITERIA) {
		snprintf(error, size, "too many criteria");
		return -EINVAL;
	}
	sel->nr += i == sel->nr;
	sel->criteria[i].key = key;
	return set_text(sel->criteria[i].value, value, error, size);
}

static int set_digits(struct selection *sel, const char *value, char *error, size_t size)
{
	if (*value < '0' || *value > '9' || value[1]) {
		snprintf(error, size, "digits=%.40s: not a number from 0 to 9", value);
		return -EINVAL;
	}
	sel->digits = *value - '0';
	return 0;
}

static int add_one(struct selection *sel, char *text, char *error, size_t size)
{
	char *value = strchr(text, '=');
	size_t key;

	if (!value) {
		snprintf(error, size, "\"%.40s\" is not of the form key=value", text);
		return -EINVAL;
	}
	*value++ = '\0';
	if (same(text, "field"))
		return set_text(sel->field, value, error, size);
	if (same(text, "ratio"))
		return set_text(sel->ratio, value, error, size);
	if (same(text, "unit"))
		return set_text(sel->unit, value, error, size);
	if (same(text, "digits"))
		return set_digits(sel, value, error, size);
	key = key_index(text);
	if (key < NR_KEYS)
		return set_criterion(sel, key, value, error, size);
	snprintf(error, size, "\"%.40s\" is not a field that a sample can be selected by", text);
	return -EINVAL;
}

int selection_add(struct selection *sel, const char *text, char *error, size_t size)
{
	char *copy = strdup(text), *next = NULL;
	int ret = 0;

	if (!copy) {
		snprintf(error, size, "out of memory");
		return -EINVAL;
	}
	for (char *one = strtok_r(copy, ", \t\n", &next); one && !ret;
	     one = strtok_r(NULL, ", \t\n", &next))
		ret = add_one(sel, one, error, size);
	free(copy);
	return ret;
}

/* ---- samples ---- */

static bool matches(const struct selection *sel, const struct bench_sample *s)
{
	for (size_t i = 0; i < sel->nr; i++) {
		size_t key = sel->criteria[i].key;
		const char *value = sel->criteria[i].value;
		uint64_t number;

		if (keys[key].type == KEY_NAME) {
			if (fnmatch(value, name_of(s, key), 0))
				return false;
		} else if (parse_number(value, &number) && number != number_of(s, key)) {
			return false;
		}
	}
	return true;
}

static bool wants_largest(const struct selection *sel)
{
	for (size_t i = 0; i < sel->nr; i++)
		if (same(sel->criteria[i].value, LARGEST))
			return true;
	return false;
}

static const struct bench_sample *sample_at(const struct run *run, size_t i)
{
	return i < run->set.nr ? &run->set.samples[i] : &run->counts.samples[i - run->set.nr];
}

const struct bench_sample **selection_take(const struct selection *sel, const struct run *run,
					   size_t *nr)
{
	size_t all = run->set.nr + run->counts.nr, kept = 0;
	const struct bench_sample **taken = calloc(all + 1, sizeof(*taken));
	uint64_t largest = 0;

	*nr = 0;
	for (size_t i = 0; taken && i < all; i++) {
		const struct bench_sample *s = sample_at(run, i);

		if (!matches(sel, s))
			continue;
		taken[(*nr)++] = s;
		if (s->tables > largest)
			largest = s->tables;
	}
	if (!wants_largest(sel))
		return taken;
	for (size_t i = 0; i < *nr; i++)
		if (taken[i]->tables == largest)
			taken[kept++] = taken[i];
	*nr = kept;
	return taken;
}

/* ---- figures ---- */

static double ns_median(const struct bench_sample *s)
{
	return s->refused ? NAN : s->ns_median;
}

static double ns_min(const struct bench_sample *s)
{
	return s->refused ? NAN : s->ns_min;
}

static double ns_mad(const struct bench_sample *s)
{
	return s->refused ? NAN : s->ns_mad;
}

static double ns_per_table(const struct bench_sample *s)
{
	return s->refused ? NAN : s->ns_median / (double)s->tables;
}

static double ns_per_page(const struct bench_sample *s)
{
	return s->refused ? NAN :
			    s->ns_median * (double)leaf_bytes(s->leaf) / (double)s->iova_bytes;
}

/* A count, and the same per table. */
#define COUNT(name)                                                                                \
static double name(const struct bench_sample *s)                                                   \
{                                                                                                  \
	return s->name >= 0 ? s->name : NAN;                                                       \
}                                                                                                  \
												   \
static double name##_per_table(const struct bench_sample *s)                                       \
{                                                                                                  \
	return name(s) / (double)s->tables;                                                        \
}

COUNT(instructions)
COUNT(cycles)
COUNT(llc_misses)
COUNT(dtlb_misses)
COUNT(page_walks)

static double tables(const struct bench_sample *s)
{
	return (double)s->tables;
}

static double reps(const struct bench_sample *s)
{
	return (double)s->reps;
}

static double pool_unused(const struct bench_sample *s)
{
	return (double)s->pool_unused;
}

static const struct field {
	const char *name;
	double (*value)(const struct bench_sample *s);
	int digits;
	bool is_time;		/* in nanoseconds; has units */
} fields[] = {
	{ "ns_median", ns_median, 0, true },
	{ "ns_min", ns_min, 0, true },
	{ "ns_mad", ns_mad, 0, true },
	{ "ns_per_table", ns_per_table, 1, true },
	{ "ns_per_page", ns_per_page, 2, true },
	{ "instructions", instructions, 0, false },
	{ "instructions_per_table", instructions_per_table, 0, false },
	{ "cycles", cycles, 0, false },
	{ "cycles_per_table", cycles_per_table, 0, false },
	{ "llc_misses", llc_misses, 0, false },
	{ "llc_misses_per_table", llc_misses_per_table, 2, false },
	{ "dtlb_misses", dtlb_misses, 0, false },
	{ "dtlb_misses_per_table", dtlb_misses_per_table, 2, false },
	{ "page_walks", page_walks, 0, false },
	{ "page_walks_per_table", page_walks_per_table, 2, false },
	{ "tables", tables, 0, false },
	{ "reps", reps, 0, false },
	{ "pool_unused", pool_unused, 0, false },
};

#define NR_FIELDS	(sizeof(fields) / sizeof(fields[0]))
#define RATIO_DIGITS	3

static const struct field *find_field(const char *name)
{
	for (size_t i = 0; i < NR_FIELDS; i++)
		if (same(fields[i].name, name))
			return &fields[i];
	return NULL;
}

static bool differ(const struct bench_sample *a, const struct bench_sample *b, size_t key)
{
	return keys[key].type == KEY_NAME ? !same(name_of(a, key), name_of(b, key)) :
					    number_of(a, key) != number_of(b, key);
}

static void say_difference(const struct bench_sample *a, const struct bench_sample *b, char *text,
			   size_t size)
{
	size_t used = (size_t)snprintf(text, size, "several samples match; they differ in");

	for (size_t key = 0; key < NR_KEYS && used < size; key++)
		if (differ(a, b, key))
			used += (size_t)snprintf(text + used, size - used, " %s", keys[key].name);
}

/* The sample that has the figure, if there is exactly one. */
static const struct bench_sample *find_one(const struct selection *sel, const struct run *run,
					   const struct field *f, char *text, size_t size)
{
	size_t nr = 0, usable = 0;
	const struct bench_sample **taken = selection_take(sel, run, &nr), *found = NULL;

	for (size_t i = 0; i < nr; i++) {
		if (!isfinite(f->value(taken[i])))
			continue;
		if (found)
			say_difference(found, taken[i], text, size);
		else
			found = taken[i];
		if (usable++)
			break;
	}
	if (!usable && nr)
		snprintf(text, size, "the sample has no %s, or was refused", f->name);
	else if (!usable)
		snprintf(text, size, "no sample matches");
	free(taken);
	return usable == 1 ? found : NULL;
}

/* The same measurement of another variant. */
static const struct bench_sample *find_variant(const struct run *run,
					       const struct bench_sample *like, const char *variant)
{
	for (size_t i = 0; i < run->set.nr + run->counts.nr; i++) {
		const struct bench_sample *s = sample_at(run, i);

		if (same(s->variant, variant) && same(s->case_id, like->case_id) &&
		    same(s->op, like->op) && same(s->tier, like->tier) &&
		    same(s->arch, like->arch) && same(s->kernel, like->kernel) &&
		    s->tables == like->tables)
			return s;
	}
	return NULL;
}

static int print_value(const struct selection *sel, const struct field *f, double value,
		       char *text, size_t size)
{
	static const struct {
		const char *name;
		double ns;
	} units[] = { { "ns", 1 }, { "us", 1e3 }, { "ms", 1e6 }, { "s", 1e9 } };
	bool is_ratio = *sel->ratio;
	int digits = sel->digits >= 0 ? sel->digits : is_ratio ? RATIO_DIGITS : f->digits;
	char time[FIGURE_TEXT];

	if (!*sel->unit) {
		snprintf(text, size, "%.*f", digits, value);
		return 0;
	}
	if (!is_ratio && f->is_time && same(sel->unit, "auto")) {
		time_text(time, value);
		snprintf(text, size, "%s", time);
		return 0;
	}
	for (size_t i = 0; !is_ratio && f->is_time && i < sizeof(units) / sizeof(units[0]); i++)
		if (same(sel->unit, units[i].name)) {
			snprintf(text, size, "%.*f", digits, value / units[i].ns);
			return 0;
		}
	snprintf(text, size, "unit=%s: the figure has no such unit", sel->unit);
	return -EINVAL;
}

int selection_figure(const struct selection *sel, const struct run *run, char *text, size_t size)
{
	const struct field *f = find_field(sel->field);
	const struct bench_sample *s, *by = NULL;
	double value;

	if (!f) {
		snprintf(text, size, "field=%s: there is no such figure", sel->field);
		return -EINVAL;
	}
	s = find_one(sel, run, f, text, size);
	if (!s)
		return -EINVAL;
	value = f->value(s);
	if (*sel->ratio) {
		by = find_variant(run, s, sel->ratio);
		if (!by || !isfinite(f->value(by)) || !(f->value(by) > 0)) {
			snprintf(text, size, "ratio=%s: that variant has no such figure",
				 sel->ratio);
			return -EINVAL;
		}
		value /= f->value(by);
	}
	return print_value(sel, f, value, text, size);
}
