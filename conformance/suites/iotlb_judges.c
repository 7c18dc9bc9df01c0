// SPDX-License-Identifier: GPL-2.0-only
/*
 * The greediest IOMMU can find something: its sets are those of a plain list, a device sees what
 * was written back, and each mistake that a driver can make is a violation.
 */
#include <linux/random.h>
#include "iommu-pages.h"
#include "conformance/lib/suite.h"
#include "machine/machine.h"
#include "iotlb.h"

#define MEMBERS	2000
#define OPS	6000

/* The same set, as a list. */
struct plain_list {
	struct ptlu_held held[MEMBERS];
	unsigned int nr;
};

static bool is_same(const struct ptlu_held *a, const struct ptlu_held *b)
{
	return a->first == b->first && a->last == b->last && a->level == b->level &&
	       a->phys == b->phys && a->write == b->write && a->dirty == b->dirty;
}

static bool plain_has(const struct plain_list *list, const struct ptlu_held *held)
{
	for (unsigned int i = 0; i < list->nr; i++)
		if (is_same(&list->held[i], held))
			return true;
	return false;
}

static void plain_add(struct plain_list *list, const struct ptlu_held *held)
{
	if (!plain_has(list, held))
		list->held[list->nr++] = *held;
}

/* Without what is in the range; @keep_rest: but with the parts of a member that are not. */
static void plain_remove(struct plain_list *list, u64 first, u64 last, bool keep_rest)
{
	static struct plain_list old;

	old = *list;
	list->nr = 0;
	for (unsigned int i = 0; i < old.nr; i++) {
		struct ptlu_held one = old.held[i], rest = one;

		if (one.last < first || one.first > last) {
			plain_add(list, &one);
			continue;
		}
		if (keep_rest && one.first < first) {
			rest.last = first - 1;
			plain_add(list, &rest);
		}
		if (keep_rest && one.last > last) {
			rest = one;
			rest.first = last + 1;
			rest.phys = one.phys + (rest.first - one.first);
			plain_add(list, &rest);
		}
	}
}

/* Few values of each field, so that members differ in one of them. */
static struct ptlu_held random_held(void)
{
	u64 first = get_random_u32_below(64) * 16;

	return (struct ptlu_held){
		.first = first, .last = first + (16ULL << get_random_u32_below(4)) - 1,
		.level = 1 + get_random_u32_below(2), .phys = get_random_u32_below(4) * 4096,
		.write = get_random_u32_below(2), .dirty = get_random_u32_below(2),
	};
}

static void expect_same(struct kunit *test, const struct ptlu_held_set *set,
			const struct plain_list *list)
{
	KUNIT_ASSERT_EQ(test, set->nr, list->nr);
	for (unsigned int i = 0; i < list->nr; i++)
		KUNIT_ASSERT_TRUE(test, ptlu_held_has(set, &list->held[i]));
}

static void test_sets(struct kunit *test)
{
	struct plain_list *list = kunit_kzalloc(test, sizeof(*list), GFP_KERNEL);
	struct ptlu_held_set set = {};
	unsigned int most = 0;

	for (unsigned int op = 0; op < OPS; op++) {
		struct ptlu_held held = random_held();
		u64 first = get_random_u32_below(1200), last = first + get_random_u32_below(24);

		KUNIT_ASSERT_EQ(test, ptlu_held_has(&set, &held), plain_has(list, &held));
		if (list->nr < MEMBERS / 2 && get_random_u32_below(32)) {
			KUNIT_ASSERT_EQ(test, ptlu_held_add(&set, &held), !plain_has(list, &held));
			plain_add(list, &held);
			most = max(most, list->nr);
			continue;
		}
		if (list->nr >= MEMBERS / 2)
			last = U64_MAX;
		if (get_random_u32_below(2)) {
			ptlu_held_cut(&set, first, last);
			plain_remove(list, first, last, true);
		} else {
			ptlu_held_drop(&set, first, last);
			plain_remove(list, first, last, false);
		}
		expect_same(test, &set, list);
	}
	/* it has grown more than once */
	KUNIT_EXPECT_GE(test, most, 600);
	ptlu_held_free(&set);
	KUNIT_EXPECT_EQ(test, set.nr, 0);
	KUNIT_EXPECT_NULL(test, set.held);
}

static bool sees(const struct ptlu_view *view, u64 phys, u64 want)
{
	u64 entry = ~want;

	return ptlu_view_read(view, phys, &entry) && entry == want;
}

