/* SPDX-License-Identifier: GPL-2.0-only */
/* The line of ptlu.ko when it holds a workload, which ptlu-boots reads from a console. */
#ifndef BENCH_KERNEL_HELD_H
#define BENCH_KERNEL_HELD_H

/* Followed by "tables=N order=N placement=WORD elsewhere=N". */
#define HELD_PREFIX	"bench: held for the next kernel: "

#endif
