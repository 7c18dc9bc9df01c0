// SPDX-License-Identifier: GPL-2.0-only
/* Compares two runs that the reader picks, by the figures that both have. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
	const place = document.getElementById("compare");
	const { runs, points, figures } = ptlu.data;
	const MOST_ROWS = 200;
	/* the newest first */
	const able = [...runs.keys()].filter((index) => runs[index].figures).reverse();

	if (!place || able.length < 2)
		return;

	const result = ptlu.element("div", { id: "result", "aria-live": "polite" });
	const picked = [able[1], able[0]];

	/* Figures come as a script, once. */
	function load(index)
	{
		if (figures.has(index))
			return Promise.resolve();
		return new Promise((resolve, reject) => {
			const script = ptlu.element("script",
				{ src: `${place.dataset.runs}${runs[index].file}.js` });

			script.addEventListener("load", resolve);
			script.addEventListener("error", () => reject(new Error(runs[index].name)));
			document.head.append(script);
		});
	}

	/* Families one after the other, each with so many figures; a missing one is a hole. */
	function compare(before, after)
	{
		const families = [];
		let first = 0;

		for (const [target, op, variant, where, number] of points) {
			const family = { target, op, variant, where, points: 0, sum: 0 };

			for (let i = first; i < first + number; i++) {
				if (before[i] === undefined || after[i] === undefined)
					continue;
				family.points++;
				family.sum += (after[i] - before[i]) / 10000;
			}
			first += number;
			if (family.points)
				families.push(family);
		}
		return families;
	}

	/* The same operation and variant on all targets. */
	function widen(families)
	{
		const wide = new Map();

		for (const { op, variant, where, points: number, sum } of families) {
			const name = [op, variant, where].join("\n");
			const one = wide.get(name) ?? { op, variant, where, points: 0, sum: 0 };

			one.points += number;
			one.sum += sum;
			wide.set(name, one);
		}
		return [...wide.values()];
	}

	function change(family)
	{
		return ptlu.change(1, Math.exp(family.sum / family.points));
	}

	function put(title, families)
	{
		const size = (family) => Math.abs(family.sum / family.points);

		if (!families.length)
			return;
		const largest = (a, b) => size(b) - size(a);

		families.sort(largest);
		result.append(ptlu.element("h2", {}, title));
		result.append(ptlu.table(`${title} on all targets, the largest first`,
			["Operation", "Variant", "Where", ">Points", ">Change"],
			widen(families).sort(largest).map((f) =>
				[f.op, f.variant, f.where, f.points, change(f)])));
		result.append(ptlu.table(`${title} on one target, the largest first`,
			["Operation", "Target", "Variant", "Where", ">Points", ">Change"],
			families.slice(0, MOST_ROWS).map((f) =>
				[f.op, f.target, f.variant, f.where, f.points, change(f)])));
	}

	async function show()
	{
		const [before, after] = picked;

		result.replaceChildren();
		try {
			await Promise.all([load(before), load(after)]);
		} catch (error) {
			result.append(ptlu.element("p", {},
				`The figures of ${error.message} are not there.`));
			return;
		}
		/* another pair was picked meanwhile */
		if (before !== picked[0] || after !== picked[1])
			return;
		result.replaceChildren();
		put("Times", compare(figures.get(before).times, figures.get(after).times));
		put("Counts", compare(figures.get(before).counts, figures.get(after).counts));
		if (!result.childElementCount)
			result.append(ptlu.element("p", {}, "They have no point in common."));
	}

	const names = able.map((index) =>
		`${ptlu.date(runs[index].start)} ${runs[index].name}, ${runs[index].tree}`);
	const choices = ptlu.element("div", { class: "choices" });

	["Before", "After"].forEach((label, side) => choices.append(ptlu.select(label, names,
		able.indexOf(picked[side]), (index) => {
			picked[side] = able[index];
			show();
		}).label));
	place.append(ptlu.element("p", {}, "Geometric means over the points that both runs have. " +
		"Nothing is judged: two runs of one code differ, too."), choices, result);
	show();
});