/* Lines of 64 bytes, of both of two pages. */
static void test_view(struct kunit *test)
{
	struct folio *folio = folio_alloc(GFP_KERNEL | __GFP_ZERO, 1);
	u64 phys = PFN_PHYS(folio_pfn(folio)), *words = folio_address(folio), entry;
	struct ptlu_view view = {};

	KUNIT_EXPECT_FALSE(test, ptlu_view_read(&view, phys, &entry));
	for (unsigned int i = 0; i < 2 * PAGE_SIZE / 8; i++)
		words[i] = i + 1;
	/* from within a line to the first byte of another, across the end of the page */
	ptlu_view_write_back(&view, phys + PAGE_SIZE - 72, 72 + 65);
	for (int i = -24; i < 24; i++) {
		u64 at = phys + PAGE_SIZE + i * 8;

		if (i >= -16 && i < 16)
			KUNIT_EXPECT_TRUE(test, sees(&view, at, PAGE_SIZE / 8 + i + 1));
		else
			KUNIT_EXPECT_FALSE(test, ptlu_view_read(&view, at, &entry));
	}
	/* what is written later is seen when its line is written back */
	words[PAGE_SIZE / 8] = 7;
	words[PAGE_SIZE / 8 - 1] = 8;
	KUNIT_EXPECT_TRUE(test, sees(&view, phys + PAGE_SIZE, PAGE_SIZE / 8 + 1));
	ptlu_view_write_back(&view, phys + PAGE_SIZE, 8);
	KUNIT_EXPECT_TRUE(test, sees(&view, phys + PAGE_SIZE, 7));
	KUNIT_EXPECT_TRUE(test, sees(&view, phys + PAGE_SIZE - 8, PAGE_SIZE / 8));
	/* to the end of a line, not further */
	ptlu_view_forget(&view, phys + PAGE_SIZE, PAGE_SIZE);
	KUNIT_EXPECT_FALSE(test, ptlu_view_read(&view, phys + PAGE_SIZE, &entry));
	KUNIT_EXPECT_TRUE(test, sees(&view, phys + PAGE_SIZE - 8, PAGE_SIZE / 8));
	ptlu_view_write_back(&view, phys + PAGE_SIZE, 64);
	KUNIT_EXPECT_TRUE(test, sees(&view, phys + PAGE_SIZE, 7));
	KUNIT_EXPECT_FALSE(test, ptlu_view_read(&view, phys + PAGE_SIZE + 64, &entry));
	ptlu_view_forget(&view, phys, 2 * PAGE_SIZE);
	KUNIT_EXPECT_FALSE(test, ptlu_view_read(&view, phys + PAGE_SIZE - 8, &entry));
	KUNIT_EXPECT_FALSE(test, ptlu_view_read(&view, phys + PAGE_SIZE, &entry));
	ptlu_view_free(&view);
	KUNIT_EXPECT_NULL(test, view.pages);
	folio_put(folio);
}

static void expect_violation(struct ptlu_watched *w, const char *want)
{
	const char *error = ptlu_iotlb_check(w->iotlb);

	if (!error || !strstr(error, want))
		KUNIT_FAIL_AND_ABORT(w->test, "expected '%s', found '%s'", want, error ?: "nothing");
}

static void unmap_all(struct ptlu_watched *w, u64 iova, u64 size)
{
	KUNIT_ASSERT_EQ(w->test, ptlu_watched_unmap(w, iova, size), size);
}

/* An unmap without iotlb_sync, of a leaf of every size. */
static void forget_sync(struct ptlu_watched *w)
{
	unsigned long sizes = w->td->domain.domain.pgsize_bitmap &
			      (2 * ptlu_watched_block(w, 2) - 1);

	for (; sizes; sizes &= sizes - 1) {
		u64 size = sizes & -sizes;

		ptlu_watched_map(w, w->base, size);
		ptlu_watched_expect(w);
		unmap_all(w, w->base, size);
		expect_violation(w, "a leaf");
		ptlu_watched_sync(w);
		w->iotlb->error[0] = '\0';
		ptlu_watched_expect(w);
	}
}

/* Pages that are mapped elsewhere do not make up for those that are not. */
static void map_elsewhere(struct ptlu_watched *w)
{
	ptlu_watched_map(w, w->base + 8 * w->page, w->page);
	ptlu_watched_map(w, w->base - 8 * w->page, w->page);
}

static void sync_without_last_page(struct ptlu_watched *w)
{
	map_elsewhere(w);
	ptlu_watched_map(w, w->base + w->page, 3 * w->page);
	unmap_all(w, w->base + w->page, 3 * w->page);
	w->gather.end -= w->page;
	ptlu_watched_sync(w);
	expect_violation(w, "a leaf");
}

