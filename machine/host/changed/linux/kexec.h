/* SPDX-License-Identifier: GPL-2.0-only */
/* The part of a kexec image that KHO fills in; stands in for include/linux/{kexec,utsname}.h. */
#ifndef PTLU_LINUX_KEXEC_H
#define PTLU_LINUX_KEXEC_H

#include <linux/mm.h>

enum {
	KEXEC_TYPE_DEFAULT,
	KEXEC_TYPE_CRASH,
};

#define KEXEC_BUF_MEM_UNKNOWN 0

struct kexec_segment {
	unsigned long mem;
	size_t memsz;
};

struct kimage {
	int type;
	unsigned long nr_segments;
	struct kexec_segment segment[2];
	struct {
		phys_addr_t fdt;
		struct kexec_segment *scratch;
	} kho;
};

struct kexec_buf {
	struct kimage *image;
	void *buffer;
	unsigned long bufsz, mem, memsz, buf_align, buf_min, buf_max;
	bool top_down;
};

struct resource {
	resource_size_t start, end;
};

int kexec_add_buffer(struct kexec_buf *kbuf);

#define __NEW_UTS_LEN 64

struct uts_namespace {
	struct {
		char release[__NEW_UTS_LEN + 1];
	} name;
};

extern struct uts_namespace init_uts_ns;

#endif
