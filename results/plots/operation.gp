# SPDX-License-Identifier: GPL-2.0-only
# latency-<op>, per-table-<op>: an operation over table size, a panel for each placement.
# gnuplot -c operation.gp NAME [svg|png] draws NAME.svg from NAME.tsv.
name = ARGC > 0 ? ARG1 : "per-table-restore"
format = ARGC > 1 ? ARG2 : "svg"
to_stdout = ARGC > 2
columns = 2
panel_height = 350
left = 62
gap = 26
key_columns = 3
note = ".  ours: the core of ptlu; posted: the algorithm of the posted series; (of n alike): stands for n targets"
load "ptlu.gp"

per_table = begins(name, "per-table")
do for [p = 1:nr_panels] {
	@PLACE
	set logscale xy
	set xrange [x_min / 1.5:x_max * 2]
	set yrange [y_min / 1.4:y_max * 1.5]
	@SIZES
	set xlabel "table pages (dashed: what they map with 4k leaves)"
	if (per_table) { set ytics autofreq } else { if (first_column(p)) { @TIMES } else { @NO_TIMES } }
	set format y (first_column(p) ? "%g" : "")
	set ylabel (first_column(p) ? (per_table ? "ns per table" : "time for one domain") : "")
	panel_title = "table pages ".panel[p]
	@MARKS
	if (p == 1) { @HEAD }
	@TITLE
	@LIST
	plot for [i in list] data using (x_of(p, int(i))):4 with linespoints ls style_of(int(i)) notitle
}
@LEGEND
plot NaN notitle, for [c = 1:nr_curves] keyentry with linespoints ls style_of(c) title label(curve[c])
unset multiplot
