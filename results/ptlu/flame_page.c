// SPDX-License-Identifier: GPL-2.0-only
/* A differential flame graph as one page that needs no network. */
#define _GNU_SOURCE
#include "flame_page.h"
#include "names.h"
#include "results/format/file.h"

#include <err.h>
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The compiler runs at the top of the repository. */
extern const char flame_page[], flame_page_end[];
__asm__(".pushsection .rodata\n"
	"flame_page: .incbin \"results/plots/difference.html\"\n"
	"flame_page_end: .byte 0\n"
	".popsection\n");

/* The page has places where other texts go: @@NAME@@. */
#define MARK	"@@"
/* Deeper functions are part of the last one: the page is written by a recursion. */
#define MAX_DEPTH	128
/* The package's file is 60 KiB. */
#define MAX_FILE	(1 << 20)

/**
 * struct node - a function where it was called
 * @name: its name
 * @base: time of one operation of base, in ns, with what it calls
 * @head: that of head
 * @base_self: of @base its own
 * @head_self: of @head its own
 * @child: the first function that it calls
 * @next: the next one that its caller calls
 */
struct node {
	char *name;
	double base, head;
	double base_self, head_self;
	struct node *child, *next;
};

static struct node *child_of(struct node *parent, const char *name, size_t len)
{
	struct node **at = &parent->child;

	while (*at && (strncmp((*at)->name, name, len) || (*at)->name[len]))
		at = &(*at)->next;
	if (!*at) {
		*at = calloc(1, sizeof(**at));
		if (*at)
			(*at)->name = strndup(name, len);
		if (*at && !(*at)->name) {
			free(*at);
			*at = NULL;
		}
	}
	return *at;
}

static int add_stack(struct node *node, const char *frames, double base, double head)
{
	node->base += base;
	node->head += head;
	for (size_t depth = 0; *frames && depth < MAX_DEPTH; depth++) {
		size_t len = strcspn(frames, ";");

		node = child_of(node, frames, len);
		if (!node)
			return -ENOMEM;
		node->base += base;
		node->head += head;
		frames += len + (frames[len] == ';');
	}
	node->base_self += base;
	node->head_self += head;
	return 0;
}

/* Samples as time: their part of the mean operation. */
static int add_side(struct node *root, const struct side *side, bool is_head)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < side->stacks.nr; i++) {
		const struct stack *s = &side->stacks.all[i];
		double ns = side->ns * s->samples / side->total;

		ret = add_stack(root, s->frames, is_head ? 0 : ns, is_head ? ns : 0);
	}
	return ret;
}

static void free_nodes(struct node *node)
{
	while (node) {
		struct node *next = node->next;

		free_nodes(node->child);
		free(node->name);
		free(node);
		node = next;
	}
}

/* A frame is as wide as the larger side, so that a function that one side lacks can be seen. */
static json_t *json_of(const struct node *node)
{
	json_t *children = json_array();

	for (const struct node *child = node->child; child; child = child->next)
		json_array_append_new(children, json_of(child));
	return json_pack("{s:s, s:f, s:f, s:f, s:o}", "n", node->name, "v",
			 node->base_self > node->head_self ? node->base_self : node->head_self,
			 "base", node->base, "head", node->head, "c", children);
}

/* For a page: no text can end its script. The caller frees it. */
static char *json_text(const struct side *base, const struct side *head)
{
	struct node root = { .name = "all" };
	char *text = NULL, *safe = NULL, *to;
	json_t *page;

	if (!add_side(&root, base, false) && !add_side(&root, head, true)) {
		page = json_pack("{s:s, s:s, s:s, s:o}", "what", head->what, "base", base->tree,
				 "head", head->tree, "stacks", json_of(&root));
		text = page ? json_dumps(page, JSON_COMPACT | JSON_REAL_PRECISION(6)) : NULL;
		json_decref(page);
	}
	free_nodes(root.child);
	safe = text ? malloc(6 * strlen(text) + 1) : NULL;
	to = safe;
	for (const char *c = text; safe && *c; c++)
		if (*c == '<')
			to = stpcpy(to, "\\u003c");
		else
			*to++ = *c;
	if (to)
		*to = '\0';
	free(text);
	if (!safe)
		warnx("out of memory");
	return safe;
}

/* The caller frees it. */
static char *file_text(const char *package, const char *name)
{
	char *path = NULL, *text = NULL;
	FILE *file = NULL;
	size_t len = 0;

	if (asprintf(&path, "%s/%s", package, name) >= 0)
		file = fopen(path, "re");
	if (file)
		text = malloc(MAX_FILE + 1);
	if (text) {
		len = fread(text, 1, MAX_FILE, file);
		text[len] = '\0';
	}
	if (!text)
		warn("cannot read %s of d3-flame-graph", name);
	if (file)
		fclose(file);
	free(path);
	return text;
}

struct part {
	const char *name;
	char *text;
};

/* Copies the page, with a text in each of its places. */
static void fill(FILE *out, const struct part *parts, size_t nr)
{
	const char *at = flame_page, *mark, *end;

	while ((mark = strstr(at, MARK)) && (end = strstr(mark + strlen(MARK), MARK))) {
		const char *name = mark + strlen(MARK);

		fwrite(at, 1, (size_t)(mark - at), out);
		for (size_t i = 0; i < nr; i++)
			if (!strncmp(parts[i].name, name, (size_t)(end - name)))
				fputs(parts[i].text, out);
		at = end + strlen(MARK);
	}
	fputs(at, out);
}

int flame_page_write(const struct side *base, const struct side *head, const char *package,
		     const char *path)
{
	struct part parts[] = {
		{ "STYLE", file_text(package, "dist/d3-flamegraph.css") },
		{ "PROGRAM", file_text(package, "dist/d3-flamegraph.min.js") },
		{ "STACKS", json_text(base, head) },
	};
	const size_t nr = sizeof(parts) / sizeof(parts[0]);
	char *text = NULL;
	size_t len = 0;
	FILE *out = NULL;
	int ret = -ENOMEM;

	if (parts[0].text && parts[1].text && parts[2].text)
		out = open_memstream(&text, &len);
	if (out) {
		fill(out, parts, nr);
		ret = fclose(out) ? -ENOMEM : write_whole_file(path, text, len);
	}
	for (size_t i = 0; i < nr; i++)
		free(parts[i].text);
	free(text);
	return ret;
}
