// SPDX-License-Identifier: GPL-2.0-only
/* Samples and series for tests. */
#include "samples.h"

struct bench_sample test_sample(uint64_t tables, double ns)
{
	return (struct bench_sample){
		.run = "test", .case_id = "case", .case_samples = 1, .tier = "host",
		.arch = "x86_64", .kernel = "7.3.4", .target = "vtdss-48", .format = "vtdss",
		.op = "restore", .variant = "ours", .leaf = "4k", .placement = "shuffled",
		.cache = "cold", .clock = "monotonic", .tables = tables,
		.table_bytes = tables * 4096, .iova_bytes = tables << 21, .batch = 1, .workers = 1,
		.reps = 9, .ns_median = ns, .ns_min = ns, .ns_mad = ns / 10,
		.ns_per_table = ns / (double)tables, SAMPLE_NOT_COUNTED,
	};
}

struct view *test_views(struct bench_sample *samples, size_t nr, size_t *nr_views)
{
	struct sample_set set = { .samples = samples, .nr = nr };

	return views_make(&set, nr_views);
}
