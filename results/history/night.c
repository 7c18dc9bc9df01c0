// SPDX-License-Identifier: GPL-2.0-only
/* The files of a night, which scripts/nightly writes. */
#include "night.h"
#include "results/format/printable.h"
#include "results/ptlu/names.h"

#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FIELDS	6
#define MAX_LINE	2600

static bool take(char *to, size_t size, const char *from)
{
	int len = snprintf(to, size, "%s", from);

	return len > 0 && (size_t)len < size;
}

static bool add_tree(struct night *night, char *const *field)
{
	struct night_tree *all = realloc(night->trees, (night->nr_trees + 1) * sizeof(*all)), *t;

	if (!all)
		return false;
	night->trees = all;
	t = &all[night->nr_trees];
	memset(t, 0, sizeof(*t));
	t->unchanged = same(field[3], "unchanged");
	if (!take(t->label, sizeof(t->label), field[0]) ||
	    !take(t->version, sizeof(t->version), field[1]) ||
	    !take(t->ptlu, sizeof(t->ptlu), field[2]) ||
	    !take(t->ksrc, sizeof(t->ksrc), field[4]) || !take(t->db, sizeof(t->db), field[5]))
		return false;
	night->nr_trees++;
	return true;
}

static struct night_tree *tree_of(struct night *night, const char *label)
{
	for (size_t i = 0; i < night->nr_trees; i++)
		if (same(night->trees[i].label, label))
			return &night->trees[i];
	return NULL;
}

static bool is_outcome(const char *text)
{
	return same(text, "ok") || same(text, "failures") || same(text, "failed") ||
	       same(text, "late");
}

static bool add_stage(struct night *night, char *const *field)
{
	struct night_tree *t = tree_of(night, field[0]);
	struct night_stage *all, *s;
	char *end;

	if (!t || !is_outcome(field[2]))
		return false;
	all = realloc(t->stages, (t->nr_stages + 1) * sizeof(*all));
	if (!all)
		return false;
	t->stages = all;
	s = &all[t->nr_stages];
	s->seconds = strtoll(field[3], &end, 10);
	if (*end || end == field[3] || s->seconds < 0 ||
	    !take(s->name, sizeof(s->name), field[1]) ||
	    !take(s->outcome, sizeof(s->outcome), field[2]) ||
	    !take(s->run, sizeof(s->run), field[4]) || !take(s->note, sizeof(s->note), field[5]))
		return false;
	t->nr_stages++;
	return true;
}

/* Split a line at its tabs; false if it has not as many fields as it must have. */
static bool split(char *line, char **field)
{
	char *next = line;
	size_t nr = 0;

	line[strcspn(line, "\n")] = '\0';
	for (; next && nr < MAX_FIELDS; nr++) {
		field[nr] = strsep(&next, "\t");
		make_printable(field[nr]);
	}
	return nr == MAX_FIELDS && !next;
}

static int read_lines(struct night *night, const char *dir, const char *name,
		      bool (*add)(struct night *night, char *const *field))
{
	char path[PATH_MAX], line[MAX_LINE], *field[MAX_FIELDS];
	unsigned int nr = 0;
	int ret = 0;
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	in = fopen(path, "r");
	if (!in) {
		ret = -errno;
		warn("%s", path);
		return ret;
	}
	while (!ret && fgets(line, sizeof(line), in)) {
		nr++;
		if (!split(line, field) || !add(night, field)) {
			warnx("%s:%u: is no line of a night", path, nr);
			ret = -EINVAL;
		}
	}
	fclose(in);
	return ret;
}

int night_read(struct night *night, const char *dir)
{
	const char *slash = strrchr(dir, '/');
	int ret;

	*night = (struct night){ .name = slash ? slash + 1 : dir };
	ret = read_lines(night, dir, "trees.tsv", add_tree);
	if (!ret)
		ret = read_lines(night, dir, "stages.tsv", add_stage);
	if (ret)
		night_free(night);
	return ret;
}

void night_free(struct night *night)
{
	for (size_t i = 0; i < night->nr_trees; i++)
		free(night->trees[i].stages);
	free(night->trees);
	*night = (struct night){ 0 };
}

size_t night_could_not_run(const struct night *night)
{
	size_t nr = 0;

	for (size_t i = 0; i < night->nr_trees; i++)
		for (size_t j = 0; j < night->trees[i].nr_stages; j++) {
			const char *outcome = night->trees[i].stages[j].outcome;

			nr += same(outcome, "failed") || same(outcome, "late");
		}
	return nr;
}
