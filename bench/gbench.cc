// SPDX-License-Identifier: GPL-2.0-only
// gbench.cc: the C interface of gbench.h over Google Benchmark 1.7; the C++ of the project.
#include "gbench.h"
#include "gbench_json.h"

#include <benchmark/benchmark.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <locale>
#include <map>
#include <new>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace bm = benchmark;
using Run = bm::BenchmarkReporter::Run;

struct gb_state {
	bm::State *st;
	enum gb_timing timing;
	int64_t size;
	bool finished;		/* the loop ran to its end */
	bool paused;
	int64_t iterations_begun;
	int64_t times_given;
	std::string error;
};

namespace {

/* What gb_register() was told; the map's key is the name. */
struct registered {
	gb_fn fn;
	void *arg;
	enum gb_timing timing;
	int64_t iterations;
	int repetitions;
	size_t instances;
};

bool initialized;
char last_error[512];	/* fixed, so that what gb_strerror() returned stays readable */
std::map<std::string, registered> benches;
std::set<std::string> context_keys;
std::atomic<bool> cancelled{false};
static_assert(std::atomic<bool>::is_always_lock_free,
	      "gb_cancel() must be safe in a signal handler");

const struct gb_run_spec *running;	/* set while gb_run() runs */
size_t calls_done, calls_total;

int fail(int err, const std::string &why)
{
	snprintf(last_error, sizeof(last_error), "%s", why.c_str());
	return -err;
}

/* Google Benchmark escapes only some control characters, so none may get that far. */
std::string printable(const char *text)
{
	std::string s(text ? text : "");

	for (char &c : s)
		if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
			c = ' ';
	return s;
}

/* A call that its function left early, or whose manual time is not whole: errors, not abort(). */
void check_call(gb_state &g)
{
	if (!g.error.empty())
		return;
	if (!g.finished)
		gb_error(&g, "the benchmark function returned before gb_running() said so");
	else if (g.timing == GB_TIME_MANUAL && g.times_given != g.iterations_begun)
		gb_error(&g, "gb_set_iteration_time() was called %lld times in %lld iterations",
			 static_cast<long long>(g.times_given),
			 static_cast<long long>(g.iterations_begun));
}

void call(const std::string &name, const registered &reg, bool sized, bm::State &st)
{
	gb_state g{&st, reg.timing, sized ? st.range(0) : 0, false, false, 0, 0, ""};

	if (cancelled) {
		st.SkipWithError("cancelled");
		return;
	}
	reg.fn(&g, reg.arg);
	check_call(g);
	calls_done++;
	if (running && running->progress)
		running->progress(name.c_str(), calls_done, std::max(calls_done, calls_total),
				  running->data);
}

bool finite_figures(const Run &run)
{
	return std::isfinite(run.real_accumulated_time) &&
	       std::isfinite(run.cpu_accumulated_time) &&
	       std::isfinite(run.GetAdjustedRealTime()) && std::isfinite(run.GetAdjustedCPUTime());
}

void drop_counters_not_finite(bm::UserCounters &counters)
{
	for (auto it = counters.begin(); it != counters.end();)
		it = std::isfinite(it->second.value) ? std::next(it) : counters.erase(it);
}

/* Hands repetitions to the caller and everything to Google Benchmark's JSON reporter, in memory. */
class Reporter : public bm::BenchmarkReporter {
public:
	Reporter()
	{
		out.imbue(std::locale::classic());
		json.SetOutputStream(&out);
		json.SetErrorStream(&err);
		SetOutputStream(&out);
		SetErrorStream(&err);
	}

	bool ReportContext(const Context &context) override { return json.ReportContext(context); }

	void ReportRuns(const std::vector<Run> &runs) override
	{
		std::vector<Run> kept;

		for (Run run : runs) {
			drop_counters_not_finite(run.counters);
			if (!finite_figures(run)) {
				if (run.run_type == Run::RT_Aggregate)
					continue;
				run.error_occurred = true;
				run.error_message = "the time measured is not finite";
				run.real_accumulated_time = 0;
				run.cpu_accumulated_time = 0;
			}
			if (run.run_type == Run::RT_Iteration)
				report(run);
			kept.push_back(run);
		}
		if (!kept.empty())
			json.ReportRuns(kept);
	}

	void Finalize() override { json.Finalize(); }

	std::string text() const { return out.str(); }
	std::string errors() const { return printable(err.str().c_str()); }

private:
	void report(const Run &run);

