import type { z } from 'zod';

/** One fault of the configuration: where it is, and what was expected there. */
export interface ConfigurationProblem {
  readonly path: readonly PropertyKey[];
  readonly expected: string;
}

/** `provision.workspaces[0].routes[1].name`; the file itself is `(file)`. */
export function toPathText(path: readonly PropertyKey[]): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return text === '' ? '(file)' : text.replace(/^\./, '');
}

/** Zod's messages say what was expected and never repeat the value, which may be a secret. */
export function toProblems(
  error: z.ZodError,
  above: readonly PropertyKey[] = [],
): readonly ConfigurationProblem[] {
  return error.issues.flatMap((issue) => {
    const path = [...above, ...issue.path];
    if (issue.code !== 'unrecognized_keys') return [{ path, expected: toExpectation(issue) }];
    return issue.keys.map((key) => ({
      path: [...path, key],
      expected: 'no such field here: remove it or correct its spelling',
    }));
  });
}

function toExpectation(issue: z.core.$ZodIssue): string {
  return issue.message
    .replace(/^Invalid (input|option|key in record): expected /, 'expected ')
    .replace(/, received undefined$/, ', but it is missing');
}
