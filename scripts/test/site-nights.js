// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes nights for scripts/test/site: a run's points on two targets with a noise of half a per
 * cent, ours 8 % slower from some night on, and names of tests and versions that are markup.
 *
 * usage: site-nights.js <run> <directory that has runs/ and nightly/nights/>
 */
"use strict";

const fs = require("fs");
const [from, to] = process.argv.slice(2);
const NIGHTS = 24;
const SLOWER_FROM = 18;
const DAY = 86400000;
const HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

/* Equal from run to run of this test. */
let seed = 1;
function noise()
{
	seed = (seed * 1103515245 + 12345) % 2147483648;
	return 0.01 * (seed / 2147483648 - 0.5);
}

const samples = fs.readFileSync(`${from}/samples.jsonl`, "utf8").trim().split("\n")
	.map((line) => JSON.parse(line))
	.filter((s) => ["vtdss-48", "amdv1"].includes(s.target) && s.tier === "host");
const cases = new Map();
for (const s of samples)
	cases.set(s.case, (cases.get(s.case) ?? 0) + 1);

function slower(sample, night)
{
	const step = night >= SLOWER_FROM && sample.variant === "ours" ? 1.08 : 1;
	const factor = (1 + noise()) * step;
	const copy = { ...sample, case_samples: cases.get(sample.case) };

	for (const field of ["ns_median", "ns_min", "ns_mad", "ns_per_table"])
		if (copy[field] !== null)
			copy[field] *= factor;
	copy.ns_reps = copy.ns_reps.map((ns) => ns * factor);
	return JSON.stringify(copy);
}

function ktap(night)
{
	const bad = night === NIGHTS ? "not " : "";

	return ["KTAP version 1", "1..1", "    KTAP version 1", "    # Subtest: plain", "    1..3",
		"    ok 1 test_one [RESTORE-3 VA-1]", `    ${bad}ok 2 test_${HOSTILE} [VA-1]`,
		"    ok 3 test_three # SKIP no such machine", "ok 1 plain", ""].join("\n");
}

for (let night = 1; night <= NIGHTS; night++) {
	const env = JSON.parse(fs.readFileSync(`${from}/env.json`, "utf8"));
	const run = `made-${String(night).padStart(2, "0")}`;
	const dir = `${to}/runs/${run}`;

	env.run = run;
	env.tree.version = night % 5 ? `v7.3-${night}-g0123456789ab` : HOSTILE;
	env.build.compiler = HOSTILE;
	env.sessions = env.sessions.slice(0, 1);
	env.sessions[0].start = new Date(Date.UTC(2026, 0, 1) + night * DAY).toISOString()
		.replace(/\.\d+Z/, "Z");
	fs.mkdirSync(dir);
	fs.writeFileSync(`${dir}/env.json`, JSON.stringify(env));
	fs.writeFileSync(`${dir}/samples.jsonl`,
			 samples.map((s) => slower(s, night) + "\n").join(""));
	fs.writeFileSync(`${dir}/conformance.ktap`, ktap(night));
}

const nightDir = `${to}/nightly/nights/20260125-000000`;
fs.mkdirSync(nightDir);
fs.writeFileSync(`${nightDir}/trees.tsv`, "made\t7.3\t0123456789ab\tnew\t-\tdb\n");
fs.writeFileSync(`${nightDir}/stages.tsv`,
		 `made\tbench\tok\t3600\tresults/runs/made-${NIGHTS}\t-\n` +
		 `made\tcheck\tlate\t61\t-\t${HOSTILE}\n`);
const named = { op: HOSTILE, variant: "ours", target: "all", ratio: 1.05, again: { ratio: 1.06 } };
fs.writeFileSync(`${nightDir}/report.json`, JSON.stringify({
	status: `could not run ${HOSTILE}`,
	trees: [{ tree: "made", found: { noise: [named], refuted: [named] } }],
}));
fs.writeFileSync(`${nightDir}/made-bench.log`, "what the stage printed\n");
