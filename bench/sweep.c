// SPDX-License-Identifier: GPL-2.0-only
/* The cases of a profile: every row of a table of sweeps, over targets and sizes. */
#include <errno.h>
#include "machine/patterns.h"
#include "map_ops.h"
#include "ops.h"
#include "sweep.h"

/*
 * Number of tables in a timed region, so that it takes long enough for a timer of some tens of ns.
 * Warm tables are faster, larger ones slower.
 */
static u64 region_tables(const struct ptlu_target *target, bool warm)
{
	return (target->cfg.granule_lg2 > 12 ? 512 : 1024) * (warm ? 4 : 1);
}

/*
 * Level 0 tables of a domain as powers of two, in addition to the largest of a sweep. 2^9, 2^15 and
 * 2^19 are 1 GiB, 64 GiB and 1 TiB of 4k pages.
 */
static const unsigned int sizes_lg2[] = { 0, 4, 9, 12, 15, 18 };

/* Domains of LEAF_MANY: guests of a host. */
#define MANY_DOMAINS	4096

/* One target of each format, 48-bit if possible. */
#define PER_FORMAT "vtdss-48 vtdfs-48 amdv1 amdv2-47 riscv-48 smmu-s1-4k-48"

/**
 * struct sweep - a row of the table: workloads that differ in target and size only
 * @profile: the profile
 * @targets: shell patterns
 * @leaf: leaf size
 * @placement: placement of the tables
 * @max_lg2: largest size
 * @warm: caches are left warm
 * @pooled: tables come from the pool
 */
struct sweep {
	const char *profile, *targets;
	enum ptlu_workload_leaf leaf;
	enum ptlu_placement placement;
	unsigned int max_lg2;
	bool warm, pooled;
};

static const struct sweep sweeps[] = {
	{ .profile = "quick", .targets = "*", .leaf = LEAF_PAGE,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 12 },
	{ .profile = "quick", .targets = PER_FORMAT, .leaf = LEAF_PAGE,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 14 },
	{ .profile = "quick", .targets = PER_FORMAT, .leaf = LEAF_PAGE,
	  .placement = PTLU_SEQUENTIAL, .max_lg2 = 12 },
	{ .profile = "quick", .targets = "vtdss-48", .leaf = LEAF_PAGE,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 14, .pooled = true },
	{ .profile = "quick", .targets = PER_FORMAT, .leaf = LEAF_PAGE,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 9, .warm = true },
	{ .profile = "quick", .targets = PER_FORMAT, .leaf = LEAF_2M,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 9 },
	{ .profile = "quick", .targets = PER_FORMAT, .leaf = LEAF_1G,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 9 },
	{ .profile = "quick", .targets = PER_FORMAT, .leaf = LEAF_MIXED,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 12 },
	{ .profile = "quick", .targets = PER_FORMAT, .leaf = LEAF_SPARSE_2M,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 9 },
	{ .profile = "quick", .targets = PER_FORMAT, .leaf = LEAF_SPARSE_1G,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 9 },

	{ .profile = "full", .targets = "*", .leaf = LEAF_PAGE,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 15 },
	{ .profile = "full", .targets = PER_FORMAT, .leaf = LEAF_PAGE,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 18 },
	{ .profile = "full", .targets = "*", .leaf = LEAF_PAGE,
	  .placement = PTLU_SEQUENTIAL, .max_lg2 = 12 },
	{ .profile = "full", .targets = PER_FORMAT, .leaf = LEAF_PAGE,
	  .placement = PTLU_SEQUENTIAL, .max_lg2 = 15 },
	{ .profile = "full", .targets = PER_FORMAT, .leaf = LEAF_PAGE,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 15, .pooled = true },
	{ .profile = "full", .targets = "vtdss-48", .leaf = LEAF_PAGE,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 18, .pooled = true },
	{ .profile = "full", .targets = "*", .leaf = LEAF_PAGE,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 9, .warm = true },
	{ .profile = "full", .targets = PER_FORMAT, .leaf = LEAF_PAGE,
	  .placement = PTLU_SEQUENTIAL, .max_lg2 = 12, .warm = true },
	{ .profile = "full", .targets = "*", .leaf = LEAF_2M,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 9 },
	{ .profile = "full", .targets = "*", .leaf = LEAF_1G,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 9 },
	{ .profile = "full", .targets = "*", .leaf = LEAF_MIXED,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 12 },
	{ .profile = "full", .targets = PER_FORMAT, .leaf = LEAF_SPARSE_2M,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 12 },
	{ .profile = "full", .targets = PER_FORMAT, .leaf = LEAF_SPARSE_1G,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 12 },
	{ .profile = "full", .targets = "vtdss-48 smmu-s1-4k-48", .leaf = LEAF_MANY,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 6 },
	{ .profile = "full", .targets = PER_FORMAT, .leaf = LEAF_2M,
	  .placement = PTLU_SEQUENTIAL, .max_lg2 = 12 },
	{ .profile = "full", .targets = PER_FORMAT, .leaf = LEAF_1G,
	  .placement = PTLU_SEQUENTIAL, .max_lg2 = 9 },
	{ .profile = "full", .targets = PER_FORMAT, .leaf = LEAF_MIXED,
	  .placement = PTLU_SEQUENTIAL, .max_lg2 = 12 },

	/* 1 TiB, and 64 GiB for the curve */
	{ .profile = "huge", .targets = "vtdss-48 vtdfs-48 smmu-s1-4k-48", .leaf = LEAF_PAGE,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 19 },
	{ .profile = "huge", .targets = "vtdss-48", .leaf = LEAF_PAGE,
	  .placement = PTLU_SEQUENTIAL, .max_lg2 = 19 },
	{ .profile = "huge", .targets = "vtdss-48 smmu-s1-4k-48", .leaf = LEAF_MANY,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 6 },
};

