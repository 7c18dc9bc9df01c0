# SPDX-License-Identifier: GPL-2.0-only
# blackout: boot-reserve + restore of one domain, by placement and reservation, a panel for each restore.
# gnuplot -c blackout.gp [NAME [svg|png]] draws NAME.svg from NAME.tsv.
name = ARGC > 0 ? ARG1 : "blackout"
format = ARGC > 1 ? ARG2 : "svg"
to_stdout = ARGC > 2
columns = 2
panel_height = 330
left = 78
gap = 26
key_columns = 4
note = ".  Dotted: extrapolated, with the 95 % prediction interval"
load "ptlu.gp"

base(c) = strstrt(c, ", extrapolated") ? c[1:strstrt(c, ", extrapolated") - 1] : c
is_beyond(c) = strstrt(c, ", extrapolated") > 0
way_style(c) = base(c) eq "shuffled" ? 2 : base(c) eq "from a pool" ? 1 : base(c) eq "sequential" ? 8 : 3
do for [i = 61:68] { set style line i lw 1.8 dt (1.5,3) pt 0 }
set style line 62 lc rgb "#c04a00"
set style line 61 lc rgb "#0060a8"
set style line 68 lc rgb "#555555"
set style line 63 lc rgb "#007a5a"
array band[8] = ["#0060a8", "#c04a00", "#007a5a", "", "", "", "", "#555555"]
way_label(c) = c eq "shuffled" ? "table pages shuffled, the tree's reservation" : \
	c eq "from a pool" ? "from a pool, the tree's reservation" : \
	c eq "sequential" ? "sequential, the tree's reservation" : "shuffled, kho-linear"

do for [p = 1:nr_panels] {
	@PLACE
	set logscale xy
	set xrange [x_min / 1.5:x_max * 1.5]
	set yrange [y_min / 1.6:y_max * 2]
	@SIZES
	if (first_column(p)) { @TIMES } else { @NO_TIMES }
	set xlabel "table pages (dashed: what they map with 4k leaves)"
	set ylabel (first_column(p) ? "boot-reserve + restore" : "")
	panel_title = panel[p]
	@MARKS
	if (p == 1) { @HEAD }
	@TITLE
	@LIST
	beyond = ""
	do for [i in list] { if (is_beyond(curve[int(i)])) { beyond = beyond." ".i } }
	plot for [i in beyond] data using (x_of(p, int(i))):5:6 \
			with filledcurves fs transparent solid 0.2 noborder fc rgb band[way_style(curve[int(i)])] notitle, \
		for [i in list] data using (x_of(p, int(i))):4 with linespoints \
			ls way_style(curve[int(i)]) + (is_beyond(curve[int(i)]) ? 60 : 0) notitle
}
key_rows = 2
@LEGEND
plot NaN notitle, for [c = 1:nr_curves] keyentry with linespoints ls way_style(curve[c]) \
	title (is_beyond(curve[c]) ? "" : way_label(curve[c]))
unset multiplot
