/* SPDX-License-Identifier: GPL-2.0-only */
/* Catches the error reports that a test causes on purpose. Host tier only. */
#ifndef PTLU_CONFORMANCE_TROUBLE_H
#define PTLU_CONFORMANCE_TROUBLE_H

#include <kunit/test.h>
#include "machine/machine.h"

/**
 * struct ptlu_test_heard - what was reported
 * @text: the last report
 * @warnings: number of warnings, ever
 */
struct ptlu_test_heard {
	char text[2048];
	unsigned int warnings;
};

extern struct ptlu_test_heard ptlu_test_heard;

const struct ptlu_error_ops *ptlu_test_hear(void);
void ptlu_test_expect_trouble(struct kunit *test, void (*act)(void *arg), void *arg,
			      const char *want, const char *history);

#endif
