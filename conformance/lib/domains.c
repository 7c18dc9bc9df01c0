// SPDX-License-Identifier: GPL-2.0-only
/*
 * Domains of tests: what is mapped in them, the expected translations, and the steps of a handover.
 */
#include "formats/variants/table_pool.h"
#include "machine/machine.h"
#include "domains.h"

enum ptlu_core_id ptlu_test_core = PTLU_CORE_OURS;
unsigned int ptlu_test_effort = 1;

/* Allocate a domain. ptlu_test_teardown() frees its tables, the end of the test the struct. */
struct ptlu_test_domain *ptlu_test_domain_new(struct kunit *test, const struct ptlu_target *target)
{
	struct ptlu_test_domain *td = kunit_kzalloc(test, sizeof(*td), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, td);
	td->domain.target = target;
	ptlu_test_domain_init(test, td);
	return td;
}

void ptlu_test_domain_init(struct kunit *test, struct ptlu_test_domain *td)
{
	const struct ptlu_target *target = td->domain.target;

	ptlu_device_init(&td->device);
	KUNIT_ASSERT_EQ(test, ptlu_domain_init(&td->domain, target, &td->device), 0);
	ptlu_pool_drain();
}

/* Any address that the format can hold, because data pages are not accessed. */
static phys_addr_t data_at(const struct ptlu_test_domain *td, u64 iova, u64 size)
{
	unsigned int oasz = td->domain.target->cfg.oasz_lg2;
	u64 phys = (iova * 3) & ((1ULL << (oasz - 2)) - 1);

	phys &= ~(roundup_pow_of_two(size) - 1);
	return phys | (1ULL << (oasz - 2));
}

static void plan(struct ptlu_test_domain *td, u64 iova, u64 size)
{
	td->mappings[td->nr_mappings++] =
		(struct ptlu_test_mapping){ iova, data_at(td, iova, size), size };
}

/* Map what was planned, from mapping @first on. */
void ptlu_test_map_planned(struct kunit *test, struct ptlu_test_domain *td, unsigned int first)
{
	for (unsigned int i = first; i < td->nr_mappings; i++) {
		const struct ptlu_test_mapping *one = &td->mappings[i];

		KUNIT_ASSERT_EQ(test,
				ptlu_domain_map(&td->domain, one->iova, one->phys, one->size), 0);
	}
	/* the tests count pages, so the pool must not hold any */
	ptlu_pool_drain();
}

void ptlu_test_map(struct kunit *test, struct ptlu_test_domain *td, u64 iova, u64 size)
{
	KUNIT_ASSERT_LT(test, td->nr_mappings, PTLU_TEST_MAPPINGS);
	plan(td, iova, size);
	ptlu_test_map_planned(test, td, td->nr_mappings - 1);
}

static bool overlaps(const struct ptlu_test_domain *td, u64 iova, u64 size)
{
	for (unsigned int i = 0; i < td->nr_mappings; i++) {
		const struct ptlu_test_mapping *one = &td->mappings[i];

		if (iova <= one->iova + one->size - 1 && one->iova <= iova + size - 1)
			return true;
	}
	return false;
}

static struct ptlu_va_range half(const struct ptlu_target *target, enum ptlu_test_halves one)
{
	return one == PTLU_TEST_LOWER ? ptlu_target_lower(target) : ptlu_target_upper(target);
}

static unsigned int smallest_lg2(const struct ptlu_test_domain *td)
{
	return __ffs64(td->domain.domain.pgsize_bitmap);
}

/* Between one page and about 1 GiB, a multiple of a page */
static u64 random_size(const struct ptlu_test_domain *td)
{
	unsigned int smallest = smallest_lg2(td);
	unsigned int lg2 = smallest + get_random_u32_below(min(31U - smallest, 19U));
	u64 size = 1ULL << lg2;

	if (get_random_u32_below(2))
		size += (u64)get_random_u32_below(512) << smallest;
	return size;
}

/**
 * ptlu_test_plan_random() - plan random ranges, without mapping them
 * @td: the domain
 * @halves: the halves of its addresses
 * @count: number of ranges that are tried; those that overlap are dropped
 *
 * The same seed gives the same plan, so the next kernel can compute the expected translations.
 */
