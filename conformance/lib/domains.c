// SPDX-License-Identifier: GPL-2.0-only
/* Domains for tests: what is mapped in them, and that this and nothing else is translated. */
#include "domains.h"
#include "formats/variants/table_pool.h"
#include "machine/machine.h"
#include "machine/patterns.h"

enum ptlu_core_id ptlu_test_core = PTLU_CORE_OURS;
unsigned int ptlu_test_effort = 1;

static const char *selected = "*";

static bool is_selected(const struct ptlu_target *target)
{
	return ptlu_matches(selected, target->name);
}

/**
 * ptlu_test_select_targets() - which targets parameterized tests run for
 * @patterns: shell patterns for names, separated by blanks; must outlive the tests
 *
 * Return: false when no target has such a name.
 */
bool ptlu_test_select_targets(const char *patterns)
{
	selected = patterns;
	for (unsigned int i = 0; i < ptlu_nr_targets; i++)
		if (is_selected(&ptlu_targets[i]))
			return true;
	return false;
}

/* Is a format used by a target that is selected? For the tree's own suites, which are per format. */
bool ptlu_test_selects_format(const char *name)
{
	for (unsigned int i = 0; i < ptlu_nr_targets; i++)
		if (is_selected(&ptlu_targets[i]) &&
		    !strncmp(name, ptlu_targets[i].format->name,
			     strlen(ptlu_targets[i].format->name)))
			return true;
	return false;
}

static const char * const halves_names[] = {
	[PTLU_TEST_LOWER] = "lower",
	[PTLU_TEST_UPPER] = "upper",
	[PTLU_TEST_BOTH] = "both",
};

static bool has_halves(const struct ptlu_target *target, enum ptlu_test_halves halves)
{
	return (!(halves & PTLU_TEST_LOWER) || ptlu_target_has_lower(target)) &&
	       (!(halves & PTLU_TEST_UPPER) || ptlu_target_has_upper(target));
}

/* The cases of a target lie side by side: lower, upper, both; parameters point into this. */
static const struct ptlu_test_case *case_at(unsigned int number)
{
	static struct ptlu_test_case cases[PTLU_MAX_TARGETS * PTLU_TEST_BOTH];

	cases[number] = (struct ptlu_test_case){
		.target = &ptlu_targets[number / PTLU_TEST_BOTH],
		.halves = number % PTLU_TEST_BOTH + 1,
	};
	return &cases[number];
}

static const void *next_case(const struct ptlu_test_case *prev, bool every_half, char *desc)
{
	unsigned int number = prev ? prev - case_at(0) + 1 : 0;

	for (; number < ptlu_nr_targets * PTLU_TEST_BOTH; number++) {
		const struct ptlu_test_case *one = case_at(number);

		if (!is_selected(one->target) || !has_halves(one->target, one->halves))
			continue;
		/* without a choice of halves: all that there are */
		if (!every_half && (one->halves | PTLU_TEST_BOTH) != one->halves &&
		    has_halves(one->target, PTLU_TEST_BOTH))
			continue;
		if (every_half && one->target->va == PTLU_VA_SIGN_EXTENDED)
			snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s %s", one->target->name,
				 halves_names[one->halves]);
		else
			snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", one->target->name);
		return one;
	}
	return NULL;
}

/* A parameter for every target, with all halves that it has. */
const void *ptlu_test_gen_targets(struct kunit *test, const void *prev, char *desc)
{
	return next_case(prev, false, desc);
}

/* A parameter for every target, and for a sign-extended one lower, upper and both halves. */
const void *ptlu_test_gen_cases(struct kunit *test, const void *prev, char *desc)
{
	return next_case(prev, true, desc);
}

const struct ptlu_test_case *ptlu_test_case(struct kunit *test)
{
	return test->param_value;
}

