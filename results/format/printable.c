// SPDX-License-Identifier: GPL-2.0-only
/* Text from a file that may be printed on a terminal: printable ASCII only. */
#include "printable.h"

void make_printable(char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}
