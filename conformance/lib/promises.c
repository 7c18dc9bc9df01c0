// SPDX-License-Identifier: GPL-2.0-only
/* What a core's design does not promise: such a rule is reported, and no test of it is run. */
#include "machine/patterns.h"
#include "promises.h"

/**
 * struct gap - a rule that a design does not promise
 * @rule: its id
 * @targets: shell pattern for those that it is not promised for
 * @reason: what of the design it is that does not allow it
 */
struct gap {
	const char *rule, *targets, *reason;
};

/* The design of the posted series: sign extension alone is recorded, and a restored domain can only be freed. */
static const struct gap posted_design[] = {
	{ "STATE-1", "*", "the record is the kernel's own, without a magic or a version in it" },
	{ "STATE-2", "*", "of all features sign extension alone is recorded" },
	{ "RESTORE-1", "riscv-*", "Svnapot is dropped, by which leaves of 64K are decoded" },
	{ "RESTORE-1", "smmu-*-4k-52", "LPA2 is dropped, by which addresses are decoded" },
	{ "RESTORE-1", "smmu-*-ttbr1", "that the table translates upper addresses is dropped" },
	{ "RESTORE-4", "*", "nothing says of a record that it was restored, the caller must know" },
	{ "RESTORE-5", "*", "the record does not say whose it is, nothing of it is checked" },
	{ "RESTORE-6", "*",
	  "a restore that fails leaves a table half restored, which nobody can free" },
	{ "RESTORE-7", "*",
	  "a restore that fails leaves a table half restored, which nobody can free" },
	{ "RESTORE-8", "*", "the record has no number of tables" },
	{ "RESTORE-9", "*",
	  "a restore that fails leaves a table half restored, which nobody can free" },
	{ "RESTORE-10", "*", "restore reads every entry of every level" },
	{ "RESTORE-12", "*", "record and tables are trusted" },
	{ "FEATURES-1", "*", "all features but sign extension are dropped" },
};

#ifdef PTLU_TREE_CORE_OPS
static const struct gap ops_design[] = {
	{ "RESTORE-13", "*", "preserve is an op, and a restored domain has none but deinit" },
};
#endif

#define GAPS(id, design)	{ .core = (id), .gaps = (design), .nr = ARRAY_SIZE(design) }

/*
 * The tree's own is known by what was posted. A tree that promises more has its own table here instead: a line
 * that goes is a rule that is judged from then on.
 */
static const struct {
	enum ptlu_core_id core;
	const struct gap *gaps;
	unsigned int nr;
} designs[] = {
	GAPS(PTLU_CORE_POSTED, posted_design),
	GAPS(PTLU_CORE_TREE, posted_design),
#ifdef PTLU_TREE_CORE_OPS
	GAPS(PTLU_CORE_TREE, ops_design),
#endif
};

/**
 * ptlu_core_gap() - why a core does not promise a rule
 * @core: the core
 * @rule: the rule's id
 * @target: the target that it is about
 *
 * Return: the reason, or NULL when the core promises it.
 */
const char *ptlu_core_gap(enum ptlu_core_id core, const char *rule,
			  const struct ptlu_target *target)
{
	for (unsigned int d = 0; d < ARRAY_SIZE(designs); d++) {
		if (designs[d].core != core)
			continue;
		for (unsigned int i = 0; i < designs[d].nr; i++)
			if (!strcmp(designs[d].gaps[i].rule, rule) &&
			    ptlu_matches(designs[d].gaps[i].targets, target->name))
				return designs[d].gaps[i].reason;
	}
	return NULL;
}

/**
 * ptlu_test_need_promises() - skip a test of a rule that the core that is judged does not promise
 * @test: a test, whose name lists its rules as RULE_CASE() has it
 */
void ptlu_test_need_promises(struct kunit *test)
{
	const struct ptlu_test_case *one = test->param_value;
	const char *at = strchr(test->name, '[');
	char rule[32];

	if (!one)
		return;
	for (; at && *at != ']'; at = at + 1 + strcspn(at + 1, " ]")) {
		const char *gap;

		snprintf(rule, sizeof(rule), "%.*s", (int)strcspn(at + 1, " ]"), at + 1);
		gap = ptlu_core_gap(ptlu_test_core, rule, one->target);
		if (gap)
			kunit_skip(test, NOT_PROMISED "%s: %s: %s",
				   one->target->format->cores[ptlu_test_core].name, rule, gap);
	}
}