/* A domain whose tables ptlu_test_teardown() frees; the struct itself goes with the test. */
struct ptlu_test_domain *ptlu_test_domain_new(struct kunit *test, const struct ptlu_target *target)
{
	struct ptlu_test_domain *td = kunit_kzalloc(test, sizeof(*td), GFP_KERNEL);

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

/* Any address that the format can hold will do: nobody touches data pages. */
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

/* Map what was planned from a mapping on. */
void ptlu_test_map_planned(struct kunit *test, struct ptlu_test_domain *td, unsigned int first)
{
	for (unsigned int i = first; i < td->nr_mappings; i++) {
		const struct ptlu_test_mapping *one = &td->mappings[i];

		KUNIT_ASSERT_EQ(test,
				ptlu_domain_map(&td->domain, one->iova, one->phys, one->size), 0);
	}
	/* what the pool holds is no table's, and tests count pages */
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

/* A size between one page and the largest leaf that is not larger than 1 GiB, any multiple of a page */
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
 * ptlu_test_plan_random() - note ranges of random place and size as mapped, without mapping them
 * @td: the domain, on which nothing but its page sizes matters
 * @halves: where
 * @count: how many; fewer where they would overlap
 *
 * The same seed plans the same: that is how the next kernel knows what to expect.
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
		/* near to one another half of the time, so that tables are shared */
		u64 reach = get_random_u32_below(2) ? span : min(span, (u64)SZ_4G);
		u64 iova = get_random_u64() % reach;

		iova = range.first + ((iova >> smallest) << smallest);
		if (get_random_u32_below(2) && size >= SZ_2M)
			iova &= ~(u64)(SZ_2M - 1);
		if (!overlaps(td, iova, size) && td->nr_mappings < PTLU_TEST_MAPPINGS)
			plan(td, iova, size);
	}
}

/* Map ranges of random place and size; parameters as ptlu_test_plan_random()'s. */
void ptlu_test_map_random(struct kunit *test, struct ptlu_test_domain *td,
			  enum ptlu_test_halves halves, unsigned int count)
{
	unsigned int first = td->nr_mappings;

	ptlu_test_plan_random(td, halves, count);
	ptlu_test_map_planned(test, td, first);
}

/* The first and the last page of each half: both ends of the address space, both sides of the hole. */
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

/* Three must agree: what was mapped, what iova_to_phys() says and what hardware would do. */
static void expect_hardware(struct kunit *test, const struct ptlu_walker *walker, u64 iova,
			    phys_addr_t phys)
{
	struct ptlu_walker_result hardware = ptlu_walker_translate(walker, iova);

	if (!phys && hardware.fault)
		return;
	if (!hardware.fault && hardware.phys == phys && hardware.read && hardware.write)
		return;
	KUNIT_FAIL_AND_ABORT(test, "at iova 0x%llx hardware finds %s%s, 0x%llx %s%s, not 0x%llx rw",
			     (unsigned long long)iova, hardware.fault ? "a fault: " : "a page",
			     hardware.fault ?: "", (unsigned long long)hardware.phys,
			     hardware.read ? "r" : "", hardware.write ? "w" : "",
			     (unsigned long long)phys);
}

static void expect_at(struct kunit *test, struct ptlu_test_domain *td, u64 iova, phys_addr_t phys)
{
	phys_addr_t got = ptlu_domain_iova_to_phys(&td->domain, iova);

	if (got != phys)
		KUNIT_FAIL_AND_ABORT(test, "iova 0x%llx translates to 0x%llx, not to 0x%llx",
				     (unsigned long long)iova, (unsigned long long)got,
				     (unsigned long long)phys);
	expect_hardware(test, &td->walker, iova, phys);
}

/*
 * pt_check_range() of the tree takes an address below the upper half for the lower half's when all bits
 * above the sign bit are ones; tree_defects.c shows it, and no other test may trip over it.
 */
