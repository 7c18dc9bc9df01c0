// SPDX-License-Identifier: GPL-2.0-only
/* The file ptlu/handover in debugfs, whose commands preserve and restore domains. */
#define pr_fmt(fmt) KBUILD_MODNAME ": handover: " fmt

#include <linux/debugfs.h>
#include "conformance/lib/selection.h"
#include "machine/kernel/commands.h"
#include "kexec.h"
#include "suites.h"

static int refuse(const char *word)
{
	pr_err("'%s' is none of preserve [seed=N] [tables=N] [targets=P,P] [damage=N] [unpreserve] and restore [expect=nothing]\n",
	       word);
	return -EINVAL;
}

static int preserve(char *words)
{
	static char targets[PTLU_LONGEST_COMMAND];
	struct kexec_plan plan = { .seed = 1 };
	char *word;
	int ret = 0;

	strscpy(targets, "*");
	while (!ret && (word = strsep(&words, " "))) {
		if (!strcmp(word, "unpreserve"))
			plan.unpreserve = true;
		else if (!strncmp(word, "seed=", 5))
			ret = kstrtou64(word + 5, 0, &plan.seed);
		else if (!strncmp(word, "tables=", 7))
			ret = kstrtou64(word + 7, 0, &plan.tables);
		else if (!strncmp(word, "damage=", 7))
			ret = kstrtouint(word + 7, 0, &plan.damage);
		else if (!strncmp(word, "targets=", 8))
			strscpy(targets, word + 8);
		else if (*word)
			return refuse(word);
		if (ret)
			return refuse(word);
	}
	if (!ptlu_test_select_targets(targets)) {
		pr_err("no target is called '%s'\n", targets);
		return -EINVAL;
	}
	return ptlu_kexec_old_kernel(&plan);
}

static int restore(char *words)
{
	enum kexec_expect expect = KEXEC_EXPECT_DOMAINS;
	char *word;

	while ((word = strsep(&words, " "))) {
		if (!strcmp(word, "expect=nothing"))
			expect = KEXEC_EXPECT_NOTHING;
		else if (*word)
			return refuse(word);
	}
	return ptlu_kexec_next_kernel(expect);
}

static int execute(char *line)
{
	char *word = strsep(&line, " ");

	if (!strcmp(word, "preserve"))
		return preserve(line);
	if (!strcmp(word, "restore"))
		return restore(line);
	return refuse(word);
}

static ssize_t handover_write(struct file *file, const char __user *from, size_t count, loff_t *at)
{
	return ptlu_write_commands(from, count, execute);
}

static const struct file_operations handover_fops = {
	.owner = THIS_MODULE,
	.write = handover_write,
};

void ptlu_handover_file_add(struct dentry *dir)
{
	debugfs_create_file("handover", 0200, dir, NULL, &handover_fops);
}
