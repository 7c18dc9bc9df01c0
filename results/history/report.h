/* SPDX-License-Identifier: GPL-2.0-only */
/* Findings as text, as Markdown and as JSON. */
#ifndef RESULTS_HISTORY_REPORT_H
#define RESULTS_HISTORY_REPORT_H

#include "findings.h"

#include <stdio.h>

/**
 * report_text() - print findings for a terminal or a mail
 * @f: findings
 * @ksrc: kernel tree for the commands, or NULL
 * @out: where to
 *
 * Return: 0 or -ENOMEM after one line on stderr.
 */
int report_text(const struct findings *f, const char *ksrc, FILE *out);

/**
 * report_markdown() - print findings as Markdown
 * @f: findings
 * @ksrc: kernel tree for the commands, or NULL
 * @out: where to
 *
 * Return: 0.
 */
int report_markdown(const struct findings *f, const char *ksrc, FILE *out);

/**
 * report_json() - print findings as JSON
 * @f: findings
 * @ksrc: kernel tree for the commands, or NULL
 * @out: where to
 *
 * Return: 0 or -ENOMEM after one line on stderr.
 */
int report_json(const struct findings *f, const char *ksrc, FILE *out);

/**
 * finding_subject() - what changed, in a few words
 * @f: finding
 * @text: receives it
 * @size: bytes of @text
 */
void finding_subject(const struct finding *f, char *text, size_t size);

/**
 * finding_change() - by how much, in a few words
 * @f: finding
 * @text: receives it
 * @size: bytes of @text
 */
void finding_change(const struct finding *f, char *text, size_t size);

/**
 * finding_cause() - what else than the kernel tree is other than before
 * @f: finding
 * @text: receives it, "" if nothing that runs record
 * @size: bytes of @text
 */
void finding_cause(const struct finding *f, char *text, size_t size);

#endif /* RESULTS_HISTORY_REPORT_H */