/**
 * struct reserve_sweep - a row for boot-reserve, which has no target
 * @profile: the profile
 * @order: page order of the preserved pages: 0, or 2 and 4 for the 16K and 64K granules on 4K pages
 * @placement: placement of the pages; scattered pages take quadratic time
 * @max_lg2: largest number of pages
 * @max_linear_lg2: largest number of pages for variants that always take linear time
 * @pooled: the pages come from the pool, @placement is that of its blocks
 */
struct reserve_sweep {
	const char *profile;
	unsigned int order;
	enum ptlu_placement placement;
	unsigned int max_lg2, max_linear_lg2;
	bool pooled;
};

static const struct reserve_sweep reserve_sweeps[] = {
	{ .profile = "quick", .order = 0, .placement = PTLU_SHUFFLED, .max_lg2 = 12,
	  .max_linear_lg2 = 16 },
	{ .profile = "quick", .order = 0, .placement = PTLU_SHUFFLED, .max_lg2 = 16,
	  .max_linear_lg2 = 16, .pooled = true },
	{ .profile = "quick", .order = 0, .placement = PTLU_SEQUENTIAL, .max_lg2 = 14,
	  .max_linear_lg2 = 16 },
	{ .profile = "quick", .order = 2, .placement = PTLU_SHUFFLED, .max_lg2 = 12,
	  .max_linear_lg2 = 12 },
	{ .profile = "quick", .order = 4, .placement = PTLU_SHUFFLED, .max_lg2 = 12,
	  .max_linear_lg2 = 12 },

	{ .profile = "full", .order = 0, .placement = PTLU_SHUFFLED, .max_lg2 = 15,
	  .max_linear_lg2 = 18 },
	{ .profile = "full", .order = 0, .placement = PTLU_SHUFFLED, .max_lg2 = 18,
	  .max_linear_lg2 = 18, .pooled = true },
	{ .profile = "full", .order = 0, .placement = PTLU_SEQUENTIAL, .max_lg2 = 18,
	  .max_linear_lg2 = 18 },
	{ .profile = "full", .order = 2, .placement = PTLU_SHUFFLED, .max_lg2 = 13,
	  .max_linear_lg2 = 13 },
	{ .profile = "full", .order = 2, .placement = PTLU_SEQUENTIAL, .max_lg2 = 15,
	  .max_linear_lg2 = 15 },
	{ .profile = "full", .order = 4, .placement = PTLU_SHUFFLED, .max_lg2 = 13,
	  .max_linear_lg2 = 13 },
	{ .profile = "full", .order = 4, .placement = PTLU_SEQUENTIAL, .max_lg2 = 15,
	  .max_linear_lg2 = 15 },

	/* 2^20 in quadratic time would take an hour, it is extrapolated */
	{ .profile = "huge", .order = 0, .placement = PTLU_SHUFFLED, .max_lg2 = 14,
	  .max_linear_lg2 = 20 },
	{ .profile = "huge", .order = 0, .placement = PTLU_SEQUENTIAL, .max_lg2 = 20,
	  .max_linear_lg2 = 20 },
};

