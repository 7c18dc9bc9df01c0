// SPDX-License-Identifier: GPL-2.0-only
/* A table of text, laid out by libsmartcols. */
#define _GNU_SOURCE
#include "table.h"

#include <err.h>
#include <libsmartcols/libsmartcols.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct table {
	struct libscols_table *tb;
	struct libscols_line *line;
	size_t cell;
	size_t rows;
	bool failed;
};

void table_column(struct table *t, const char *head)
{
	bool right = *head == '>';

	if (t && !scols_table_new_column(t->tb, head + right, 0, right ? SCOLS_FL_RIGHT : 0))
		t->failed = true;
}

struct table *table_begin(const char *const *columns)
{
	struct table *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->tb = scols_new_table();
	if (!t->tb) {
		free(t);
		return NULL;
	}
	/* The same text for a terminal and for a file. */
	scols_table_set_termforce(t->tb, SCOLS_TERMFORCE_NEVER);
	scols_table_enable_minout(t->tb, 1);
	scols_table_set_column_separator(t->tb, "  ");
	while (*columns)
		table_column(t, *columns++);
	return t;
}

void table_row(struct table *t)
{
	if (!t)
		return;
	t->line = scols_table_new_line(t->tb, NULL);
	t->failed |= !t->line;
	t->cell = 0;
	t->rows++;
}

void table_cell(struct table *t, const char *format, ...)
{
	char *text = NULL;
	va_list ap;

	if (!t || !t->line)
		return;
	va_start(ap, format);
	if (vasprintf(&text, format, ap) < 0)
		text = NULL;
	va_end(ap);
	if (!text || scols_line_refer_data(t->line, t->cell++, text)) {
		t->failed = true;
		free(text);
	}
}

size_t table_rows(const struct table *t)
{
	return t ? t->rows : 0;
}

/* libsmartcols pads the last cell of a line that is aligned to the left. */
static void put_stripped(FILE *out, const char *text)
{
	while (*text) {
		size_t line = strcspn(text, "\n"), len = line;

		while (len && text[len - 1] == ' ')
			len--;
		fprintf(out, "%.*s\n", (int)len, text);
		text += line + (text[line] == '\n');
	}
}

bool table_end(struct table *t, FILE *out, const char *title)
{
	char *text = NULL;
	bool printed = false;

	if (!t) {
		warnx("out of memory");
		return false;
	}
	if (t->failed || (t->rows && scols_print_table_to_string(t->tb, &text)))
		warnx("out of memory");
	else if (t->rows) {
		fprintf(out, "%s\n", title);
		put_stripped(out, text);
		printed = true;
	}
	free(text);
	scols_unref_table(t->tb);
	free(t);
	return printed;
}
