// SPDX-License-Identifier: GPL-2.0-only
/* ptlu env: write the env.json of a run that a script makes. */
#define _GNU_SOURCE
#include "commands.h"
#include "names.h"
#include "results/format/environment.h"

#include <argp.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_OPTIONS	32

struct arguments {
	const char *words[MAX_OPTIONS];
	size_t nr;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	if (key == ARGP_KEY_ARG) {
		if (a->nr == MAX_OPTIONS)
			argp_usage(state);
		a->words[a->nr++] = arg;
		return 0;
	}
	if (key == ARGP_KEY_END && a->nr < 2)
		argp_usage(state);
	return key == ARGP_KEY_END ? 0 : ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	NULL, parse, "begin RUN [KEY=VALUE...]\nend RUN OUTCOME",
	"Write env.json of RUN, the directory of a run, when it begins, and complete it when it ends."
	" The keys tier, arch, kernel, tree, compiler, cflags, revision and dirty describe the build,"
	" machine the emulator that is measured instead of this machine;"
	" others are options of the run.",
	NULL, NULL, NULL,
};

/* "key=value": the value, if the key is this one. */
static const char *value_of(const char *word, const char *key)
{
	size_t len = strlen(key);

	return !strncmp(word, key, len) && word[len] == '=' ? word + len + 1 : NULL;
}

/* False if the word is an option of the run. */
static bool set_fact(struct environment *env, const char *word)
{
	const struct {
		const char *key, **to;
	} facts[] = {
		{ "tier", &env->tier }, { "arch", &env->arch }, { "kernel", &env->kernel },
		{ "tree", &env->tree_version }, { "compiler", &env->compiler },
		{ "machine", &env->machine },
		{ "cflags", &env->cflags }, { "revision", &env->revision },
	};
	const char *value;

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		value = value_of(word, facts[i].key);
		if (value) {
			*facts[i].to = value;
			return true;
		}
	}
	value = value_of(word, "dirty");
	if (value)
		env->dirty = same(value, "yes");
	return value;
}

static int begin(const struct arguments *a, const char *path)
{
	struct environment_option options[MAX_OPTIONS];
	const char *slash = strrchr(a->words[1], '/');
	struct environment env = {
		.run = slash ? slash + 1 : a->words[1], .tier = "host", .arch = "", .kernel = "",
		.compiler = "", .cflags = "", .clock = "", .options = options,
	};
	char *names[MAX_OPTIONS] = { NULL };
	int ret;

	for (size_t i = 2; i < a->nr; i++)
		if (!strchr(a->words[i], '=')) {
			warnx("\"%s\" is not KEY=VALUE", a->words[i]);
			return -1;
		}
	for (size_t i = 2; i < a->nr; i++) {
		const char *equals = strchr(a->words[i], '=');

		if (set_fact(&env, a->words[i]))
			continue;
		names[env.nr_options] = strndup(a->words[i], (size_t)(equals - a->words[i]));
		options[env.nr_options].name = names[env.nr_options] ? names[env.nr_options] : "";
		options[env.nr_options++].value = equals + 1;
	}
	ret = environment_begin(path, &env);
	for (size_t i = 0; i < MAX_OPTIONS; i++)
		free(names[i]);
	return ret;
}

int command_env(int argc, char **argv)
{
	struct arguments a = { 0 };
	char *path = NULL;
	int ret = -1;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (asprintf(&path, "%s/env.json", a.words[1]) < 0)
		return EXIT_FAILURE;
	if (same(a.words[0], "begin"))
		ret = begin(&a, path);
	else if (same(a.words[0], "end") && a.nr == 3)
		ret = environment_end(path, a.words[2]);
	else
		warnx("env needs begin or end, see ptlu env --help");
	free(path);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
