// SPDX-License-Identifier: GPL-2.0-only
/* Folded stacks: a line a stack, its functions from the outermost, and how often it was seen. */
#define _GNU_SOURCE
#include "folded.h"
#include "names.h"
#include "results/format/printable.h"

#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Deeper stacks and longer names are cut off; those of the kernel's functions are shorter. */
#define MAX_FRAMES	128
#define FRAME_TEXT	128
/* More samples than perf takes in a year: sums stay finite. */
#define MAX_SAMPLES	1e12

int stacks_add(struct stacks *s, const char *frames, double samples)
{
	size_t room = s->room ? 2 * s->room : 64;
	struct stack *more;

	if (s->nr == s->room) {
		more = reallocarray(s->all, room, sizeof(*more));
		if (!more)
			return -ENOMEM;
		s->all = more;
		s->room = room;
	}
	s->all[s->nr] = (struct stack){ strdup(frames), samples };
	return s->all[s->nr].frames ? (s->nr++, 0) : -ENOMEM;
}

int stacks_add_all(struct stacks *to, const struct stacks *from)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < from->nr; i++)
		ret = stacks_add(to, from->all[i].frames, from->all[i].samples);
	return ret;
}

static int compare_stacks(const void *a, const void *b)
{
	const struct stack *left = a, *right = b;

	return strcmp(left->frames, right->frames);
}

void stacks_merge(struct stacks *s)
{
	size_t nr = 0;

	if (s->nr)
		qsort(s->all, s->nr, sizeof(*s->all), compare_stacks);
	for (size_t i = 0; i < s->nr; i++)
		if (nr && same(s->all[nr - 1].frames, s->all[i].frames)) {
			s->all[nr - 1].samples += s->all[i].samples;
			free(s->all[i].frames);
		} else {
			s->all[nr++] = s->all[i];
		}
	s->nr = nr;
}

/* ---- from perf script ---- */

/* A stack as perf script prints it, the innermost function first. */
struct reading {
	char frames[MAX_FRAMES][FRAME_TEXT];
	size_t nr;
	bool whole;		/* the function that ptlu-bench calls has been read */
};

static bool is_timed_region(const char *function)
{
	return same(function, "ptlu_bench_run") || same(function, "bench_map_run") ||
	       same(function, "ptlu_boot_reserve");
}

static void read_frame(struct reading *r, const char *line)
{
	char name[FRAME_TEXT], *dot;

	if (r->whole || sscanf(line, "%*s %127s", name) != 1)
		return;
	make_printable(name);
	dot = strchr(name + 1, '.');
	if (dot)
		*dot = '\0';
	for (char *c = name; *c; c++)
		*c = *c == ';' ? '?' : *c;
	r->whole = is_timed_region(name);
	if (!r->whole && r->nr < MAX_FRAMES)
		strcpy(r->frames[r->nr++], name);
}

/* Samples that are not below the timed region are its preparation. */
static int end_stack(struct stacks *s, struct reading *r)
{
	char frames[MAX_FRAMES * FRAME_TEXT] = "", *end = frames;
	bool wanted = r->whole && r->nr;

	while (r->nr)
		end = stpcpy(stpcpy(end, end == frames ? "" : ";"), r->frames[--r->nr]);
	r->whole = false;
	return wanted ? stacks_add(s, frames, 1) : 0;
}

int stacks_fold(struct stacks *s, FILE *script)
{
	struct reading *r = calloc(1, sizeof(*r));
	char *line = NULL;
	size_t room = 0;
	int ret = r ? 0 : -ENOMEM;

	*s = (struct stacks){ 0 };
	while (!ret && getline(&line, &room, script) > 0) {
		if (line[strspn(line, " \t\n")])
			read_frame(r, line);
		else
			ret = end_stack(s, r);
	}
	if (!ret)
		ret = end_stack(s, r);
	free(line);
	free(r);
	stacks_merge(s);
	if (ret)
		warnx("out of memory");
	return ret;
}

/* ---- files ---- */

static int parse_line(struct stacks *s, char *line)
{
	char *number = strrchr(line, ' '), *end;
	double samples;

	if (!number || number == line)
		return -EINVAL;
	*number++ = '\0';
	samples = strtod(number, &end);
	if (end == number || *end || !(samples >= 0) || samples > MAX_SAMPLES)
		return -EINVAL;
	make_printable(line);
	return stacks_add(s, line, samples);
}

int stacks_read(struct stacks *s, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0, line_nr = 0;
	int ret = 0;

	*s = (struct stacks){ 0 };
	if (!file) {
		ret = -errno;
		warnx("cannot read %s: %s", path, strerror(-ret));
		return ret;
	}
	while (!ret && getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		line_nr++;
		ret = parse_line(s, line);
	}
	if (ret)
		warnx("%s:%zu: %s", path, line_nr,
		      ret == -ENOMEM ? "out of memory" : "not a folded stack");
	free(line);
	fclose(file);
	if (ret)
		stacks_free(s);
	else
		stacks_merge(s);
	return ret;
}

/* ---- sums ---- */

int stacks_self(struct stacks *self, const struct stacks *s)
{
	int ret = 0;

	*self = (struct stacks){ 0 };
	for (size_t i = 0; !ret && i < s->nr; i++) {
		const char *last = strrchr(s->all[i].frames, ';');

		ret = stacks_add(self, last ? last + 1 : s->all[i].frames, s->all[i].samples);
	}
	stacks_merge(self);
	return ret;
}

double stacks_of(const struct stacks *s, const char *frames)
{
	const struct stack key = { .frames = (char *)frames };
	const struct stack *found = s->nr ? bsearch(&key, s->all, s->nr, sizeof(*s->all),
						    compare_stacks) : NULL;

	return found ? found->samples : 0;
}

double stacks_total(const struct stacks *s)
{
	double sum = 0;

	for (size_t i = 0; i < s->nr; i++)
		sum += s->all[i].samples;
	return sum;
}

void stacks_free(struct stacks *s)
{
	for (size_t i = 0; i < s->nr; i++)
		free(s->all[i].frames);
	free(s->all);
	*s = (struct stacks){ 0 };
}
