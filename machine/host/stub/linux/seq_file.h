/* SPDX-License-Identifier: GPL-2.0-only */
/* For memblock's debugfs files, which are not used; stands in for include/linux/seq_file.h. */
struct seq_file {
	void *private;
};

#define seq_printf(m, ...)		do { } while (0)
#define seq_puts(m, s)			do { } while (0)
#define seq_putc(m, c)			do { } while (0)
#define DEFINE_SHOW_ATTRIBUTE(name)                                                          \
	static __attribute__((unused)) int (*const ptlu_##name)(struct seq_file *, void *) = \
		name##_show
#define __initcall(fn) static __attribute__((unused)) int (*const ptlu_initcall_##fn)(void) = fn
#define __setup(text, fn) static __attribute__((unused)) int (*const ptlu_setup_##fn)(char *) = fn
#define debugfs_create_dir(name, parent)	((struct dentry *)NULL)
#define debugfs_create_file(...)	do { } while (0)
struct dentry;