	bm::JSONReporter json;
	std::ostringstream out, err;
};

void Reporter::report(const Run &run)
{
	const std::string &name = run.run_name.function_name;
	const std::string full = run.benchmark_name();
	const auto found = benches.find(name);
	std::vector<gb_counter_value> counters;
	gb_rep rep = {};

	if (!running->rep || found == benches.end())
		return;
	for (const auto &counter : run.counters)
		counters.push_back({counter.first.c_str(), counter.second.value});
	rep.name = name.c_str();
	rep.run_name = full.c_str();
	rep.arg = found->second.arg;
	if (!run.run_name.args.empty())
		rep.size = std::strtoll(run.run_name.args.c_str(), nullptr, 10);
	/* Single repetitions carry an index of -1 up to 1.7 only where none was asked for. */
	rep.index = run.repetition_index < 0 ? 0 : run.repetition_index;
	rep.repetitions = run.repetitions;
	rep.iterations = run.iterations;
	if (!run.error_occurred) {
		const double to_ns = 1e9 / bm::GetTimeUnitMultiplier(run.time_unit);

		rep.real_ns = run.GetAdjustedRealTime() * to_ns;
		rep.cpu_ns = run.GetAdjustedCPUTime() * to_ns;
	}
	rep.complexity_n = run.complexity_n;
	rep.label = run.report_label.c_str();
	rep.error = run.error_occurred ? run.error_message.c_str() : nullptr;
	rep.counters = counters.data();
	rep.nr_counters = counters.size();
	running->rep(&rep, running->data);
}

bm::BigO big_o(enum gb_big_o o)
{
	/* In the order of enum gb_big_o. */
	static const bm::BigO of[] = { bm::oNone, bm::o1, bm::oN, bm::oNSquared, bm::oNCubed,
				       bm::oLogN, bm::oNLogN, bm::oAuto };

	return of[o];
}

int check_spec(const struct gb_spec *spec)
{
	if (!initialized)
		return fail(EINVAL, "gb_register() before gb_init()");
	if (!spec->name || !*spec->name || !spec->fn)
		return fail(EINVAL, "a benchmark needs a name and a function");
	if (printable(spec->name) != spec->name)
		return fail(EINVAL, "benchmark name has control characters");
	if (spec->iterations < 0 || spec->repetitions < 0 || spec->complexity > GB_O_AUTO ||
	    (spec->nr_sizes && !spec->sizes))
		return fail(EINVAL, std::string(spec->name) +
			    ": iterations, repetitions, complexity or sizes make no sense");
	if (benches.count(spec->name))
		return fail(EEXIST,
			    std::string(spec->name) + ": a benchmark of this name is there");
	return 0;
}

void do_register(const struct gb_spec *spec)
{
	const std::string name = spec->name;
	const registered reg = {spec->fn, spec->arg, spec->timing, spec->iterations,
				spec->repetitions ? spec->repetitions : 1,
				spec->nr_sizes ? spec->nr_sizes : 1};
	const bool sized = spec->nr_sizes != 0;
	bm::internal::Benchmark *b;

	benches[name] = reg;
	b = bm::RegisterBenchmark(spec->name, [name, reg, sized](bm::State &st) {
		call(name, reg, sized, st);
	});
	b->Unit(bm::kNanosecond)->Repetitions(reg.repetitions);
	if (spec->iterations)
		b->Iterations(spec->iterations);
	if (spec->timing == GB_TIME_MANUAL)
		b->UseManualTime();
	else if (spec->timing == GB_TIME_WALL)
		b->UseRealTime();
	for (size_t i = 0; i < spec->nr_sizes; i++)
		b->Arg(spec->sizes[i]);
	if (spec->complexity != GB_O_NONE)
		b->Complexity(big_o(spec->complexity));
}

int do_run(const struct gb_run_spec *spec)
{
	const std::string filter = spec->filter && *spec->filter ? spec->filter : ".";
	Reporter reporter;
	size_t n;

	if (benches.empty())
		return fail(ENOENT, "no benchmark is registered");
	calls_done = calls_total = 0;
	for (const auto &b : benches)
		calls_total += b.second.instances * static_cast<size_t>(b.second.repetitions);
	running = spec;
	n = bm::RunSpecifiedBenchmarks(&reporter, nullptr, filter);
	running = nullptr;
	if (!n) {
		if (reporter.errors().find("Could not compile") != std::string::npos)
			return fail(EINVAL, "filter '" + filter + "' is no regular expression");
		return fail(ENOENT, "no benchmark matches '" + filter + "'");
	}
	if (cancelled)
		return fail(ECANCELED, "the run was cancelled");
	if (spec->json_path) {
		std::string why;
		const int err = gbench::write_whole_file(
			spec->json_path, gbench::without_host_name(reporter.text()), why);

		if (err)
			return fail(err, why);
	}
	return static_cast<int>(n);
}

const char *const own_context_keys[] = {
	"date", "host_name", "executable", "num_cpus", "mhz_per_cpu", "cpu_scaling_enabled",
	"caches", "load_avg", "library_build_type", "library_version",
};

int do_context_add(const char *key, const char *value)
{
	if (!key || !*key || printable(key) != key)
		return fail(EINVAL, "a context key must be printable text");
	for (const char *own : own_context_keys)
		if (!std::strcmp(own, key))
			return fail(EEXIST,
				    std::string("context key is Google Benchmark's own: ") + key);
	if (!context_keys.insert(key).second)
		return fail(EEXIST, std::string("context key is there already: ") + key);
	bm::AddCustomContext(key, printable(value));
	return 0;
}

/* No exception may reach the C callers. */
template <typename F> int guarded(F f)
{
	try {
		return f();
	} catch (const std::bad_alloc &) {
		running = nullptr;
		return fail(ENOMEM, "out of memory");
	} catch (const std::exception &e) {
		running = nullptr;
		return fail(EIO, e.what());
	}
}

} /* namespace */

