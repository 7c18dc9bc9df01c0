/* SPDX-License-Identifier: GPL-2.0-only */
/* AMD's C bit as a variable that tests set; stands in for asm/mem_encrypt.h. */
#ifndef PTLU_ASM_MEM_ENCRYPT_H
#define PTLU_ASM_MEM_ENCRYPT_H

#include <linux/types.h>

extern u64 sme_me_mask;

#endif
