# SPDX-License-Identifier: GPL-2.0-only
# overview: one target, its cost, and what it is compared with, in four panels.
# gnuplot -c overview.gp [NAME [svg|png]] draws NAME.svg from NAME.tsv.
name = ARGC > 0 ? ARG1 : "overview"
format = ARGC > 1 ? ARG2 : "svg"
to_stdout = ARGC > 2
columns = 2
panel_height = 270
left = 76
gap = 78
key_columns = 0
row_gap = 86
mark_y = 0.04
note = ".  ours: the core of ptlu; posted: the algorithm of the posted series"
load "ptlu.gp"

# Each panel has a legend of its own, in a corner that its curves leave free.
set key font ",11" samplen 2.4 spacing 1.05 noopaque
op_style(c) = begins(c, "preserve") ? 1 : begins(c, "unpreserve") ? 3 : begins(c, "restore") ? 2 : 4
# Open marks and dashes for the exported call.
do for [i = 1:4] { set style line 30 + i lw 1.4 dt (4,3) ps 0.8 }
set style line 31 lc rgb "#0060a8" pt 6
set style line 32 lc rgb "#c04a00" pt 4
set style line 33 lc rgb "#007a5a" pt 8
set style line 34 lc rgb "#a03070" pt 12
per_table_style(c) = op_style(c) + (strstrt(c, "floor-api") ? 30 : 0)
restore_style(c) = is_baseline(c) ? baseline_style(c) : 2
boot_style(c) = begins(c, "boot-reserve, shuffled") ? 1 : begins(c, "boot-reserve, sequential") ? 6 : \
	begins(c, "kho-linear") ? 3 : 2
per_table_label(c) = strstrt(c, "floor-api") ? "" : c
restore_label(c) = c eq "floor-api" ? "floor-api (exported call)" : c eq "floor-mem" ? "floor-mem (lower bound)" : c

do for [p = 1:nr_panels] {
	@PLACE
	is_time = panel[p] eq "restore" || panel[p] eq "boot-reserve"
	is_ratio = panel[p] eq "ours/posted"
	set logscale xy
	if (panel[p] eq "per table") { unset logscale y }
	set xrange [(is_time ? panel_x_min[p] / 1.5 : 400):panel_x_max[p] * 2]
	set yrange [*:*]
	@SIZES
	set xlabel "table pages (dashed: what they map with 4k leaves)"
	if (is_time) {
		@TIMES
		set yrange [panel_y_min[p] / 1.5:panel_y_max[p] * 40]
		set ylabel "time for one domain"
		set key inside left top Left reverse maxrows 6
	}
	if (panel[p] eq "per table") {
		set ytics autofreq
		set yrange [0:panel_y_max[p] * 1.3]
		set ylabel "ns per table"
		set key inside left top Left reverse maxrows 2
	}
	if (is_ratio) {
		set ytics (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)
		set yrange [panel_y_min[p] / 8:most(1, panel_y_max[p]) * 1.3]
		set ylabel "time of ours / time of posted"
		set key at graph 0.03, 0.08 left bottom Left reverse maxrows 2
	}
	panel_title = panel[p] eq "restore" ? "restore" : panel[p] eq "per table" ? \
		"each operation of ours; dashed: floor-api, the exported call" : is_ratio ? "ours / posted: below 1 ours is faster" : \
		"early boot: boot-reserve"
	@MARKS
	if (is_ratio) { set arrow from graph 0, first 1 to graph 1, first 1 nohead back lc rgb "#303030" lw 1.2 }
	if (p == 1) { @HEAD }
	@TITLE
	@LIST
	if (panel[p] eq "restore") {
		plot for [i in list] data using (x_of(p, int(i))):4 with linespoints ls restore_style(curve[int(i)]) \
			title restore_label(curve[int(i)])
	}
	if (panel[p] eq "per table") {
		plot for [i in list] data using (x_of(p, int(i))):4 with linespoints \
			ls per_table_style(curve[int(i)]) title per_table_label(curve[int(i)])
	}
	if (is_ratio) {
		plot for [i in list] data using (x_of(p, int(i))):4 with linespoints ls op_style(curve[int(i)]) \
			title curve[int(i)]
	}
	if (panel[p] eq "boot-reserve") {
		plot for [i in list] data using (x_of(p, int(i))):4 with linespoints ls boot_style(curve[int(i)]) \
			title curve[int(i)]
	}
}
unset multiplot
