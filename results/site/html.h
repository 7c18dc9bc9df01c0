/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of runs in HTML and in scripts, and names of files made of it. */
#ifndef RESULTS_SITE_HTML_H
#define RESULTS_SITE_HTML_H

#include <stddef.h>
#include <stdio.h>

/* Bytes of a file's name that site_file_name() makes. */
#define SITE_FILE	96

/**
 * html_print() - print markup, with text that is escaped
 * @out: where to
 * @format: markup; each %s stands for text, which may hold anything, and there are no other
 *	conversions
 *
 * Text is safe between tags and within attributes that have double quotes.
 */
void html_print(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/**
 * script_text() - print text as a string of JavaScript, with its quotes
 * @out: where to
 * @text: text, which may hold anything
 */
void script_text(FILE *out, const char *text);

/**
 * site_file_name() - a name that is safe in paths and in addresses
 * @name: any text
 * @file: receives the name, SITE_FILE bytes: letters, digits, '.', '_' and '-'
 *
 * Two texts have two names: what had to be changed has a hash of the text at its end.
 */
void site_file_name(const char *name, char *file);

/**
 * site_date() - a time as a page shows it
 * @seconds: since 1970
 * @text: receives "2026-11-27 01:00", 32 bytes
 *
 * Return: @text.
 */
const char *site_date(long long seconds, char *text);

#endif /* RESULTS_SITE_HTML_H */
