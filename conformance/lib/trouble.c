// SPDX-License-Identifier: GPL-2.0-only
/* Catches the error reports that a test causes on purpose. */
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include "trouble.h"

struct ptlu_test_heard ptlu_test_heard;

static sigjmp_buf caught;

static void hear_warn(const char *text)
{
	ptlu_test_heard.warnings++;
	snprintf(ptlu_test_heard.text, sizeof(ptlu_test_heard.text), "%s", text);
}

static void hear_fatal(const char *text)
{
	snprintf(ptlu_test_heard.text, sizeof(ptlu_test_heard.text), "%s", text);
	siglongjmp(caught, 1);
}

/**
 * ptlu_test_hear() - receive reports in the place of the runner
 *
 * Return: the runner's functions, for ptlu_set_error_ops() at the end.
 */
const struct ptlu_error_ops *ptlu_test_hear(void)
{
	static const struct ptlu_error_ops hear = { .warn = hear_warn, .fatal = hear_fatal };

	return ptlu_set_error_ops(&hear);
}

/**
 * ptlu_test_expect_trouble() - catch the error that an operation must cause
 * @test: the test, which fails and ends without that error
 * @act: the operation
 * @arg: its argument
 * @want: a part of the report
 * @history: another part
 *
 * The runner does not see the error.
 */
void ptlu_test_expect_trouble(struct kunit *test, void (*act)(void *arg), void *arg,
			      const char *want, const char *history)
{
	const struct ptlu_error_ops *runner = ptlu_test_hear();

	ptlu_test_heard.text[0] = '\0';
	if (!sigsetjmp(caught, 1))
		act(arg);
	ptlu_set_error_ops(runner);
	if (!strstr(ptlu_test_heard.text, want) || !strstr(ptlu_test_heard.text, history))
		KUNIT_FAIL_AND_ABORT(test, "expected '%s' and '%s', heard '%s'", want, history,
				     ptlu_test_heard.text);
}
