// SPDX-License-Identifier: GPL-2.0-only
/* Which functions of two builds have the same machine code: the output of ptlu-code. */
#define _GNU_SOURCE
#include "code.h"
#include "names.h"
#include "results/format/file.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *read_text(const char *path)
{
	FILE *file = open_regular_file(path);
	char *text = NULL;
	size_t room = 0;

	/* the whole file: it has no byte of 0 */
	if (file && getdelim(&text, &room, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	if (file)
		fclose(file);
	return text;
}

static size_t count_lines(const char *text)
{
	size_t nr = 0;

	for (; text && *text; text++)
		nr += *text == '\n';
	return nr;
}

int code_read(struct code_lines *c, const char *path)
{
	char *save, *line;

	*c = (struct code_lines){ .text = read_text(path) };
	if (!c->text)
		return 0;
	c->lines = calloc(count_lines(c->text) + 1, sizeof(*c->lines));
	if (!c->lines) {
		warnx("out of memory");
		code_free(c);
		return -ENOMEM;
	}
	for (line = strtok_r(c->text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		c->lines[c->nr++] = line;
	qsort(c->lines, c->nr, sizeof(*c->lines), compare_lines);
	return 0;
}

void code_free(struct code_lines *c)
{
	free(c->lines);
	free(c->text);
	*c = (struct code_lines){ 0 };
}

static bool is_named(const char *line, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(line, name, len) && line[len] == '\t';
}

/* The first line of a name; @c->nr if there is none. */
static size_t find_name(const struct code_lines *c, const char *name)
{
	size_t i = 0;

	while (i < c->nr && !is_named(c->lines[i], name))
		i++;
	return i;
}

/* Static functions of several files share a name: all of them must be the same. */
static enum code compare_function(const struct code_lines *base, const struct code_lines *head,
				  const char *name)
{
	size_t a = find_name(base, name), b = find_name(head, name);

	if (a == base->nr && b == head->nr)
		return CODE_NOT_KNOWN;
	while (a < base->nr && b < head->nr && is_named(base->lines[a], name) &&
	       same(base->lines[a], head->lines[b])) {
		a++;
		b++;
	}
	if ((a < base->nr && is_named(base->lines[a], name)) ||
	    (b < head->nr && is_named(head->lines[b], name)))
		return CODE_DIFFERS;
	return CODE_SAME;
}

size_t code_target_len(const char *key)
{
	const char *end = strstr(key, "-maps-count-");

	if (!end)
		end = strstr(key, "-count-");
	return end ? (size_t)(end - key) : 0;
}

static bool is_key_of(const char *key, const struct bench_sample *s)
{
	size_t len = code_target_len(key);
	char *expected = NULL;
	const char *rest;
	bool result;

	if (len != strlen(s->target) || strncmp(key, s->target, len))
		return false;
	rest = strchr(key, '\t');
	if (!rest || asprintf(&expected, "\t%s\t%s", s->op, s->variant) < 0)
		return false;
	result = same(rest, expected);
	free(expected);
	return result;
}

enum code code_of(const struct code_lines *base, const struct code_lines *head,
		  const struct counts *base_counts, const struct counts *head_counts,
		  const struct bench_sample *sample)
{
	const struct counts *const counts[] = { base_counts, head_counts };
	enum code result = CODE_NOT_KNOWN;

	for (size_t side = 0; side < 2; side++)
		for (size_t i = 0; i < counts[side]->nr_functions; i++) {
			const struct function_line *f = &counts[side]->functions[i];
			enum code one;

			if (!is_key_of(f->key, sample))
				continue;
			one = compare_function(base, head, f->function);
			if (one == CODE_DIFFERS)
				return CODE_DIFFERS;
			if (one == CODE_SAME)
				result = CODE_SAME;
		}
	return result;
}

double code_instructions(const struct counts *counts, const struct bench_sample *sample)
{
	double sum = 0;

	for (size_t i = 0; i < counts->nr_functions; i++)
		if (is_key_of(counts->functions[i].key, sample))
			sum += counts->functions[i].instructions;
	return sum;
}
