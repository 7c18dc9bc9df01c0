// SPDX-License-Identifier: GPL-2.0-only
/* What a piece of a program prints, as text. */
#define _GNU_SOURCE
#include "output.h"

#include <stdlib.h>

void output_begin(struct output *o)
{
	FILE *memory;

	fflush(stdout);
	*o = (struct output){ .stdout_was = stdout, .stderr_was = stderr };
	memory = open_memstream(&o->text, &o->len);
	if (!memory)
		abort();
	stdout = memory;
	stderr = memory;
}

void output_end(struct output *o)
{
	FILE *memory = stdout;

	stdout = o->stdout_was;
	stderr = o->stderr_was;
	if (fclose(memory))
		abort();
}

void output_free(struct output *o)
{
	free(o->text);
	o->text = NULL;
}
