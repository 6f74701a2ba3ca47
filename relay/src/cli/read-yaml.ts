import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { RelayError } from '../lib/errors.ts';

const STANDARD_INPUT = 0;

/** What a file says, or standard input for `-`. That it is not there, or not YAML, is nobody's bug. */
export function readYamlFile(file: string): unknown {
  return parseYaml(file, readText(file));
}

/** @param where names the text to who typed it */
export function parseYaml(where: string, text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const because = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new RelayError(
      'REQUEST_INVALID',
      `${where}: expected YAML or JSON: ${because.replace(/:$/, '')}`,
      { cause },
    );
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? STANDARD_INPUT : file, 'utf8');
  } catch (cause) {
    const because = cause instanceof Error ? cause.message : String(cause);
    throw new RelayError('REQUEST_INVALID', `${file} cannot be read: ${because}`, { cause });
  }
}
