# SPDX-License-Identifier: GPL-2.0-only
# boot-reserve: early boot's reservation of preserved tables, a panel for each variant.
# gnuplot -c boot-reserve.gp [NAME [svg|png]] draws NAME.svg from NAME.tsv.
name = ARGC > 0 ? ARG1 : "boot-reserve"
format = ARGC > 1 ? ARG2 : "svg"
to_stdout = ARGC > 2
columns = 2
panel_height = 330
left = 78
gap = 26
key_columns = 0
note = ".  n^1 is linear, n^2 quadratic (fitted from 512 tables up)"
load "ptlu.gp"

# A colour and a mark for each placement, open marks for large pages.
placement_style(c) = begins(c, "shuffled") ? 1 : begins(c, "sequential") ? 2 : 3
order_of(c) = strstrt(c, "order 0") ? 0 : 1
do for [i = 1:3] { set style line 40 + i lw 1.4 dt (4,3) ps 0.8 }
set style line 41 lc rgb "#0060a8" pt 6
set style line 42 lc rgb "#c04a00" pt 4
set style line 43 lc rgb "#007a5a" pt 8
do for [i = 1:3] { set style line 50 + i lw 1.4 dt (1,3) ps 0.8 }
set style line 51 lc rgb "#0060a8" pt 1
set style line 52 lc rgb "#c04a00" pt 2
set style line 53 lc rgb "#007a5a" pt 3
reserve_style(c) = placement_style(c) + (strstrt(c, "order 0") ? 0 : strstrt(c, "order 2") ? 40 : 50)

set key left top Left reverse font ",11" samplen 2.6
do for [p = 1:nr_panels] {
	@PLACE
	set logscale xy
	set xrange [x_min / 1.5:x_max * 2]
	set yrange [y_min / 1.6:y_max * 30]
	@SIZES
	if (first_column(p)) { @TIMES } else { @NO_TIMES }
	set xlabel "preserved tables"
	set ylabel (first_column(p) ? "time in early boot" : "")
	panel_title = panel[p]
	unset arrow
	unset label
	if (p == 1) { @HEAD }
	@TITLE
	@LIST
	plot for [i in list] data using (x_of(p, int(i))):4 with linespoints ls reserve_style(curve[int(i)]) \
		title curve[int(i)]
}
unset multiplot
