// SPDX-License-Identifier: GPL-2.0-only
/* What tests judge with can fail: checksums, accounts and reference walkers find what they must. */
#include <linux/kexec_handover.h>
#include "conformance/lib/accounts.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"
#include "iommu-pages.h"
#include "machine/machine.h"

/* One bit of any word of any table. */
static void test_checksum(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	struct ptlu_test_tables *tables;
	u64 before;

	ptlu_test_map_random(test, td, ptlu_test_first_half(td->domain.target), 6);
	tables = ptlu_test_tables_of(test, td);
	before = ptlu_test_tables_checksum(tables);
	/* the first, and some of the others */
	for (unsigned int i = 0; i < tables->nr; i += 1 + (tables->nr - 1) / 16) {
		u64 *word = phys_to_virt(tables->table[i].phys);
		unsigned long last = (PAGE_SIZE << tables->table[i].order) / sizeof(*word) - 1;
		const unsigned long at[] = { 0, get_random_u32_below(last), last };

		for (unsigned int n = 0; n < ARRAY_SIZE(at); n++) {
			u64 bit = 1ULL << get_random_u32_below(64);

			word[at[n]] ^= bit;
			KUNIT_EXPECT_NE(test, ptlu_test_tables_checksum(tables), before);
			word[at[n]] ^= bit;
		}
	}
	KUNIT_EXPECT_EQ(test, ptlu_test_tables_checksum(tables), before);
	ptlu_test_teardown(test, td);
}

/* One table pointer leads elsewhere, and back; @td has tables below its top. */
static void point_elsewhere(struct kunit *test, struct ptlu_test_domain *td)
{
	struct ptlu_test_tables *tables = ptlu_test_tables_of(test, td);
	phys_addr_t phys = tables->table[1].phys, elsewhere;
	u64 before = ptlu_test_tables_checksum(tables);

	elsewhere = phys ^ PAGE_SIZE << tables->table[1].order << 3;
	ptlu_test_point_entry_at(test, td, tables, 1, elsewhere);
	KUNIT_EXPECT_NE(test, ptlu_test_tables_checksum(tables), before);
	/* the entry is found by the new address */
	tables->table[1].phys = elsewhere;
	ptlu_test_point_entry_at(test, td, tables, 1, phys);
	tables->table[1].phys = phys;
	KUNIT_EXPECT_EQ(test, ptlu_test_tables_checksum(tables), before);
	KUNIT_EXPECT_NULL(test, ptlu_test_wrong_translation(td));
}

/* With and without the lowest C bit, which is no part of an address. */
static void test_point_entry(struct kunit *test)
{
	struct ptlu_target *target = kunit_kzalloc(test, sizeof(*target), GFP_KERNEL);

	*target = *ptlu_test_case(test)->target;
	for (unsigned int encrypted = 0; encrypted < 2; encrypted++) {
		struct ptlu_test_domain *td;

		if (encrypted && !ptlu_walker_knows_c_bit(target))
			return;
		if (encrypted) {
			target->cfg.oasz_lg2 = 47;
			ptlu_set_c_bit(BIT_ULL(47));
		}
		td = ptlu_test_domain_new(test, target);
		ptlu_test_map_edges(test, td, ptlu_test_first_half(target));
		point_elsewhere(test, td);
		ptlu_test_teardown(test, td);
	}
}

/* The account that differs from @before. */
static const char *differs(const struct ptlu_test_accounts *before)
{
	struct ptlu_test_accounts now = ptlu_test_accounts();

	return ptlu_test_accounts_differ(before, &now) ?: "nothing";
}

