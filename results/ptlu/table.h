/* SPDX-License-Identifier: GPL-2.0-only */
/* A table of text, laid out by libsmartcols. */
#ifndef RESULTS_TABLE_H
#define RESULTS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A table being filled, row by row and cell by cell. */
struct table;

/**
 * table_begin() - a table
 * @columns: heads of its columns, ended by NULL; one that begins with '>' is aligned to the right
 *
 * Return: the table, for table_end(); without memory NULL, which all functions here take.
 */
struct table *table_begin(const char *const *columns);

/**
 * table_column() - add a column after those of table_begin(), before the first row
 * @t: table
 * @head: its head, as for table_begin()
 */
void table_column(struct table *t, const char *head);

/**
 * table_row() - begin a row
 * @t: table
 */
void table_row(struct table *t);

/**
 * table_cell() - fill the next cell of the row
 * @t: table
 * @format: as for printf()
 */
void table_cell(struct table *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/**
 * table_rows() - the number of rows
 * @t: table
 *
 * Return: the number.
 */
size_t table_rows(const struct table *t);

/**
 * table_end() - print a table that has a row, and release it
 * @t: table
 * @out: where to
 * @title: lines above it, without the last newline
 *
 * Return: whether it was printed.
 */
bool table_end(struct table *t, FILE *out, const char *title);

#endif /* RESULTS_TABLE_H */
