/* SPDX-License-Identifier: GPL-2.0-only */
/* Text within XML or HTML. */
#ifndef RESULTS_MARKUP_H
#define RESULTS_MARKUP_H

#include <stdio.h>

/**
 * put_markup() - print text as the content of an element or of a quoted attribute
 * @text: any text that was made printable
 * @out: where to
 *
 * A newline becomes a character reference: in an attribute XML takes it for a blank otherwise.
 */
void put_markup(const char *text, FILE *out);

#endif /* RESULTS_MARKUP_H */