/* Every account differs when it must, and alone decides. */
static void test_accounts(struct kunit *test)
{
	struct ptlu_test_accounts before = ptlu_test_accounts(), other;
	struct folio *folio;
	void *table;

	KUNIT_EXPECT_STREQ(test, differs(&before), "nothing");
	folio = folio_alloc(GFP_KERNEL, 0);
	KUNIT_EXPECT_STREQ(test, differs(&before), "pages in use");
	before = ptlu_test_accounts();
	/* the nodes of KHO's radix tree stay, so there is one already */
	KUNIT_ASSERT_EQ(test, kho_preserve_folio(folio), 0);
	other = ptlu_test_accounts();
	KUNIT_EXPECT_EQ(test, other.registered, before.registered + 1);
	other = before;
	other.registered++;
	KUNIT_EXPECT_STREQ(test, ptlu_test_accounts_differ(&before, &other) ?: "nothing",
			   "pages registered with KHO");
	kho_unpreserve_folio(folio);
	/* a zone with a page too many */
	atomic_long_add(1, &page_zone(&folio->page)->managed_pages);
	KUNIT_EXPECT_EQ(test, ptlu_wrong_zones(), 1);
	KUNIT_EXPECT_STREQ(test, differs(&before), "zones with wrong managed pages");
	atomic_long_add(-1, &page_zone(&folio->page)->managed_pages);
	KUNIT_EXPECT_STREQ(test, differs(&before), "nothing");
	folio_put(folio);

	before = ptlu_test_accounts();
	table = iommu_alloc_pages_sz(GFP_KERNEL, PAGE_SIZE);
	other = ptlu_test_accounts();
	KUNIT_EXPECT_EQ(test, other.iommu_pages, before.iommu_pages + 1);
	KUNIT_EXPECT_EQ(test, other.secondary_pagetable, before.secondary_pagetable + 1);
	other.in_use = before.in_use;
	KUNIT_EXPECT_STREQ(test, ptlu_test_accounts_differ(&before, &other) ?: "nothing",
			   "NR_IOMMU_PAGES");
	other.iommu_pages = before.iommu_pages;
	KUNIT_EXPECT_STREQ(test, ptlu_test_accounts_differ(&before, &other) ?: "nothing",
			   "NR_SECONDARY_PAGETABLE");
	other.secondary_pagetable = before.secondary_pagetable;
	KUNIT_EXPECT_STREQ(test, ptlu_test_accounts_differ(&before, &other) ?: "nothing",
			   "NR_IOMMU_PAGES of a node");
	for (unsigned int i = 0; i < PTLU_MAX_NODES; i++)
		other.node[i].iommu_pages = before.node[i].iommu_pages;
	KUNIT_EXPECT_STREQ(test, ptlu_test_accounts_differ(&before, &other) ?: "nothing",
			   "NR_SECONDARY_PAGETABLE of a node");
	iommu_free_pages(table);
	other = before;
	other.wrong_zones++;
	KUNIT_EXPECT_STREQ(test, ptlu_test_accounts_differ(&before, &other) ?: "nothing",
			   "zones with wrong managed pages");
	other = before;
	other.preserved++;
	KUNIT_EXPECT_STREQ(test, ptlu_test_accounts_differ(&before, &other) ?: "nothing",
			   "pages that are preserved and not restored");
}

/* iova_to_phys() of a format, wrong at one address. */
static phys_addr_t (*true_iova_to_phys)(struct iommu_domain *domain, dma_addr_t iova);
static u64 lie_at;

static phys_addr_t lying_iova_to_phys(struct iommu_domain *domain, dma_addr_t iova)
{
	return iova == lie_at ? 7 : true_iova_to_phys(domain, iova);
}

/* A domain for which iova_to_phys() is right until lie_at is set. */
static struct ptlu_test_domain *lying_domain(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_target *own = kunit_kzalloc(test, sizeof(*own), GFP_KERNEL);
	struct ptlu_format *format = kunit_kzalloc(test, sizeof(*format), GFP_KERNEL);

	*own = *target;
	*format = *target->format;
	true_iova_to_phys = format->iova_to_phys;
	lie_at = 1;
	format->iova_to_phys = lying_iova_to_phys;
	own->format = format;
	return ptlu_test_domain_new(test, own);
}

