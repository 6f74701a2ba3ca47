import type { Command } from 'commander';
import { toPrintable } from './printable.ts';

/** What commands on the store need from the process. */
export interface StoreCommandDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  readonly exit: (code: number) => void;
}

export interface StoreOptions {
  readonly config: string;
  readonly data?: string;
  readonly json?: boolean;
}

/** Of the commands that are not refused where no store is. */
export interface BeginOptions extends StoreOptions {
  /** Begins one, or has one of its own, which is gone afterwards. */
  readonly whereNone?: 'begin' | 'pretend';
}

/** Need not be there: commands on the store work without a file. One that was named must be. */
export const DEFAULT_CONFIG = 'relay.yml';

/** The options that every command on the store has. */
export function withStoreOptions(command: Command): Command {
  return command
    .option('--config <file>', 'the configuration', DEFAULT_CONFIG)
    .option('--data <folder>', 'folder of the embedded store, instead of the configured one')
    .option('--json', 'print JSON');
}

/** As JSON for programs, or as lines for people. */
export function printResult(
  deps: StoreCommandDeps,
  options: StoreOptions,
  result: unknown,
  lines: readonly string[],
): void {
  deps.print(
    options.json === true ? `${JSON.stringify(result)}\n` : `${toPrintable(lines.join('\n'))}\n`,
  );
}
