/* SPDX-License-Identifier: GPL-2.0-only */
/* Mutexes and spinlocks by pthreads; stands in for include/linux/{mutex,mutex_types,spinlock}.h. */
#ifndef PTLU_LINUX_MUTEX_H
#define PTLU_LINUX_MUTEX_H

#include <pthread.h>
#include <linux/cleanup.h>

struct mutex {
	pthread_mutex_t lock;
};

#define __MUTEX_INITIALIZER(name)	{ .lock = PTHREAD_MUTEX_INITIALIZER }
#define DEFINE_MUTEX(name)		struct mutex name = __MUTEX_INITIALIZER(name)

static inline void mutex_init(struct mutex *mutex)
{
	pthread_mutex_init(&mutex->lock, NULL);
}

static inline void mutex_lock(struct mutex *mutex)
{
	pthread_mutex_lock(&mutex->lock);
}

static inline void mutex_unlock(struct mutex *mutex)
{
	pthread_mutex_unlock(&mutex->lock);
}

DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))

typedef struct {
	pthread_mutex_t lock;
} spinlock_t;

struct lock_class_key {
	char unused;
};

#define __SPIN_LOCK_UNLOCKED(name)	{ .lock = PTHREAD_MUTEX_INITIALIZER }
#define DEFINE_SPINLOCK(name)		spinlock_t name = __SPIN_LOCK_UNLOCKED(name)
#define lockdep_set_class(lock, key)	((void)(key))
#define lockdep_assert_held(lock)	((void)(lock))

static inline void spin_lock_init(spinlock_t *lock)
{
	pthread_mutex_init(&lock->lock, NULL);
}

static inline void spin_lock(spinlock_t *lock)
{
	pthread_mutex_lock(&lock->lock);
}

static inline void spin_unlock(spinlock_t *lock)
{
	pthread_mutex_unlock(&lock->lock);
}

#define spin_lock_irqsave(l, flags)		((flags) = 0, spin_lock(l))
#define spin_unlock_irqrestore(l, flags)	((void)(flags), spin_unlock(l))

#endif
