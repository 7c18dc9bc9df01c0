// SPDX-License-Identifier: GPL-2.0-only
/* Initializes ptlu in a kernel: the benchmark's files in debugfs and the suites. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/debugfs.h>
#include <linux/kexec_handover.h>
#include <linux/module.h>
#include "module.h"

static struct dentry *dir;

static int __init ptlu_init(void)
{
	int ret;

	if (!kho_is_enabled()) {
		pr_err("KHO is off: boot with kho=on, and with kho_scratch= if the log says that its scratch area failed\n");
		return -EOPNOTSUPP;
	}
	dir = debugfs_create_dir("ptlu", NULL);
	if (IS_ERR(dir))
		pr_warn("there is no debugfs, so no handover and no bench\n");
	ret = ptlu_bench_init(dir);
	if (!IS_ENABLED(CONFIG_KUNIT))
		pr_warn("this kernel has no KUnit, so no suites and no handover\n");
	else if (!ret)
		ret = ptlu_conformance_init(dir);
	if (!ret && IS_ENABLED(CONFIG_KUNIT))
		ptlu_dma_init(dir);
	if (ret)
		debugfs_remove(dir);
	return ret;
}
/* Built in, after KUnit and all that the suites use. */
late_initcall(ptlu_init);

static void __exit ptlu_exit(void)
{
	debugfs_remove(dir);
	if (IS_ENABLED(CONFIG_KUNIT))
		ptlu_conformance_exit();
	ptlu_bench_exit();
	ptlu_machine_exit();
}
module_exit(ptlu_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Live update of IOMMU page tables, measured and checked");
MODULE_IMPORT_NS("GENERIC_PT_IOMMU");
