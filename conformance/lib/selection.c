// SPDX-License-Identifier: GPL-2.0-only
/* The targets that tests run for, and the halves of their addresses: parameters of tests. */
#include "machine/patterns.h"
#include "domains.h"
#include "selection.h"

static const char *selected = "*";

static bool is_selected(const struct ptlu_target *target)
{
	return ptlu_matches(selected, target->name);
}

/**
 * ptlu_test_select_targets() - select the targets that tests run for
 * @patterns: shell patterns for their names; must outlive the tests
 *
 * Return: false if no target has such a name.
 */
bool ptlu_test_select_targets(const char *patterns)
{
	selected = patterns;
	for (unsigned int i = 0; i < ptlu_nr_targets; i++)
		if (is_selected(&ptlu_targets[i]))
			return true;
	return false;
}

/* A selected target uses the format. */
bool ptlu_test_selects_format(enum ptlu_format_id id)
{
	for (unsigned int i = 0; i < ptlu_nr_targets; i++)
		if (is_selected(&ptlu_targets[i]) && ptlu_targets[i].format->id == id)
			return true;
	return false;
}

/* A selected target uses the format that a suite of the tree is named after: amdv1_fmt_test */
bool ptlu_test_selects_suite(const char *name)
{
	for (unsigned int i = 0; i < ptlu_nr_targets; i++) {
		const char *format = ptlu_targets[i].format->name;

		if (is_selected(&ptlu_targets[i]) && !strncmp(name, format, strlen(format)))
			return true;
	}
	return false;
}

static const char * const halves_names[] = {
	[PTLU_TEST_LOWER] = "lower",
	[PTLU_TEST_UPPER] = "upper",
	[PTLU_TEST_BOTH] = "both",
};

enum ptlu_test_halves ptlu_test_all_halves(const struct ptlu_target *target)
{
	return (ptlu_target_has_lower(target) ? PTLU_TEST_LOWER : 0) |
	       (ptlu_target_has_upper(target) ? PTLU_TEST_UPPER : 0);
}

/* The half of ptlu_target_first_half(). */
enum ptlu_test_halves ptlu_test_first_half(const struct ptlu_target *target)
{
	return ptlu_target_has_lower(target) ? PTLU_TEST_LOWER : PTLU_TEST_UPPER;
}

/* Parameters point into this. Each target has three cases: lower, upper, both. */
static const struct ptlu_test_case *case_at(unsigned int number)
{
	static struct ptlu_test_case cases[PTLU_MAX_TARGETS * PTLU_TEST_BOTH];

	cases[number] = (struct ptlu_test_case){
		.target = &ptlu_targets[number / PTLU_TEST_BOTH],
		.halves = number % PTLU_TEST_BOTH + 1,
	};
	return &cases[number];
}

/* Which halves of a sign-extended target get a case. */
enum which_halves {
	ALL_AT_ONCE,
	EACH_AND_BOTH,
};

static bool is_case(const struct ptlu_test_case *one, enum which_halves which)
{
	enum ptlu_test_halves all = ptlu_test_all_halves(one->target);

	if (which == ALL_AT_ONCE)
		return one->halves == all;
	return !(one->halves & ~all);
}

static const void *next_case(const struct ptlu_test_case *prev, enum which_halves which, char *desc)
{
	unsigned int number = prev ? prev - case_at(0) + 1 : 0;

	for (; number < ptlu_nr_targets * PTLU_TEST_BOTH; number++) {
		const struct ptlu_test_case *one = case_at(number);

		if (!is_selected(one->target) || !is_case(one, which))
			continue;
		if (which == EACH_AND_BOTH && one->target->va == PTLU_VA_SIGN_EXTENDED)
			snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s %s", one->target->name,
				 halves_names[one->halves]);
		else
			snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", one->target->name);
		return one;
	}
	return NULL;
}

/* One parameter for each target, with all of its halves. */
const void *ptlu_test_gen_targets(struct kunit *test, const void *prev, char *desc)
{
	return next_case(prev, ALL_AT_ONCE, desc);
}

/*
 * One parameter for each target, and three for a sign-extended one: lower, upper and both halves.
 */
const void *ptlu_test_gen_cases(struct kunit *test, const void *prev, char *desc)
{
	return next_case(prev, EACH_AND_BOTH, desc);
}

const struct ptlu_test_case *ptlu_test_case(struct kunit *test)
{
	return test->param_value;
}

/**
 * ptlu_test_is_first() - is this the first target of its format?
 * @target: the target
 * @features: features in which targets must agree, too, to be of one kind
 *
 * For tests of what does not depend on the rest.
 */
bool ptlu_test_is_first(const struct ptlu_target *target, unsigned int features)
{
	const struct ptlu_target *first = ptlu_targets;

	while (first->format != target->format ||
	       (first->cfg.features ^ target->cfg.features) & features)
		first++;
	return first == target;
}

/*
 * For tests of many seconds: the plain build of the host tier runs them for all targets, those with
 * the tree's assertions and with the DMA API for one coherent and one incoherent of each format.
 */
void ptlu_test_skip_in_other_builds(struct kunit *test)
{
#if defined(PTLU_DEBUG_GENERIC_PT) || defined(PTLU_DMA_API)
	const struct ptlu_target *target = ptlu_test_case(test)->target;

	if (!ptlu_test_is_first(target, BIT(PT_FEAT_DMA_INCOHERENT)) && ptlu_test_effort == 1)
		kunit_skip(test,
			   "the plain build runs it; PROFILE=full runs all targets in this one too");
#endif
}
