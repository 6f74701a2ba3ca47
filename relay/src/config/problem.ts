import type { z } from 'zod';
import { type ConfigurationKind, describeObject } from '../domain/configuration-object.ts';

/** One fault of the configuration: where it is, and what was expected there. */
export interface ConfigurationProblem {
  readonly path: readonly PropertyKey[];
  readonly expected: string;
}

/** What is wrong with an object. */
export interface ConfigurationFault {
  readonly kind: ConfigurationKind;
  readonly name: string;
  /** `connection: expected the name of a connection …`; never a value. */
  readonly because: string;
}

/** `the route ops: connection: expected the name of a connection …` */
export function toFaultLine(fault: ConfigurationFault): string {
  return `${describeObject(fault)}: ${fault.because}`;
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
  error: { readonly issues: readonly z.core.$ZodIssue[] },
  above: readonly PropertyKey[] = [],
): readonly ConfigurationProblem[] {
  return error.issues.flatMap((issue) => {
    const path = [...above, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...path, key],
        expected: 'no such field here: remove it or correct its spelling',
      }));
    }
    return findNearestVariant(issue, path) ?? [{ path, expected: toExpectation(issue) }];
  });
}

/** Of several forms that a value may take, what it misses of the nearest; a union may speak for itself. */
function findNearestVariant(
  issue: z.core.$ZodIssue,
  path: readonly PropertyKey[],
): readonly ConfigurationProblem[] | undefined {
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return undefined;
  const variants = issue.errors.map((issues) => toProblems({ issues }, path));
  // A variant that already fails as a whole (a text where an object stands) was not the one meant.
  const isOther = (variant: (typeof variants)[number]): number =>
    variant.some((problem) => problem.path.length === path.length) ? 1 : 0;
  return variants.toSorted(
    (left, right) => isOther(left) - isOther(right) || left.length - right.length,
  )[0];
}

function toExpectation(issue: z.core.$ZodIssue): string {
  const cause = issue.code === 'invalid_key' ? issue.issues[0] : undefined;
  return (cause ?? issue).message
    .replace(/^Invalid (input|option|key in record): expected /, 'expected ')
    .replace(/, received undefined$/, ', but it is missing');
}
