/* SPDX-License-Identifier: GPL-2.0-only */
/* The part of KUnit that the tree's and ptlu's suites use; stands in for include/kunit/test.h. */
#ifndef PTLU_KUNIT_TEST_H
#define PTLU_KUNIT_TEST_H

#include <linux/device.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/maple_tree.h>
#include <linux/random.h>
#include <linux/slab.h>

#define KUNIT_PARAM_DESC_SIZE	128
#define KUNIT_SUBTEST_INDENT	"    "
#define KUNIT_SUBSUBTEST_INDENT	"        "

struct kunit;

/* Called at the end of the test: frees the memory of kunit_kzalloc(). */
struct ptlu_kunit_action {
	struct ptlu_kunit_action *next;
	void (*fn)(void *arg);
	void *arg;
};

struct kunit {
	void *priv;
	const char *name;
	const void *param_value;
	int param_index;
	struct ptlu_kunit_action *actions;
	bool failed, skipped;
	bool not_promised;	/* skipped because the core does not promise the rule */
	bool tree_defect;	/* a known defect of the tree: KTAP's XFAIL */
	char message[1024];	/* the first failure, or the reason of a skip */
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(struct kunit *test, const void *prev, char *desc);
};

struct kunit_suite {
	const char name[256];
	int (*suite_init)(struct kunit_suite *suite);
	void (*suite_exit)(struct kunit_suite *suite);
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
	struct kunit_suite *ptlu_next;
};

#define KUNIT_CASE(test)		{ .run_case = test, .name = #test }
#define KUNIT_CASE_SLOW(test)		KUNIT_CASE(test)
#define KUNIT_CASE_PARAM(test, gen)	{ .run_case = test, .name = #test, .generate_params = gen }

void ptlu_kunit_register(struct kunit_suite *suite);

#define kunit_test_suites(suite)								\
	static __attribute__((constructor)) void CONCATENATE(ptlu_register_, __LINE__)(void)	\
	{											\
		ptlu_kunit_register(suite);							\
	}
#define kunit_test_suite(suite)	kunit_test_suites(&suite)

void ptlu_kunit_fail(struct kunit *test, bool abort, const char *file, int line,
		     const char *fmt, ...) __attribute__((format(printf, 5, 6)));
void ptlu_kunit_skip(struct kunit *test, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), noreturn));

/* A skip because the core that is judged does not promise the rule. */
void ptlu_kunit_not_promised(struct kunit *test, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), noreturn));

