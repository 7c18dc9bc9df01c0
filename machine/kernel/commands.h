/* SPDX-License-Identifier: GPL-2.0-only */
/* Files in debugfs that execute commands. */
#ifndef PTLU_KERNEL_COMMANDS_H
#define PTLU_KERNEL_COMMANDS_H

#include <linux/types.h>

#define PTLU_LONGEST_COMMAND	512

ssize_t ptlu_write_commands(const char __user *from, size_t count, int (*execute)(char *line));

#endif
