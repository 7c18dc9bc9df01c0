// SPDX-License-Identifier: GPL-2.0-only
/* The command that shows a change again. */
#include "findings.h"
#include "results/ptlu/names.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * "v7.3-5-g0123456789ab", "v7.3" or "0123456789ab" of git describe, nothing that a shell takes for
 * more than a word.
 */
static bool is_commit(const char *tree)
{
	return sample_name_is_valid(tree) && !strstr(tree, "-dirty");
}

/* Of "v7.3-5-g0123456789ab" the 5, and the length of "v7.3": 0 commits after a tag itself. */
static long commits_after_tag(const char *tree, size_t *tag)
{
	const char *hash = strstr(tree, "-g"), *count = hash;
	char *end;
	long commits;

	while (count && count > tree && isdigit((unsigned char)count[-1]))
		count--;
	*tag = strlen(tree);
	if (!hash || count == hash || count == tree || count[-1] != '-')
		return 0;
	commits = strtol(count, &end, 10);
	*tag = (size_t)(count - 1 - tree);
	return end == hash ? commits : 0;
}

/* One follows the other: there is nothing to bisect. */
static bool are_neighbours(const char *a, const char *b)
{
	size_t tag_a, tag_b;
	long first = commits_after_tag(a, &tag_a), second = commits_after_tag(b, &tag_b);

	return tag_a == tag_b && !strncmp(a, b, tag_a) && second - first == 1;
}

/* "7.3" of "7.3.4": what make compare takes for Debian's packages. */
static void series_of(const char *kernel, char *text, size_t size)
{
	const char *dot = strchr(kernel, '.');

	snprintf(text, size, "%.*s", (int)(dot ? (size_t)(dot - kernel) + 1 + strcspn(dot + 1, ".-") :
					   strlen(kernel)), kernel);
}

/* " TARGETS=... OPS=... VARIANTS=..." */
static void selection_of(const struct finding *f, char *text, size_t size)
{
	const char *target = strrchr(f->test, '/');

	if (f->kind != FINDING_RULE)
		snprintf(text, size, "%s%s OPS=%s VARIANTS=%s",
			 same(f->target, ALL_TARGETS) || same(f->target, "any") ? "" : " TARGETS=",
			 same(f->target, ALL_TARGETS) || same(f->target, "any") ? "" : f->target,
			 f->op, f->variant);
	else if (target && sample_name_is_valid(target + 2) && strncmp(target + 2, "test_", 5))
		snprintf(text, size, " TARGETS=%s", target + 2);
	else
		*text = '\0';
}

/* counts, time, or the first of the rules. */
static void judge_of(const struct finding *f, char *text, size_t size)
{
	if (f->kind == FINDING_RULE)
		snprintf(text, size, "rule:%.*s", (int)strcspn(f->rules, " "), f->rules);
	else
		snprintf(text, size, "%s", f->kind == FINDING_COUNT ? "counts" : "time");
}

/* The trees are the same: the two runs, as they are. */
static void command_of_runs(const struct finding *f, const char *selection, char *text, size_t size)
{
	switch (f->kind) {
	case FINDING_COUNT:
		snprintf(text, size, "ptlu counts results/runs/%s results/runs/%s", f->before.name,
			 f->first.name);
		return;
	case FINDING_TIME:
		snprintf(text, size, "make compare BASE=results/runs/%s HEAD=results/runs/%s",
			 f->before.name, f->first.name);
		return;
	default:
		snprintf(text, size, "make check%s", selection);
	}
}

void finding_command(const struct finding *f, const char *ksrc, char *text, size_t size)
{
	const char *a = f->before.tree, *b = f->first.tree;
	char selection[256], judge[288], tree[160] = "", from[160], to[160];

	selection_of(f, selection, sizeof(selection));
	judge_of(f, judge, sizeof(judge));
	series_of(f->before.kernel, from, sizeof(from));
	series_of(f->first.kernel, to, sizeof(to));
	if (ksrc)
		snprintf(tree, sizeof(tree), " KSRC=%s", ksrc);
	if (is_commit(a) && is_commit(b) && !same(a, b) &&
	    (f->kind == FINDING_RULE || !are_neighbours(a, b)))
		snprintf(text, size, "make bisect%s GOOD=%s BAD=%s BY=%s%s", tree, a, b, judge,
			 selection);
	else if (is_commit(a) && is_commit(b) && !same(a, b))
		snprintf(text, size, "make compare%s BASE=%s HEAD=%s%s", tree, a, b, selection);
	else if (f->kind != FINDING_RULE && !same(from, to) && sample_name_is_valid(from) &&
		 sample_name_is_valid(to))
		snprintf(text, size, "make compare BASE=%s HEAD=%s%s", from, to, selection);
	else
		command_of_runs(f, selection, text, size);
}
