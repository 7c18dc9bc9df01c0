# SPDX-License-Identifier: GPL-2.0-only
# in-use: live tables, time of generic_pt divided by that of io-pgtable-arm.c, a panel for each operation.
# gnuplot -c in-use.gp [NAME [svg|png]] draws NAME.svg from NAME.tsv.
name = ARGC > 0 ? ARG1 : "in-use"
format = ARGC > 1 ? ARG2 : "svg"
to_stdout = ARGC > 2
columns = 4
panel_height = 220
left = 66
gap = 44
key_columns = 4
note = ".  ours: generic_pt; -page: calls of one page, else of 256"
load "ptlu.gp"

# Each panel has an axis of its own, on which a ratio of 1.1 is well off 1.
do for [p = 1:nr_panels] {
	@PLACE
	set logscale x
	set xrange [x_min / 1.5:x_max * 1.7]
	y_low = least(panel_y_min[p], 0.9)
	y_high = most(panel_y_max[p], 1.15)
	set yrange [y_low - 0.06 * (y_high - y_low):y_high + 0.06 * (y_high - y_low)]
	set ytics autofreq
	if (last_row(p)) { @FEW_SIZES } else { @NO_FEW_SIZES }
	set xlabel (last_row(p) ? "table pages" : "")
	set ylabel (first_column(p) ? "ours / io-pgtable" : "")
	panel_title = panel[p]
	unset arrow
	unset label
	set arrow from graph 0, first 1 to graph 1, first 1 nohead back lc rgb "#303030" lw 1.2
	if (p == 1) { @HEAD }
	@TITLE
	@LIST
	plot for [i in list] data using (x_of(p, int(i))):4 with linespoints ls int(i) notitle
}
@LEGEND
plot NaN notitle, for [c = 1:nr_curves] keyentry with linespoints ls c title curve[c]
unset multiplot
