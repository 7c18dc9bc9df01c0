/* SPDX-License-Identifier: GPL-2.0-only */
/* A page handed over in place: as the next kernel's early boot leaves it, without a next kernel. */
#ifndef PTLU_KERNEL_IN_PLACE_H
#define PTLU_KERNEL_IN_PLACE_H

#include <linux/mm.h>

void ptlu_hand_over_in_place(struct folio *folio);

#endif