static void sync_without_first_page(struct ptlu_watched *w)
{
	map_elsewhere(w);
	ptlu_watched_map(w, w->base + w->page, 3 * w->page);
	unmap_all(w, w->base + w->page, 3 * w->page);
	w->gather.start += w->page;
	ptlu_watched_sync(w);
	expect_violation(w, "a leaf");
}

/* A leaf table that goes away with all that it had. */
static void unmap_table(struct ptlu_watched *w)
{
	u64 size = ptlu_watched_block(w, 1);

	KUNIT_ASSERT_EQ(w->test,
			ptlu_watched_try_map(w, w->base, ptlu_watched_phys(w, w->base) + w->page,
					     size), 0);
	ptlu_watched_expect(w);
	unmap_all(w, w->base, size);
	KUNIT_ASSERT_FALSE(w->test, iommu_pages_list_empty(&w->gather.freelist));
}

static void sync_leaves_alone(struct ptlu_watched *w)
{
	struct iommu_pages_list tables = IOMMU_PAGES_LIST_INIT(tables);

	unmap_table(w);
	iommu_pages_list_splice(&w->gather.freelist, &tables);
	w->gather.freelist = (struct iommu_pages_list)IOMMU_PAGES_LIST_INIT(w->gather.freelist);
	w->gather.pt.table_levels_bitmap = 0;
	ptlu_watched_sync(w);
	expect_violation(w, "a table pointer");
	ptlu_iotlb_fence(w->iotlb);
	iommu_put_pages_list(&tables);
}

/* The pointer to one of two tables that go away; the leaves of both are invalidated. */
static void sync_one_of_two_tables(struct ptlu_watched *w)
{
	struct iommu_pages_list tables = IOMMU_PAGES_LIST_INIT(tables);
	u64 size = ptlu_watched_block(w, 1);

	KUNIT_ASSERT_EQ(w->test,
			ptlu_watched_try_map(w, w->base, ptlu_watched_phys(w, w->base) + w->page,
					     2 * size), 0);
	unmap_all(w, w->base, 2 * size);
	iommu_pages_list_splice(&w->gather.freelist, &tables);
	ptlu_held_drop(&w->iotlb->leaves, w->base, w->base + 2 * size - 1);
	iommu_iotlb_gather_init(&w->gather);
	w->gather.start = w->base + size;
	w->gather.end = w->base + 2 * size - 1;
	w->gather.pt.leaf_levels_bitmap = BIT(0);
	w->gather.pt.table_levels_bitmap = BIT(0);
	iommu_pages_list_splice(&tables, &w->gather.freelist);
	ptlu_watched_sync(w);
	expect_violation(w, "was freed while");
}

static void free_before_sync(struct ptlu_watched *w)
{
	unmap_table(w);
	iommu_put_pages_list(&w->gather.freelist);
	expect_violation(w, "was freed while");
}

static void forget_sync_map(struct ptlu_watched *w)
{
	struct pt_iommu *table = &w->td->domain.iommu;
	size_t mapped = 0;

	KUNIT_ASSERT_EQ(w->test,
			table->ops->map_range(table, w->base, ptlu_watched_phys(w, w->base),
					      w->page, IOMMU_READ | IOMMU_WRITE, GFP_KERNEL,
					      &mapped), 0);
	if (w->iotlb->rules->holds_faults)
		expect_violation(w, "a fault");
	else
		KUNIT_EXPECT_NULL(w->test, ptlu_iotlb_check(w->iotlb));
}

static void change_while_frozen(struct ptlu_watched *w)
{
	w->iotlb->frozen = true;
	ptlu_watched_map(w, w->base, w->page);
	expect_violation(w, "was written to");
}

static void read_before_written_back(struct ptlu_watched *w)
{
	if (!w->iotlb->incoherent)
		return;
	ptlu_view_forget(&w->iotlb->view, w->iotlb->walker.config.root, PAGE_SIZE);
	ptlu_iotlb_flush_all(w->iotlb);
	expect_violation(w, "never written back");
}

