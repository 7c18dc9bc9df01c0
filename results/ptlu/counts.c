// SPDX-License-Identifier: GPL-2.0-only
/* ptlu counts: exact counts of a run, and what differs between two runs, function by function. */
#define _GNU_SOURCE
#include "counts.h"
#include "commands.h"
#include "names.h"
#include "table.h"
#include "results/format/file.h"
#include "results/format/printable.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Functions that are shown for one operation. */
#define MAX_FUNCTIONS	8

static int compare_lines(const void *a, const void *b)
{
	const struct function_line *left = a, *right = b;
	int order = strcmp(left->key, right->key);

	return order ? order : strcmp(left->function, right->function);
}

/* "case<tab>op<tab>variant<tab>function<tab>instructions"; other lines are no counts. */
static int parse_line(struct function_line *f, char *line)
{
	char *instructions = strrchr(line, '\t'), *function, *end;

	if (!instructions)
		return -EINVAL;
	*instructions++ = '\0';
	function = strrchr(line, '\t');
	if (!function)
		return -EINVAL;
	*function++ = '\0';
	f->instructions = strtod(instructions, &end);
	if (end == instructions || !isfinite(f->instructions) || f->instructions < 0)
		return -EINVAL;
	make_printable(function);
	f->key = strdup(line);
	f->function = strdup(function);
	return f->key && f->function ? 0 : -ENOMEM;
}

static int read_functions(struct counts *c, FILE *file, const char *path)
{
	char *line = NULL;
	size_t room = 0, allocated = 0;
	ssize_t len;
	int ret = 0;

	while (!ret && (len = getline(&line, &room, file)) > 0) {
		struct function_line *more = c->functions;

		line[len - 1] = line[len - 1] == '\n' ? '\0' : line[len - 1];
		if (c->nr_functions == allocated) {
			allocated = allocated ? 2 * allocated : 256;
			more = reallocarray(c->functions, allocated, sizeof(*more));
		}
		if (!more) {
			ret = -ENOMEM;
			break;
		}
		c->functions = more;
		c->functions[c->nr_functions] = (struct function_line){ 0 };
		ret = parse_line(&c->functions[c->nr_functions++], line);
	}
	free(line);
	if (ret)
		warnx("%s:%zu: %s", path, c->nr_functions,
		      ret == -ENOMEM ? "out of memory" : "no count of a function");
	else if (c->nr_functions)
		qsort(c->functions, c->nr_functions, sizeof(*c->functions), compare_lines);
	return ret;
}

int counts_read_functions(struct counts *c, const char *path)
{
	FILE *file = open_regular_file(path);
	int ret = 0;

	*c = (struct counts){ 0 };
	if (file) {
		ret = read_functions(c, file, path);
		fclose(file);
	}
	if (ret)
		counts_free(c);
	return ret;
}

int counts_read(struct counts *c, const char *dir)
{
	char *path = NULL;
	FILE *file;
	int ret = -ENOMEM;

	*c = (struct counts){ .dir = dir };
	if (asprintf(&path, "%s/samples.jsonl", dir) >= 0)
		ret = sample_set_read(&c->set, path);
	free(path);
	path = NULL;
	if (!ret && asprintf(&path, "%s/functions.tsv", dir) < 0)
		ret = -ENOMEM;
	file = ret ? NULL : open_regular_file(path);
	if (file) {
		ret = read_functions(c, file, path);
		fclose(file);
	}
	free(path);
	if (ret)
		counts_free(c);
	return ret;
}

void counts_free(struct counts *c)
{
	for (size_t i = 0; i < c->nr_functions; i++) {
		free(c->functions[i].key);
		free(c->functions[i].function);
	}
	free(c->functions);
	sample_set_free(&c->set);
	*c = (struct counts){ 0 };
}

/* ---- one run ---- */

static void put_per_table(struct table *t, const struct bench_sample *s, double count)
{
	if (count < 0)
		table_cell(t, "-");
	else
		table_cell(t, "%.2f", count / (double)s->tables);
}

