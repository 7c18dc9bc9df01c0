// SPDX-License-Identifier: GPL-2.0-only
/* Measures a case: all operations and variants of a workload, interleaved, into samples. */
#include <errno.h>
#include <linux/kexec_handover.h>
#include <ptlu/build.h>
#include <time.h>
#include "formats/variants/table_pool.h"
#include "machine/patterns.h"
#include "results/format/file.h"
#include "core_clock.h"
#include "counters.h"
#include "gbench.h"
#include "inject.h"
#include "map_ops.h"
#include "measure.h"
#include "ops.h"
#include "perf_control.h"
#include "quiet.h"

/* Operations times variants, with room to spare. */
#define MAX_POINTS	128
#define NS_PER_S	1000000000ULL
#define NOT_COUNTED	{ -1, -1, -1, -1, -1 }

/* How long a repetition waits for its core, how often it is tried, and up to which length. */
#define MAX_WAIT_NS	20e6
#define MAX_TRIES	5
#define MAX_NS_AGAIN	5000000ULL

struct point;

/**
 * struct point_kind - how a point is measured
 * @set_up: brings everything to where the operation starts, before each repetition
 * @run: the operation: all that is timed
 * @end: after the last repetition
 * @failed: what it says of an operation that could not be carried out
 */
struct point_kind {
	int (*set_up)(struct point *point);
	int (*run)(struct point *point);
	void (*end)(struct gb_repetition *rep, struct point *point);
	const char *failed;
};

/**
 * struct point - what becomes one sample: an operation of a variant on the case's workload
 * @kind: how it is measured
 * @one: the case
 * @w: its workload; NULL for boot-reserve
 * @op: the operation; NULL for boot-reserve
 * @variant: who carries it out; NULL for boot-reserve
 * @map_op: the operation on a table in use; NULL for other operations
 * @mapper: who carries that out
 * @map: its table
 * @reservation: who carries boot-reserve out; NULL for other operations
 * @name: "case/operation/variant", the name in Google Benchmark's JSON
 * @ns: each repetition, for one domain
 * @reps: of them that are there
 * @busy: of them while which another thread used the core
 * @counts: of one operation, the fewest of all repetitions; negative when not counted
 * @error: why there are no figures
 */
struct point {
	const struct point_kind *kind;
	const struct bench_case *one;
	struct ptlu_workload *w;
	const struct ptlu_bench_op *op;
	const struct ptlu_bench_variant *variant;
	const struct bench_map_op *map_op;
	const struct bench_mapper *mapper;
	struct map_bench map;
	const struct ptlu_bench_reservation *reservation;
	char name[192];
	double ns[BENCH_MAX_REPETITIONS];
	size_t reps, busy;
	double counts[NR_BENCH_COUNTS];
	char error[160];
};

static struct counter_group counters = { .leader = -1 };

/* Once, and where the machine has any. */
static void open_counters(void)
{
	struct counter_event events[NR_BENCH_COUNTS];
	static bool opened;

	if (opened)
		return;
	opened = true;
	bench_events(events);
	counters_open(&counters, events);
}

/* Whole nanoseconds: seconds as a floating-point number would round them. */
static u64 now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (u64)ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

/* The compiler must compute what @p points to. */
static void keep(const void *p)
{
	__asm__ volatile("" : : "g"(p) : "memory");
}

/* Every struct page and every line of every table, as when the domain has just been worked on. */
static void warm_caches(const struct ptlu_workload *w)
{
	u64 sum = 0;

	for (size_t i = 0; i < w->nr_pages; i++) {
		phys_addr_t phys = w->pages[i] & PAGE_MASK;
		const u64 *words = phys_to_virt(phys);

		sum += pfn_to_page(PHYS_PFN(phys))->flags;
		for (size_t at = 0; at < PAGE_SIZE / sizeof(u64); at += 8)
			sum += words[at];
	}
	keep(&sum);
}

/* The counters are the calling thread's alone. */
static void note_counts(struct point *point)
{
	double of_others[NR_BENCH_COUNTS] = NOT_COUNTED;
	bool alone = !point->variant || point->variant->workers <= 1;

	counters_fewest(&counters, point->one->spec.batch, alone ? point->counts : of_others);
}

