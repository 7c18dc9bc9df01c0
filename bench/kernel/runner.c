// SPDX-License-Identifier: GPL-2.0-only
/* The file ptlu/bench in debugfs, whose commands measure operations in a running kernel. */
#define pr_fmt(fmt) KBUILD_MODNAME ": bench: " fmt

#include <linux/debugfs.h>
#include <linux/kexec_handover.h>
#include <linux/ktime.h>
#include <linux/sched/signal.h>
#include "machine/kernel/commands.h"
#include "machine/kernel/module.h"
#include "machine/patterns.h"
#include "build.h"
#include "hold.h"
#include "sample.h"

/* Too large for the stack. ptlu_write_commands() executes one command at a time. */
static struct ptlu_workload workload;

/**
 * struct request - a command of the file
 * @run: id of the run
 * @op: shell patterns, separated by commas
 * @variant: shell patterns
 * @target: shell patterns
 * @leaf: size of the leaves
 * @placement: placement of the tables
 * @cache: "cold" evicts the caches first
 * @tables: number of level 0 tables of a domain
 * @batch: number of domains in a timed region, 0 for as many as have about thousand tables
 * @reps: number of repetitions
 * @hold: preserve the workload for the next kernel instead of measuring it
 */
struct request {
	const char *run, *op, *variant, *target, *leaf, *placement, *cache;
	u64 tables;
	unsigned int batch, reps;
	bool hold;
};

static u64 timer_step(void)
{
	u64 step = U64_MAX;

	for (unsigned int i = 0; i < 100; i++) {
		u64 start = ktime_get_ns(), end;

		do
			end = ktime_get_ns();
		while (end == start);
		step = min(step, end - start);
	}
	return step;
}

static struct folio *folio_of(u64 page)
{
	return pfn_folio(PHYS_PFN(page));
}

static void unpreserve_pages(void)
{
	for (size_t i = 0; i < workload.nr_pages; i++)
		kho_unpreserve_folio(folio_of(workload.pages[i]));
}

static void deinit_domains(void)
{
	for (unsigned int i = 0; i < workload.spec.batch; i++)
		ptlu_domain_deinit(&workload.domains[i]);
}

static void put_restored_pages(void)
{
	for (size_t i = 0; i < workload.nr_pages; i++)
		folio_put(folio_of(workload.pages[i]));
}

static void restore_and_put_pages(void)
{
	for (size_t i = 0; i < workload.nr_pages; i++)
		folio_put(kho_restore_folio(workload.pages[i] & PAGE_MASK));
}

/*
 * The part of kho_restore_folio() that counts the page as managed:
 * docs/findings/restore-reckons-reserves.md. Measured only if the request names it.
 */
static int count_managed(const struct ptlu_workload *w)
{
	for (size_t i = 0; i < w->nr_pages; i++)
		adjust_managed_page_count(pfn_to_page(PHYS_PFN(w->pages[i])), 0);
	return 0;
}

static const struct ptlu_bench_variant managed_count = {
	.name = "managed-count",
	.touches = true,
	.floor = { count_managed, count_managed, count_managed, count_managed },
};

/* Free what an operation left behind. A lower bound did nothing to the domains. */
static void clean_up(const struct ptlu_bench_op *op, const struct ptlu_bench_variant *variant)
{
	bool nothing_done = variant->touches;
	bool flat = variant->floor[op - ptlu_bench_ops];

	if (!op->boots) {
		if (op->preserves != nothing_done)
			unpreserve_pages();
		deinit_domains();
	} else if (!op->restores) {
		if (flat && nothing_done)
			restore_and_put_pages();
		else if (flat)
			put_restored_pages();
		deinit_domains();
	} else if (nothing_done) {
		deinit_domains();
	}
}

/* One repetition. After an error the pages are lost, because their state is unknown. */
static int run_once(struct kernel_sample *s)
{
	unsigned long strays;
	u64 start, end;
	int ret = ptlu_build_placed(&workload, &s->spec, &strays);

	if (ret)
		return ret;
	if (strays > s->spec.batch)
		pr_warn("%lu tables could not be placed\n", strays);
	s->tables = workload.tables;
	s->order = workload.order;
	s->iova_bytes = workload.iova_bytes;
	ret = ptlu_bench_prepare(&workload, s->op, s->variant);
	if (!ret) {
		if (s->cold)
			ptlu_evict_caches();
		start = ktime_get_ns();
		ret = ptlu_bench_run(&workload, s->op, s->variant);
		end = ktime_get_ns();
	}
	if (!ret) {
		s->ns[s->reps++] = end - start;
		clean_up(s->op, s->variant);
	}
	ptlu_workload_free(&workload);
	return ret;
}

static bool is_wanted(const struct request *request, const struct ptlu_bench_variant *variant)
{
	if (variant == &managed_count)
		return !strcmp(request->variant, variant->name);
	return ptlu_matches(request->variant, variant->name);
}

static unsigned int list_samples(struct kernel_sample *samples, const struct request *request,
				 const struct kernel_sample *like)
{
	unsigned int nr = 0;

	for (unsigned int o = 0; o < ptlu_bench_nr_ops; o++)
		for (unsigned int v = 0; v <= ptlu_bench_nr_variants; v++) {
			const struct ptlu_bench_variant *variant = v < ptlu_bench_nr_variants ?
									   &ptlu_bench_variants[v] :
									   &managed_count;

			if (!ptlu_matches(request->op, ptlu_bench_ops[o].name) ||
			    !ptlu_bench_has(&ptlu_bench_ops[o], variant,
					    like->spec.lowest_tables) ||
			    !is_wanted(request, variant))
				continue;
			samples[nr] = *like;
			samples[nr].op = &ptlu_bench_ops[o];
			samples[nr++].variant = variant;
		}
	return nr;
}

