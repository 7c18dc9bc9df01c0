// SPDX-License-Identifier: GPL-2.0-only
/* The file ptlu/dma in debugfs: commands for the old kernel, and one for the next. */
#define pr_fmt(fmt) KBUILD_MODNAME ": dma: " fmt

#include <linux/debugfs.h>
#include "machine/kernel/commands.h"
#include "machine/kernel/module.h"
#include "dma.h"

static int refuse(const char *word)
{
	pr_err("'%s' is none of old target=NAME iommu=NAME [seed=N] [in-place], kexec and next\n",
	       word);
	return -EINVAL;
}

static int old_kernel(char *words)
{
	struct dma_plan plan = { .target = "", .iommu = "", .seed = 1 };
	char *word;
	int ret;

	while ((word = strsep(&words, " "))) {
		if (!strncmp(word, "target=", 7))
			plan.target = word + 7;
		else if (!strncmp(word, "iommu=", 6))
			plan.iommu = word + 6;
		else if (!strcmp(word, "in-place"))
			plan.in_place = true;
		else if (*word && (strncmp(word, "seed=", 5) || kstrtou64(word + 5, 0, &plan.seed)))
			return refuse(word);
	}
	ret = ptlu_dma_old_kernel(&plan);
	if (ret)
		pr_err("target=%s iommu=%s: %pe\n", plan.target, plan.iommu, ERR_PTR(ret));
	return ret;
}

static int execute(char *line)
{
	char *word = strsep(&line, " ");

	if (!strcmp(word, "old"))
		return old_kernel(line);
	if (!strcmp(word, "kexec"))
		return ptlu_dma_kexec();
	if (!strcmp(word, "next"))
		return ptlu_dma_next_kernel();
	return refuse(word);
}

static ssize_t dma_write_file(struct file *file, const char __user *from, size_t count, loff_t *at)
{
	return ptlu_write_commands(from, count, execute);
}

static const struct file_operations dma_fops = {
	.owner = THIS_MODULE,
	.write = dma_write_file,
};

/**
 * ptlu_dma_init() - add the file dma
 * @dir: ptlu's directory in debugfs
 */
void ptlu_dma_init(struct dentry *dir)
{
	debugfs_create_file("dma", 0200, dir, NULL, &dma_fops);
}
