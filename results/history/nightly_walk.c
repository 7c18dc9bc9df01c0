// SPDX-License-Identifier: GPL-2.0-only
/* Made histories, judged night by night: what would have been reported. */
#include "nightly_walk.h"
#include "steps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct walk - a history on its way through the nights
 * @s: what it is made of
 * @kind: its kind
 * @tally: counts what was found
 * @t: the history
 * @known: steps that were reported or refuted
 * @found: families whose change was found
 * @seed: of the next measurement
 * @later: false lines from WALK_CHANGED on
 * @again: families that were measured again this night
 */
struct walk {
	const struct synthetic *s;
	const struct walk_kind *kind;
	struct tally *tally;
	struct times t;
	struct steps known;
	bool *found;
	unsigned long seed;
	size_t later, again;
};

static bool has_threads(const char *variant)
{
	size_t len = strlen(variant);

	return !strncmp(variant, "parallel-", 9) && strcmp(variant + len - 2, "-1");
}

static enum group group_of(const struct times *t, const struct times_family *f)
{
	if (has_threads(t->points[f->first].variant))
		return GROUP_THREADS;
	return f->wide ? GROUP_WIDE : GROUP_TARGET;
}

/* The change that was put in: where it is, and in its direction. */
static bool is_effect(const struct effect *e, const struct step *s)
{
	size_t apart = s->night > e->night ? s->night - e->night : e->night - s->night;

	if (e->kind == EFFECT_DRIFT)
		return s->night >= e->night - WALK_APART && s->change > 0;
	return e->kind == EFFECT_STEP && apart <= WALK_APART && (s->change > 0) == (e->size > 0);
}

static void count_step(struct walk *w, const struct step *s, size_t nights)
{
	const struct effect *e = &w->kind->effect;
	size_t delay = nights > e->night ? nights - e->night : 0;
	enum group group = group_of(&w->t, &w->t.families[s->family]);

	if (is_effect(e, s)) {
		for (size_t d = delay; !w->found[s->family] && d <= WALK_DELAYS; d++)
			w->tally->found[group][d]++;
		w->found[s->family] = true;
	} else if (!s->covered) {
		w->tally->threads += group == GROUP_THREADS;
		if (nights > WALK_CHANGED)
			w->later++;
		else
			w->tally->lines++;
	}
}

/* What the code of a night does: a bad night and another machine slow down all programs alike. */
static double of_code(const struct effect *e, size_t night)
{
	return e->kind == EFFECT_STEP || e->kind == EFFECT_DRIFT ? effect_at(e, night) : 0;
}

/* The program of the night beside that of @s->base: enum again_verdict or -ENOMEM. */
static int measure_again(struct walk *w, const struct step *s, size_t nights)
{
	const struct effect *e = &w->kind->effect;
	double effect = of_code(e, nights - 1) - of_code(e, s->base);
	struct change c;
	int ret = synthetic_again(w->s, &w->t, s->family, effect, w->kind->share, w->seed++, &c);

	if (ret)
		return ret;
	w->again += w->t.families[s->family].wide ? AGAIN_TARGETS : 1;
	ret = again_judge(&c, CODE_NOT_KNOWN, s);
	w->tally->held += ret == AGAIN_HOLDS;
	return ret;
}

/*
 * Each family is judged alone, so a change that was put in is measured again also where the
 * operation shows it on all targets. What is refuted is not found again if the nights show it.
 */
static int judge_step(struct walk *w, const struct step *s, size_t nights)
{
	bool is_measured = !s->covered || is_effect(&w->kind->effect, s);
	struct step known = *s;
	int verdict = is_measured ? measure_again(w, s, nights) : AGAIN_REFUTED;

	if (verdict < 0)
		return verdict;
	if (verdict == AGAIN_HOLDS)
		count_step(w, s, nights);
	else if (s->strength == STEP_CANDIDATE || verdict == AGAIN_CANNOT_TELL)
		return 0;
	known.strength = STEP_SURE;
	return steps_add(&w->known, &known);
}

static int judge_night(struct walk *w, size_t nights)
{
	struct steps found;
	int ret = steps_find(&w->t, w->t.nights[nights - 1].machine, nights, &w->known,
			     STEP_CANDIDATE, &found);

	w->again = 0;
	for (size_t i = 0; !ret && i < found.nr; i++)
		ret = judge_step(w, &found.all[i], nights);
	free(found.all);
	w->tally->nights++;
	w->tally->again += w->again;
	if (w->again > w->tally->most_again)
		w->tally->most_again = w->again;
	return ret;
}

int walk_history(const struct synthetic *s, const struct walk_kind *kind, unsigned long seed,
		 struct tally *tally)
{
	struct walk w = { .s = s, .kind = kind, .tally = tally, .seed = seed * 1000003UL };
	int ret = synthetic_times(s, WALK_NIGHTS, seed, &kind->effect, &w.t);

	if (ret)
		return ret;
	tally->histories++;
	for (size_t i = 0; i < w.t.nr_families; i++)
		tally->families[group_of(&w.t, &w.t.families[i])]++;
	w.found = calloc(w.t.nr_families, sizeof(*w.found));
	ret = w.found ? 0 : -ENOMEM;
	for (size_t nights = kind->from; !ret && nights <= kind->to; nights++)
		ret = judge_night(&w, nights);
	tally->later += w.later;
	tally->most = w.later > tally->most ? w.later : tally->most;
	free(w.found);
	free(w.known.all);
	times_free(&w.t);
	return ret;
}
