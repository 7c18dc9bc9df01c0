/* SPDX-License-Identifier: GPL-2.0-only */
/* What comes before everything else in a suite when it is part of a kernel. */
#ifndef PTLU_KERNEL_SUITE_H
#define PTLU_KERNEL_SUITE_H

#include <kunit/test.h>
#include <linux/random.h>
#include <linux/sizes.h>
#include <linux/mm.h>
#include "machine/kernel/calls.h"
#include "machine/kernel/watch.h"

/* The block layer's directions of I/O; to the walkers they are bits of entries. */
#undef READ
#undef WRITE

/* conformance/kernel/suites.c has the table of suites, and runs them. */
#undef kunit_test_suite
#define kunit_test_suite(suite)	struct kunit_suite *const ptlu_##suite = &(suite)

/* KUnit has no XFAIL: a defect of the tree is a skip that says so. */
#define ptlu_kunit_tree_defect(test, fmt, ...) \
	kunit_mark_skipped(test, "XFAIL: " fmt, ##__VA_ARGS__)

/* Random numbers by seed, the same as on the host tier. */
#define get_random_u64()		ptlu_test_machine_random()
#define get_random_u32_below(ceil)	((u32)(((ptlu_test_machine_random() >> 32) * (ceil)) >> 32))

/* Counters since the machine of the test was booted, with what lies at each CPU. */
#define global_node_page_state(item)	ptlu_test_machine_node_page_state(item)

/* What a test does to a page itself, the machine has to see. */
#define kho_preserve_folio(folio)	ptlu_call_preserve_folio(folio)
#define kho_unpreserve_folio(folio)	ptlu_call_unpreserve_folio(folio)
#define kho_restore_folio(phys)		ptlu_call_restore_folio(phys)

#endif
