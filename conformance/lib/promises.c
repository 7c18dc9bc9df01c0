// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules that the design of a core does not promise: they are reported, and their tests are skipped.
 */
#include "machine/patterns.h"
#include "judged_core.h"
#include "promises.h"
#include "selection.h"

/**
 * struct gap - a rule that a design does not promise
 * @rule: the rule
 * @targets: shell patterns for the targets that it is not promised for
 * @reason: the property of the design that does not allow it
 */
struct gap {
	enum ptlu_rule rule;
	const char *targets, *reason;
};

/* The posted series: records sign extension only, and a restored domain can only be freed. */
static const struct gap posted_design[] = {
	{ RULE_STATE_1, "*", "the serialized state has no magic and no version" },
	{ RULE_STATE_2, "*", "sign extension is the only feature that is recorded" },
	{ RULE_RESTORE_1, "riscv-*", "Svnapot is cleared, which decodes leaves of 64K" },
	{ RULE_RESTORE_1, "smmu-*-4k-52 smmu-*-16k-52", "LPA2 is cleared, which decodes addresses" },
	{ RULE_RESTORE_1, "smmu-*-ttbr1", "TTBR1 is cleared, so upper addresses are out of range" },
	{ RULE_RESTORE_4, "*", "a second restore of the same serialized state is not detected" },
	{ RULE_RESTORE_5, "*", "the serialized state has no format and is not checked" },
	{ RULE_RESTORE_6, "*", "a page that KHO does not have is a BUG" },
	{ RULE_RESTORE_7, "*", "a page that KHO does not have is a BUG" },
	{ RULE_RESTORE_8, "*", "the serialized state has no number of tables" },
	{ RULE_RESTORE_9, "*",
	  "a restore that fails leaves a partly restored table, which cannot be freed" },
	{ RULE_RESTORE_10, "*", "restore reads every entry of every level" },
	{ RULE_RESTORE_12, "*", "serialized state and tables are trusted" },
	{ RULE_FEATURES_1, "*", "all features but sign extension are cleared" },
};

/**
 * struct excuse - a warning that a design causes
 * @file: end of the name of the source file
 * @targets: shell patterns for the targets
 * @reason: the property of the design that causes it
 */
struct excuse {
	const char *file, *targets, *reason;
};

/* With CONFIG_DEBUG_GENERIC_PT, for each 64K leaf that is read. */
static const struct excuse posted_excuses[] = {
	{ "fmt/riscv.h", "riscv-*", "Svnapot is cleared, see docs/findings/posted-trim.md" },
};

#ifdef PTLU_TREE_CORE_OPS
static const struct gap ops_design[] = {
	{ RULE_RESTORE_13, "*", "preserve is an op, and a restored domain has only deinit" },
};
#endif

#define GAPS(id, design)	{ .core = (id), .gaps = (design), .nr = ARRAY_SIZE(design) }

/*
 * The tree's own live update is assumed to have the posted design, unless it is that of the patch
 * live-update of proposals/series/. Another tree that promises more gets a table of its own,
 * without the rules that are to be judged.
 */
static const struct {
	enum ptlu_core_id core;
	const struct gap *gaps;
	unsigned int nr;
} designs[] = {
	GAPS(PTLU_CORE_POSTED, posted_design),
#ifndef PTLU_TREE_CORE_OURS
	GAPS(PTLU_CORE_TREE, posted_design),
#endif
#ifdef PTLU_TREE_CORE_OPS
	GAPS(PTLU_CORE_TREE, ops_design),
#endif
};

/**
 * ptlu_core_excuse() - check if a warning is a failure of the judged core
 * @core: the core
 * @target: the target
 * @warning: the warning, with the name of its source file
 *
 * Return: the reason why it is not, or NULL if it is.
 */
const char *ptlu_core_excuse(enum ptlu_core_id core, const struct ptlu_target *target,
			     const char *warning)
{
	if (core != PTLU_CORE_POSTED && core != PTLU_CORE_TREE)
		return NULL;
	for (unsigned int i = 0; i < ARRAY_SIZE(posted_excuses); i++)
		if (strstr(warning, posted_excuses[i].file) &&
		    ptlu_matches(posted_excuses[i].targets, target->name))
			return posted_excuses[i].reason;
	return NULL;
}

/**
 * ptlu_core_gap() - check if a core promises a rule
 * @core: the core
 * @rule: the rule
 * @target: the target
 *
 * Return: the reason why it does not, or NULL if it does.
 */
const char *ptlu_core_gap(enum ptlu_core_id core, enum ptlu_rule rule,
			  const struct ptlu_target *target)
{
	for (unsigned int d = 0; d < ARRAY_SIZE(designs); d++) {
		if (designs[d].core != core)
			continue;
		for (unsigned int i = 0; i < designs[d].nr; i++)
			if (designs[d].gaps[i].rule == rule &&
			    ptlu_matches(designs[d].gaps[i].targets, target->name))
				return designs[d].gaps[i].reason;
	}
	return NULL;
}

/**
 * ptlu_test_need_promises() - skip a test of a rule that the judged core does not promise
 * @test: the test
 */
void ptlu_test_need_promises(struct kunit *test)
{
	const struct ptlu_test_case *one = test->param_value;

	for (const enum ptlu_rule *rule = ptlu_case_rules(test->name); one && rule && *rule;
	     rule++) {
		const char *gap = ptlu_core_gap(ptlu_test_core, *rule, one->target);

		if (gap)
			ptlu_kunit_not_promised(test, "not promised by %s: %s: %s",
						ptlu_core(ptlu_test_core)->name,
						ptlu_rule_id(*rule), gap);
	}
}