/* What a device reaches, which is what was mapped, at every byte of it. */
static void find(struct ptlu_watched *w)
{
	unsigned long sizes = w->td->domain.domain.pgsize_bitmap &
			      (2 * ptlu_watched_block(w, 2) - 1);

	for (; sizes; sizes &= sizes - 1) {
		u64 size = sizes & -sizes, phys = ptlu_watched_phys(w, w->base);
		const u64 offsets[] = { 0, 8, size / 2 - 1, size / 2, size - 1 };

		ptlu_watched_map(w, w->base, size);
		for (unsigned int i = 0; i < ARRAY_SIZE(offsets); i++) {
			u64 iova = w->base + offsets[i], at = phys + offsets[i];

			KUNIT_EXPECT_TRUE(w->test, ptlu_iotlb_finds(w->iotlb, iova, at));
			KUNIT_EXPECT_FALSE(w->test, ptlu_iotlb_finds(w->iotlb, iova, at + 1));
		}
		KUNIT_EXPECT_FALSE(w->test, ptlu_iotlb_finds(w->iotlb, w->base - 1, phys - 1));
		KUNIT_EXPECT_FALSE(w->test, ptlu_iotlb_finds(w->iotlb, w->base + size,
							     phys + size));
		unmap_all(w, w->base, size);
		ptlu_watched_sync(w);
		KUNIT_EXPECT_FALSE(w->test, ptlu_iotlb_finds(w->iotlb, w->base, phys));
	}
}

/* The upper half of a sign-extended table: what is held of it has its addresses. */
static void forget_sync_in_upper_half(struct ptlu_watched *w)
{
	if (!ptlu_target_has_lower(&w->target) || !ptlu_target_has_upper(&w->target))
		return;
	w->base = ptlu_target_upper(&w->target).first + 4 * ptlu_watched_block(w, 2);
	forget_sync(w);
	find(w);
}

/* The leaf table at the base, 0 if the IOMMU holds no pointer to one. */
static u64 held_leaf_table(const struct ptlu_watched *w)
{
	for (unsigned int i = 0; i < w->iotlb->tables.nr; i++) {
		const struct ptlu_held *held = &w->iotlb->tables.held[i];

		if (held->level == 2 && held->first == w->base)
			return held->phys;
	}
	return 0;
}

/* After a table of several pages is freed, the view has none of its pages. */
static void find_nothing_of_freed_table(struct ptlu_watched *w)
{
	u64 bytes = 1ULL << w->target.cfg.granule_lg2, phys, entry;

	if (!w->iotlb->incoherent)
		return;
	ptlu_watched_map(w, w->base, w->page);
	phys = held_leaf_table(w);
	KUNIT_ASSERT_NE(w->test, phys, 0);
	KUNIT_EXPECT_TRUE(w->test, ptlu_view_read(&w->iotlb->view, phys + bytes - 8, &entry));
	unmap_all(w, w->base, w->page);
	ptlu_watched_sync(w);
	unmap_table(w);
	ptlu_watched_sync(w);
	KUNIT_EXPECT_EQ(w->test, held_leaf_table(w), 0);
	for (u64 at = 0; at < bytes; at += PAGE_SIZE)
		KUNIT_EXPECT_FALSE(w->test, ptlu_view_read(&w->iotlb->view, phys + at, &entry));
}

/* The driver's fence: nothing is held any more. */
static void fence(struct ptlu_watched *w)
{
	ptlu_iotlb_fence(w->iotlb);
	KUNIT_EXPECT_NULL(w->test, w->iotlb->leaves.held);
	KUNIT_EXPECT_NULL(w->test, w->iotlb->tables.held);
	KUNIT_EXPECT_NULL(w->test, w->iotlb->faults.held);
	KUNIT_EXPECT_NULL(w->test, w->iotlb->view.pages);
}

static void test_wrong_drivers(struct kunit *test)
{
	static void (*const drivers[])(struct ptlu_watched *w) = {
		forget_sync, sync_without_last_page, sync_without_first_page, sync_leaves_alone,
		sync_one_of_two_tables, free_before_sync, forget_sync_map, change_while_frozen,
		read_before_written_back, find, forget_sync_in_upper_half,
		find_nothing_of_freed_table,
	};
	const struct ptlu_target *target = ptlu_test_case(test)->target;

	for_each_coherence(features, target)
		for (unsigned int i = 0; i < ARRAY_SIZE(drivers); i++) {
			struct ptlu_watched *w = ptlu_watch(test, target, features);

			drivers[i](w);
			fence(w);
			ptlu_watched_free(w);
		}
}

static const struct ptlu_case iotlb_judge_cases[] = {
	PLAIN_CASE(test_sets),
	PLAIN_CASE(test_view),
	PLAIN_CASE_PARAM(test_wrong_drivers, ptlu_test_gen_targets),
};

PTLU_SUITE(iotlb_judge_suite, "ptlu-iotlb-judges", iotlb_judge_cases);