/* All operations and variants of a workload, interleaved. */
static int run_case(const struct request *request, const struct kernel_sample *like)
{
	unsigned int most = ptlu_bench_nr_ops * (ptlu_bench_nr_variants + 1), nr;
	struct kernel_sample *samples = kvcalloc(most, sizeof(*samples), GFP_KERNEL);
	int ret = 0;

	if (!samples)
		return -ENOMEM;
	nr = list_samples(samples, request, like);
	for (unsigned int rep = 0; rep < request->reps; rep++)
		for (unsigned int i = 0; i < nr; i++) {
			if (!samples[i].error)
				samples[i].error = run_once(&samples[i]);
			if (fatal_signal_pending(current)) {
				kvfree(samples);
				return -EINTR;
			}
			cond_resched();
		}
	for (unsigned int i = 0; !ret && i < nr; i++)
		ret = ptlu_kernel_sample_add(&samples[i], nr);
	pr_info("%s, %llu lowest tables: %u samples\n", like->spec.target->name,
		like->spec.lowest_tables, nr);
	kvfree(samples);
	return ret;
}

static int find_leaf(const char *name, enum ptlu_workload_leaf *leaf)
{
	static const char * const names[NR_LEAVES] = { "page", "2m", "1g", "mixed" };
	int found = match_string(names, NR_LEAVES, name);

	*leaf = found;
	return found < 0 ? -EINVAL : 0;
}

static unsigned int default_batch(const struct ptlu_target *target, u64 tables)
{
	u64 wanted = target->cfg.granule_lg2 > 12 ? 512 : 1024;

	return tables < wanted ? div64_u64(wanted, tables) : 1;
}

static int run_request(const struct request *request)
{
	struct kernel_sample like = {
		.run = request->run,
		.spec = { .lowest_tables = request->tables },
		.cold = !strcmp(request->cache, "cold"),
		.timer_ns = timer_step(),
	};
	unsigned int cases = 0;
	int ret = find_leaf(request->leaf, &like.spec.leaf);

	if (!strcmp(request->placement, "shuffled"))
		like.spec.placement = PTLU_SHUFFLED;
	else if (strcmp(request->placement, "sequential"))
		ret = -EINVAL;
	if (!request->tables || !request->reps || request->reps > KERNEL_MOST_REPS)
		ret = -EINVAL;
	for (unsigned int i = 0; !ret && i < ptlu_nr_targets; i++) {
		like.spec.target = &ptlu_targets[i];
		like.spec.batch = request->batch ?: request->hold ? 1 :
				  default_batch(like.spec.target, request->tables);
		if (!ptlu_matches(request->target, like.spec.target->name) ||
		    !ptlu_workload_fits(&like.spec))
			continue;
		ret = request->hold ? ptlu_hold_workload(&like.spec) : run_case(request, &like);
		cases++;
	}
	if (!ret && !cases) {
		pr_err("no target called '%s' has such a workload\n", request->target);
		ret = -ENOENT;
	}
	return ret;
}

static const char usage[] =
	"[hold] [run=ID] [op=P,P] [variant=P] [target=P] [leaf=page|2m|1g|mixed] [placement=shuffled|sequential] [cache=cold|warm] [tables=N] [batch=N] [reps=1..64]";

static int set(struct request *request, char *word)
{
	const struct { const char *name; const char **to; } texts[] = {
		{ "run", &request->run }, { "op", &request->op },
		{ "variant", &request->variant }, { "target", &request->target },
		{ "leaf", &request->leaf }, { "placement", &request->placement },
		{ "cache", &request->cache },
	};
	char *name = strsep(&word, "=");

	if (!word) {
		request->hold = !strcmp(name, "hold");
		return request->hold ? 0 : -EINVAL;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(texts); i++)
		if (!strcmp(name, texts[i].name)) {
			*texts[i].to = word;
			return 0;
		}
	if (!strcmp(name, "tables"))
		return kstrtou64(word, 0, &request->tables);
	if (!strcmp(name, "batch"))
		return kstrtouint(word, 0, &request->batch);
	return strcmp(name, "reps") ? -EINVAL : kstrtouint(word, 0, &request->reps);
}

static int execute(char *line)
{
	struct request request = {
		.run = "kernel", .op = "*", .variant = "*", .target = "*", .leaf = "page",
		.placement = "shuffled", .cache = "cold", .tables = 1024, .reps = 3,
	};
	char *word;
	int ret = 0;

	while (!ret && (word = strsep(&line, " ")))
		if (*word)
			ret = set(&request, word);
	if (!ret)
		ret = run_request(&request);
	if (ret == -EINVAL)
		pr_err("it takes %s\n", usage);
	return ret;
}

static ssize_t bench_write(struct file *file, const char __user *from, size_t count, loff_t *at)
{
	return ptlu_write_commands(from, count, execute);
}

static const struct file_operations bench_fops = {
	.owner = THIS_MODULE,
	.write = bench_write,
};

int ptlu_bench_init(struct dentry *dir)
{
	debugfs_create_file("bench", 0200, dir, NULL, &bench_fops);
	ptlu_kernel_samples_file_add(dir);
	return 0;
}

void ptlu_bench_exit(void)
{
	ptlu_hold_release();
	ptlu_kernel_samples_free();
}
