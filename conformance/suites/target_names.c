// SPDX-License-Identifier: GPL-2.0-only
/* A target is configured as its name and the hardware that it stands for have it. */
#include "formats/armv8/pt_armv8.h"
#include "conformance/lib/domains.h"
#include "conformance/lib/suite.h"

/**
 * struct named - what a name says of a target
 * @bits: number of input address bits
 * @granule_lg2: log2 of a page of an SMMU
 * @stage2: of an SMMU
 * @upper: upper addresses alone
 * @dirty: hardware records writes in the table
 * @incoherent: hardware does not see the processors' caches
 * @sme: tables are encrypted
 */
struct named {
	unsigned int bits, granule_lg2;
	bool stage2, upper, dirty, incoherent, sme;
};

static struct named read_name(const struct ptlu_target *target)
{
	struct named named = { .granule_lg2 = 12 };
	char name[32], *rest = name, *part;

	snprintf(name, sizeof(name), "%s", target->name);
	while ((part = strsep(&rest, "-"))) {
		char *end;
		unsigned int number = strtoul(part, &end, 10);

		if (end != part && !*end)
			named.bits = number;
		if (end != part && !strcmp(end, "k"))
			named.granule_lg2 = ilog2(number) + 10;
		named.stage2 |= !strcmp(part, "s2");
		named.upper |= !strcmp(part, "ttbr1");
		named.dirty |= !strcmp(part, "dirty");
		named.incoherent |= !strcmp(part, "nc");
		named.sme |= !strcmp(part, "sme");
	}
	if (named.bits)
		return named;
	/* the usual size, which is not named */
	switch (target->format->id) {
	case PTLU_FORMAT_AMDV1:
		named.bits = 64;
		break;
	case PTLU_FORMAT_X86_64:
		named.bits = 47;
		break;
	default:
		named.bits = 48;
	}
	return named;
}

static unsigned int output_bits(const struct ptlu_target *target, const struct named *named)
{
	switch (target->format->id) {
	case PTLU_FORMAT_RISCV_64:
		return 56;
	case PTLU_FORMAT_ARMV8:
		return named->stage2 ? named->bits : max(named->bits, 48U);
	default:
		return 52;
	}
}

/* The lowest level that resolves the address. AMD v1 grows from 3 levels; SMMUs derive it. */
static unsigned int top_level(const struct ptlu_target *target, const struct named *named)
{
	if (target->format->id == PTLU_FORMAT_ARMV8)
		return 0;
	if (!strcmp(target->name, "amdv1"))
		return 2;
	return DIV_ROUND_UP(named->bits - 12, 9) - 1;
}

static void test_configured_as_named(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	const struct ptlu_format_traits *traits = ptlu_format_traits(target->format);
	const struct ptlu_cfg *cfg = &target->cfg;
	struct named named = read_name(target);
	bool arm = target->format->id == PTLU_FORMAT_ARMV8;

	KUNIT_EXPECT_EQ(test, cfg->vasz_lg2, named.bits);
	KUNIT_EXPECT_EQ(test, cfg->oasz_lg2, output_bits(target, &named));
	KUNIT_EXPECT_EQ(test, cfg->granule_lg2, named.granule_lg2);
	KUNIT_EXPECT_EQ(test, cfg->top_level, top_level(target, &named));
	KUNIT_EXPECT_EQ(test, !!(cfg->features & BIT(PT_FEAT_DMA_INCOHERENT)), named.incoherent);
	KUNIT_EXPECT_EQ(test, !!(cfg->features & traits->upper_va), named.upper);
	KUNIT_EXPECT_EQ(test, !!(cfg->features & traits->oa52), arm && cfg->oasz_lg2 == 52);
	KUNIT_EXPECT_EQ(test, !!(cfg->features & traits->coherent), named.dirty);
	if (arm)
		KUNIT_EXPECT_EQ(test, !!(cfg->features & BIT(PT_FEAT_ARMV8_S2)), named.stage2);
	if (target->format->id == PTLU_FORMAT_X86_64)
		KUNIT_EXPECT_EQ(test, !!(cfg->features & traits->encrypted_tables), named.sme);
	KUNIT_EXPECT_EQ(test, target->va == PTLU_VA_UPPER, named.upper);
	KUNIT_EXPECT_EQ(test, target->va == PTLU_VA_SIGN_EXTENDED,
			!!(cfg->features & BIT(PT_FEAT_SIGN_EXTEND)));
	KUNIT_EXPECT_PTR_EQ(test, ptlu_find_target(target->name), target);
}

/* The addresses of a half, which tests map up to the first and the last. */
static void test_halves(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	unsigned int bits = target->cfg.vasz_lg2;
	struct ptlu_va_range range;

	KUNIT_EXPECT_EQ(test, ptlu_target_has_lower(target), target->va != PTLU_VA_UPPER);
	KUNIT_EXPECT_EQ(test, ptlu_target_has_upper(target), target->va != PTLU_VA_LOWER);
	if (target->va == PTLU_VA_SIGN_EXTENDED)
		bits--;
	if (ptlu_target_has_lower(target)) {
		range = ptlu_target_lower(target);
		KUNIT_EXPECT_EQ(test, range.first, 0);
		KUNIT_EXPECT_EQ(test, range.last, ~0ULL >> (64 - bits));
		KUNIT_EXPECT_EQ(test, ptlu_target_first_half(target).last, range.last);
	}
	if (ptlu_target_has_upper(target)) {
		range = ptlu_target_upper(target);
		KUNIT_EXPECT_EQ(test, range.first, ~0ULL << bits);
		KUNIT_EXPECT_EQ(test, range.last, ~0ULL);
	}
	if (!ptlu_target_has_lower(target))
		KUNIT_EXPECT_EQ(test, ptlu_target_first_half(target).first, ~0ULL << bits);
}

static const struct ptlu_case name_cases[] = {
	PLAIN_CASE_PARAM(test_configured_as_named, ptlu_test_gen_targets),
	PLAIN_CASE_PARAM(test_halves, ptlu_test_gen_targets),
};

PTLU_SUITE(name_suite, "ptlu-target-names", name_cases);
