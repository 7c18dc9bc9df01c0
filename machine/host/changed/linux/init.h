/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Initcalls and early parameters are functions that machine/host/boot.c calls.
 * Stands in for include/linux/{init,module,export}.h.
 */
#ifndef PTLU_LINUX_INIT_H
#define PTLU_LINUX_INIT_H

#include <linux/compiler.h>

#define __init
#define __ref
#define __refdata
#define __initdata
#define __meminit
#define __meminitdata
#define __ro_after_init
#define __exit

#define fs_initcall(fn)               \
	int ptlu_initcall_##fn(void); \
	int ptlu_initcall_##fn(void)  \
	{                             \
		return fn();          \
	}
#define late_initcall(fn) static __attribute__((unused)) int (*const ptlu_late_##fn)(void) = fn
#define early_param(name, fn) \
	static __attribute__((unused)) int (*const ptlu_param_##fn)(char *) = fn

#define EXPORT_SYMBOL(symbol)
#define EXPORT_SYMBOL_GPL(symbol)
#define EXPORT_SYMBOL_NS_GPL(symbol, ns)
#define MODULE_LICENSE(text)
#define MODULE_DESCRIPTION(text)
#define MODULE_AUTHOR(text)
#define MODULE_IMPORT_NS(ns)
#define KBUILD_MODNAME "ptlu"
#define THIS_MODULE NULL
struct module;

#endif