extern "C" {

int gb_init(const char *program, enum gb_order order)
{
	return guarded([=] {
		std::string name = printable(program);
		std::string interleave = std::string("--benchmark_enable_random_interleaving=") +
					 (order == GB_ORDER_INTERLEAVED ? "true" : "false");
		/* Google Benchmark keeps the pointer of argv[0]. */
		static std::string kept_name;
		char *argv[] = {nullptr, &interleave[0], nullptr};
		int argc = 2;

		if (initialized)
			return fail(EALREADY, "gb_init() was called before");
		if (name.empty())
			return fail(EINVAL, "gb_init() needs the program's name");
		kept_name = name;
		argv[0] = &kept_name[0];
		bm::Initialize(&argc, argv);
		initialized = true;
		return 0;
	});
}

int gb_context_add(const char *key, const char *value)
{
	return guarded([=] { return do_context_add(key, value); });
}

int gb_register(const struct gb_spec *spec)
{
	return guarded([=] {
		const int ret = check_spec(spec);

		if (!ret)
			do_register(spec);
		return ret;
	});
}

int gb_run(const struct gb_run_spec *spec)
{
	return guarded([=] { return do_run(spec); });
}

void gb_cancel(void)
{
	cancelled = true;
}

bool gb_cancelled(void)
{
	return cancelled;
}

void gb_clear(void)
{
	bm::ClearRegisteredBenchmarks();
	benches.clear();
	cancelled = false;
}

const char *gb_strerror(void)
{
	return last_error;
}

bool gb_running(struct gb_state *g)
{
	if (!g->error.empty())
		return false;
	/* Google Benchmark stops its clock at the end of the loop and expects it to run. */
	if (g->paused)
		gb_resume(g);
	if (g->st->KeepRunning()) {
		g->iterations_begun++;
		return true;
	}
	g->finished = true;
	return false;
}

void gb_pause(struct gb_state *g)
{
	if (g->paused || g->finished || !g->iterations_begun || !g->error.empty())
		return;
	g->st->PauseTiming();
	g->paused = true;
}

void gb_resume(struct gb_state *g)
{
	if (!g->paused || !g->error.empty())
		return;
	g->paused = false;
	g->st->ResumeTiming();
}

void gb_set_iteration_time(struct gb_state *g, double seconds)
{
	if (g->timing != GB_TIME_MANUAL) {
		gb_error(g, "gb_set_iteration_time() needs GB_TIME_MANUAL");
		return;
	}
	if (!std::isfinite(seconds) || seconds < 0) {
		gb_error(g, "gb_set_iteration_time(): %g is no time", seconds);
		return;
	}
	g->times_given++;
	g->st->SetIterationTime(seconds);
}

void gb_counter(struct gb_state *g, const char *name, double value, unsigned int flags)
{
	unsigned int f = bm::Counter::kDefaults;

	if (flags & GB_COUNTER_RATE)
		f |= bm::Counter::kIsRate;
	if (flags & GB_COUNTER_PER_ITERATION)
		f |= bm::Counter::kAvgIterations;
	if (flags & GB_COUNTER_INVARIANT)
		f |= bm::Counter::kIsIterationInvariant;
	if (flags & GB_COUNTER_INVERT)
		f |= static_cast<unsigned int>(bm::Counter::kInvert);
	g->st->counters[printable(name)] =
		bm::Counter(value, static_cast<bm::Counter::Flags>(f),
			    flags & GB_COUNTER_1024 ? bm::Counter::kIs1024 : bm::Counter::kIs1000);
}

void gb_label(struct gb_state *g, const char *text)
{
	g->st->SetLabel(printable(text));
}

void gb_error(struct gb_state *g, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (!g->error.empty())
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	g->error = *text ? printable(text) : "error";
	/* Google Benchmark stops the clock itself and expects it to run inside the loop. */
	if (g->paused) {
		g->paused = false;
		g->st->ResumeTiming();
	}
	g->st->SkipWithError(g->error.c_str());
}

void gb_set_complexity_n(struct gb_state *g, int64_t n)
{
	g->st->SetComplexityN(n);
}

int64_t gb_size(const struct gb_state *g)
{
	return g->size;
}

int64_t gb_iterations(const struct gb_state *g)
{
	return static_cast<int64_t>(g->st->max_iterations);
}

} /* extern "C" */