static bool is_translated(const struct ptlu_target *target, u64 iova)
{
	return (ptlu_target_has_lower(target) && iova <= ptlu_target_lower(target).last) ||
	       (ptlu_target_has_upper(target) && iova >= ptlu_target_upper(target).first);
}

/*
 * Whether it is noticed that an address translates, by the hardware or by iova_to_phys(); true if
 * the address cannot be mapped.
 */
static bool page_is_noticed(struct kunit *test, struct ptlu_test_domain *td, u64 iova,
			    unsigned int *tried)
{
	u64 page = 1ULL << __ffs64(td->domain.domain.pgsize_bitmap), start = iova & ~(page - 1);
	bool noticed;

	if (!is_translated(td->domain.target, iova))
		return true;
	/* what is mapped there is part of the plan */
	if (ptlu_domain_map(&td->domain, start, page, page))
		return true;
	noticed = ptlu_test_wrong_translation(td);
	KUNIT_ASSERT_EQ(test, ptlu_domain_unmap(&td->domain, start, page), page);
	lie_at = iova;
	noticed &= !!ptlu_test_wrong_translation(td);
	lie_at = 1;
	++*tried;
	return noticed;
}

/* A page more at any address of which the kernel-doc says that it is looked at. */
static void test_page_too_many(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_test_domain *td = lying_domain(test);
	u64 first = ptlu_target_first_half(target).first, page;
	unsigned int tried = 0;

	page = 1ULL << __ffs64(td->domain.domain.pgsize_bitmap);
	ptlu_test_map(test, td, first + 5000 * page, 3 * page);
	ptlu_test_map(test, td, first + 20000 * page, 40 * page);
	KUNIT_ASSERT_NULL(test, ptlu_test_wrong_translation(td));
	for (unsigned int i = 0; i < td->nr_mappings; i++) {
		const struct ptlu_test_mapping one = td->mappings[i];
		u64 end = one.iova + one.size;
		const u64 around[] = {
			one.iova - 1, end, end + page * 1000,
			one.iova ^ (1ULL << (target->cfg.vasz_lg2 - 1)),
		};

		for (unsigned int n = 0; n < ARRAY_SIZE(around); n++)
			KUNIT_EXPECT_TRUE(test, page_is_noticed(test, td, around[n], &tried));
	}
	KUNIT_EXPECT_TRUE(test, page_is_noticed(test, td, 0, &tried));
	KUNIT_EXPECT_TRUE(test, page_is_noticed(test, td, U64_MAX, &tried));
	for (unsigned int lg2 = 32; lg2 < 64; lg2++) {
		KUNIT_EXPECT_TRUE(test, page_is_noticed(test, td, (1ULL << lg2) - 1, &tried));
		KUNIT_EXPECT_TRUE(test, page_is_noticed(test, td, 1ULL << lg2, &tried));
		KUNIT_EXPECT_TRUE(test, page_is_noticed(test, td, -(1ULL << lg2) - 1, &tried));
		KUNIT_EXPECT_TRUE(test, page_is_noticed(test, td, -(1ULL << lg2), &tried));
	}
	KUNIT_EXPECT_GE(test, tried, 12);
	KUNIT_EXPECT_NULL(test, ptlu_test_wrong_translation(td));
	ptlu_test_teardown(test, td);
}

/* A range that is as large as a block, and aligned to it, is mapped by one. */
static void test_large_pages(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
	unsigned long sizes = td->domain.domain.pgsize_bitmap & (SZ_64G - 1);
	u64 first = ptlu_target_first_half(target).first;

	for (; sizes; sizes &= sizes - 1) {
		unsigned int lg2 = __ffs64(sizes);
		u64 iova = first + (1ULL << lg2);

		if (1ULL << lg2 > (ptlu_target_first_half(target).last - first) / 4)
			break;
		ptlu_test_map(test, td, iova, 1ULL << lg2);
		td->walker = ptlu_walker_of(&td->domain);
		KUNIT_EXPECT_EQ(test, ptlu_walker_translate(&td->walker, iova).page_lg2, lg2);
		KUNIT_ASSERT_EQ(test, ptlu_domain_unmap(&td->domain, iova, 1ULL << lg2),
				1ULL << lg2);
	}
	ptlu_test_teardown(test, td);
}

