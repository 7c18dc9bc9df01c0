# SPDX-License-Identifier: GPL-2.0-only
# change: the nights of the points that changed most, in per cent of the level before.
# gnuplot -c change.gp NAME [svg|png] draws NAME.svg from NAME.tsv.
name = ARGC > 0 ? ARG1 : "change"
format = ARGC > 1 ? ARG2 : "svg"
to_stdout = ARGC > 2
columns = 1
panel_height = 260
left = 62
gap = 14
key_columns = 2
note = ".  The dashed line is the first run with the change"
load "ptlu.gp"

p = 1
@PLACE
set xrange [0.5:x_max + 0.5]
set yrange [least(90, y_min - 0.1 * (y_max - y_min)):most(110, y_max + 0.1 * (y_max - y_min))]
set xlabel "run"
set ylabel "% of before"
unset arrow
unset label
if (mark_at[1] > 0) { set arrow from first mark_at[1], graph 0 to first mark_at[1], graph 1 nohead back \
	lc rgb "#a0a0a0" lw 1 dt (4,4) }
@HEAD
@LIST
plot for [i in list] data using (x_of(1, int(i))):4 with linespoints ls (int(i) - 1) % 8 + 1 notitle
@LEGEND
plot NaN notitle, for [c = 1:nr_curves] keyentry with linespoints ls (c - 1) % 8 + 1 title curve[c]
unset multiplot
