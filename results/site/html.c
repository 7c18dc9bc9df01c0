// SPDX-License-Identifier: GPL-2.0-only
/* Text of runs in HTML and in scripts, and names of files made of it. */
#define _GNU_SOURCE
#include "html.h"
#include "results/ptlu/markup.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

/* So much of a text stays readable in the name of a file. */
#define KEPT	64

void html_print(FILE *out, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	for (; *format; format++) {
		if (format[0] == '%' && format[1] == 's') {
			put_markup(va_arg(ap, const char *), out);
			format++;
		} else {
			fputc(*format, out);
		}
	}
	va_end(ap);
}

void script_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		/* what ends a string, a script or a line, and all that is no ASCII */
		if (strchr("\"\\<>&'", c) || c < ' ' || c > '~')
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

static uint64_t hash_of(const char *text)
{
	uint64_t hash = 14695981039346656037ULL;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211ULL;
	return hash;
}

void site_file_name(const char *name, char *file)
{
	bool changed = !*name || *name == '.' || strlen(name) > KEPT;
	size_t len = 0;

	for (; name[len] && len < KEPT; len++) {
		unsigned char c = (unsigned char)name[len];
		bool plain = isalnum(c) || c == '_' || c == '-' || (c == '.' && len);

		file[len] = plain ? (char)c : '_';
		changed |= !plain;
	}
	file[len] = '\0';
	if (changed)
		snprintf(file + len, SITE_FILE - len, "-%016llx",
			 (unsigned long long)hash_of(name));
}

const char *site_date(long long seconds, char *text)
{
	time_t t = (time_t)seconds;
	struct tm tm = { 0 };

	if (!gmtime_r(&t, &tm) || !strftime(text, 32, "%Y-%m-%d %H:%M", &tm))
		snprintf(text, 32, "?");
	return text;
}
