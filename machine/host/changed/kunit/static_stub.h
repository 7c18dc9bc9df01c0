/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions that a KUnit test replaces; stands in for include/kunit/static_stub.h. In builds that
 * are no tests the macro is empty, as in a kernel without CONFIG_KUNIT.
 */
#ifndef PTLU_KUNIT_STATIC_STUB_H
#define PTLU_KUNIT_STATIC_STUB_H

#ifdef PTLU_FAULTS
struct kunit;

/* By name, because machine/host/kho.c renames some of them. */
void *ptlu_replacement(const char *fn);
void ptlu_replace(const char *fn, void *by);
void ptlu_replace_none(void);
struct kunit *kunit_get_current_test(void);

#define KUNIT_STATIC_STUB_REDIRECT(fn, ...)					\
	do {									\
		typeof(&fn) __replacement = (typeof(&fn))ptlu_replacement(#fn);	\
										\
		if (__replacement)						\
			return __replacement(__VA_ARGS__);			\
	} while (0)

#define kunit_activate_static_stub(test, fn, by)				\
	do {									\
		typeof(&(fn)) __by = (by);					\
										\
		(void)(test);							\
		ptlu_replace(#fn, __by);					\
	} while (0)
#else
#define KUNIT_STATIC_STUB_REDIRECT(fn, ...)	do { } while (0)
#endif

#endif
