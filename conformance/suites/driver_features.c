// SPDX-License-Identifier: GPL-2.0-only
/* The init of a format accepts what the tree's drivers request, as read from their source. */
#include "conformance/lib/error_text.h"
#include "conformance/lib/domains.h"
#include "conformance/lib/suite.h"
#include "machine/machine.h"

#define ASKS(...)	((const u32[])__VA_ARGS__)
#define DRIVER_ASKS(file, function, format, always, maybe, sizes)		\
	{ file, function, #format, always, maybe, sizes },

/**
 * struct driver_asks - a call of a format's init in a driver, as found by driver_features.awk
 * @file: file below drivers/iommu/
 * @function: function with the call
 * @format: pt_iommu_<format>_init
 * @always: features that are always requested
 * @maybe: features that are requested on a condition, ends with 0
 * @sizes: numbers of input address bits that are constants in the source, ends with 0
 */
static const struct driver_asks {
	const char *file, *function, *format;
	u32 always;
	const u32 *maybe, *sizes;
} driver_asks[] = {
#include <ptlu/driver_features.h>
};

static bool asks_for(const struct driver_asks *asks, const struct ptlu_target *target)
{
	const char *format = target->format->name;

	return !strncmp(asks->format, format, strlen(format)) &&
	       !!(asks->always & BIT(PT_FEAT_SIGN_EXTEND)) ==
	       !!(target->cfg.features & BIT(PT_FEAT_SIGN_EXTEND));
}

static void expect_init(struct kunit *test, const struct driver_asks *asks, u32 features)
{
	struct ptlu_target *target = kunit_kzalloc(test, sizeof(*target), GFP_KERNEL);
	struct ptlu_test_domain *td = kunit_kzalloc(test, sizeof(*td), GFP_KERNEL);
	int ret;

	*target = *ptlu_test_case(test)->target;
	target->cfg.features = features;
	ptlu_device_init(&td->device);
	ret = ptlu_domain_init(&td->domain, target, &td->device);
	if (ret == -EOPNOTSUPP && (features & ~target->format->supported)) {
		ptlu_kunit_tree_defect(test,
				       "%s: %s() requests features 0x%x, the format rejects 0x%x",
				       asks->file, asks->function, features,
				       features & ~target->format->supported);
		return;
	}
	if (ret)
		KUNIT_FAIL_AND_ABORT(test, "%s: %s() requests features 0x%x and gets %s",
				     asks->file, asks->function, features, ptlu_error(ret).text);
	ptlu_test_map_edges(test, td, ptlu_test_first_half(target));
	ptlu_test_teardown(test, td);
}

/* A size that a driver requests must be that of a target, otherwise it is not tested. */
static void expect_size_has_target(struct kunit *test, const struct driver_asks *asks, u32 bits)
{
	for (unsigned int i = 0; i < ptlu_nr_targets; i++)
		if (asks_for(asks, &ptlu_targets[i]) && ptlu_targets[i].cfg.vasz_lg2 == bits)
			return;
	KUNIT_FAIL(test, "%s: %s() requests %u address bits, add a target to formats/targets.c",
		   asks->file, asks->function, bits);
}

static void test_driver_features(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	unsigned int found = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(driver_asks); i++) {
		const struct driver_asks *asks = &driver_asks[i];

		if (!asks_for(asks, target))
			continue;
		found++;
		expect_init(test, asks, asks->always);
		for (const u32 *maybe = asks->maybe; *maybe; maybe++)
			expect_init(test, asks, asks->always | *maybe);
		for (const u32 *bits = asks->sizes; *bits; bits++)
			expect_size_has_target(test, asks, *bits);
	}
	if (!found)
		kunit_skip(test, "no driver of the tree uses this format");
}

static const struct ptlu_case driver_cases[] = {
	RULE_CASE(test_driver_features, ptlu_test_gen_targets, RULE_DRIVER_1),
};

PTLU_SUITE(driver_suite, "ptlu-driver-features", driver_cases);