void ptlu_test_plan_random(struct ptlu_test_domain *td, enum ptlu_test_halves halves,
			   unsigned int count)
{
	unsigned int smallest = smallest_lg2(td);

	for (unsigned int i = 0; i < count; i++) {
		enum ptlu_test_halves one =
			halves == PTLU_TEST_BOTH ? 1U << get_random_u32_below(2) : halves;
		struct ptlu_va_range range = half(td->domain.target, one);
		u64 size = random_size(td), span = range.last - range.first - size;
		/* half of them close to each other, so that they share tables */
		u64 reach = get_random_u32_below(2) ? span : min_t(u64, span, SZ_4G);
		u64 iova = get_random_u64() % reach;

		iova = range.first + ((iova >> smallest) << smallest);
		if (get_random_u32_below(2) && size >= SZ_2M)
			iova &= ~(u64)(SZ_2M - 1);
		if (!overlaps(td, iova, size) && td->nr_mappings < PTLU_TEST_MAPPINGS)
			plan(td, iova, size);
	}
}

/* Map random ranges. The arguments are those of ptlu_test_plan_random(). */
void ptlu_test_map_random(struct kunit *test, struct ptlu_test_domain *td,
			  enum ptlu_test_halves halves, unsigned int count)
{
	unsigned int first = td->nr_mappings;

	ptlu_test_plan_random(td, halves, count);
	ptlu_test_map_planned(test, td, first);
}

/* Plan the first and the last page of each half, thus both sides of the canonical hole. */
void ptlu_test_plan_edges(struct ptlu_test_domain *td, enum ptlu_test_halves halves)
{
	u64 page = 1ULL << smallest_lg2(td);

	for (unsigned int one = PTLU_TEST_LOWER; one <= PTLU_TEST_UPPER; one <<= 1) {
		struct ptlu_va_range range;

		if (!(halves & one))
			continue;
		range = half(td->domain.target, one);
		plan(td, range.first, page);
		plan(td, range.last - page + 1, page);
	}
}

void ptlu_test_map_edges(struct kunit *test, struct ptlu_test_domain *td,
			 enum ptlu_test_halves halves)
{
	unsigned int first = td->nr_mappings;

	KUNIT_ASSERT_LE(test, first, PTLU_TEST_MAPPINGS - 4);
	ptlu_test_plan_edges(td, halves);
	ptlu_test_map_planned(test, td, first);
}

/* Whether the reference walker finds the page that was mapped, or a fault. */
static bool hardware_finds(struct ptlu_test_domain *td, u64 iova, phys_addr_t phys)
{
	struct ptlu_walker_result hardware = ptlu_walker_translate(&td->walker, iova);

	if (!phys && hardware.fault)
		return true;
	if (!hardware.fault && hardware.phys == phys && hardware.read && hardware.write)
		return true;
	snprintf(td->wrong, sizeof(td->wrong),
		 "at iova 0x%llx hardware finds %s%s, 0x%llx %s%s, not 0x%llx rw",
		 (unsigned long long)iova, hardware.fault ? "a fault: " : "a page",
		 hardware.fault ?: "", (unsigned long long)hardware.phys,
		 hardware.read ? "r" : "", hardware.write ? "w" : "", (unsigned long long)phys);
	return false;
}

static bool is_at(struct ptlu_test_domain *td, u64 iova, phys_addr_t phys)
{
	phys_addr_t got = ptlu_domain_iova_to_phys(&td->domain, iova);

	if (got == phys)
		return hardware_finds(td, iova, phys);
	snprintf(td->wrong, sizeof(td->wrong), "iova 0x%llx translates to 0x%llx, not to 0x%llx",
		 (unsigned long long)iova, (unsigned long long)got, (unsigned long long)phys);
	return false;
}

/*
 * The tree's pt_check_range() accepts an address below the upper half as one of the lower half if
 * all bits above the sign bit are ones. tree_defects.c shows this defect; other tests must not
 * fail.
 */
static bool is_taken_for_lower(const struct ptlu_target *target, u64 iova)
{
	u64 sign = 1ULL << (target->cfg.vasz_lg2 - 1);

	return target->va == PTLU_VA_SIGN_EXTENDED && !(iova & sign) &&
	       (iova | (2 * sign - 1)) == U64_MAX;
}