/*
 * Live tables, ours and io-pgtable-arm.c's. A page of a large table costs as much as one of a table
 * that does not fit into a cache.
 */
static const struct sweep map_sweeps[] = {
	{ .profile = "quick", .targets = "smmu-s1-4k-48 smmu-s2-4k-48", .leaf = LEAF_PAGE,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 10 },

	{ .profile = "full", .targets = BENCH_MAP_TARGETS, .leaf = LEAF_PAGE,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 10 },
	{ .profile = "full", .targets = "smmu-s1-4k-48 smmu-s2-4k-48", .leaf = LEAF_PAGE,
	  .placement = PTLU_SHUFFLED, .max_lg2 = 14 },
};

static bool known_profile(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(sweeps); i++)
		if (!strcmp(sweeps[i].profile, name))
			return true;
	return false;
}

static const char *target_name(unsigned int i)
{
	return i < ptlu_nr_targets ? ptlu_targets[i].name : NULL;
}

static const char *op_name(unsigned int i)
{
	if (i < ptlu_bench_nr_ops)
		return ptlu_bench_ops[i].name;
	i -= ptlu_bench_nr_ops;
	if (i < bench_nr_map_ops)
		return bench_map_ops[i].name;
	return i == bench_nr_map_ops ? ptlu_bench_boot_reserve : NULL;
}

/* Each pattern must match a name, otherwise print all names. */
static int check_patterns(const char *what, const char *patterns,
			  const char *(*name)(unsigned int i))
{
	char pattern[96];

	while ((patterns = ptlu_next_pattern(patterns, pattern, sizeof(pattern)))) {
		bool found = false;

		for (unsigned int i = 0; !found && name(i); i++)
			found = ptlu_matches(pattern, name(i));
		if (found)
			continue;
		fprintf(stderr, "ptlu-bench: no %s is called '%s'; there are:", what, pattern);
		for (unsigned int i = 0; name(i); i++)
			fprintf(stderr, " %s", name(i));
		fprintf(stderr, "\n");
		return -EINVAL;
	}
	return 0;
}

/**
 * bench_check_selection() - check the names in a selection
 * @selection: the user's selection
 *
 * Return: 0, or -EINVAL after one line that lists the valid names.
 */
int bench_check_selection(const struct bench_selection *selection)
{
	if (!known_profile(selection->profile)) {
		fprintf(stderr,
			"ptlu-bench: no profile is called '%s'; there are: quick full huge\n",
			selection->profile);
		return -EINVAL;
	}
	if (selection->tables & (selection->tables - 1)) {
		fprintf(stderr, "ptlu-bench: %llu tables: a power of two is wanted\n",
			(unsigned long long)selection->tables);
		return -EINVAL;
	}
	if (check_patterns("target", selection->targets, target_name))
		return -EINVAL;
	return check_patterns("operation", selection->ops, op_name);
}

struct list {
	struct bench_case *cases;
	size_t nr;
};