static void fail(struct gb_repetition *rep, struct point *point, const char *where, int ret)
{
	if (!point->error[0])
		snprintf(point->error, sizeof(point->error), "%s: %s", where, strerror(-ret));
	gb_fail(rep, "%s: %s", where, strerror(-ret));
}

static int set_up_operation(struct point *point)
{
	return ptlu_bench_prepare(point->w, point->op, point->variant);
}

static int run_operation(struct point *point)
{
	return ptlu_bench_run(point->w, point->op, point->variant);
}

static void end_operation(struct gb_repetition *rep, struct point *point)
{
	if (ptlu_workload_rewind(point->w))
		ptlu_fatal("the machine cannot be brought back to where it was");
	gb_counter(rep, "tables", point->w->tables);
}

static const struct point_kind operation_kind = {
	set_up_operation, run_operation, end_operation, "failed",
};

static struct folio *alloc_table(const struct bench_case *one)
{
	void *table;

	if (!one->spec.pooled)
		return folio_alloc(GFP_KERNEL, one->order);
	table = ptlu_pool_alloc_pages(NUMA_NO_NODE, GFP_KERNEL, PAGE_SIZE << one->order);
	return table ? virt_to_folio(table) : NULL;
}

static int preserve_pages(const struct bench_case *one)
{
	int ret = 0;

	ptlu_pool_forget();
	ptlu_pool_use(one->spec.pooled ? MAX_PAGE_ORDER : 0);
	for (u64 i = 0; !ret && i < one->spec.lowest_tables; i++) {
		struct folio *folio = alloc_table(one);

		ret = folio ? kho_preserve_folio(folio) : -ENOMEM;
	}
	ptlu_pool_drain();
	ptlu_pool_use(0);
	return ret;
}

/* A machine of its own for each repetition: the reservation is a part of its boot. */
static int set_up_boot_reserve(struct point *point)
{
	const struct bench_case *one = point->one;
	u64 bytes = one->spec.lowest_tables << (PAGE_SHIFT + one->order);
	const struct ptlu_machine machine = {
		.phys_base = 4ULL * SZ_1G,
		.size = roundup_pow_of_two(bytes + SZ_4M) * 4 + SZ_64M,
		.placement = one->spec.placement,
		.seed = 1,
	};
	int ret = ptlu_boot(&machine);

	if (!ret)
		ret = preserve_pages(one);
	if (!ret)
		ptlu_boot_reserve_prepare();
	return ret;
}

static int run_boot_reserve(struct point *point)
{
	return ptlu_boot_reserve(point->reservation->how);
}

static void end_boot_reserve(struct gb_repetition *rep, struct point *point)
{
	gb_counter(rep, "regions", ptlu_boot_reserve_regions());
}

static const struct point_kind boot_reserve_kind = {
	set_up_boot_reserve, run_boot_reserve, end_boot_reserve, "memblock is full",
};

/* A table of its own for each repetition: what it does changes it. */
static int set_up_map(struct point *point)
{
	return bench_map_prepare(&point->map, &point->one->spec, point->map_op, point->mapper);
}

static int run_map(struct point *point)
{
	return bench_map_run(&point->map, point->map_op, point->mapper);
}

static void end_map(struct gb_repetition *rep, struct point *point)
{
	gb_counter(rep, "tables", point->one->spec.lowest_tables);
}

static const struct point_kind map_kind = { set_up_map, run_map, end_map, "failed" };

/* Only the operation is between the two readings of the clock; 0 if it failed. */
static u64 time_operation(struct gb_repetition *rep, struct point *point, bool *quiet)
{
	u64 start, ns;
	int ret = point->kind->set_up(point);

	if (ret) {
		fail(rep, point, "could not be set up", ret);
		return 0;
	}
	if (point->one->warm)
		warm_caches(point->w);
	else
		ptlu_evict_caches();
	*quiet = quiet_wait(MAX_WAIT_NS);
	perf_control_enable();
	counters_start(&counters);
	start = now_ns();
	ret = point->kind->run(point);
	if (inject_percent > 0)
		inject_work(now_ns() - start);
	ns = now_ns() - start;
	note_counts(point);
	perf_control_disable();
	*quiet = *quiet && quiet_now();
	core_clock_look();
	if (!ret)
		return ns;
	fail(rep, point, point->kind->failed, ret);
	return 0;
}

/*
 * Measured again if another thread used the core at the start or at the end. Which repetition
 * counts does not depend on how long it took.
 */
