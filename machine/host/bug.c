// SPDX-License-Identifier: GPL-2.0-only
/* WARN, BUG and the kernel's log: reported with file, line and the kernel's text. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/bug.h>
#include <linux/printk.h>
#include "machine/machine.h"
#include "machine/patterns.h"
#include "internal.h"

int ptlu_verbose;

static const struct ptlu_error_ops *error_ops;
static const char *expected_files;

/**
 * ptlu_set_error_ops() - set the receiver of error reports
 * @ops: the receiver. With NULL a WARN is printed, and any other error ends the process.
 *
 * Return: the receiver until now.
 */
const struct ptlu_error_ops *ptlu_set_error_ops(const struct ptlu_error_ops *ops)
{
	const struct ptlu_error_ops *before = error_ops;

	error_ops = ops;
	ptlu_expect_warn(NULL);
	return before;
}

/* The current receiver, for a test that replaces it for a while. */
const struct ptlu_error_ops *ptlu_error_ops(void)
{
	return error_ops;
}

/**
 * ptlu_expect_warn() - allow warnings that a test provokes
 * @files: names of the source files that may warn from now on, separated by blanks; NULL for none
 */
void ptlu_expect_warn(const char *files)
{
	expected_files = files;
}

/* What ptlu_expect_warn() was called with last, NULL for none. */
const char *ptlu_expected_warnings(void)
{
	return expected_files;
}

static bool is_expected(const char *path)
{
	const char *rest = expected_files ?: "", *name = strrchr(path, '/');

	return ptlu_matches(rest, name ? name + 1 : path);
}

/* Cut off the directory of the tree. */
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
	char message[256], text[640];
	va_list args;

	if (is_expected(file))
		return;
	va_start(args, fmt);
	vsnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	snprintf(text, sizeof(text), "WARNING at %s:%d: %s %s", within_tree(file), line, condition,
		 message);
	if (error_ops)
		error_ops->warn(text);
	else
		fprintf(stderr, "%s\n", text);
}

void ptlu_bug(const char *file, int line, const char *condition)
{
	ptlu_fatal(PTLU_BUG_TEXT "%s:%d: %s", within_tree(file), line, condition);
	abort();
}

/**
 * ptlu_fatal() - report an error that the test must not survive
 * @fmt: printf() format
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
	host_end_worker(text);
	if (error_ops)
		error_ops->fatal(text);
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