static bool nothing_is_at(struct ptlu_test_domain *td, u64 iova)
{
	if (overlaps(td, iova, 1))
		return true;
	if (is_taken_for_lower(td->domain.target, iova))
		return hardware_finds(td, iova, 0);
	return is_at(td, iova, 0);
}

/* Each page of a small mapping and a thousand of a large one. */
static bool all_is_at(struct ptlu_test_domain *td, const struct ptlu_test_mapping *one)
{
	u64 page = 1ULL << smallest_lg2(td), step = max(page, one->size / 1000 / page * page);

	for (u64 at = 0; at < one->size; at += step)
		if (!is_at(td, one->iova + at + 5, one->phys + at + 5))
			return false;
	return is_at(td, one->iova + one->size - 1, one->phys + one->size - 1);
}

static bool nothing_is_around(struct ptlu_test_domain *td, const struct ptlu_test_mapping *one)
{
	u64 page = 1ULL << smallest_lg2(td), end = one->iova + one->size;

	return (!one->iova || nothing_is_at(td, one->iova - 1)) &&
	       (!end || nothing_is_at(td, end)) && nothing_is_at(td, end + page * 1000) &&
	       nothing_is_at(td, one->iova ^ (1ULL << (td->domain.target->cfg.vasz_lg2 - 1)));
}

/**
 * ptlu_test_wrong_translation() - find out whether all mappings translate, and nothing else
 * @td: a domain, restored or not
 *
 * Compares the plan with iova_to_phys() and with the reference walker: each page of a small mapping
 * and a thousand of a large one, the bytes before and after each mapping, other addresses in the
 * gaps, both sides of the canonical hole and the last address.
 *
 * Return: what is wrong, NULL if nothing is.
 */
const char *ptlu_test_wrong_translation(struct ptlu_test_domain *td)
{
	td->walker = ptlu_walker_of(&td->domain);
	for (unsigned int i = 0; i < td->nr_mappings; i++)
		if (!all_is_at(td, &td->mappings[i]) || !nothing_is_around(td, &td->mappings[i]))
			return td->wrong;
	if (!nothing_is_at(td, 0) || !nothing_is_at(td, U64_MAX))
		return td->wrong;
	for (unsigned int half_lg2 = 32; half_lg2 < 64; half_lg2++) {
		u64 half = 1ULL << half_lg2;

		if (!nothing_is_at(td, half - 1) || !nothing_is_at(td, half) ||
		    !nothing_is_at(td, -half - 1) || !nothing_is_at(td, -half))
			return td->wrong;
	}
	return NULL;
}

void ptlu_test_expect_translations(struct kunit *test, struct ptlu_test_domain *td)
{
	const char *wrong = ptlu_test_wrong_translation(td);

	if (wrong)
		KUNIT_FAIL_AND_ABORT(test, "%s", wrong);
}

/**
 * ptlu_test_boot_small() - boot a machine so small that a kexec takes a fraction of a millisecond
 * @test: the test, none of whose domains survives
 * @nodes: NUMA nodes; 0 as on the runner's machine
 */
void ptlu_test_boot_small(struct kunit *test, unsigned int nodes)
{
	struct ptlu_machine machine = *ptlu_this_machine();

	machine.size = (SZ_64M / SZ_4K) * PAGE_SIZE;
	machine.nodes = nodes ?: machine.nodes;
	KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
}

void ptlu_test_preserve(struct kunit *test, struct ptlu_test_domain *td)
{
	td->nr_tables = ptlu_domain_count_tables(&td->domain);
	KUNIT_ASSERT_EQ(test, ptlu_test_domain_core(td)->preserve(&td->domain.iommu, &td->ser), 0);
}

/* Kexec, then initialize a fresh domain, as the next kernel's driver does for the same hardware. */
void ptlu_test_next_kernel(struct kunit *test, struct ptlu_test_domain *td)
{
	ptlu_kexec();
	ptlu_test_domain_init(test, td);
}

void ptlu_test_restore(struct kunit *test, struct ptlu_test_domain *td)
{
	KUNIT_ASSERT_EQ(test, ptlu_test_domain_core(td)->restore(&td->domain.iommu, &td->ser), 0);
}

void ptlu_test_teardown(struct kunit *test, struct ptlu_test_domain *td)
{
	ptlu_domain_deinit(&td->domain);
	KUNIT_EXPECT_EQ(test, ptlu_device_mappings(&td->device), 0);
}
