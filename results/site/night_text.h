/* SPDX-License-Identifier: GPL-2.0-only */
/* How a night ended, in words. */
#ifndef RESULTS_SITE_NIGHT_TEXT_H
#define RESULTS_SITE_NIGHT_TEXT_H

#include "nights.h"

/**
 * night_status() - how a night ended
 * @n: nights
 * @night: name of one of them
 * @text: receives what its report says, "not ended" without a report
 * @size: bytes of @text
 */
void night_status(const struct nights *n, const char *night, char *text, size_t size);

#endif /* RESULTS_SITE_NIGHT_TEXT_H */