/* Where an entry has a bit for reading, the hardware cannot read what is for writing alone. */
static void test_write_only(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
	u64 page = 1ULL << __ffs64(td->domain.domain.pgsize_bitmap);
	u64 iova = ptlu_target_first_half(target).first + page;
	struct ptlu_walker_result found;
	bool has_bit = target->format->id == PTLU_FORMAT_VTDSS ||
		       target->format->id == PTLU_FORMAT_AMDV1;

	KUNIT_ASSERT_EQ(test, iommu_map(&td->domain.domain, iova, page, page, IOMMU_WRITE,
					GFP_KERNEL), 0);
	td->walker = ptlu_walker_of(&td->domain);
	found = ptlu_walker_translate(&td->walker, iova);
	KUNIT_EXPECT_NULL(test, found.fault);
	KUNIT_EXPECT_TRUE(test, found.write);
	KUNIT_EXPECT_EQ(test, found.read, !has_bit && !td->walker.config.stage2);
	ptlu_test_teardown(test, td);
}

/* A mapping that is elsewhere, shorter, not whole, or read-only. */
static void test_wrong_mapping(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
	u64 iova = ptlu_target_first_half(target).first, page;
	struct ptlu_test_mapping *one = td->mappings, right;

	page = 1ULL << __ffs64(td->domain.domain.pgsize_bitmap);
	iova += 5000 * page;
	ptlu_test_map(test, td, iova, 40 * page);
	right = *one;
	KUNIT_ASSERT_NULL(test, ptlu_test_wrong_translation(td));
	one->phys += page;
	KUNIT_EXPECT_NOT_NULL(test, ptlu_test_wrong_translation(td));
	*one = right;
	one->size += page;
	KUNIT_EXPECT_NOT_NULL(test, ptlu_test_wrong_translation(td));
	*one = right;
	one->size -= page;
	KUNIT_EXPECT_NOT_NULL(test, ptlu_test_wrong_translation(td));
	*one = right;
	one->iova += page;
	KUNIT_EXPECT_NOT_NULL(test, ptlu_test_wrong_translation(td));
	*one = right;
	KUNIT_ASSERT_EQ(test, ptlu_domain_unmap(&td->domain, iova, right.size), right.size);
	KUNIT_ASSERT_EQ(test, iommu_map(&td->domain.domain, iova, right.phys, right.size,
					IOMMU_READ, GFP_KERNEL), 0);
	KUNIT_EXPECT_NOT_NULL(test, ptlu_test_wrong_translation(td));
	for (unsigned int i = 1; i < 40; i += 37) {
		u64 at = i * page, after = at + page;

		KUNIT_ASSERT_EQ(test, ptlu_domain_unmap(&td->domain, iova, right.size), right.size);
		KUNIT_ASSERT_EQ(test, ptlu_domain_map(&td->domain, iova, right.phys, at), 0);
		KUNIT_ASSERT_EQ(test, ptlu_domain_map(&td->domain, iova + after,
						      right.phys + after, right.size - after), 0);
		KUNIT_EXPECT_NOT_NULL(test, ptlu_test_wrong_translation(td));
		KUNIT_ASSERT_EQ(test, ptlu_domain_map(&td->domain, iova + at, right.phys + at,
						      page), 0);
		KUNIT_EXPECT_NULL(test, ptlu_test_wrong_translation(td));
	}
	ptlu_test_teardown(test, td);
}

/* The last entry of a walk. */
struct last_entry {
	unsigned int level;
	u64 *entry;
};

