// SPDX-License-Identifier: GPL-2.0-only
/* Targets that look alike in a plot: one of each kind and table size is drawn. */
#include "groups.h"
#include "names.h"

#include <string.h>

static bool same_group(const struct view *v, const char *a, const char *b)
{
	size_t len = strcspn(a, "-");

	return len == strcspn(b, "-") && !strncmp(a, b, len) && table_kib(v, a) == table_kib(v, b);
}

static size_t points_of(const struct view *v, const char *target)
{
	size_t nr = 0;

	for (size_t i = 0; i < v->nr_series; i++)
		if (same(v->series[i].points[0]->target, target))
			nr += v->series[i].nr;
	return nr;
}

/* The group that begins with a target; false if that target is in an earlier one. */
static bool begins_group(const struct view *v, size_t first, struct group *g)
{
	size_t most = 0, members = 0;

	for (size_t i = 0; i < v->nr_targets; i++) {
		size_t points = points_of(v, v->targets[i]);

		if (!same_group(v, v->targets[i], v->targets[first]))
			continue;
		if (i < first)
			return false;
		members += points > 0;
		if (points > most) {
			most = points;
			g->target = v->targets[i];
		}
	}
	if (members > 1)
		snprintf(g->label, sizeof(g->label), "ours, %s (of %zu alike)", g->target, members);
	else if (members)
		snprintf(g->label, sizeof(g->label), "ours, %s", g->target);
	return members > 0;
}

size_t groups_of(const struct view *v, struct group *groups)
{
	size_t nr = 0;

	for (size_t i = 0; i < v->nr_targets && nr < MAX_GROUPS; i++)
		nr += begins_group(v, i, &groups[nr]);
	return nr;
}
