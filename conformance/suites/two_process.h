/* SPDX-License-Identifier: GPL-2.0-only */
/* Handover to another process: what this process is, if it is one of the two. */
#ifndef PTLU_CONFORMANCE_TWO_PROCESS_H
#define PTLU_CONFORMANCE_TWO_PROCESS_H

#include <linux/types.h>

#define TWO_PROCESS_ROLE_SUITE	"two-process-role"

struct ptlu_target;

bool ptlu_two_process_has_role(void);
const struct ptlu_target *ptlu_two_process_target(void);

#endif
