/* SPDX-License-Identifier: GPL-2.0-only */
/* What a piece of a program prints, as text. */
#ifndef RESULTS_FUZZ_OUTPUT_H
#define RESULTS_FUZZ_OUTPUT_H

#include <stddef.h>
#include <stdio.h>

/**
 * struct output - standard output and standard error, held in memory
 * @text: what was printed on both; valid after output_end()
 * @len: bytes of @text
 * @stdout_was: the standard output before
 * @stderr_was: the standard error before
 */
struct output {
	char *text;
	size_t len;
	FILE *stdout_was;
	FILE *stderr_was;
};

/**
 * output_begin() - hold what is printed from now on
 * @o: output
 */
void output_begin(struct output *o);

/**
 * output_end() - print again where it was printed before
 * @o: output; its text is to be freed by output_free()
 */
void output_end(struct output *o);

/**
 * output_free() - release the text
 * @o: output
 */
void output_free(struct output *o);

#endif /* RESULTS_FUZZ_OUTPUT_H */
