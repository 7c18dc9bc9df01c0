/* SPDX-License-Identifier: GPL-2.0-only */
/* The subcommands of ptlu, a file each; some are in results/history and in results/site. */
#ifndef RESULTS_COMMANDS_H
#define RESULTS_COMMANDS_H

/*
 * Each takes the arguments behind its name, with a name for messages in argv[0], and returns an
 * exit status: 0, 1 when something was found wrong or could not be done, 2 for wrong usage.
 */
int command_report(int argc, char **argv);
int command_show(int argc, char **argv);
int command_export(int argc, char **argv);
int command_list(int argc, char **argv);
int command_tiers(int argc, char **argv);
int command_docs(int argc, char **argv);
int command_compare(int argc, char **argv);
int command_counts(int argc, char **argv);
int command_env(int argc, char **argv);
int command_ktap(int argc, char **argv);
int command_selftest(int argc, char **argv);
int command_stacks(int argc, char **argv);
int command_judge(int argc, char **argv);
int command_history(int argc, char **argv);
int command_changes(int argc, char **argv);
int command_nightly(int argc, char **argv);
int command_nightly_selftest(int argc, char **argv);
int command_site(int argc, char **argv);
int command_site_selftest(int argc, char **argv);

#endif /* RESULTS_COMMANDS_H */
