/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of errors, on the host tier and in a kernel. */
#ifndef PTLU_CONFORMANCE_ERROR_TEXT_H
#define PTLU_CONFORMANCE_ERROR_TEXT_H

#include <linux/err.h>
#include <linux/string.h>
#include <kunit/test.h>

#ifdef __KERNEL__
struct ptlu_text {
	char text[48];
};
#endif

/**
 * ptlu_error() - name an error
 * @error: what a function returned, negative or 0
 *
 * Return: text such as "-EINVAL (-22)", or "0".
 */
static inline struct ptlu_text ptlu_error(int error)
{
	struct ptlu_text text = { "0" };

	if (!error)
		return text;
#ifdef __KERNEL__
	snprintf(text.text, sizeof(text.text), "%pe (%d)", ERR_PTR(error), error);
#else
	snprintf(text.text, sizeof(text.text), "-%s (%d)", strerrorname_np(-error) ?: "?", error);
#endif
	return text;
}

#endif