static size_t print_counts(const struct counts *c, FILE *out)
{
	static const char *const columns[] = { "target", "operation", "variant", ">tables",
					       ">instructions", ">reads", ">writes",
					       ">read misses", ">write misses", NULL };
	struct table *t = table_begin(columns);
	size_t rows;

	for (size_t i = 0; i < c->set.nr; i++) {
		const struct bench_sample *s = &c->set.samples[i];

		if (s->instructions < 0 || !s->tables)
			continue;
		table_row(t);
		table_cell(t, "%s", s->target);
		table_cell(t, "%s", s->op);
		table_cell(t, "%s", s->variant);
		table_cell(t, "%llu", (unsigned long long)s->tables);
		put_per_table(t, s, s->instructions);
		put_per_table(t, s, s->reads);
		put_per_table(t, s, s->writes);
		put_per_table(t, s, s->read_misses);
		put_per_table(t, s, s->write_misses);
	}
	rows = table_rows(t);
	table_end(t, out, "Counts per table; misses of the last-level cache of callgrind's model");
	return rows;
}

/* ---- two runs ---- */

static const struct bench_sample *find_same(const struct counts *c, const struct bench_sample *s)
{
	for (size_t i = 0; i < c->set.nr; i++) {
		const struct bench_sample *other = &c->set.samples[i];

		if (same(other->case_id, s->case_id) && same(other->op, s->op) &&
		    same(other->variant, s->variant) && other->instructions > 0)
			return other;
	}
	return NULL;
}

double counts_ratio(const struct counts *base, const struct counts *head, counts_filter wanted,
		    const void *data)
{
	double sum = 0;
	size_t nr = 0;

	for (size_t i = 0; i < base->set.nr; i++) {
		const struct bench_sample *s = &base->set.samples[i];
		const struct bench_sample *other = find_same(head, s);

		if (!other || s->instructions <= 0 || (wanted && !wanted(s, data)))
			continue;
		sum += log(other->instructions / s->instructions);
		nr++;
	}
	return nr ? exp(sum / (double)nr) : NAN;
}

static int by_size(const void *a, const void *b)
{
	const struct function_difference *left = a, *right = b;
	double x = fabs(left->head - left->base), y = fabs(right->head - right->base);

	return x < y ? 1 : x > y ? -1 : strcmp(left->function, right->function);
}

static struct function_difference *find_difference(struct function_difference *all, size_t *nr,
						   const char *function)
{
	for (size_t i = 0; i < *nr; i++)
		if (same(all[i].function, function))
			return &all[i];
	all[*nr] = (struct function_difference){ .function = function };
	return &all[(*nr)++];
}

static void add_functions(const struct counts *c, const char *key,
			  struct function_difference *all, size_t *nr, bool is_head)
{
	for (size_t i = 0; i < c->nr_functions; i++) {
		struct function_difference *d;

		if (!same(c->functions[i].key, key))
			continue;
		d = find_difference(all, nr, c->functions[i].function);
		if (is_head)
			d->head += c->functions[i].instructions;
		else
			d->base += c->functions[i].instructions;
	}
}

struct function_difference *counts_functions(const struct counts *base, const struct counts *head,
					     const struct bench_sample *s, size_t *nr)
{
	size_t room = base->nr_functions + head->nr_functions, differ = 0;
	struct function_difference *all = calloc(room ? room : 1, sizeof(*all));
	char *key = NULL;

	*nr = 0;
	if (!all || asprintf(&key, "%s\t%s\t%s", s->case_id, s->op, s->variant) < 0) {
		free(all);
		return NULL;
	}
	add_functions(base, key, all, nr, false);
	add_functions(head, key, all, nr, true);
	qsort(all, *nr, sizeof(*all), by_size);
	free(key);
	while (differ < *nr && all[differ].base != all[differ].head)
		differ++;
	*nr = differ;
	return all;
}

/* Where the instructions of an operation went, or came from: the largest differences. */
static void print_functions(const struct counts *base, const struct counts *head,
			    const struct bench_sample *s, struct table *t)
{
	size_t nr = 0;
	struct function_difference *all = counts_functions(base, head, s, &nr);

	for (size_t i = 0; i < nr && i < MAX_FUNCTIONS; i++) {
		table_row(t);
		table_cell(t, "  %s", all[i].function);
		table_cell(t, " ");
		table_cell(t, " ");
		table_cell(t, "%.2f", all[i].base / (double)s->tables);
		table_cell(t, "%.2f", all[i].head / (double)s->tables);
		table_cell(t, "%+.2f", (all[i].head - all[i].base) / (double)s->tables);
		table_cell(t, " ");
	}
	free(all);
}

