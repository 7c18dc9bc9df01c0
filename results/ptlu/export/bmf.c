// SPDX-License-Identifier: GPL-2.0-only
/* Bencher Metric Format: measures by name; latency, in nanoseconds, is one that Bencher has. */
#include "formats.h"
#include "json_list.h"

#include <errno.h>

static json_t *make_measures(const struct bench_sample *s)
{
	json_t *measures = json_pack("{s:{s:f}}", "latency", "value", s->ns_median);
	json_t *latency = json_object_get(measures, "latency");
	double low, high;

	if (point_interval(s, &low, &high)) {
		json_object_set_new(latency, "lower_value", json_real(low));
		json_object_set_new(latency, "upper_value", json_real(high));
	}
	if (s->instructions >= 0)
		json_object_set_new(measures, "instructions",
				    json_pack("{s:f}", "value", s->instructions));
	return measures;
}

int export_bmf(const struct export *e, FILE *out)
{
	json_t *all = json_object();
	char name[POINT_NAME];
	int ret = 0;

	for (size_t i = 0; i < e->nr_points; i++) {
		point_name(e->points[i], name);
		if (json_object_set_new(all, name, make_measures(e->points[i])))
			ret = -ENOMEM;
	}
	if (!ret && json_dumpf(all, out, JSON_INDENT(1) | JSON_REAL_PRECISION(12)))
		ret = -ENOMEM;
	fputc('\n', out);
	json_decref(all);
	return ret;
}
