// SPDX-License-Identifier: GPL-2.0-only
/* Switches the interception of the formats' calls into the kernel. */
#include "calls.h"

const struct ptlu_calls *ptlu_calls;
DEFINE_STATIC_KEY_FALSE(ptlu_calls_intercepted);

/**
 * ptlu_intercept_calls() - intercept the formats' calls into the kernel
 * @calls: called instead of the kernel's functions; NULL ends the interception
 *
 * Context: may sleep. No other thread may execute a format's code.
 */
void ptlu_intercept_calls(const struct ptlu_calls *calls)
{
	if (calls) {
		ptlu_calls = calls;
		static_branch_enable(&ptlu_calls_intercepted);
	} else {
		static_branch_disable(&ptlu_calls_intercepted);
		ptlu_calls = NULL;
	}
}