static bool has_case(const struct list *list, const char *id)
{
	for (size_t i = 0; i < list->nr; i++)
		if (!strcmp(list->cases[i].id, id))
			return true;
	return false;
}

/* A case of two sweeps is measured once. */
static void add(struct list *list, struct bench_case one)
{
	if (has_case(list, one.id))
		return;
	list->cases = realloc(list->cases, (list->nr + 1) * sizeof(*list->cases));
	if (!list->cases) {
		fprintf(stderr, "ptlu-bench: no memory for the list of cases\n");
		exit(EXIT_FAILURE);
	}
	list->cases[list->nr++] = one;
}

static void add_workload(struct list *list, const struct sweep *sweep,
			 const struct ptlu_target *target, unsigned int lg2)
{
	struct bench_case one = {
		.spec = {
			.target = target, .leaf = sweep->leaf, .placement = sweep->placement,
			.lowest_tables = 1ULL << lg2, .batch = 1, .pooled = sweep->pooled,
		},
		.warm = sweep->warm,
	};

	if (!ptlu_workload_fits(&one.spec))
		return;
	one.spec.batch = max(1ULL, region_tables(target, one.warm) / (one.spec.lowest_tables + 4));
	if (sweep->leaf == LEAF_MANY)
		one.spec.batch = MANY_DOMAINS;
	/* the tables, and two boots with as many struct pages */
	one.weight = (double)one.spec.batch * one.spec.lowest_tables +
		     ptlu_workload_memory(&one.spec) / PAGE_SIZE / 8.0;
	snprintf(one.id, sizeof(one.id), "%s-%s-%s-%s-%u", target->name,
		 ptlu_workload_leaf_name(target, sweep->leaf),
		 ptlu_workload_placement_name(&one.spec), sweep->warm ? "warm" : "cold", 1U << lg2);
	add(list, one);
}

static void add_maps(struct list *list, const struct sweep *sweep, const struct ptlu_target *target,
		     unsigned int lg2)
{
	struct bench_case one = {
		.spec = {
			.target = target, .leaf = sweep->leaf, .placement = sweep->placement,
			.lowest_tables = 1ULL << lg2, .batch = 1,
		},
		.maps = true,
		.order = target->cfg.granule_lg2 > PAGE_SHIFT ?
				 target->cfg.granule_lg2 - PAGE_SHIFT :
				 0,
	};

	if (!ptlu_workload_fits(&one.spec))
		return;
	/* the pages of a table are mapped and unmapped many times */
	one.weight = 400.0 * one.spec.lowest_tables + ptlu_workload_memory(&one.spec) / PAGE_SIZE;
	snprintf(one.id, sizeof(one.id), "%s-maps-%s-%u", target->name,
		 ptlu_workload_placement_name(&one.spec), 1U << lg2);
	add(list, one);
}

static void add_reserve(struct list *list, const struct reserve_sweep *sweep, unsigned int lg2)
{
	struct bench_case one = {
		.spec = {
			.leaf = LEAF_PAGE, .placement = sweep->placement,
			.lowest_tables = 1ULL << lg2, .batch = 1, .pooled = sweep->pooled,
		},
		.order = sweep->order,
		.linear_only = lg2 > sweep->max_lg2,
	};
	double pages = one.spec.lowest_tables;

	/* scattered pages: 4 us for each thousand pages that are reserved already */
	one.weight = pages + 2000;
	if (sweep->placement == PTLU_SHUFFLED && !sweep->pooled && !one.linear_only)
		one.weight += pages * pages / 2000;
	snprintf(one.id, sizeof(one.id), "boot-reserve-%u-%s-%u", sweep->order,
		 ptlu_workload_placement_name(&one.spec), 1U << lg2);
	add(list, one);
}

static bool wants_map_ops(const struct bench_selection *selection)
{
	for (unsigned int i = 0; i < bench_nr_map_ops; i++)
		if (ptlu_matches(selection->ops, bench_map_ops[i].name))
			return true;
	return false;
}

