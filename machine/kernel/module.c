// SPDX-License-Identifier: GPL-2.0-only
/* ptlu in a kernel: comes up, runs the suites that its parameters name, offers its files in debugfs. */
#include <linux/debugfs.h>
#include <linux/kexec_handover.h>
#include <linux/module.h>
#include "bench/kernel/runner.h"
#include "conformance/kernel/suites.h"

static struct dentry *dir;

static int __init ptlu_init(void)
{
	int ret;

	if (!kho_is_enabled()) {
		pr_err("ptlu: KHO is off: boot with kho=on, and with kho_scratch= if the log says that its scratch area failed\n");
		return -EOPNOTSUPP;
	}
	dir = debugfs_create_dir("ptlu", NULL);
	if (IS_ERR(dir))
		pr_warn("ptlu: there is no debugfs, so no handover and no bench\n");
	ptlu_bench_files_add(dir);
	if (!IS_ENABLED(CONFIG_KUNIT)) {
		pr_warn("ptlu: this kernel has no KUnit, so no suites and no handover\n");
		return 0;
	}
	ptlu_handover_file_add(dir);
	ret = ptlu_suites_run_selected();
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
		ptlu_handover_exit();
	ptlu_bench_exit();
}
module_exit(ptlu_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Live update of IOMMU page tables, measured and checked");
MODULE_IMPORT_NS("GENERIC_PT_IOMMU");
