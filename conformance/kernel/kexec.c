// SPDX-License-Identifier: GPL-2.0-only
/* A handover by a real kexec: domains of every target, in the old kernel and in the next one. */
#include <linux/kexec_handover.h>
#include "conformance/lib/domains.h"
#include "conformance/lib/promises.h"
#include "machine/kernel/counters.h"
#include "machine/machine.h"
#include "kexec.h"
#include "suites.h"

#define SUBTREE		"ptlu"
#define MAGIC		0x4b4c5450U	/* "PTLK" */
#define MAPPINGS	12

/**
 * struct handed_over - a domain in the subtree
 * @target: name of its target
 * @seed: seed of its mappings, which the next kernel plans again
 * @tables: number of level 0 tables, full of the smallest pages; 0 for random mappings
 * @mappings: number of random mappings that are tried
 * @frames: base pages of its tables
 * @ser: its serialized state
 */
struct handed_over {
	char target[32];
	u64 seed;
	u64 tables;
	u64 mappings;
	u64 frames;
	union ptlu_any_ser ser;
};

/**
 * struct subtree - KHO subtree from one kernel to the next
 * @magic: MAGIC
 * @nr: number of domains
 * @damaged: number of the domain whose serialized state was damaged, from 1; 0 for none
 * @core: enum ptlu_core_id that preserved the domains
 */
struct subtree {
	u32 magic, nr, damaged, core;
	struct handed_over domain[];
};

/**
 * struct traveller - a domain of this kernel
 * @td: the domain
 * @from: its entry in the subtree
 * @fresh: frames of the empty domain that it is restored into
 * @preserved: it is registered with KHO
 * @restored: it was restored
 */
struct traveller {
	struct ptlu_test_domain *td;
	const struct handed_over *from;
	u64 fresh;
	bool preserved, restored;
};

struct counters {
	unsigned long iommu_pages, secondary_pagetable, total, free;
};

static struct {
	struct kexec_plan plan;
	bool is_old_kernel;
	enum kexec_expect expect;
	struct subtree *subtree;
	struct traveller traveller[PTLU_MAX_TARGETS];
	unsigned int nr;
	struct counters empty;	/* the next kernel, before it has any domain */
	u64 frames;		/* restored */
} trip;

static struct counters count(void)
{
	return (struct counters){
		.iommu_pages = ptlu_node_total(NR_IOMMU_PAGES),
		.secondary_pagetable = ptlu_node_total(NR_SECONDARY_PAGETABLE),
		.total = totalram_pages(),
		.free = ptlu_free_pages(),
	};
}

/* A range of the smallest pages. The physical address is odd, so that no larger pages fit. */
static void plan_tables(struct ptlu_test_domain *td, u64 tables)
{
	const struct ptlu_target *target = td->domain.target;
	unsigned int page_lg2 = target->cfg.granule_lg2;

	td->mappings[td->nr_mappings++] = (struct ptlu_test_mapping){
		.iova = ptlu_target_first_half(target).first,
		.phys = (1ULL << (target->cfg.oasz_lg2 - 2)) + (1ULL << page_lg2),
		.size = tables << (page_lg2 + page_lg2 - 3),
	};
}

/* Both kernels plan the same for the same seed, and compare translations with the plan. */
static struct ptlu_test_domain *plan_domain(struct kunit *test, const struct ptlu_target *target,
					    const struct handed_over *from)
{
	struct ptlu_test_domain *td = kvzalloc(sizeof(*td), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, td);
	td->domain.target = target;
	ptlu_test_domain_init(test, td);
	ptlu_seed_random(from->seed);
	if (from->tables) {
		plan_tables(td, from->tables);
		return td;
	}
	ptlu_test_plan_edges(td, ptlu_test_all_halves(target));
	ptlu_test_plan_random(td, ptlu_test_all_halves(target), from->mappings);
	return td;
}

static void add_frames(phys_addr_t phys, unsigned int level, unsigned int order, void *arg)
{
	*(u64 *)arg += 1ULL << order;
}

static void test_preserve_domain(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct handed_over *to = &trip.subtree->domain[trip.nr];
	struct ptlu_test_domain *td;

	to->seed = trip.plan.seed + (target - ptlu_targets);
	to->tables = trip.plan.tables;
	to->mappings = min(MAPPINGS * ptlu_test_effort, PTLU_TEST_MAPPINGS - 4U);
	strscpy(to->target, target->name, sizeof(to->target));
	td = plan_domain(test, target, to);
	trip.traveller[trip.nr++] = (struct traveller){ .td = td, .from = to };
	ptlu_test_map_planned(test, td, 0);
	ptlu_test_expect_translations(test, td);
	ptlu_test_preserve(test, td);
	trip.traveller[trip.nr - 1].preserved = true;
	to->ser = td->ser;
	target->format->for_each_table(&td->domain, add_frames, &to->frames);
}

/* Flip one bit of a serialized state, so that no table of the format can have its top level. */
static void damage_domain(struct kunit *test, unsigned int number)
{
	KUNIT_ASSERT_LE(test, number, trip.nr);
	trip.subtree->damaged = number;
	trip.subtree->domain[number - 1].ser.ours.top_level ^= 1;
}

