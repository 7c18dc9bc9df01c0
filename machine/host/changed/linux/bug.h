/* SPDX-License-Identifier: GPL-2.0-only */
/* A WARN fails the running test, a BUG ends it; stands in for include/linux/bug.h. */
#ifndef PTLU_LINUX_BUG_H
#define PTLU_LINUX_BUG_H

#include <linux/compiler.h>
#include <linux/build_bug.h>
#include <linux/types.h>

void ptlu_warn(const char *file, int line, const char *condition, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void ptlu_bug(const char *file, int line, const char *condition) __attribute__((noreturn));

#define WARN_ON(condition)								\
	({										\
		bool __warned = !!(condition);						\
		if (unlikely(__warned))							\
			ptlu_warn(__FILE__, __LINE__, #condition, " ");			\
		unlikely(__warned);							\
	})

#define WARN(condition, format...)							\
	({										\
		bool __warned = !!(condition);						\
		if (unlikely(__warned))							\
			ptlu_warn(__FILE__, __LINE__, #condition, format);		\
		unlikely(__warned);							\
	})

/* Warns every time, so that a test does not hide the warning of another. */
#define WARN_ON_ONCE(condition)		WARN_ON(condition)
#define WARN_ONCE(condition, format...)	WARN(condition, format)

#define BUG()		ptlu_bug(__FILE__, __LINE__, "BUG()")
#define BUG_ON(condition)								\
	do {										\
		if (unlikely(condition))						\
			ptlu_bug(__FILE__, __LINE__, #condition);			\
	} while (0)

/* CONFIG_DEBUG_VM is always on. */
#define VM_BUG_ON(condition)		BUG_ON(condition)
#define VM_WARN_ON(condition)		((void)WARN_ON(condition))
#define VM_WARN_ON_ONCE(condition)	((void)WARN_ON(condition))

#endif
