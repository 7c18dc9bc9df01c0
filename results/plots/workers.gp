# SPDX-License-Identifier: GPL-2.0-only
# workers: time per table over the number of threads, a panel for each operation.
# gnuplot -c workers.gp [NAME [svg|png]] draws NAME.svg from NAME.tsv.
name = ARGC > 0 ? ARG1 : "workers"
format = ARGC > 1 ? ARG2 : "svg"
to_stdout = ARGC > 2
columns = 2
panel_height = 290
left = 62
gap = 30
key_columns = 3
note = ".  parallel: on KHO as it is; parallel-batch: on kho-batch; parallel-mem: touches each struct page"
load "ptlu.gp"

do for [p = 1:nr_panels] {
	@PLACE
	set logscale x 2
	unset logscale y
	set xrange [x_min / 1.15:x_max * 1.15]
	set yrange [0:y_max * 1.1]
	set xtics (1, 2, 4, 8, 16, 32, 64, 128, 256)
	set xlabel "threads"
	set format y (first_column(p) ? "%g" : "")
	set ylabel (first_column(p) ? "ns per table" : "")
	panel_title = panel[p]
	unset arrow
	unset label
	if (p == 1) { @HEAD }
	@TITLE
	@LIST
	plot for [i in list] data using (x_of(p, int(i))):4:5:6 with yerrorbars lc rgb "#808080" pt 0 notitle, \
		for [i in list] data using (x_of(p, int(i))):4 with linespoints ls int(i) notitle
}
@LEGEND
plot NaN notitle, for [c = 1:nr_curves] keyentry with linespoints ls c title curve[c]
unset multiplot
