// SPDX-License-Identifier: GPL-2.0-only
/* Tests of env.json: what must not change when a run is resumed, and what sessions leave behind. */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/format/environment.h"
#include "results/fuzz/one.h"
#include "results/fuzz/output.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static char path[256];
static struct output messages;

static struct environment run_of(const struct environment_option *options)
{
	return (struct environment){
		.run = "run", .tier = "host", .arch = "x86_64", .kernel = "7.3.4",
		.ksrc = "/home/me/linux", .tree_version = "v7.3", .tree_hash = "0123456789abcdef",
		.compiler = "gcc 12", .cflags = "-O2", .libraries = "gsl 2.7",
		.revision = "abc", .clock = "monotonic", .timer_ns = 20,
		.options = options, .nr_options = 1,
	};
}

static const struct environment_option quick = { "PROFILE", "quick" };
static const struct environment_option full = { "PROFILE", "full" };

static void begin(void)
{
	CHECK(!fuzz_begin());
	snprintf(path, sizeof(path), "%s/env.json", fuzz_directory());
	output_begin(&messages);
}

static void end(void)
{
	output_end(&messages);
	output_free(&messages);
	fuzz_end();
}

static const char *outcome(json_t *env, size_t session)
{
	json_t *sessions = json_object_get(env, "sessions");
	const char *text = json_string_value(
		json_object_get(json_array_get(sessions, session), "outcome"));

	return text ? text : "none";
}

static void test_sessions(void)
{
	const struct environment env = run_of(&quick);
	char value[16];
	json_t *file;

	begin();
	CHECK(!environment_begin(path, &env));
	CHECK(!environment_end(path, "interrupted"));
	CHECK(!environment_begin(path, &env));
	CHECK(!environment_disturbed(path, "other"));
	CHECK(!environment_end(path, "complete"));
	file = json_load_file(path, 0, NULL);
	CHECK(json_array_size(json_object_get(file, "sessions")) == 2);
	CHECK_TEXT(outcome(file, 0), "interrupted");
	CHECK_TEXT(outcome(file, 1), "complete");
	CHECK_TEXT(json_string_value(json_object_get(json_object_get(file, "tree"), "folder")),
		   "linux");
	json_decref(file);
	CHECK(!environment_option(path, "PROFILE", value, sizeof(value)));
	CHECK_TEXT(value, "quick");
	CHECK(environment_option(path, "PROFILE", value, 3) == -EINVAL);
	CHECK(environment_option(path, "NONE", value, sizeof(value)) == -EINVAL);
	end();
}

/* Each of these makes another run of it; the message names what differs. */
static void test_resume(void)
{
	struct environment env = run_of(&quick);
	static const char *const differs[] = { "tree", "tree", "build", "ptlu", "options" };

	begin();
	CHECK(!environment_begin(path, &env));
	for (size_t i = 0; i < sizeof(differs) / sizeof(differs[0]); i++) {
		env = run_of(i == 4 ? &full : &quick);
		if (i == 0)
			env.tree_hash = "fedcba9876543210";
		if (i == 1)
			env.tree_version = "v7.3-dirty";
		if (i == 2)
			env.compiler = "gcc 13";
		if (i == 3)
			env.revision = "def";
		CHECK(environment_begin(path, &env) == -ESTALE);
		fflush(stderr);
		output_end(&messages);
		ktap_check(strstr(messages.text, differs[i]), __FILE__, __LINE__, "no %s in: %s",
			   differs[i], messages.text);
		output_free(&messages);
		output_begin(&messages);
	}
	env = run_of(&quick);
	CHECK(!environment_begin(path, &env));
	end();
}

/* Every member of @object is a property of @schema, and that in turn. */
static void check_described(const json_t *object, const json_t *schema)
{
	const json_t *properties = json_object_get(schema, "properties"), *value;
	const char *key;

	json_object_foreach((json_t *)object, key, value) {
		const json_t *described = json_object_get(properties, key);

		ktap_check(described, __FILE__, __LINE__, "%s is not in results/env.schema.json",
			   key);
		if (json_is_object(value) && json_object_get(described, "properties"))
			check_described(value, described);
		if (json_is_array(value) && json_object_get(described, "items"))
			check_described(json_array_get(value, 0),
					json_object_get(described, "items"));
	}
}

static void test_schema(void)
{
	const struct environment env = run_of(&quick);
	json_t *schema = json_load_file("results/env.schema.json", 0, NULL), *file;

	begin();
	CHECK(schema);
	CHECK(!environment_begin(path, &env));
	CHECK(!environment_disturbed(path, "other"));
	CHECK(!environment_end(path, "complete"));
	file = json_load_file(path, 0, NULL);
	CHECK(json_object_size(file) > 5);
	check_described(file, schema);
	json_decref(file);
	json_decref(schema);
	end();
}

/* Of a run that another one will be compared with, only machine and compiler matter. */
static void test_comparable(void)
{
	struct environment env = run_of(&quick);

	begin();
	CHECK(environment_comparable(path, &env) == -EINVAL);
	CHECK(!environment_begin(path, &env));
	env = run_of(&full);
	env.tree_hash = env.tree_version = env.revision = "another";
	CHECK(!environment_comparable(path, &env));
	env.machine = "another processor";
	CHECK(environment_comparable(path, &env) == -ESTALE);
	env.machine = NULL;
	env.cflags = "-O3";
	CHECK(environment_comparable(path, &env) == -ESTALE);
	fflush(stderr);
	output_end(&messages);
	ktap_check(strstr(messages.text, "cpu was ") && strstr(messages.text, "cflags was "),
		   __FILE__, __LINE__, "%s", messages.text);
	output_free(&messages);
	output_begin(&messages);
	end();
}

const struct test environment_tests[] = {
	{ "sessions", test_sessions },
	{ "resume", test_resume },
	{ "comparable", test_comparable },
	{ "schema", test_schema },
	{ NULL, NULL },
};