static void test_add_subtree(struct kunit *test)
{
	KUNIT_ASSERT_GT(test, trip.nr, 0);
	trip.subtree->magic = MAGIC;
	trip.subtree->nr = trip.nr;
	trip.subtree->core = ptlu_test_core;
	if (trip.plan.damage)
		damage_domain(test, trip.plan.damage);
	KUNIT_ASSERT_EQ(test, kho_add_subtree(SUBTREE, trip.subtree,
					      struct_size(trip.subtree, domain, trip.nr)), 0);
}

static void unpreserve(struct traveller *one)
{
	struct ptlu_test_domain *td = one->td;

	if (one->preserved)
		ptlu_test_domain_core(td)->unpreserve(&td->domain.iommu, &td->ser);
	one->preserved = false;
}

/* The kexec follows all the same, and no page may survive it. */
static void test_take_back(struct kunit *test)
{
	if (!trip.plan.unpreserve)
		kunit_skip(test, "what was preserved stays preserved");
	for (unsigned int i = 0; i < trip.nr; i++) {
		struct ptlu_test_domain *td = trip.traveller[i].td;

		unpreserve(&trip.traveller[i]);
		ptlu_test_expect_translations(test, td);
	}
	ptlu_kexec_forget();
}

static struct kunit_case old_kernel_cases[] = {
	KUNIT_CASE_PARAM(test_preserve_domain, ptlu_test_gen_targets),
	KUNIT_CASE(test_add_subtree),
	KUNIT_CASE(test_take_back),
	{},
};

static struct kunit_suite old_kernel_suite = {
	.name = "ptlu-kexec-old-kernel",
	.test_cases = old_kernel_cases,
};

static void test_retrieve(struct kunit *test)
{
	phys_addr_t phys;
	size_t size;
	int ret = kho_retrieve_subtree(SUBTREE, &phys, &size);

	KUNIT_ASSERT_TRUE(test, is_kho_boot());
	if (trip.expect == KEXEC_EXPECT_NOTHING) {
		KUNIT_EXPECT_EQ(test, ret, -ENOENT);
		return;
	}
	KUNIT_ASSERT_EQ(test, ret, 0);
	trip.subtree = phys_to_virt(phys);
	KUNIT_ASSERT_EQ(test, trip.subtree->magic, MAGIC);
	KUNIT_ASSERT_LE(test, trip.subtree->nr, PTLU_MAX_TARGETS);
	KUNIT_ASSERT_EQ(test, size, struct_size(trip.subtree, domain, trip.subtree->nr));
	ptlu_test_core = trip.subtree->core;
	trip.empty = count();
	for (; trip.nr < trip.subtree->nr; trip.nr++) {
		struct traveller *one = &trip.traveller[trip.nr];
		const struct ptlu_target *target;

		one->from = &trip.subtree->domain[trip.nr];
		target = ptlu_find_target(one->from->target);
		KUNIT_ASSERT_NOT_NULL(test, target);
		one->td = plan_domain(test, target, one->from);
		target->format->for_each_table(&one->td->domain, add_frames, &one->fresh);
		one->td->ser = one->from->ser;
	}
}

static const void *next_traveller(struct kunit *test, const void *prev, char *desc)
{
	const struct traveller *one = prev ? (const struct traveller *)prev + 1 : trip.traveller;

	if (one == trip.traveller + trip.nr)
		return NULL;
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", one->from->target);
	return one;
}

static struct traveller *traveller(struct kunit *test)
{
	return (struct traveller *)test->param_value;
}

static bool is_damaged(const struct traveller *one)
{
	return one - trip.traveller + 1 == trip.subtree->damaged;
}

static void test_restore_record(struct kunit *test)
{
	struct traveller *one = traveller(test);
	struct ptlu_test_domain *td = one->td;
	u64 start = ktime_get_ns();
	int ret = ptlu_test_domain_core(td)->restore(&td->domain.iommu, &td->ser);
	u64 end = ktime_get_ns();

	if (is_damaged(one)) {
		KUNIT_EXPECT_NE(test, ret, 0);
		kunit_info(test, "restore from the damaged state returns %d\n", ret);
		return;
	}
	KUNIT_ASSERT_EQ(test, ret, 0);
	one->restored = true;
	trip.frames += one->from->frames;
	kunit_info(test, "%s: %llu tables restored in %llu ns\n", one->from->target,
		   ptlu_domain_count_tables(&td->domain), end - start);
}

static void need_restored(struct kunit *test)
{
	if (is_damaged(traveller(test)))
		kunit_skip(test, "its record was damaged on purpose");
	KUNIT_ASSERT_TRUE(test, traveller(test)->restored);
}

static void test_translations(struct kunit *test)
{
	struct ptlu_test_domain *td = traveller(test)->td;
	const char *gap = ptlu_core_gap(ptlu_test_core, RULE_RESTORE_1, td->domain.target);

	need_restored(test);
	if (gap)
		kunit_skip(test, "not promised: %s", gap);
	ptlu_test_expect_translations(test, td);
}

