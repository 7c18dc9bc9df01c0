/* SPDX-License-Identifier: GPL-2.0-only */
/* Included before everything else in a suite in a kernel. */
#ifndef PTLU_KERNEL_SUITE_H
#define PTLU_KERNEL_SUITE_H

#include <kunit/test.h>
#include <linux/random.h>
#include <linux/sizes.h>
#include <linux/mm.h>
#include "machine/kernel/calls.h"
#include "machine/kernel/names.h"
#include "machine/kernel/watch.h"
#include "machine/machine.h"

/* The block layer's directions of I/O. The reference walkers name bits of entries like this. */
#undef READ
#undef WRITE

/* conformance/kernel/suites.c has the table of suites and runs them. */
#define PTLU_REGISTER_SUITE(id)	struct ptlu_suite *const ptlu_##id = &(id)

#define ptlu_kunit_not_promised(test, fmt, ...)	kunit_skip(test, fmt, ##__VA_ARGS__)

/* KUnit has no XFAIL: a defect of the tree is a skip with this reason. */
#define ptlu_kunit_tree_defect(test, fmt, ...) \
	kunit_mark_skipped(test, "XFAIL: " fmt, ##__VA_ARGS__)

/* Seeded random numbers, as on the host tier. */
#define get_random_u64()		ptlu_random()
#define get_random_u32_below(ceil)	((u32)(((ptlu_random() >> 32) * (ceil)) >> 32))

/* Counters since the start of the test, with the deltas of each CPU. */
#define global_node_page_state(item)	ptlu_watch_node_state(item)

/* Calls of the test itself are watched too. */
#define kho_preserve_folio(folio)	ptlu_call_preserve_folio(folio)
#define kho_unpreserve_folio(folio)	ptlu_call_unpreserve_folio(folio)
#define kho_restore_folio(phys)		ptlu_call_restore_folio(phys)

#endif
