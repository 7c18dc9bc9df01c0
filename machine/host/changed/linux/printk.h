/* SPDX-License-Identifier: GPL-2.0-only */
/* With V=1 the log goes to stderr as KTAP comments; stands in for include/linux/printk.h. */
#ifndef PTLU_LINUX_PRINTK_H
#define PTLU_LINUX_PRINTK_H

#include <stdio.h>

void ptlu_printk(const char *level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif

/*
 * printf() does not have %pa, %pe and other extensions of the kernel. A build of the kernel checks
 * the format. Here only the text before the first extension is used.
 */
#define ptlu_pr(level, fmt, ...)	ptlu_printk(level, "%s", pr_fmt(fmt))

#define pr_emerg(fmt, ...)	ptlu_pr("emerg", fmt, ##__VA_ARGS__)
#define pr_err(fmt, ...)	ptlu_pr("err", fmt, ##__VA_ARGS__)
#define pr_warn(fmt, ...)	ptlu_pr("warn", fmt, ##__VA_ARGS__)
#define pr_warn_once		pr_warn
#define pr_warn_ratelimited	pr_warn
#define pr_err_ratelimited	pr_err
#define pr_notice(fmt, ...)	ptlu_pr("notice", fmt, ##__VA_ARGS__)
#define pr_info(fmt, ...)	ptlu_pr("info", fmt, ##__VA_ARGS__)
#define pr_debug(fmt, ...)	do { } while (0)
#define pr_cont(fmt, ...)	do { } while (0)
#define printk(fmt, ...)	ptlu_pr("info", fmt, ##__VA_ARGS__)

#define KERN_INFO
#define KERN_DEBUG
#define KERN_WARNING

#define dev_err(dev, fmt, ...)		pr_err(fmt, ##__VA_ARGS__)
#define dev_warn(dev, fmt, ...)		pr_warn(fmt, ##__VA_ARGS__)
#define dev_warn_once(dev, fmt, ...)	pr_warn(fmt, ##__VA_ARGS__)

#endif