static double run_repetition(struct gb_repetition *rep, void *arg)
{
	struct point *point = arg;
	bool quiet;
	u64 ns, begin;

	for (unsigned int left = MAX_TRIES; left; left--) {
		begin = now_ns();
		ns = time_operation(rep, point, &quiet);
		gb_counter(rep, "batch", point->one->spec.batch);
		point->kind->end(rep, point);
		if (!ns)
			return 0;
		/* a long region is hardly ever undisturbed, and costs most to set up */
		if (quiet || ns > MAX_NS_AGAIN || !quiet_has_patience())
			break;
		/* its wait counts twice */
		quiet_lose((double)(now_ns() - begin));
	}
	point->busy += !quiet;
	point->ns[point->reps++] = (double)ns / point->one->spec.batch;
	return (double)ns / point->one->spec.batch / NS_PER_S;
}

static void on_progress(size_t done, size_t total, void *data)
{
	const struct measurement *m = data;

	m->progress((double)done / total);
}

static struct bench_sample sample_of(const struct measurement *m, struct point *point)
{
	const struct bench_case *one = point->one;
	const struct ptlu_workload *w = point->w;
	struct bench_sample sample = {
		.run = m->run, .case_id = one->id, .tier = "host", .arch = PTLU_ARCH,
		.kernel = PTLU_KERNEL, .tree = m->tree, .ptlu = m->ptlu, .time = time(NULL),
		.target = "any", .format = "any",
		.op = ptlu_bench_boot_reserve, .leaf = "any",
		.placement = ptlu_workload_placement_name(&one->spec),
		.cache = one->warm ? "warm" : "cold",
		.tables = one->spec.lowest_tables, .order = one->order,
		.batch = one->spec.batch, .hugepages = ptlu_huge_pages(), .workers = 1,
		.clock = "monotonic", .timer_ns = m->timer_ns,
		.ns_reps = point->ns, .reps = point->reps,
		.cycles = point->counts[COUNT_CYCLES],
		.instructions = point->counts[COUNT_INSTRUCTIONS],
		.llc_misses = point->counts[COUNT_LLC_MISSES],
		.dtlb_misses = point->counts[COUNT_DTLB_MISSES],
		.page_walks = point->counts[COUNT_PAGE_WALKS],
		.reads = -1, .writes = -1, .read_misses = -1, .write_misses = -1,
		.busy_reps = (double)point->busy,
		.refused = point->error[0] ? point->error : NULL,
	};

	if (one->spec.target) {
		sample.target = one->spec.target->name;
		sample.format = one->spec.target->format->name;
		sample.leaf = ptlu_workload_leaf_name(one->spec.target, one->spec.leaf);
		sample.iova_limit = ptlu_workload_iova_limit(one->spec.target);
	}
	if (point->reservation)
		sample.variant = point->reservation->name;
	if (point->map_op) {
		sample.op = point->map_op->name;
		sample.variant = point->mapper->name;
		sample.iova_bytes = bench_map_iova_bytes(&one->spec);
	}
	if (w) {
		sample.op = point->op->name;
		sample.variant = point->variant->name;
		sample.workers = max(1U, point->variant->workers);
		sample.tables = w->tables;
		sample.order = w->order;
		sample.iova_bytes = w->iova_bytes;
		sample.pool_unused = w->pool_unused;
	}
	sample.table_bytes = sample.tables * (PAGE_SIZE << sample.order);
	return sample;
}

/* Names have the case, for programs that compare two runs by name. */
static void register_point(const struct measurement *m, struct point *point, const char *op,
			   const char *variant)
{
	snprintf(point->name, sizeof(point->name), "%s/%s/%s", point->one->id, op, variant);
	if (gb_register(point->name, run_repetition, point, m->repetitions))
		ptlu_fatal("cannot register a benchmark: %s", gb_strerror());
}

static size_t register_operations(const struct measurement *m, const struct bench_case *one,
				  struct ptlu_workload *w, struct point *points)
{
	size_t nr = 0;

