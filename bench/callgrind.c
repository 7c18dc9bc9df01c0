// SPDX-License-Identifier: GPL-2.0-only
/* What callgrind counted between two of its client requests, read from its dump. */
#define _GNU_SOURCE
#include "callgrind.h"

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Names of the events in a dump. */
static const char *const event_names[NR_EVENTS] = { "Ir", "Dr", "Dw", "DLmr", "DLmw" };

#define TRIGGER	"desc: Trigger: Client Request: "
#define MAX_COLUMNS	16

/**
 * struct reader - where reading stands
 * @dump: what has been read
 * @columns: number of events of a line of costs
 * @column: in which column each event is, -1 for none
 * @ids: index in @dump->functions plus 1 of each number that the file gives a function
 * @nr_ids: number of @ids
 * @current: index of the function that lines of costs belong to
 * @skip: the next line of costs is that of a call, which has its own lines elsewhere
 */
struct reader {
	struct callgrind_dump *dump;
	int columns, column[NR_EVENTS];
	size_t *ids;
	size_t nr_ids;
	size_t current;
	bool skip;
};

static const char *after(const char *line, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(line, prefix, len) ? NULL : line + len;
}

static void read_events(struct reader *r, char *names)
{
	char *save, *name = strtok_r(names, " \n", &save);

	for (; name; name = strtok_r(NULL, " \n", &save), r->columns++)
		for (int e = 0; e < NR_EVENTS; e++)
			if (!strcmp(name, event_names[e]))
				r->column[e] = r->columns;
}

/* Numbers that a line leaves out at its end are 0. */
static void read_numbers(const char *text, unsigned long long numbers[MAX_COLUMNS])
{
	memset(numbers, 0, MAX_COLUMNS * sizeof(*numbers));
	for (int i = 0; i < MAX_COLUMNS; i++) {
		char *end;

		numbers[i] = strtoull(text, &end, 10);
		if (end == text)
			break;
		text = end;
	}
}

static void read_summary(struct reader *r, const char *text)
{
	unsigned long long numbers[MAX_COLUMNS];

	read_numbers(text, numbers);
	for (int e = 0; e < NR_EVENTS; e++)
		if (r->column[e] >= 0 && r->column[e] < MAX_COLUMNS) {
			r->dump->counted[e] = true;
			r->dump->events[e] = numbers[r->column[e]];
		}
}

/* A function of a name may have several numbers, one for each file that it is inlined from. */
static int add_function(struct reader *r, const char *name, size_t *index)
{
	struct callgrind_dump *d = r->dump;
	struct function_count *more;

	for (*index = 0; *index < d->nr_functions; ++*index)
		if (!strcmp(d->functions[*index].name, name))
			return 0;
	more = reallocarray(d->functions, d->nr_functions + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	d->functions = more;
	d->functions[d->nr_functions] = (struct function_count){ strdup(name), 0 };
	return d->functions[d->nr_functions++].name ? 0 : -ENOMEM;
}

static int remember_id(struct reader *r, size_t id, size_t index)
{
	size_t *more;

	if (id >= r->nr_ids) {
		more = reallocarray(r->ids, id + 64, sizeof(*more));
		if (!more)
			return -ENOMEM;
		memset(more + r->nr_ids, 0, (id + 64 - r->nr_ids) * sizeof(*more));
		r->ids = more;
		r->nr_ids = id + 64;
	}
	r->ids[id] = index + 1;
	return 0;
}

/* "(12) name" names a number, "(12)" stands for the name that it was given before. */
static int read_function(struct reader *r, char *text, size_t *index)
{
	size_t id = 0;
	int len = 0, ret;

	if (sscanf(text, "(%zu)%n", &id, &len) != 1 || id > 1000000)
		return -EINVAL;
	text += len;
	text += strspn(text, " ");
	text[strcspn(text, "\n")] = '\0';
	if (!*text) {
		*index = id < r->nr_ids && r->ids[id] ? r->ids[id] - 1 : 0;
		return id < r->nr_ids && r->ids[id] ? 0 : -EINVAL;
	}
	/* recursive calls have their level behind the name */
	text[strcspn(text, "'")] = '\0';
	ret = add_function(r, text, index);
	return ret ? ret : remember_id(r, id, *index);
}

static void read_cost(struct reader *r, const char *line)
{
	unsigned long long numbers[MAX_COLUMNS];

	/* the position, and then the events */
	line += strcspn(line, " ");
	read_numbers(line, numbers);
	if (!r->skip && r->column[EVENT_INSTRUCTIONS] >= 0 && r->dump->nr_functions)
		r->dump->functions[r->current].instructions +=
			numbers[r->column[EVENT_INSTRUCTIONS]];
	r->skip = false;
}

static int read_line(struct reader *r, char *line)
{
	const char *rest;
	size_t called;

	if ((rest = after(line, TRIGGER)))
		snprintf(r->dump->trigger, sizeof(r->dump->trigger), "%.*s",
			 (int)strcspn(rest, "\n"), rest);
	else if ((rest = after(line, "events: ")))
		read_events(r, (char *)rest);
	else if ((rest = after(line, "summary: ")))
		read_summary(r, rest);
	else if ((rest = after(line, "fn=")))
		return read_function(r, (char *)rest, &r->current);
	else if ((rest = after(line, "cfn=")))
		return read_function(r, (char *)rest, &called);
	else if (after(line, "calls="))
		r->skip = true;
	else if (isdigit((unsigned char)*line) || strchr("+-*", *line))
		read_cost(r, line);
	return 0;
}

int callgrind_read(struct callgrind_dump *dump, const char *path)
{
	struct reader r = { .dump = dump };
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	int ret = 0;

	*dump = (struct callgrind_dump){ 0 };
	for (int e = 0; e < NR_EVENTS; e++)
		r.column[e] = -1;
	if (!file) {
		ret = -errno;
		warn("cannot read %s", path);
		return ret;
	}
	while (!ret && getline(&line, &room, file) > 0)
		if (*line && *line != '\n')
			ret = read_line(&r, line);
	if (ret)
		warnx("%s is not a dump of callgrind", path);
	else if (!dump->trigger[0])
		ret = -ENODATA;
	fclose(file);
	free(line);
	free(r.ids);
	if (ret)
		callgrind_free(dump);
	return ret;
}

void callgrind_free(struct callgrind_dump *dump)
{
	for (size_t i = 0; i < dump->nr_functions; i++)
		free(dump->functions[i].name);
	free(dump->functions);
	*dump = (struct callgrind_dump){ 0 };
}
