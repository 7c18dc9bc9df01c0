# SPDX-License-Identifier: GPL-2.0-only
# leaves: restore per table by the size of leaves, a panel for each kind of target.
# gnuplot -c leaves.gp [NAME [svg|png]] draws NAME.svg from NAME.tsv.
name = ARGC > 0 ? ARG1 : "leaves"
format = ARGC > 1 ? ARG2 : "svg"
to_stdout = ARGC > 2
columns = 3
panel_height = 210
left = 58
gap = 14
key_columns = 4
note = ".  ours: the core of ptlu"
load "ptlu.gp"

do for [p = 1:nr_panels] {
	@PLACE
	set logscale xy
	set xrange [x_min / 1.6:x_max * 2]
	set yrange [y_min / 1.4:y_max * 1.5]
	if (columns < 3) { @SIZES } else { if (last_row(p)) { @FEW_SIZES } else { @NO_FEW_SIZES } }
	set xlabel (last_row(p) ? "table pages" : "")
	set format y (first_column(p) ? "%g" : "")
	set ylabel (first_column(p) ? "ns per table" : "")
	panel_title = panel[p]
	unset arrow
	unset label
	if (p == 1) { @HEAD }
	@TITLE
	@LIST
	plot for [i in list] data using (x_of(p, int(i))):4 with linespoints ls style_of(int(i)) notitle
}
@LEGEND
plot NaN notitle, for [c = 1:nr_curves] keyentry with linespoints ls style_of(c) title curve[c]
unset multiplot