static bool wants_table_ops(const struct bench_selection *selection)
{
	for (unsigned int i = 0; i < ptlu_bench_nr_ops; i++)
		if (ptlu_matches(selection->ops, ptlu_bench_ops[i].name))
			return true;
	return false;
}

typedef void (*add_fn)(struct list *list, const struct sweep *sweep,
		       const struct ptlu_target *target, unsigned int lg2);

static void add_sweep(struct list *list, const struct sweep *sweep,
		      const struct bench_selection *selection, add_fn add_one)
{
	for (unsigned int t = 0; t < ptlu_nr_targets; t++) {
		const struct ptlu_target *target = &ptlu_targets[t];

		if (!ptlu_matches(sweep->targets, target->name) ||
		    !ptlu_matches(selection->targets, target->name))
			continue;
		/* many domains have one size */
		for (size_t i = 0; i < ARRAY_SIZE(sizes_lg2) && sweep->leaf != LEAF_MANY; i++)
			if (sizes_lg2[i] < sweep->max_lg2)
				add_one(list, sweep, target, sizes_lg2[i]);
		add_one(list, sweep, target, sweep->max_lg2);
	}
}

static void add_reserve_sweep(struct list *list, const struct reserve_sweep *sweep)
{
	for (unsigned int lg2 = 6; lg2 <= sweep->max_linear_lg2; lg2++)
		add_reserve(list, sweep, lg2);
}

/* Small cases first, so that each target has a figure early and the time left can be estimated. */
static int by_weight(const void *a, const void *b)
{
	const struct bench_case *left = a, *right = b;

	return left->weight < right->weight ? -1 : left->weight > right->weight;
}

/* One size of each target: 4k pages or the target's smallest, shuffled, cold. */
static void add_one_size(struct list *list, const struct bench_selection *selection)
{
	const struct sweep sweep = { .leaf = LEAF_PAGE, .placement = PTLU_SHUFFLED };
	unsigned int lg2 = __builtin_ctzll(selection->tables);

	for (unsigned int t = 0; t < ptlu_nr_targets; t++) {
		if (!ptlu_matches(selection->targets, ptlu_targets[t].name))
			continue;
		if (wants_table_ops(selection))
			add_workload(list, &sweep, &ptlu_targets[t], lg2);
		if (wants_map_ops(selection) &&
		    ptlu_matches(BENCH_MAP_TARGETS, ptlu_targets[t].name))
			add_maps(list, &sweep, &ptlu_targets[t], lg2);
	}
}

/**
 * bench_list_cases() - list the cases of a selection in the order of measurement
 * @selection: checked by bench_check_selection()
 * @nr: set to the number of cases
 *
 * Return: an array that the caller frees.
 */
struct bench_case *bench_list_cases(const struct bench_selection *selection, size_t *nr)
{
	struct list list = {};

	if (selection->tables) {
		add_one_size(&list, selection);
		*nr = list.nr;
		return list.cases;
	}
	for (size_t i = 0; i < ARRAY_SIZE(sweeps); i++)
		if (!strcmp(sweeps[i].profile, selection->profile) && wants_table_ops(selection))
			add_sweep(&list, &sweeps[i], selection, add_workload);
	for (size_t i = 0; i < ARRAY_SIZE(map_sweeps); i++)
		if (!strcmp(map_sweeps[i].profile, selection->profile) && wants_map_ops(selection))
			add_sweep(&list, &map_sweeps[i], selection, add_maps);
	for (size_t i = 0; i < ARRAY_SIZE(reserve_sweeps); i++)
		if (!strcmp(reserve_sweeps[i].profile, selection->profile) &&
		    ptlu_matches(selection->ops, ptlu_bench_boot_reserve))
			add_reserve_sweep(&list, &reserve_sweeps[i]);
	qsort(list.cases, list.nr, sizeof(*list.cases), by_weight);
	*nr = list.nr;
	return list.cases;
}
