/* SPDX-License-Identifier: GPL-2.0-only */
/* The subcommands of ptlu history. */
#ifndef RESULTS_HISTORY_SUBCOMMANDS_H
#define RESULTS_HISTORY_SUBCOMMANDS_H

/*
 * Each takes the arguments behind its name, with a name for messages in argv[0], and returns an
 * exit status: 0, 1 when something could not be done, 2 for wrong usage.
 */
int history_command_import(int argc, char **argv);
int history_command_list(int argc, char **argv);
int history_command_show(int argc, char **argv);
int history_command_merge(int argc, char **argv);
int history_command_rebuild(int argc, char **argv);
int history_command_selftest(int argc, char **argv);

#endif /* RESULTS_HISTORY_SUBCOMMANDS_H */
