/* SPDX-License-Identifier: GPL-2.0-only */
/* Simulates what a kexec does to a single page. */
#ifndef PTLU_KERNEL_IN_PLACE_H
#define PTLU_KERNEL_IN_PLACE_H

#include <linux/mm.h>

void ptlu_hand_over_in_place(struct folio *folio);
void ptlu_forget_table_page(struct folio *folio);

#endif
