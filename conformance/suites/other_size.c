// SPDX-License-Identifier: GPL-2.0-only
/* Restore into a domain that was initialized for another size or start level. */
#include "formats/armv8/pt_armv8.h"
#include "machine/machine.h"
#include "conformance/lib/promises.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"

#define MOST_SIZES	32

/**
 * struct kinds - configurations of one format
 * @kind: the target with other sizes; for armv8 the other stage, too
 * @nr: number of configurations
 */
struct kinds {
	struct ptlu_target kind[MOST_SIZES];
	unsigned int nr;
};

static bool is_armv8(const struct ptlu_target *target)
{
	return target->format->id == PTLU_FORMAT_ARMV8;
}

/* Add a configuration if the format's init accepts it. */
static void add_kind(struct kunit *test, struct kinds *kinds, const struct ptlu_target *like,
		     struct ptlu_cfg cfg)
{
	struct ptlu_domain *domain = kunit_kzalloc(test, sizeof(*domain), GFP_KERNEL);
	struct ptlu_target *kind = &kinds->kind[kinds->nr];
	struct device device;
	int ret;

	if (!memcmp(&cfg, &like->cfg, sizeof(cfg)))
		return;
	*kind = *like;
	kind->cfg = cfg;
	ptlu_device_init(&device);
	ret = ptlu_domain_init(domain, kind, &device);
	ptlu_domain_deinit(domain);
	kunit_kfree(test, domain);
	KUNIT_ASSERT_LT(test, kinds->nr, MOST_SIZES);
	if (!ret)
		kinds->nr++;
}

/* Formats with tables of 4K: every start level. AMD's v2 tables do not use the top bit. */
static void add_levels(struct kunit *test, struct kinds *kinds, const struct ptlu_target *like)
{
	bool dynamic = like->cfg.features & BIT(PT_FEAT_DYNAMIC_TOP);
	unsigned int unused = 12 + 9 * (like->cfg.top_level + 1) - like->cfg.vasz_lg2;

	for (unsigned int level = 2; level <= (dynamic ? 5 : 4); level++) {
		struct ptlu_cfg cfg = like->cfg;

		cfg.top_level = level;
		if (!dynamic)
			cfg.vasz_lg2 = 12 + 9 * (level + 1) - unused;
		add_kind(test, kinds, like, cfg);
	}
}

/* Every start level of the granule: with a part of a table, a whole one, and concatenated ones. */
static void add_armv8_sizes(struct kunit *test, struct kinds *kinds,
			    const struct ptlu_target *like)
{
	static const u8 sizes[] = { 30, 32, 36, 39, 40, 42, 43, 44, 47, 48, 52 };
	struct ptlu_cfg cfg = like->cfg;

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		cfg.vasz_lg2 = sizes[i];
		add_kind(test, kinds, like, cfg);
	}
	if (cfg.features & BIT(PT_FEAT_ARMV8_TTBR1))
		return;
	cfg.features ^= BIT(PT_FEAT_ARMV8_S2);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		cfg.vasz_lg2 = sizes[i];
		add_kind(test, kinds, like, cfg);
	}
}

static struct kinds *other_kinds(struct kunit *test, const struct ptlu_target *like)
{
	struct kinds *kinds = kunit_kzalloc(test, sizeof(*kinds), GFP_KERNEL);

	if (is_armv8(like))
		add_armv8_sizes(test, kinds, like);
	else
		add_levels(test, kinds, like);
	return kinds;
}

static void map_half(struct kunit *test, struct ptlu_test_domain *td, enum ptlu_test_halves half)
{
	const struct ptlu_target *target = td->domain.target;
	struct ptlu_va_range range = half == PTLU_TEST_LOWER ? ptlu_target_lower(target) :
							       ptlu_target_upper(target);

	ptlu_test_map_edges(test, td, half);
	/* contiguous pages, where the format has them */
	ptlu_test_map(test, td, range.first + SZ_16M, SZ_128K);
}

/* Map both ends of the addresses, or of what a dynamic top spans now, and 128 KiB in between. */
static void map_something(struct kunit *test, struct ptlu_test_domain *td)
{
	const struct ptlu_target *target = td->domain.target;

	if (target->cfg.features & BIT(PT_FEAT_DYNAMIC_TOP)) {
		unsigned int span_lg2 = min(12U + 9 * (target->cfg.top_level + 1), 64U);

		ptlu_test_map(test, td, SZ_16M, SZ_128K);
		ptlu_test_map(test, td, (span_lg2 == 64 ? 0 : 1ULL << span_lg2) - SZ_4K, SZ_4K);
		return;
	}
	if (ptlu_target_has_lower(target))
		map_half(test, td, PTLU_TEST_LOWER);
	if (ptlu_target_has_upper(target))
		map_half(test, td, PTLU_TEST_UPPER);
}

/**
 * struct pair - a table and the domain that restores it
 * @from: configuration of the table
 * @to: configuration that the domain was initialized for
 * @top_level: level of the table's top
 * @text: describes both in messages
 */
