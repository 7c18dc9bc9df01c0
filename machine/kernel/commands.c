// SPDX-License-Identifier: GPL-2.0-only
/* Files in debugfs that execute commands. */
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "commands.h"

/* Tests and benchmarks share the machine. */
static DEFINE_MUTEX(one_at_a_time);

/**
 * ptlu_write_commands() - execute the lines that are written to a file
 * @from: the lines
 * @count: bytes, up to PTLU_LONGEST_COMMAND
 * @execute: called for each line that is not empty, may change it
 *
 * Context: may sleep. One line is executed at a time, of all files.
 * Return: @count, or the first error of a line, after which no other is executed.
 */
ssize_t ptlu_write_commands(const char __user *from, size_t count, int (*execute)(char *line))
{
	char *line, *lines, *text;
	int ret = 0;

	if (count > PTLU_LONGEST_COMMAND)
		return -E2BIG;
	text = lines = memdup_user_nul(from, count);
	if (IS_ERR(text))
		return PTR_ERR(text);
	mutex_lock(&one_at_a_time);
	while (!ret && (line = strsep(&lines, "\n")))
		if (*line)
			ret = execute(line);
	mutex_unlock(&one_at_a_time);
	kfree(text);
	return ret ? ret : count;
}
