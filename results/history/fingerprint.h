/* SPDX-License-Identifier: GPL-2.0-only */
/* What makes a machine another one: the part of env.json that series are kept apart by. */
#ifndef RESULTS_FINGERPRINT_H
#define RESULTS_FINGERPRINT_H

#include "results/ptlu/conditions.h"

#define FINGERPRINT_TEXT	1200

/**
 * fingerprint_of() - the machine of a run
 * @c: the run's conditions
 * @text: receives one line of printable text, FINGERPRINT_TEXT bytes
 *
 * Processor model, family, number and stepping, processors, SMT, caches and the class of memory.
 * The clock and the name of the host are no part of it: a machine that measures its clock anew at
 * each boot is one machine. Microcode, kernel and compiler are none either, for they change on one
 * machine and may change its times.
 */
void fingerprint_of(const struct conditions *c, char *text);

/**
 * fingerprint_of_emulator() - the machine of samples that count instructions in an emulator
 * @c: the run's conditions
 * @text: receives one line of printable text, FINGERPRINT_TEXT bytes
 *
 * Such a count is the same on every host.
 */
void fingerprint_of_emulator(const struct conditions *c, char *text);

/**
 * memory_class() - the size that a machine's memory is sold as
 * @bytes: memory that the kernel has, which keeps some for itself and more with each version
 *
 * Return: the smallest of 1, 1.5, 2, 3, 4, 6 ... GiB that holds it; 0 for no bytes.
 */
double memory_class(double bytes);

#endif /* RESULTS_FINGERPRINT_H */
