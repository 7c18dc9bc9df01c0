/* SPDX-License-Identifier: GPL-2.0-only */
/* Placement of table pages in the memory of a running kernel, for benchmarks. */
#ifndef PTLU_KERNEL_PLACEMENT_H
#define PTLU_KERNEL_PLACEMENT_H

#include "machine/machine.h"

int ptlu_placement_begin(unsigned long nr, unsigned int order, enum ptlu_placement placement);
unsigned long ptlu_placement_end(void);
void ptlu_placement_kexec(void);
void ptlu_placement_forget(void);

#endif