static void need_handover(struct kunit *test)
{
	if (trip.expect == KEXEC_EXPECT_NOTHING)
		kunit_skip(test, "nothing was handed over");
}

/* Each frame is counted once as a table, and once as managed memory if it was restored. */
static void test_counters(struct kunit *test)
{
	struct counters now = count();
	u64 tables = 0;

	need_handover(test);
	for (unsigned int i = 0; i < trip.nr; i++) {
		const struct traveller *one = &trip.traveller[i];

		tables += one->restored ? one->from->frames : one->fresh;
	}
	KUNIT_EXPECT_EQ(test, now.iommu_pages - trip.empty.iommu_pages, tables);
	KUNIT_EXPECT_EQ(test, now.secondary_pagetable - trip.empty.secondary_pagetable, tables);
	KUNIT_EXPECT_EQ(test, now.total - trip.empty.total, trip.frames);
}

static void test_tear_down(struct kunit *test)
{
	struct traveller *one = traveller(test);

	KUNIT_ASSERT_TRUE(test, one->restored || is_damaged(one));
	ptlu_test_teardown(test, one->td);
	kvfree(one->td);
	one->td = NULL;
}

/*
 * Pages that the kernel and KUnit may allocate or free meanwhile. KASAN delays the freeing of
 * objects, kmemleak allocates a record of each object.
 */
#define OTHERS		(IS_ENABLED(CONFIG_KASAN) ? 2048 : 512)

static void test_all_is_back(struct kunit *test)
{
	struct counters now = count();
	long free;

	need_handover(test);
	KUNIT_EXPECT_EQ(test, now.iommu_pages, trip.empty.iommu_pages);
	KUNIT_EXPECT_EQ(test, now.secondary_pagetable, trip.empty.secondary_pagetable);
	KUNIT_EXPECT_EQ(test, now.total - trip.empty.total, trip.frames);
	free = now.free - trip.empty.free;
	kunit_info(test, "%llu frames restored, %ld more are free\n", trip.frames, free);
	KUNIT_EXPECT_LT(test, abs(free - (long)trip.frames), OTHERS);
	kho_restore_free(trip.subtree);
	trip.subtree = NULL;
}

static struct kunit_case next_kernel_cases[] = {
	KUNIT_CASE(test_retrieve),
	KUNIT_CASE_PARAM(test_restore_record, next_traveller),
	KUNIT_CASE_PARAM(test_translations, next_traveller),
	KUNIT_CASE(test_counters),
	KUNIT_CASE_PARAM(test_tear_down, next_traveller),
	KUNIT_CASE(test_all_is_back),
	{},
};

static struct kunit_suite next_kernel_suite = {
	.name = "ptlu-kexec-next-kernel",
	.test_cases = next_kernel_cases,
};

/**
 * ptlu_kexec_old_kernel() - build and preserve a domain of every selected target
 * @plan: what to do
 *
 * Prints KTAP. The domains stay until the kexec or ptlu_kexec_forget().
 *
 * Context: may sleep.
 * Return: 0, -EBUSY if domains are preserved already, -EBADMSG if a test failed, or the error of
 *	kho_alloc_preserve().
 */
int ptlu_kexec_old_kernel(const struct kexec_plan *plan)
{
	size_t size = struct_size(trip.subtree, domain, PTLU_MAX_TARGETS);
	struct subtree *subtree;

	if (trip.subtree)
		return -EBUSY;
	subtree = kho_alloc_preserve(size);
	if (IS_ERR(subtree))
		return PTR_ERR(subtree);
	trip.plan = *plan;
	trip.is_old_kernel = true;
	trip.subtree = subtree;
	return ptlu_suites_run_one(&old_kernel_suite);
}

/**
 * ptlu_kexec_next_kernel() - restore, check and free the domains of the old kernel
 * @expect: what the old kernel preserved
 *
 * Prints KTAP.
 *
 * Context: may sleep.
 * Return: 0, -EBUSY if this kernel has preserved domains itself, -EBADMSG if a test failed.
 */
int ptlu_kexec_next_kernel(enum kexec_expect expect)
{
	if (trip.subtree)
		return -EBUSY;
	trip.nr = 0;
	trip.expect = expect;
	return ptlu_suites_run_one(&next_kernel_suite);
}

/* Unpreserve and free the domains of the old kernel, if no kexec followed. */
void ptlu_kexec_forget(void)
{
	for (unsigned int i = 0; i < trip.nr; i++) {
		struct ptlu_test_domain *td = trip.traveller[i].td;

		if (!td)
			continue;
		unpreserve(&trip.traveller[i]);
		ptlu_domain_deinit(&td->domain);
		kvfree(td);
	}
	trip.nr = 0;
	if (trip.subtree && trip.is_old_kernel) {
		kho_remove_subtree(trip.subtree);
		kho_unpreserve_free(trip.subtree);
	}
	trip.subtree = NULL;
}
