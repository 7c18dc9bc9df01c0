/* SPDX-License-Identifier: GPL-2.0-only */
/* What include/linux/compiler.h has beyond tools/include/linux/compiler.h. */
#include_next <linux/compiler.h>
#ifndef PTLU_LINUX_COMPILER_H
#define PTLU_LINUX_COMPILER_H

#include <linux/args.h>

#define __UNIQUE_ID(prefix)	CONCATENATE(CONCATENATE(__UNIQUE_ID_, prefix), __COUNTER__)
/* As in the kernel, where auto is that of C23. */
#define auto			__auto_type
#ifndef statically_true
#define statically_true(x)	(__builtin_constant_p(x) && (x))
#endif
#ifndef is_signed_type
#define is_signed_type(type)	(((type)(-1)) < (type)1)
#endif
#ifndef is_unsigned_type
#define is_unsigned_type(type)	(!is_signed_type(type))
#endif
#ifndef __PASTE
#define __PASTE(a, b)		CONCATENATE(a, b)
#endif
/* With or without a message, as in the kernel; that of the C library needs one. */
#include <assert.h>
#undef static_assert
#define static_assert(expr, ...)	_Static_assert(expr, "" #expr)
#ifndef asm_inline
#define asm_inline		asm
#endif
#ifndef __cleanup
#define __cleanup(fn)		__attribute__((__cleanup__(fn)))
#endif
#ifndef __nonnull_args
#define __nonnull_args(...)	__attribute__((__nonnull__(__VA_ARGS__)))
#endif
#ifndef __no_context_analysis
#define __no_context_analysis
#endif
/* for sparse */
#ifndef __private
#define __private
#define ACCESS_PRIVATE(p, member)	((p)->member)
#endif

#endif
