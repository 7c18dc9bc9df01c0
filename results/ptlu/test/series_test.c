// SPDX-License-Identifier: GPL-2.0-only
/* Tests of how samples become views and series. */
#include "ktap.h"
#include "results/ptlu/groups.h"
#include "results/ptlu/ratio.h"
#include "results/ptlu/series.h"
#include "samples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sizes are sorted, of a repeated one the last sample counts, refused ones are apart. */
static void test_series(void)
{
	struct bench_sample samples[] = { test_sample(512, 30), test_sample(4, 10),
					  test_sample(512, 40), test_sample(64, 20),
					  test_sample(128, 0) };
	const struct series *s;
	struct view *v;
	size_t nr;

	samples[3].refused = "spread";
	v = test_views(samples, 5, &nr);
	CHECK(nr == 1 && v->nr_samples == 5 && v->nr_refused == 2);
	s = series_find(v, "vtdss-48", "restore", "ours", "4k", "shuffled");
	CHECK(s && s->nr == 2);
	CHECK(s->points[0]->tables == 4 && s->points[1]->ns_median == 40);
	CHECK(!series_find(v, "vtdss-48", "restore", "ours", NULL, "shuffled"));
	CHECK(!series_find(v, "vtdss-48", "restore", "posted", "4k", "shuffled"));
	CHECK(has_op(v, "restore") && !has_op(v, "preserve"));
	CHECK(measured_at(v, "shuffled") && !measured_at(v, "sequential"));
	views_free(v, nr);
}

static void test_views_apart(void)
{
	struct bench_sample samples[] = { test_sample(4, 1), test_sample(4, 2), test_sample(4, 3),
					  test_sample(4, 4) };
	struct view *v;
	size_t nr;

	samples[1].cache = "warm";
	samples[2].arch = "arm64";
	samples[2].clock = "icount";
	samples[3].target = "any";
	v = test_views(samples, 4, &nr);
	CHECK(nr == 3);
	CHECK(v[0].nr_targets == 1 && v[0].nr_series == 2);
	CHECK(!counts_instructions(&v[0]) && counts_instructions(&v[2]));
	views_free(v, nr);
}

static void test_representatives(void)
{
	struct bench_sample samples[] = { test_sample(4, 1), test_sample(4, 2), test_sample(8, 3),
					  test_sample(4, 4), test_sample(4, 4) };
	struct group groups[MAX_GROUPS];
	struct view *v;
	size_t nr;

	samples[0].target = "vtdss-39";
	samples[3].target = "smmu-s1-16k-48";
	samples[3].table_bytes = 4 * 16384;
	samples[4].target = "smmu-s2-4k-48";
	v = test_views(samples, 5, &nr);
	CHECK(v->nr_targets == 4 && v->nr_representatives == 2);
	CHECK_TEXT(v->representatives[0], "vtdss-48");
	CHECK_TEXT(v->representatives[1], "smmu-s1-16k-48");
	CHECK(table_kib(v, "smmu-s1-16k-48") == 16 && table_kib(v, "vtdss-48") == 4);
	/* In plots, tables of 16 KiB are a group of their own. */
	CHECK(groups_of(v, groups) == 3);
	CHECK_TEXT(groups[0].label, "ours, vtdss-48 (of 2 alike)");
	CHECK_TEXT(groups[1].label, "ours, smmu-s1-16k-48");
	views_free(v, nr);
}

static void test_leaves(void)
{
	static const char *const names[] = { "2m", "mixed", "4k", "1g" };
	struct bench_sample samples[4];
	const char *leaves[MAX_LEAVES];
	struct view *v;
	size_t nr;

	for (size_t i = 0; i < 4; i++) {
		samples[i] = test_sample(4, 1);
		samples[i].leaf = names[i];
	}
	v = test_views(samples, 4, &nr);
	CHECK_TEXT(base_leaf(v, "vtdss-48"), "4k");
	CHECK(!base_leaf(v, "other"));
	CHECK(leaves_of(v, "vtdss-48", leaves) == 4);
	CHECK_TEXT(leaves[0], "4k");
	CHECK_TEXT(leaves[1], "2m");
	CHECK_TEXT(leaves[2], "1g");
	CHECK_TEXT(leaves[3], "mixed");
	views_free(v, nr);
	CHECK(leaf_bytes("4k") == 4096 && leaf_bytes("1g") == 1UL << 30);
	CHECK(!leaf_bytes("mixed") && !leaf_bytes("4") && !leaf_bytes("99999999t") &&
	      !leaf_bytes("4kb") && !leaf_bytes("sparse-2m"));
}

static void test_ratio(void)
{
	struct bench_sample samples[] = { test_sample(512, 10), test_sample(4096, 80),
					  test_sample(8192, 99), test_sample(512, 40),
					  test_sample(4096, 100) };
	struct ratio r;
	struct view *v;
	size_t nr;

	samples[3].variant = samples[4].variant = "posted";
	v = test_views(samples, 5, &nr);
	r = ratio_of(v, "vtdss-48", "restore", "ours", "posted", "shuffled");
	CHECK_NEAR(r.value, 0.8);
	CHECK(r.at && r.at->tables == 4096);
	r = ratio_of(v, "vtdss-48", "restore", "ours", "floor-api", "shuffled");
	CHECK(!r.value && !r.at);
	views_free(v, nr);
}

/* More of anything than a run has is refused, and costs no quadratic time. */
static void test_limits(void)
{
	size_t nr = MAX_TARGETS + 1, nr_views;
	struct bench_sample *samples = calloc(nr, sizeof(*samples));
	char (*names)[16] = calloc(nr, sizeof(*names));
	FILE *terminal = stderr, *nowhere = fopen("/dev/null", "w");

	stderr = nowhere;
	for (size_t i = 0; i < nr; i++) {
		snprintf(names[i], sizeof(names[i]), "t%zu", i);
		samples[i] = test_sample(4, 1);
		samples[i].target = names[i];
	}
	CHECK(!test_views(samples, nr, &nr_views));
	for (size_t i = 0; i < nr; i++)
		samples[i].target = samples[i].kernel = names[i % (MAX_VIEWS + 1)];
	CHECK(!test_views(samples, nr, &nr_views));
	stderr = terminal;
	fclose(nowhere);
	free(names);
	free(samples);
}

const struct test series_tests[] = {
	{ "series", test_series },
	{ "views_apart", test_views_apart },
	{ "representatives", test_representatives },
	{ "leaves", test_leaves },
	{ "ratio", test_ratio },
	{ "limits", test_limits },
	{ NULL, NULL },
};
