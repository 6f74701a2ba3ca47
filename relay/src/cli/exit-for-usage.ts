import type { Command } from 'commander';
import { SUCCESS, USAGE_FAULT } from './exit-codes.ts';

/** What was not understood ends as every other wrong option does; Commander would say 1. Before commands are added. */
export function exitForUsage(program: Command, exit: (code: number) => void): Command {
  return program.showHelpAfterError().exitOverride((error) => {
    exit(error.exitCode === 0 ? SUCCESS : USAGE_FAULT);
    throw error;
  });
}
