// SPDX-License-Identifier: GPL-2.0-only
/* WARN, BUG and the kernel's log: told to whoever runs the test, with file, line and the kernel's text. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/bug.h>
#include <linux/printk.h>
#include "machine/machine.h"

int ptlu_verbose;

static const struct ptlu_trouble_ops *trouble;
static const char *expected_file;
static unsigned int expected_seen;

/**
 * ptlu_set_trouble_ops() - who is told of a WARN and of what must not go on
 * @ops: NULL for nobody: a WARN is printed, anything worse ends the process
 *
 * Return: who was told until now.
 */
const struct ptlu_trouble_ops *ptlu_set_trouble_ops(const struct ptlu_trouble_ops *ops)
{
	const struct ptlu_trouble_ops *before = trouble;

	trouble = ops;
	ptlu_expect_warn(NULL);
	return before;
}

/* Who is told now, for a test that wants to be told itself for a while. */
const struct ptlu_trouble_ops *ptlu_trouble_ops(void)
{
	return trouble;
}

/**
 * ptlu_expect_warn() - the test provokes what the kernel warns of
 * @file: ends of the names of the source files that may warn from here on, separated by blanks, NULL
 *	for none
 */
void ptlu_expect_warn(const char *file)
{
	expected_file = file;
	expected_seen = 0;
}

/* Warnings seen since ptlu_expect_warn() that it allowed. */
unsigned int ptlu_expected_warns(void)
{
	return expected_seen;
}

static bool is_expected(const char *file)
{
	const char *name = expected_file ?: "";

	for (; *name; name += strspn(name, " ")) {
		size_t length = strlen(file), end = strcspn(name, " ");

		if (length >= end && !strncmp(file + length - end, name, end))
			return true;
		name += end;
	}
	return false;
}

/* The tree may lie anywhere: what counts is the path within it. */
static const char *within_tree(const char *file)
{
	static const char * const tops[] = { "drivers/", "kernel/liveupdate/", "mm/", "include/" };

	for (unsigned int i = 0; i < sizeof(tops) / sizeof(tops[0]); i++) {
		const char *at = strstr(file, tops[i]);

		if (at)
			return at;
	}
	return file;
}

void ptlu_warn(const char *file, int line, const char *condition, const char *fmt, ...)
{
	char said[256], text[640];
	va_list args;

	if (is_expected(file)) {
		__atomic_add_fetch(&expected_seen, 1, __ATOMIC_RELAXED);
		return;
	}
	va_start(args, fmt);
	vsnprintf(said, sizeof(said), fmt, args);
	va_end(args);
	snprintf(text, sizeof(text), "WARNING at %s:%d: %s %s", within_tree(file), line, condition,
		 said);
	if (trouble)
		trouble->warn(text);
	else
		fprintf(stderr, "%s\n", text);
}

void ptlu_bug(const char *file, int line, const char *condition)
{
	ptlu_fatal("kernel BUG at %s:%d: %s", within_tree(file), line, condition);
	abort();
}

/**
 * ptlu_fatal() - what the test must not survive
 * @fmt: what happened, printf's
 *
 * Does not return while a test runs.
 */
void ptlu_fatal(const char *fmt, ...)
{
	char text[2048];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (trouble)
		trouble->fatal(text);
	fprintf(stderr, "%s\n", text);
	abort();
}

void ptlu_printk(const char *level, const char *fmt, ...)
{
	char text[512];
	va_list args;

	if (!ptlu_verbose)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	text[strcspn(text, "\n")] = '\0';
	fprintf(stderr, "# kernel %s: %s\n", level, text);
}
