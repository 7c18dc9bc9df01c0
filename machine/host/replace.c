// SPDX-License-Identifier: GPL-2.0-only
/* Functions of the tree that the running test has replaced. */
#include <linux/kernel.h>
#include <kunit/static_stub.h>
#include "machine/machine.h"

#ifdef PTLU_FAULTS
static struct {
	const char *fn;
	void *by;
} replaced[16];

static unsigned int nr_replaced;

/**
 * ptlu_replacement() - the function that the running test has put in the place of another
 * @fn: name of the function
 *
 * Return: the function to call, or NULL.
 */
void *ptlu_replacement(const char *fn)
{
	for (unsigned int i = 0; i < nr_replaced; i++)
		if (!strcmp(replaced[i].fn, fn))
			return replaced[i].by;
	return NULL;
}

/**
 * ptlu_replace() - replace a function until the test ends
 * @fn: name of the function, which begins with KUNIT_STATIC_STUB_REDIRECT()
 * @by: the function that is called instead
 */
void ptlu_replace(const char *fn, void *by)
{
	if (nr_replaced == ARRAY_SIZE(replaced)) {
		ptlu_fatal("a test replaces too many functions");
		return;
	}
	replaced[nr_replaced].fn = fn;
	replaced[nr_replaced++].by = by;
}

/**
 * ptlu_replace_none() - end all replacements, when a test has ended
 */
void ptlu_replace_none(void)
{
	nr_replaced = 0;
}
#endif
