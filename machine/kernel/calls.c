// SPDX-License-Identifier: GPL-2.0-only
/* The calls that formats make into the kernel: who answers them. */
#include "calls.h"

const struct ptlu_calls *ptlu_calls;
DEFINE_STATIC_KEY_FALSE(ptlu_calls_watched);

/**
 * ptlu_watch_calls() - answer the formats' calls instead of the kernel
 * @calls: who does; NULL for the kernel itself
 *
 * Context: may sleep. Nobody may be in a format's code.
 */
void ptlu_watch_calls(const struct ptlu_calls *calls)
{
	if (calls) {
		ptlu_calls = calls;
		static_branch_enable(&ptlu_calls_watched);
	} else {
		static_branch_disable(&ptlu_calls_watched);
		ptlu_calls = NULL;
	}
}
