/* SPDX-License-Identifier: GPL-2.0-only */
/* Atomic operations by the compiler's builtins; stands in for include/linux/atomic.h. */
#ifndef PTLU_LINUX_ATOMIC_H
#define PTLU_LINUX_ATOMIC_H

#include <linux/types.h>
#include <linux/compiler.h>

/* Each is a point where a scheduler may let another thread go on. */
#define atomic_read(v)		(host_point(), __atomic_load_n(&(v)->counter, __ATOMIC_RELAXED))
#define atomic_set(v, i)	\
	(host_point(), __atomic_store_n(&(v)->counter, (i), __ATOMIC_RELAXED))
#define atomic_add(i, v)	\
	(host_point(), (void)__atomic_add_fetch(&(v)->counter, (i), __ATOMIC_RELAXED))
#define atomic_inc(v)		atomic_add(1, v)
#define atomic_dec(v)		atomic_add(-1, v)
/* Threads number their shares of the work by it. */
#define atomic_inc_return(v)							\
	({									\
		int __number;							\
										\
		host_point();							\
		__number = __atomic_add_fetch(&(v)->counter, 1, __ATOMIC_ACQ_REL);	\
		host_share_taken();						\
		__number;							\
	})
#define atomic_dec_and_test(v)	\
	(host_point(), __atomic_sub_fetch(&(v)->counter, 1, __ATOMIC_ACQ_REL) == 0)

#define atomic_long_read	atomic_read
#define atomic_long_set		atomic_set
#define atomic_long_add		atomic_add
#define atomic64_read		atomic_read
#define atomic64_set		atomic_set
#define atomic64_inc		atomic_inc
#define atomic64_sub_return(i, v)	\
	(host_point(), __atomic_sub_fetch(&(v)->counter, (i), __ATOMIC_ACQ_REL))

#define ptlu_try_cmpxchg(ptr, oldp, new, order)						\
	({										\
		typeof(ptr) __ptr = (ptr);						\
		bool __done;								\
											\
		host_point();								\
		__done = __atomic_compare_exchange_n(__ptr, (oldp), (new), false, order,	\
							  __ATOMIC_RELAXED);		\
		if (__done)								\
			host_stored(__ptr, sizeof(*__ptr));				\
		__done;									\
	})

#define try_cmpxchg(ptr, oldp, new)		ptlu_try_cmpxchg(ptr, oldp, new, __ATOMIC_SEQ_CST)
#define try_cmpxchg64(ptr, oldp, new)		ptlu_try_cmpxchg(ptr, oldp, new, __ATOMIC_SEQ_CST)
#define try_cmpxchg_release(ptr, oldp, new)	ptlu_try_cmpxchg(ptr, oldp, new, __ATOMIC_RELEASE)
#define try_cmpxchg64_release(ptr, oldp, new)	ptlu_try_cmpxchg(ptr, oldp, new, __ATOMIC_RELEASE)
#define try_cmpxchg64_acquire(ptr, oldp, new)	ptlu_try_cmpxchg(ptr, oldp, new, __ATOMIC_ACQUIRE)
#define try_cmpxchg64_relaxed(ptr, oldp, new)	ptlu_try_cmpxchg(ptr, oldp, new, __ATOMIC_RELAXED)

#define cmpxchg64_relaxed(ptr, old, new)						\
	({										\
		typeof(*(ptr)) __old = (old);						\
		ptlu_try_cmpxchg(ptr, &__old, new, __ATOMIC_RELAXED);			\
		__old;									\
	})
#define cmpxchg64	cmpxchg64_relaxed
#define cmpxchg		cmpxchg64_relaxed
#define cmpxchg_relaxed	cmpxchg64_relaxed

#define smp_load_acquire(p)	(host_point(), __atomic_load_n((p), __ATOMIC_ACQUIRE))
#define smp_store_release(p, v)	(host_point(), __atomic_store_n((p), (v), __ATOMIC_RELEASE))
#define smp_mb()		__atomic_thread_fence(__ATOMIC_SEQ_CST)
#define smp_wmb()		__atomic_thread_fence(__ATOMIC_RELEASE)
#define smp_rmb()		__atomic_thread_fence(__ATOMIC_ACQUIRE)
#define dma_wmb()		__atomic_thread_fence(__ATOMIC_RELEASE)
#define wmb()			__atomic_thread_fence(__ATOMIC_SEQ_CST)

#endif
