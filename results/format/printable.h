/* SPDX-License-Identifier: GPL-2.0-only */
/* Text from a file that may be printed on a terminal. */
#ifndef RESULTS_FORMAT_PRINTABLE_H
#define RESULTS_FORMAT_PRINTABLE_H

/**
 * make_printable() - replace every byte that is not printable ASCII by '?'
 * @text: text from an untrusted file; it then has one line and no escape sequence
 */
void make_printable(char *text);

#endif /* RESULTS_FORMAT_PRINTABLE_H */