static bool is_taken_for_lower(const struct ptlu_target *target, u64 iova)
{
	u64 sign = 1ULL << (target->cfg.vasz_lg2 - 1);

	return target->va == PTLU_VA_SIGN_EXTENDED && !(iova & sign) &&
	       (iova | (2 * sign - 1)) == U64_MAX;
}

static void expect_nothing_at(struct kunit *test, struct ptlu_test_domain *td, u64 iova)
{
	if (overlaps(td, iova, 1))
		return;
	if (is_taken_for_lower(td->domain.target, iova))
		expect_hardware(test, &td->walker, iova, 0);
	else
		expect_at(test, td, iova, 0);
}

/**
 * ptlu_test_expect_translations() - every mapping translates, and its neighbourhood does not; hardware agrees
 * @test: the test
 * @td: a domain, restored or not
 *
 * Each page of a small mapping and a thousand of a large one; the bytes before and after each; the
 * middle of every gap; both sides of the canonical hole and the last address of all.
 */
void ptlu_test_expect_translations(struct kunit *test, struct ptlu_test_domain *td)
{
	const struct ptlu_target *target = td->domain.target;
	u64 page = 1ULL << smallest_lg2(td);

	td->walker = ptlu_walker_of(&td->domain);
	for (unsigned int i = 0; i < td->nr_mappings; i++) {
		const struct ptlu_test_mapping *one = &td->mappings[i];
		u64 step = max(page, one->size / 1000 / page * page);

		for (u64 at = 0; at < one->size; at += step)
			expect_at(test, td, one->iova + at + 5, one->phys + at + 5);
		expect_at(test, td, one->iova + one->size - 1, one->phys + one->size - 1);
		if (one->iova)
			expect_nothing_at(test, td, one->iova - 1);
		if (one->iova + one->size)
			expect_nothing_at(test, td, one->iova + one->size);
		expect_nothing_at(test, td, one->iova + one->size + page * 1000);
		expect_nothing_at(test, td, one->iova ^ (1ULL << (target->cfg.vasz_lg2 - 1)));
	}
	expect_nothing_at(test, td, 0);
	expect_nothing_at(test, td, U64_MAX);
	for (unsigned int half_lg2 = 32; half_lg2 < 64; half_lg2++) {
		expect_nothing_at(test, td, (1ULL << half_lg2) - 1);
		expect_nothing_at(test, td, 1ULL << half_lg2);
		expect_nothing_at(test, td, -(1ULL << half_lg2) - 1);
		expect_nothing_at(test, td, -(1ULL << half_lg2));
	}
}

void ptlu_test_preserve(struct kunit *test, struct ptlu_test_domain *td)
{
	td->nr_tables = ptlu_domain_count_tables(&td->domain);
	KUNIT_ASSERT_EQ(test, ptlu_test_domain_core(td)->preserve(&td->domain.iommu, &td->ser), 0);
}

/* Kexec, then a fresh domain as the next kernel's driver makes it for the same hardware. */
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

struct ptlu_test_accounts ptlu_test_accounts(void)
{
	return (struct ptlu_test_accounts){
		.in_use = ptlu_frames_in_use(0),
		.preserved = ptlu_frames(PTLU_FRAME_PRESERVED),
		.iommu_pages = global_node_page_state(NR_IOMMU_PAGES),
		.secondary_pagetable = global_node_page_state(NR_SECONDARY_PAGETABLE),
		.registered = ptlu_nr_preserved(),
	};
}

void ptlu_test_expect_accounts(struct kunit *test, const struct ptlu_test_accounts *before)
{
	struct ptlu_test_accounts now = ptlu_test_accounts();

	KUNIT_EXPECT_EQ(test, now.in_use, before->in_use);
	KUNIT_EXPECT_EQ(test, now.preserved, before->preserved);
	KUNIT_EXPECT_EQ(test, now.iommu_pages, before->iommu_pages);
	KUNIT_EXPECT_EQ(test, now.secondary_pagetable, before->secondary_pagetable);
	KUNIT_EXPECT_EQ(test, now.registered, before->registered);
}
