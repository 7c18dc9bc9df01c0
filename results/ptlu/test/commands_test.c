// SPDX-License-Identifier: GPL-2.0-only
/* Tests of what ptlu says of itself: each command in its help describes itself, for make man. */
#define _GNU_SOURCE
#include "ktap.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the program beside this one prints, and its exit status. */
static int run(const char *arguments, char *text, size_t size)
{
	char program[512], command[600];
	ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
	int status;
	FILE *out;

	program[len > 0 ? len : 0] = '\0';
	*(strrchr(program, '/') + 1) = '\0';
	snprintf(command, sizeof(command), "%sptlu %s 2>&1", program, arguments);
	out = popen(command, "r");
	len = out ? (ssize_t)fread(text, 1, size - 1, out) : 0;
	text[len] = '\0';
	status = out ? pclose(out) : -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void check_command(const char *name)
{
	char text[8192], arguments[64], usage[64];

	snprintf(arguments, sizeof(arguments), "%s --help", name);
	snprintf(usage, sizeof(usage), "Usage: ptlu %s ", name);
	ktap_check(!run(arguments, text, sizeof(text)), __FILE__, __LINE__, "%s: %s", arguments,
		   text);
	ktap_check(!strncmp(text, usage, strlen(usage)), __FILE__, __LINE__, "%s: %s", arguments,
		   text);
	snprintf(arguments, sizeof(arguments), "%s --version", name);
	ktap_check(!run(arguments, text, sizeof(text)) && !strncmp(text, "ptlu ", 5), __FILE__,
		   __LINE__, "%s: %s", arguments, text);
}

static void test_help(void)
{
	char text[8192], name[32], *line, *next = NULL;
	size_t nr = 0;

	CHECK(!run("--help", text, sizeof(text)));
	for (line = strtok_r(text, "\n", &next); line; line = strtok_r(NULL, "\n", &next))
		if (!strncmp(line, "  ", 2) && sscanf(line, "%31s", name) == 1) {
			check_command(name);
			nr++;
		}
	CHECK(nr > 8);
}

static void test_version(void)
{
	char text[256];

	CHECK(!run("--version", text, sizeof(text)));
	ktap_check(!strncmp(text, "ptlu ", 5) && strlen(text) > strlen("ptlu \n"), __FILE__,
		   __LINE__, "%s", text);
	CHECK(run("no-such-command", text, sizeof(text)) == 2);
	CHECK(strstr(text, "there is no command \"no-such-command\""));
}

const struct test commands_tests[] = {
	{ "help", test_help },
	{ "version", test_version },
	{ NULL, NULL },
};
