# SPDX-License-Identifier: GPL-2.0-only
# ratio-posted, ratio-floor-api: time of ours divided by that of a baseline, a panel for each operation and placement.
# gnuplot -c ratio.gp [NAME [svg|png]] draws NAME.svg from NAME.tsv.
name = ARGC > 0 ? ARG1 : "ratio-posted"
format = ARGC > 1 ? ARG2 : "svg"
to_stdout = ARGC > 2
columns = 4
panel_height = 200
left = 64
gap = 14
key_columns = 3
note = ".  ours: the core of ptlu; (of n alike): stands for n targets"
load "ptlu.gp"

do for [p = 1:nr_panels] {
	@PLACE
	set logscale xy
	set xrange [400:x_max * 1.7]
	y_low = y_min < 1 ? y_min : 1
	y_high = y_max > 1 ? y_max : 1
	set yrange [y_low / 1.1:y_high * 1.1]
	if (y_low < 0.3) { set ytics (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10) } else {
		set ytics (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.4, 1.6, 2, 2.5, 3, 4, 5, 7, 10) }
	set format y (first_column(p) ? "%g" : "")
	if (last_row(p)) { @FEW_LARGE_SIZES } else { @NO_LARGE_SIZES }
	set xlabel (last_row(p) ? "table pages" : "")
	set ylabel (first_column(p) ? (begins(name, "ratio-posted") ? "ours / posted" : "ours / floor-api") : "")
	panel_title = panel[p]
	unset arrow
	unset label
	set arrow from graph 0, first 1 to graph 1, first 1 nohead back lc rgb "#303030" lw 1.2
	if (p == 1) { @HEAD }
	@TITLE
	@LIST
	plot for [i in list] data using (x_of(p, int(i))):4 with linespoints ls style_of(int(i)) notitle
}
@LEGEND
plot NaN notitle, for [c = 1:nr_curves] keyentry with linespoints ls style_of(c) title curve[c]
unset multiplot
