/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mutexes and spinlocks: one atomic exchange without contention, as in the kernel; with contention
 * the waiter yields the processor. Stands in for include/linux/{mutex,mutex_types,spinlock}.h.
 * Builds with fault injection report a lock that is released by nobody who took it, and one that
 * nobody will release, as lockdep does.
 */
#ifndef PTLU_LINUX_MUTEX_H
#define PTLU_LINUX_MUTEX_H

#include <sched.h>
#include <linux/bug.h>
#include <linux/cleanup.h>
#include <linux/compiler.h>

struct mutex {
	int locked;
};

#define __MUTEX_INITIALIZER(name)	{}
#define DEFINE_MUTEX(name)		struct mutex name = __MUTEX_INITIALIZER(name)

static inline void mutex_init(struct mutex *mutex)
{
	mutex->locked = 0;
}

static inline void mutex_lock(struct mutex *mutex)
{
	host_point();
	while (unlikely(__atomic_exchange_n(&mutex->locked, 1, __ATOMIC_ACQUIRE)))
		host_wait_for_lock();
}

static inline void mutex_unlock(struct mutex *mutex)
{
#ifdef PTLU_FAULTS
	WARN(!__atomic_exchange_n(&mutex->locked, 0, __ATOMIC_RELEASE),
	     "a lock is released that is not held");
#else
	__atomic_store_n(&mutex->locked, 0, __ATOMIC_RELEASE);
#endif
}

DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))

typedef struct mutex spinlock_t;

struct lock_class_key {
	char unused;
};

#define __SPIN_LOCK_UNLOCKED(name)	__MUTEX_INITIALIZER(name)
#define DEFINE_SPINLOCK(name)		spinlock_t name = __SPIN_LOCK_UNLOCKED(name)
#define lockdep_set_class(lock, key)	((void)(key))
#define lockdep_assert_held(lock)	((void)(lock))
#define spin_lock_init(lock)		mutex_init(lock)
#define spin_lock(lock)			mutex_lock(lock)
#define spin_unlock(lock)		mutex_unlock(lock)

#define spin_lock_irqsave(l, flags)		((flags) = 0, spin_lock(l))
#define spin_unlock_irqrestore(l, flags)	((void)(flags), spin_unlock(l))

#endif