	for (unsigned int o = 0; o < ptlu_bench_nr_ops; o++) {
		if (!ptlu_matches(m->ops, ptlu_bench_ops[o].name))
			continue;
		for (unsigned int v = 0; v < ptlu_bench_nr_variants; v++) {
			struct point *point;

			if (!ptlu_matches(m->variants, ptlu_bench_variants[v].name) ||
			    !ptlu_bench_has(&ptlu_bench_ops[o], &ptlu_bench_variants[v], w->tables))
				continue;
			point = &points[nr++];
			*point = (struct point){ .kind = &operation_kind,
						 .one = one,
						 .w = w,
						 .op = &ptlu_bench_ops[o],
						 .variant = &ptlu_bench_variants[v],
						 .counts = NOT_COUNTED };
			register_point(m, point, point->op->name, point->variant->name);
		}
	}
	return nr;
}

static size_t register_map_ops(const struct measurement *m, const struct bench_case *one,
			       struct point *points)
{
	size_t nr = 0;

	for (unsigned int i = 0; i < bench_nr_map_ops; i++) {
		if (!ptlu_matches(m->ops, bench_map_ops[i].name))
			continue;
		for (unsigned int v = 0; v < bench_nr_mappers; v++) {
			struct point *point;

			if (!ptlu_matches(m->variants, bench_mappers[v].name))
				continue;
			point = &points[nr++];
			*point = (struct point){ .kind = &map_kind, .one = one,
						 .map_op = &bench_map_ops[i],
						 .mapper = &bench_mappers[v],
						 .counts = NOT_COUNTED };
			register_point(m, point, bench_map_ops[i].name, bench_mappers[v].name);
		}
	}
	return nr;
}

/* What scans for each page is left out where that would take hours. */
static size_t register_reservations(const struct measurement *m, const struct bench_case *one,
				    struct point *points)
{
	size_t nr = 0;

	for (unsigned int i = 0; i < ptlu_bench_nr_reservations; i++) {
		struct point *point = &points[nr];

		if (!ptlu_matches(m->variants, ptlu_bench_reservations[i].name) ||
		    (one->linear_only && ptlu_bench_reservations[i].how != PTLU_RESERVE_LINEAR))
			continue;
		*point = (struct point){ .kind = &boot_reserve_kind, .one = one,
					 .reservation = &ptlu_bench_reservations[i],
					 .counts = NOT_COUNTED };
		register_point(m, point, ptlu_bench_boot_reserve, ptlu_bench_reservations[i].name);
		nr++;
	}
	return nr;
}

static int run_points(const struct measurement *m, const struct bench_case *one,
		      struct point *points, size_t nr)
{
	struct bench_sample samples[MAX_POINTS];
	char path[4096], reasons[MAX_POINTS][160], *json;
	int ret;

	/* no variant that was wanted has this case */
	if (!nr)
		return 0;
	ret = gb_run(&json, on_progress, (void *)m);

	if (ret == -ECANCELED)
		return ret;
	if (ret) {
		fprintf(stderr, "\nptlu-bench: %s\n", gb_strerror());
		return ret;
	}
	snprintf(path, sizeof(path), "%s/cases/%s.json", m->dir, one->id);
	ret = write_whole_file(path, json, strlen(json));
	free(json);
	if (ret)
		return ret;
	for (size_t i = 0; i < nr; i++) {
		samples[i] = sample_of(m, &points[i]);
		ret = sample_summarize(&samples[i], reasons[i], sizeof(reasons[i]));
		if (ret)
			return ret;
	}
	return sample_log_append(m->log, samples, nr);
}

/**
 * bench_measure() - measure a case and log its samples
 * @m: the run
 * @one: the case
 *
 * Return: 0; -ECANCELED when the user interrupted it; -EAGAIN after one line on stderr when this
 * case cannot be measured but others may be; another negative errno value after one line when none
 * can.
 */
int bench_measure(const struct measurement *m, const struct bench_case *one)
{
	struct point points[MAX_POINTS];
	struct ptlu_workload w = {};
	size_t nr;
	int ret;

	open_counters();
	if (one->maps) {
		nr = register_map_ops(m, one, points);
		return run_points(m, one, points, nr);
	}
	if (!one->spec.target) {
		nr = register_reservations(m, one, points);
		return run_points(m, one, points, nr);
	}
	ret = ptlu_workload_build(&w, &one->spec);
	if (ret) {
		fprintf(stderr, "\nptlu-bench: %s could not be built: %s\n", one->id,
			strerror(-ret));
		return -EAGAIN;
	}
	nr = register_operations(m, one, &w, points);
	ret = run_points(m, one, points, nr);
	ptlu_workload_free(&w);
	return ret;
}
