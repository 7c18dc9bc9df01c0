// SPDX-License-Identifier: GPL-2.0-only
/* The gnuplot scripts of results/plots, which are part of the program. */
#define _GNU_SOURCE
#include "plot_scripts.h"
#include "names.h"
#include "results/format/file.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The compiler runs at the top of the repository. */
#define SCRIPT(symbol, file)                                                                       \
	extern const char symbol[], symbol##_end[];                                                \
	__asm__(".pushsection .rodata\n"                                                           \
		#symbol ": .incbin \"results/plots/" file ".gp\"\n"                                \
		#symbol "_end: .byte 0\n"                                                          \
		".popsection\n")

SCRIPT(script_ptlu, "ptlu");
SCRIPT(script_overview, "overview");
SCRIPT(script_operation, "operation");
SCRIPT(script_ratio, "ratio");
SCRIPT(script_leaves, "leaves");
SCRIPT(script_boot_reserve, "boot-reserve");
SCRIPT(script_blackout, "blackout");
SCRIPT(script_workers, "workers");
SCRIPT(script_in_use, "in-use");
SCRIPT(script_tiers, "tiers");
SCRIPT(script_change, "change");

static const struct {
	const char *name, *text, *end;
} scripts[] = {
	{ COMMON_SCRIPT, script_ptlu, script_ptlu_end },
	{ "overview", script_overview, script_overview_end },
	{ "operation", script_operation, script_operation_end },
	{ "ratio", script_ratio, script_ratio_end },
	{ "leaves", script_leaves, script_leaves_end },
	{ "boot-reserve", script_boot_reserve, script_boot_reserve_end },
	{ "blackout", script_blackout, script_blackout_end },
	{ "workers", script_workers, script_workers_end },
	{ "in-use", script_in_use, script_in_use_end },
	{ "tiers", script_tiers, script_tiers_end },
	{ "change", script_change, script_change_end },
};

const char *plot_script(const char *name, size_t *size)
{
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		if (same(scripts[i].name, name)) {
			*size = (size_t)(scripts[i].end - scripts[i].text);
			return scripts[i].text;
		}
	return NULL;
}

int plot_script_write(const char *dir, const char *name)
{
	char *path = NULL;
	size_t size;
	const char *text = plot_script(name, &size);
	int ret = -ENOMEM;

	if (text && asprintf(&path, "%s/%s.gp", dir, name) >= 0)
		ret = write_whole_file(path, text, size);
	free(path);
	return ret;
}

static int make_directory(const char *dir)
{
	struct stat status;
	int ret = 0;

	if (mkdir(dir, 0777) && errno != EEXIST)
		ret = -errno;
	else if (lstat(dir, &status))
		ret = -errno;
	else if (!S_ISDIR(status.st_mode))
		ret = -ENOTDIR;
	if (ret)
		warnx("cannot make the directory %s: %s", dir, strerror(-ret));
	return ret;
}

int plots_prepare(const char *dir)
{
	int ret = make_directory(dir);

	return ret ? ret : plot_script_write(dir, COMMON_SCRIPT);
}