/* A target that is counted in several cases needs their names. */
static const char *name_of(const struct sample_set *set, const struct bench_sample *s)
{
	for (size_t i = 0; i < set->nr; i++) {
		const struct bench_sample *other = &set->samples[i];

		if (other != s && same(other->target, s->target) && same(other->op, s->op) &&
		    same(other->variant, s->variant))
			return s->case_id;
	}
	return s->target;
}

size_t counts_compare(const struct counts *base, const struct counts *head, counts_filter wanted,
		      const void *data, FILE *out)
{
	static const char *const columns[] = { "target, function", "operation", "variant", ">base",
					       ">head", ">difference", ">change", NULL };
	struct table *t = table_begin(columns);
	size_t compared = 0, more = 0;
	bool listed;

	for (size_t i = 0; i < base->set.nr; i++) {
		const struct bench_sample *s = &base->set.samples[i];
		const struct bench_sample *other = find_same(head, s);
		double change;

		if (!other || s->instructions <= 0 || !s->tables || (wanted && !wanted(s, data)))
			continue;
		compared++;
		change = other->instructions / s->instructions - 1;
		if (fabs(change) < COUNT_THRESHOLD)
			continue;
		more += change > 0;
		table_row(t);
		table_cell(t, "%s", name_of(&base->set, s));
		table_cell(t, "%s", s->op);
		table_cell(t, "%s", s->variant);
		table_cell(t, "%.2f", s->instructions / (double)s->tables);
		table_cell(t, "%.2f", other->instructions / (double)s->tables);
		table_cell(t, "%+.2f", (other->instructions - s->instructions) / (double)s->tables);
		table_cell(t, "%+.1f %%", 100 * change);
		print_functions(base, head, s, t);
	}
	listed = table_end(t, out, "Instructions per table, and the functions that they differ in");
	if (!compared)
		fputs("None of these operations is counted.\n", out);
	else if (!listed)
		fprintf(out, "Instructions are the same to 0.1 %% in %zu operations.\n", compared);
	else
		fprintf(out, "%zu operations compared; those not listed are the same to 0.1 %%.\n",
			compared);
	return more;
}

/* ---- the command ---- */

struct arguments {
	const char *dirs[2];
	size_t nr;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	if (key == ARGP_KEY_END && !a->nr)
		argp_usage(state);
	if (key != ARGP_KEY_ARG)
		return key == ARGP_KEY_END ? 0 : ARGP_ERR_UNKNOWN;
	if (a->nr == 2)
		argp_usage(state);
	a->dirs[a->nr++] = arg;
	return 0;
}

static const struct argp argp = {
	NULL, parse, "BASE [HEAD]",
	"Print the counts of BASE, a run of make counts; with HEAD what differs between the two, and"
	" in which functions."
	"\vThe exit status is 1 if an operation takes 0.1 % more instructions or more, 2 for an"
	" error.",
	NULL, NULL, NULL,
};

int command_counts(int argc, char **argv)
{
	struct arguments a = { 0 };
	struct counts base, head;
	int status = 0;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (counts_read(&base, a.dirs[0]))
		return 2;
	if (a.nr == 1) {
		if (!print_counts(&base, stdout)) {
			warnx("%s has no counts; make counts makes them", a.dirs[0]);
			status = 2;
		}
	} else if (counts_read(&head, a.dirs[1])) {
		status = 2;
	} else {
		if (isnan(counts_ratio(&base, &head, NULL, NULL))) {
			warnx("%s and %s have no counted operation in common", a.dirs[0],
			      a.dirs[1]);
			status = 2;
		} else {
			status = counts_compare(&base, &head, NULL, NULL, stdout) ? 1 : 0;
		}
		counts_free(&head);
	}
	counts_free(&base);
	return status;
}
