/* SPDX-License-Identifier: GPL-2.0-only */
/* The live-update core that tests judge. */
#ifndef PTLU_CONFORMANCE_JUDGED_CORE_H
#define PTLU_CONFORMANCE_JUDGED_CORE_H

#include "formats/targets.h"

/* CORE= */
extern enum ptlu_core_id ptlu_test_core;

/* Its threads visit the tables in no fixed order. */
static inline bool ptlu_test_core_is_threaded(void)
{
	return ptlu_core(ptlu_test_core)->threaded;
}

/* It makes the same promises as ours. */
static inline bool ptlu_test_core_is_ours(void)
{
	return ptlu_core(ptlu_test_core)->ours;
}

#endif
