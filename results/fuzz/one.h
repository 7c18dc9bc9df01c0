/* SPDX-License-Identifier: GPL-2.0-only */
/* One input of the fuzzer of run files: what its bytes mean, and what must hold. */
#ifndef RESULTS_FUZZ_ONE_H
#define RESULTS_FUZZ_ONE_H

#include <stddef.h>
#include <stdint.h>

/* Between the files of an input: ASCII's record separator, which JSON text does not contain. */
#define FILE_SEPARATOR	0x1e

/**
 * fuzz_begin() - make the directory that inputs are written to, in memory where possible
 *
 * Return: 0 or a negative errno value.
 */
int fuzz_begin(void);

/**
 * fuzz_end() - remove that directory with all that is in it
 */
void fuzz_end(void);

/**
 * fuzz_directory() - the directory; the run is in its subdirectory "run"
 *
 * Return: its path.
 */
const char *fuzz_directory(void);

/**
 * fuzz_unpack() - write the files of an input into a new run
 * @data: samples.jsonl, then env.json, counts.jsonl and conformance.ktap, each after a
 *	FILE_SEPARATOR
 * @size: bytes of @data
 *
 * Return: 0 or a negative errno value.
 */
int fuzz_unpack(const uint8_t *data, size_t size);

/**
 * fuzz_stray_file() - look for a file that a report does not write
 *
 * Return: its path; NULL if all is well. Valid until the next call.
 */
const char *fuzz_stray_file(void);

/* Commands besides the report. */
#define FUZZ_COMMANDS	6

/**
 * fuzz_one() - report an input without drawing plots, and call other commands on it
 * @data: the input
 * @size: bytes of @data
 * @which: the number of the command besides the report, FUZZ_COMMANDS for all of them
 *
 * Return: NULL, or what does not hold.
 */
const char *fuzz_one(const uint8_t *data, size_t size, size_t which);

#endif /* RESULTS_FUZZ_ONE_H */