struct pair {
	const struct ptlu_target *from, *to;
	unsigned int top_level;
	char text[128];
};

static const char *stage_of(const struct ptlu_target *target)
{
	if (is_armv8(target) && target->cfg.features & BIT(PT_FEAT_ARMV8_S2))
		return " of stage 2";
	return "";
}

static void describe_pair(struct pair *pair, struct ptlu_domain *domain)
{
	pair->top_level = pair->from->format->top_level(domain);
	snprintf(pair->text, sizeof(pair->text),
		 "table of %u bits%s, top level %u, domain of %u bits%s",
		 pair->from->cfg.vasz_lg2, stage_of(pair->from), pair->top_level,
		 pair->to->cfg.vasz_lg2, stage_of(pair->to));
}

/*
 * Compare the first page of each mapping. A table that differs is not walked: it may lead anywhere.
 */
static bool translates(struct kunit *test, struct ptlu_test_domain *td, const struct pair *pair)
{
	for (unsigned int i = 0; i < td->nr_mappings; i++) {
		const struct ptlu_test_mapping *one = &td->mappings[i];
		phys_addr_t got = ptlu_domain_iova_to_phys(&td->domain, one->iova);

		if (got == one->phys)
			continue;
		KUNIT_FAIL(test, "%s: iova 0x%llx translates to 0x%llx, not to 0x%llx", pair->text,
			   (unsigned long long)one->iova, (unsigned long long)got,
			   (unsigned long long)one->phys);
		return false;
	}
	return true;
}

/* Check a domain that has restored the table, and free it. */
static void expect_taken(struct kunit *test, struct ptlu_test_domain *td, const struct pair *pair)
{
	unsigned int top_level = pair->from->format->top_level(&td->domain);

	if (top_level != pair->top_level)
		KUNIT_FAIL(test, "%s: restored with top level %u", pair->text, top_level);
	if (!ptlu_core_gap(ptlu_test_core, RULE_RESTORE_1, ptlu_test_case(test)->target) &&
	    translates(test, td, pair))
		ptlu_test_expect_translations(test, td);
	ptlu_test_teardown(test, td);
}

/* Restore into the other domain; if that fails, into one of the right size. */
static void take_over(struct kunit *test, struct ptlu_test_domain *td, const struct pair *pair)
{
	struct ptlu_test_domain *other = ptlu_test_domain_new(test, pair->to);
	unsigned long preserved = ptlu_frames(PTLU_FRAME_PRESERVED);

	if (ptlu_test_domain_core(other)->restore(&other->domain.iommu, &td->ser)) {
		if (ptlu_frames(PTLU_FRAME_PRESERVED) != preserved)
			KUNIT_FAIL(test, "%s: restore fails with %ld pages restored", pair->text,
				   (long)(preserved - ptlu_frames(PTLU_FRAME_PRESERVED)));
		ptlu_test_expect_usable(test, other);
		ptlu_test_domain_init(test, td);
		ptlu_test_restore(test, td);
		expect_taken(test, td, pair);
	} else {
		/* from here on the table counts, not the domain that it was restored into */
		other->domain.target = pair->from;
		memcpy(other->mappings, td->mappings, sizeof(td->mappings));
		other->nr_mappings = td->nr_mappings;
		expect_taken(test, other, pair);
	}
	kunit_kfree(test, other);
}

static void one_pair(struct kunit *test, const struct ptlu_target *from,
		     const struct ptlu_target *to)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, from);
	struct pair pair = { .from = from, .to = to };
	unsigned long kho_frames = ptlu_nr_preserved(), in_use, left;

	map_something(test, td);
	describe_pair(&pair, &td->domain);
	ptlu_test_preserve(test, td);
	ptlu_kexec();
	in_use = ptlu_frames_in_use(0);
	take_over(test, td, &pair);
	left = ptlu_frames(PTLU_FRAME_PRESERVED) - kho_frames + ptlu_frames_in_use(0) - in_use;
	if (left)
		KUNIT_FAIL_AND_ABORT(test, "%s: %ld pages of %llu tables are never freed", pair.text,
				     (long)left, (unsigned long long)td->nr_tables);
	kunit_kfree(test, td);
}

static void test_into_other_size(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct kinds *kinds = other_kinds(test, target);

	KUNIT_ASSERT_GE(test, kinds->nr, 1);
	for (unsigned int i = 0; i < kinds->nr; i++)
		one_pair(test, target, &kinds->kind[i]);
}

static void test_from_other_size(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct kinds *kinds = other_kinds(test, target);

	KUNIT_ASSERT_GE(test, kinds->nr, 1);
	for (unsigned int i = 0; i < kinds->nr; i++)
		one_pair(test, &kinds->kind[i], target);
}

static const struct ptlu_case other_size_cases[] = {
	RULE_CASE(test_into_other_size, ptlu_test_gen_targets, RULE_VA_2),
	RULE_CASE(test_from_other_size, ptlu_test_gen_targets, RULE_VA_2),
};

PTLU_SUITE(other_size_suite, "ptlu-other-size", other_size_cases);
