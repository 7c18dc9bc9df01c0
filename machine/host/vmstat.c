// SPDX-License-Identifier: GPL-2.0-only
/* The node's counters, one set per thread like the kernel's sets per CPU, summed when read. */
#include <linux/mm.h>
#include "internal.h"

struct node_counters {
	long delta[NR_VM_NODE_STAT_ITEMS];
	struct node_counters *next;
};

static struct node_counters *all;
static long of_ended[NR_VM_NODE_STAT_ITEMS];	/* of threads that have ended */
static DEFINE_MUTEX(all_lock);
static __thread struct node_counters *mine;

static noinline void join(void)
{
	mine = calloc(1, sizeof(*mine));
	if (!mine) {
		ptlu_fatal("no memory for the counters of a thread");
		abort();
	}
	mutex_lock(&all_lock);
	mine->next = all;
	all = mine;
	mutex_unlock(&all_lock);
}

void mod_node_page_state(struct pglist_data *pgdat, enum node_stat_item item, long delta)
{
	(void)pgdat;
	if (unlikely(!mine))
		join();
	mine->delta[item] += delta;
}

unsigned long global_node_page_state(enum node_stat_item item)
{
	long sum;

	mutex_lock(&all_lock);
	sum = of_ended[item];
	for (const struct node_counters *one = all; one; one = one->next)
		sum += one->delta[item];
	mutex_unlock(&all_lock);
	return sum;
}

/* The counters of a kernel that has booted start from zero. */
void host_reset_counters(void)
{
	mutex_lock(&all_lock);
	memset(of_ended, 0, sizeof(of_ended));
	for (struct node_counters *one = all; one; one = one->next)
		memset(one->delta, 0, sizeof(one->delta));
	mutex_unlock(&all_lock);
}

/* Called when a thread ends. */
void host_fold_counters(void)
{
	struct node_counters **at = &all;

	if (!mine)
		return;
	mutex_lock(&all_lock);
	for (int item = 0; item < NR_VM_NODE_STAT_ITEMS; item++)
		of_ended[item] += mine->delta[item];
	while (*at != mine)
		at = &(*at)->next;
	*at = mine->next;
	mutex_unlock(&all_lock);
	free(mine);
	mine = NULL;
}