/* The rest of the test shows a defect of the tree that docs/findings/ describes. */
void ptlu_kunit_tree_defect(struct kunit *test, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

void *kunit_kzalloc(struct kunit *test, size_t size, gfp_t gfp);
void kunit_kfree(struct kunit *test, const void *ptr);
int kunit_add_action_or_reset(struct kunit *test, void (*fn)(void *arg), void *arg);

#define kunit_kmalloc(test, size, gfp)	kunit_kzalloc(test, size, gfp)
#define kunit_kcalloc(test, n, size, gfp) kunit_kzalloc(test, (n) * (size), gfp)

#define kunit_skip(test, fmt, ...)	ptlu_kunit_skip(test, fmt, ##__VA_ARGS__)
#define KUNIT_FAIL(test, fmt, ...)	\
	ptlu_kunit_fail(test, false, __FILE__, __LINE__, fmt, ##__VA_ARGS__)
#define KUNIT_FAIL_AND_ABORT(test, fmt, ...) \
	ptlu_kunit_fail(test, true, __FILE__, __LINE__, fmt, ##__VA_ARGS__)
void kunit_info(struct kunit *test, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A value as text. */
struct ptlu_text {
	char text[48];
};

struct ptlu_text ptlu_value(long long value, bool may_be_error);

/*
 * The message of the caller is dropped, because it may have %pe. The comparison is printed as in
 * the source, with the compared values. An int may be an error.
 */
#define ptlu_compare(test, abort, left, op, right, ltext, rtext)                              \
	do {                                                                                  \
		const typeof((left) + 0) __left = (left);                                     \
		const typeof((right) + 0) __right = (right);                                  \
		const bool __error = __builtin_types_compatible_p(typeof((left) + 0), int);   \
                                                                                              \
		if (!(__left op __right))                                                     \
			ptlu_kunit_fail(test, abort, __FILE__, __LINE__,                      \
					"expected %s %s %s, but %s is %s, %s is %s", ltext,   \
					#op, rtext, ltext,                                    \
					ptlu_value((long long)__left, __error).text, rtext,   \
					ptlu_value((long long)__right, __error).text);        \
	} while (0)

#define ptlu_truth(test, abort, condition, want)						\
	do {											\
		const bool __truth = (condition);						\
												\
		if (__truth != (want))								\
			ptlu_kunit_fail(test, abort, __FILE__, __LINE__, "expected %s to be %s", \
					#condition, (want) ? "true" : "false");			\
	} while (0)

#define ptlu_pointer(test, abort, condition, text)						\
	do {											\
		if (!(condition))								\
			ptlu_kunit_fail(test, abort, __FILE__, __LINE__, "expected " text);	\
	} while (0)

#define KUNIT_ASSERT_EQ(test, l, r)		ptlu_compare(test, true, l, ==, r, #l, #r)
#define KUNIT_ASSERT_NE(test, l, r)		ptlu_compare(test, true, l, !=, r, #l, #r)
#define KUNIT_ASSERT_LT(test, l, r)		ptlu_compare(test, true, l, <, r, #l, #r)
#define KUNIT_ASSERT_LE(test, l, r)		ptlu_compare(test, true, l, <=, r, #l, #r)
#define KUNIT_ASSERT_GT(test, l, r)		ptlu_compare(test, true, l, >, r, #l, #r)
#define KUNIT_ASSERT_GE(test, l, r)		ptlu_compare(test, true, l, >=, r, #l, #r)
#define KUNIT_ASSERT_EQ_MSG(test, l, r, ...)	ptlu_compare(test, true, l, ==, r, #l, #r)
#define KUNIT_ASSERT_TRUE(test, c)		ptlu_truth(test, true, c, true)
#define KUNIT_ASSERT_FALSE(test, c)		ptlu_truth(test, true, c, false)
#define KUNIT_ASSERT_NULL(test, p)		ptlu_pointer(test, true, !(p), #p " to be NULL")
#define KUNIT_ASSERT_NOT_NULL(test, p)		ptlu_pointer(test, true, p, #p " not to be NULL")
#define KUNIT_ASSERT_PTR_EQ(test, l, r)		ptlu_pointer(test, true, (l) == (r), #l " == " #r)
#define KUNIT_ASSERT_MEMEQ(test, l, r, size)	\
	ptlu_pointer(test, true, !memcmp(l, r, size), #l " to hold what " #r " holds")

#define KUNIT_EXPECT_EQ(test, l, r)		ptlu_compare(test, false, l, ==, r, #l, #r)
#define KUNIT_EXPECT_NE(test, l, r)		ptlu_compare(test, false, l, !=, r, #l, #r)
#define KUNIT_EXPECT_LE(test, l, r)		ptlu_compare(test, false, l, <=, r, #l, #r)
#define KUNIT_EXPECT_GE(test, l, r)		ptlu_compare(test, false, l, >=, r, #l, #r)
#define KUNIT_EXPECT_TRUE(test, c)		ptlu_truth(test, false, c, true)
#define KUNIT_EXPECT_FALSE(test, c)		ptlu_truth(test, false, c, false)
#define KUNIT_EXPECT_NULL(test, p)		ptlu_pointer(test, false, !(p), #p " to be NULL")
#define KUNIT_EXPECT_NOT_NULL(test, p)		ptlu_pointer(test, false, p, #p " not to be NULL")
#define KUNIT_EXPECT_PTR_EQ(test, l, r)		ptlu_pointer(test, false, (l) == (r), #l " == " #r)
#define KUNIT_EXPECT_STREQ(test, l, r)		\
	ptlu_pointer(test, false, !strcmp(l, r), #l " == " #r)
#define KUNIT_EXPECT_MEMEQ(test, l, r, size)	\
	ptlu_pointer(test, false, !memcmp(l, r, size), #l " to hold what " #r " holds")

#endif
