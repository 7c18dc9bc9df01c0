// SPDX-License-Identifier: GPL-2.0-only
/* What a night has measured again and not called: its report names it. */
#include "no_changes.h"
#include "results/format/json_file.h"
#include "results/format/printable.h"
#include "results/history/findings.h"
#include "results/ptlu/names.h"

#include <limits.h>

/* Rows of the table: more than a night has time for. */
#define MOST_ROWS	200

static const struct {
	const char *key, *why;
} kinds[] = {
	{ "noise", "noise: it holds, and the machine code is the same" },
	{ "refuted", "it does not hold, or is undecided" },
};

#define NR_KINDS	(sizeof(kinds) / sizeof(kinds[0]))

static const char *text_of(const json_t *object, const char *key, char *text, size_t size)
{
	const char *value = json_string_value(json_object_get(object, key));

	snprintf(text, size, "%s", value ? value : "");
	make_printable(text);
	return text;
}

static void put_percent(struct page *p, const json_t *object, const char *key)
{
	const json_t *ratio = json_object_get(object, key);

	if (json_is_number(ratio))
		fprintf(p->out, "<td class=\"n\">%+.1f %%</td>",
			100 * (json_number_value(ratio) - 1));
	else
		fputs("<td class=\"n\">-</td>", p->out);
}

static void put_row(struct page *p, const json_t *one, const char *why)
{
	char op[64], variant[64], target[64];

	text_of(one, "op", op, sizeof(op));
	text_of(one, "variant", variant, sizeof(variant));
	text_of(one, "target", target, sizeof(target));
	if (same(target, ALL_TARGETS))
		html_print(p->out, "<tr><td>%s of %s, all targets</td>", op, variant);
	else
		html_print(p->out, "<tr><td>%s of %s on %s</td>", op, variant, target);
	put_percent(p, one, "ratio");
	put_percent(p, json_object_get(one, "again"), "ratio");
	html_print(p->out, "<td>%s</td></tr>\n", why);
}

static const json_t *found_in(const json_t *report, const char *label)
{
	const json_t *tree;
	size_t i;

	json_array_foreach(json_object_get(report, "trees"), i, tree) {
		const char *name = json_string_value(json_object_get(tree, "tree"));

		if (name && same(name, label))
			return json_object_get(tree, "found");
	}
	return NULL;
}

void put_no_changes(struct page *p, const char *night)
{
	static const char *const columns[] = { "What", ">The nights", ">Measured again", "Why",
					       NULL };
	char path[PATH_MAX];
	const json_t *found, *one;
	json_t *report;
	size_t i, nr = 0;

	snprintf(path, sizeof(path), "%s/%s/report.json", p->site->nights.dir, night);
	report = load_json_file(path, NULL);
	found = found_in(report, p->tree->label);
	for (size_t k = 0; k < NR_KINDS; k++) {
		json_array_foreach(json_object_get(found, kinds[k].key), i, one) {
			if (nr == MOST_ROWS)
				break;
			if (!nr++)
				page_table(p, "Looked changed, and is no change", columns);
			put_row(p, one, kinds[k].why);
		}
	}
	if (nr)
		page_table_end(p);
	json_decref(report);
}
