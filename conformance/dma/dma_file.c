// SPDX-License-Identifier: GPL-2.0-only
/* The file ptlu/dma in debugfs: commands for the old kernel, and one for the next. */
#define pr_fmt(fmt) KBUILD_MODNAME ": dma: " fmt

#include <linux/debugfs.h>
#include "machine/kernel/commands.h"
#include "machine/kernel/module.h"
#include "dma.h"

static int refuse(const char *word)
{
	pr_err("'%s' is none of old target= iommu= [bits=] [seed=] [in-place], kexec and next iommu=\n",
	       word);
	return -EINVAL;
}

/* Take a word of the command: false if it is none that a plan has. */
static bool take(struct dma_plan *plan, const char *word)
{
	if (!strncmp(word, "target=", 7))
		plan->target = word + 7;
	else if (!strncmp(word, "iommu=", 6))
		plan->iommu = word + 6;
	else if (!strcmp(word, "in-place"))
		plan->in_place = true;
	else if (!strncmp(word, "bits=", 5))
		return !kstrtou32(word + 5, 0, &plan->input_bits) && plan->input_bits &&
		       plan->input_bits <= 64;
	else if (*word)
		return !strncmp(word, "seed=", 5) && !kstrtou64(word + 5, 0, &plan->seed);
	return true;
}

static int old_kernel(const struct dma_plan *plan)
{
	int ret;

	if (!strcmp(plan->iommu, PTLU_DMA_TREE_DRIVER))
		ret = ptlu_dma_driver_old_kernel(plan);
	else
		ret = ptlu_dma_old_kernel(plan);
	if (ret)
		pr_err("target=%s iommu=%s: %pe\n", plan->target, plan->iommu, ERR_PTR(ret));
	return ret;
}

static int next_kernel(const struct dma_plan *plan)
{
	if (!strcmp(plan->iommu, PTLU_DMA_TREE_DRIVER))
		return ptlu_dma_driver_next_kernel();
	return ptlu_dma_next_kernel();
}

static int execute(char *line)
{
	struct dma_plan plan = { .target = "", .iommu = "", .input_bits = 64, .seed = 1 };
	char *kernel = strsep(&line, " "), *word;

	while ((word = strsep(&line, " ")))
		if (!take(&plan, word))
			return refuse(word);
	if (!strcmp(kernel, "old"))
		return old_kernel(&plan);
	if (!strcmp(kernel, "kexec"))
		return ptlu_dma_kexec();
	if (!strcmp(kernel, "next"))
		return next_kernel(&plan);
	return refuse(kernel);
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
