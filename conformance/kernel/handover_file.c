// SPDX-License-Identifier: GPL-2.0-only
/* The file ptlu/handover in debugfs: what to hand over, and that it is to be restored. */
#include <linux/debugfs.h>
#include <linux/uaccess.h>
#include "conformance/lib/domains.h"
#include "kexec.h"
#include "suites.h"

#define LONGEST_COMMAND	512

static DEFINE_MUTEX(one_at_a_time);

static int refuse(const char *word)
{
	pr_err("ptlu: handover: '%s' is none of preserve [seed=N] [tables=N] [targets=P,P] [damage=N] [unpreserve] and restore [expect=nothing]\n",
	       word);
	return -EINVAL;
}

static int preserve(char *words)
{
	static char targets[LONGEST_COMMAND];
	struct kexec_plan plan = { .seed = 1 };
	char *word;
	int ret = 0;

	strscpy(targets, "*");
	while (!ret && (word = strsep(&words, " "))) {
		if (!strcmp(word, "unpreserve"))
			plan.take_back = true;
		else if (!strncmp(word, "seed=", 5))
			ret = kstrtou64(word + 5, 0, &plan.seed);
		else if (!strncmp(word, "tables=", 7))
			ret = kstrtou64(word + 7, 0, &plan.tables);
		else if (!strncmp(word, "damage=", 7))
			ret = kstrtouint(word + 7, 0, &plan.damage);
		else if (!strncmp(word, "targets=", 8))
			strscpy(targets, strreplace(word + 8, ',', ' '));
		else if (*word)
			return refuse(word);
		if (ret)
			return refuse(word);
	}
	if (!ptlu_test_select_targets(targets)) {
		pr_err("ptlu: handover: no target is called '%s'\n", targets);
		return -EINVAL;
	}
	return ptlu_kexec_old_kernel(&plan);
}

static int restore(char *words)
{
	bool expect_nothing = false;
	char *word;

	while ((word = strsep(&words, " "))) {
		if (!strcmp(word, "expect=nothing"))
			expect_nothing = true;
		else if (*word)
			return refuse(word);
	}
	return ptlu_kexec_next_kernel(expect_nothing);
}

static int obey(char *command)
{
	char *word = strsep(&command, " ");

	if (!strcmp(word, "preserve"))
		return preserve(command);
	if (!strcmp(word, "restore"))
		return restore(command);
	return *word ? refuse(word) : 0;
}

/* One command a line; the first that fails is the last. */
static ssize_t handover_write(struct file *file, const char __user *from, size_t count, loff_t *at)
{
	char *line, *lines, *text;
	int ret = 0;

	if (count > LONGEST_COMMAND)
		return -E2BIG;
	text = lines = memdup_user_nul(from, count);
	if (IS_ERR(text))
		return PTR_ERR(text);
	mutex_lock(&one_at_a_time);
	while (!ret && (line = strsep(&lines, "\n")))
		ret = obey(line);
	mutex_unlock(&one_at_a_time);
	kfree(text);
	return ret ? ret : count;
}

static const struct file_operations handover_fops = {
	.owner = THIS_MODULE,
	.write = handover_write,
};

void ptlu_handover_file_add(struct dentry *dir)
{
	debugfs_create_file("handover", 0200, dir, NULL, &handover_fops);
}

/* Preserved tables of a module that goes would be nobody's. */
void ptlu_handover_exit(void)
{
	ptlu_kexec_forget();
}
