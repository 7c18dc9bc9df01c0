/* SPDX-License-Identifier: GPL-2.0-only */
/* What include/linux/compiler.h has beyond tools/include/linux/compiler.h. */
#include_next <linux/compiler.h>
#ifndef PTLU_LINUX_COMPILER_H
#define PTLU_LINUX_COMPILER_H

#include <stddef.h>
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

/* In builds with fault injection an observer sees each marked store: machine/host/observe.c */
#ifdef PTLU_FAULTS
struct ptlu_observer;
extern const struct ptlu_observer *host_observer;
void host_note_store(const volatile void *addr, size_t size);

/* And a scheduler can let another thread go on before it: machine/host/schedule.c */
extern bool host_scheduled, host_reads_scheduled;
void host_reach_point(void);
void host_wait_for_lock(void);

/* And threads that take shares of some work begin at once: machine/host/workers.c */
void host_share_taken(void);

static inline void host_point(void)
{
	if (unlikely(host_scheduled))
		host_reach_point();
}

static inline void host_point_of_read(void)
{
	if (unlikely(host_reads_scheduled))
		host_reach_point();
}

static inline void host_stored(const volatile void *addr, size_t size)
{
	if (unlikely(host_observer))
		host_note_store(addr, size);
}

/*
 * ThreadSanitizer takes a marked access for what it is if it is one of the compiler's builtins.
 * What is read through a pointer that was read is read after it, which it sees as an acquire alone.
 */
#ifdef __SANITIZE_THREAD__
#define host_load(p)		__atomic_load_n(p, __ATOMIC_ACQUIRE)
#define host_store(p, val)	__atomic_store_n(p, val, __ATOMIC_RELAXED)
#else
#define host_load(p)		(*(const volatile typeof(*(p)) *)(p))
#define host_store(p, val)	(*(volatile typeof(*(p)) *)(p) = (val))
#endif

#undef WRITE_ONCE
#define WRITE_ONCE(x, val)							\
	({									\
		typeof(x) *__written = &(x);					\
		host_point();							\
		host_store(__written, val);					\
		host_stored(__written, sizeof(*__written));			\
	})
#undef READ_ONCE
#define READ_ONCE(x)	({ host_point_of_read(); host_load(&(x)); })
#else
#define host_scheduled		false
#define host_wait_for_lock()	sched_yield()
#define host_share_taken()	((void)0)
#define host_point()		((void)0)
#define host_stored(addr, size)	do { } while (0)
#endif

/* for sparse */
#ifndef __private
#define __private
#define ACCESS_PRIVATE(p, member)	((p)->member)
#endif

#endif
