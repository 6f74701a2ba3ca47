import type { Refusal } from './problem.ts';

/** Hand-written validation: a small stand-in for zod, which cannot run inside the app. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** Collects the first fault of a body, so that a parser reads as a list of its fields. */
export interface BodyReader {
  text(field: string, rule: TextRule): string;
  optionalText(field: string, rule: TextRule): string | undefined;
  whole(field: string, least: number): number;
  choice<T extends string>(field: string, choices: readonly [T, ...T[]]): T;
  raw(field: string): unknown;
  fail(field: string, expectation: string): void;
  refuse(refusal: Refusal): void;
  /** The value, unless something was wrong or the body holds fields that nobody read. */
  finish<T>(value: T): Checked<T>;
}

export interface TextRule {
  readonly min?: number;
  readonly max: number;
  readonly pattern?: RegExp;
  readonly expectation?: string;
}

export const columnRule: TextRule = {
  max: 80,
  pattern: /^[a-z][a-z0-9_]{0,79}$/,
  expectation: 'lower-case letters, digits and _, starting with a letter',
};

export function invalid(field: string, expectation: string): Refusal {
  return {
    code: 'invalid_request',
    field,
    message: `${field === '' ? 'The body' : field} must be ${expectation}`,
  };
}

/**
 * ServiceNow runs what begins with `javascript:` as the value of a query, also where a script handed it
 * over as text. Nothing that others wrote is asked for in that form.
 */
export function isScript(value: string): boolean {
  return /^\s*javascript:/i.test(value);
}

/** A name that others gave, fit to be asked for. */
export const nameRule: TextRule = {
  max: 100,
  pattern: /^(?!\s*javascript:)/i,
  expectation: 'text that does not begin with javascript:',
};

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Why a text breaks its rule, or undefined. */
export function faultOfText(value: unknown, rule: TextRule): string | undefined {
  const min = rule.min ?? 1;
  if (typeof value !== 'string') return 'text';
  if (rule.pattern !== undefined && !rule.pattern.test(value)) {
    return rule.expectation ?? 'text of another form';
  }
  if (value.length < min || value.length > rule.max) {
    return `text of ${min} to ${rule.max} characters`;
  }
  return undefined;
}

/** Reads the fields of one object; `path` is put before each field name in a fault. */
export function readBody(body: Readonly<Record<string, unknown>>, path: string): BodyReader {
  let fault: Refusal | undefined;
  const known = new Set<string>();
  const fail = (field: string, expectation: string): void => {
    fault ??= invalid(`${path}${field}`, expectation);
  };
  const text = (field: string, rule: TextRule): string => {
    known.add(field);
    const value = body[field];
    const wrong = faultOfText(value, rule);
    if (wrong === undefined && typeof value === 'string') return value;
    fail(field, wrong ?? 'text');
    return '';
  };
  return {
    text,
    optionalText: (field, rule) => {
      known.add(field);
      return body[field] === undefined ? undefined : text(field, rule);
    },
    whole: (field, least) => {
      known.add(field);
      const value = body[field];
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
      fail(field, `a whole number of at least ${least}`);
      return least;
    },
    choice: (field, choices) => {
      known.add(field);
      const chosen = choices.find((choice) => choice === body[field]);
      if (chosen !== undefined) return chosen;
      fail(field, `one of ${choices.join(', ')}`);
      return choices[0];
    },
    raw: (field) => {
      known.add(field);
      return body[field];
    },
    fail,
    refuse: (refusal) => {
      fault ??= refusal;
    },
    finish: (value) => {
      const other = Object.keys(body).find((field) => !known.has(field));
      if (other !== undefined) fail(other, 'left out: the contract does not know it');
      return fault === undefined ? { ok: true, value } : { ok: false, refusal: fault };
    },
  };
}