static struct last_entry last_entry_of(struct kunit *test, const struct ptlu_walker *walker,
				       u64 iova)
{
	const struct ptlu_walker_config *config = &walker->config;
	u64 table = config->root & ~config->c_bit;
	unsigned int level = config->levels;

	for (;;) {
		u64 index = iova >> ptlu_walker_shift(config, level);
		struct ptlu_walker_step step;
		u64 *entry;

		index &= (1ULL << ptlu_walker_entries_lg2(walker, level)) - 1;
		entry = (u64 *)phys_to_virt(table) + index;
		step = walker->format->step(config, level, *entry, iova);
		KUNIT_ASSERT_NULL(test, step.fault);
		if (!step.table)
			return (struct last_entry){ level, entry };
		table = step.phys;
		level = step.next;
	}
}

/* Whether a page as large as this must be at an address that is a multiple of its size. */
static bool alignment_is_checked(const struct ptlu_walker *walker, struct last_entry last,
				 unsigned int page_lg2)
{
	bool run = page_lg2 > ptlu_walker_shift(&walker->config, last.level);

	/* a block of VMSAv8-64 ignores these bits; AMD v1 encodes its size in them */
	if (walker->format == &ptlu_walker_armv8)
		return run;
	return walker->format != &ptlu_walker_amd_v1;
}

/* A large page, or a contiguous run, at an address that is half of its size too high. */
static void test_walker_alignment(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
	unsigned long sizes = td->domain.domain.pgsize_bitmap & (SZ_64G - 1);
	u64 iova = ptlu_target_first_half(target).first, phys = 1ULL << (target->cfg.oasz_lg2 - 1);
	unsigned int shift = ptlu_format_traits(target->format)->oa_shift, checked = 0;

	for (sizes &= sizes - 1; sizes; sizes &= sizes - 1) {
		u64 size = sizes & -sizes;
		struct ptlu_walker walker;
		struct ptlu_walker_result page;
		struct last_entry last;

		KUNIT_ASSERT_EQ(test, ptlu_domain_map(&td->domain, iova, phys, size), 0);
		walker = ptlu_walker_of(&td->domain);
		page = ptlu_walker_translate(&walker, iova);
		KUNIT_ASSERT_NULL(test, page.fault);
		KUNIT_EXPECT_EQ(test, page.page_lg2, __ffs64(size));
		last = last_entry_of(test, &walker, iova);
		if (alignment_is_checked(&walker, last, page.page_lg2)) {
			*last.entry ^= size / 2 >> shift;
			KUNIT_EXPECT_NOT_NULL(test, ptlu_walker_translate(&walker, iova).fault);
			*last.entry ^= size / 2 >> shift;
			checked++;
		}
		KUNIT_ASSERT_EQ(test, ptlu_domain_unmap(&td->domain, iova, size), size);
	}
	if (target->format->id != PTLU_FORMAT_AMDV1)
		KUNIT_EXPECT_NE(test, checked, 0);
	ptlu_test_teardown(test, td);
}

/* The next kernel's IOMMU has no mapping that the old one left. */
static void test_device_of_next_kernel(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);

	ptlu_test_preserve(test, td);
	atomic_long_set(&td->device.dma_mappings, 3);
	ptlu_test_next_kernel(test, td);
	/* an incoherent table is mapped */
	KUNIT_EXPECT_LE(test, ptlu_device_mappings(&td->device), 1);
	KUNIT_EXPECT_EQ(test, td->device.nid, NUMA_NO_NODE);
	ptlu_test_restore(test, td);
	ptlu_test_teardown(test, td);
}

static const struct ptlu_case judge_cases[] = {
	PLAIN_CASE_PARAM(test_checksum, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_point_entry, ptlu_test_gen_targets),
	PLAIN_CASE(test_accounts),
	PLAIN_CASE_PARAM(test_walker_alignment, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_page_too_many, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_large_pages, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_write_only, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_wrong_mapping, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_device_of_next_kernel, ptlu_test_gen_targets),
};

static void forget_c_bit(struct kunit *test)
{
	(void)test;
	ptlu_set_c_bit(0);
}

PTLU_SUITE(judge_suite, "ptlu-judges", judge_cases, .exit = forget_c_bit);
