import { RE2JS, RE2JSException } from 're2js';

/**
 * A regular expression that an operator wrote. RE2 takes time in proportion to the text, whatever the
 * expression; the language's own can be made to run for ever (reliability.md I10). It knows no
 * look-around and no back references.
 */
export interface Pattern {
  readonly source: string;
  /** Whether it is found anywhere in the text; `^` and `$` tie it to the ends. */
  isFoundIn(text: string): boolean;
}

export type PatternResult =
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | { readonly kind: 'invalid'; readonly because: string };

export function compilePattern(source: string): PatternResult {
  try {
    const compiled = RE2JS.compile(source);
    const isFoundIn = (text: string): boolean => compiled.matcher(text).find();
    return { kind: 'pattern', pattern: { source, isFoundIn } };
  } catch (error) {
    const because = error instanceof RE2JSException ? error.message : String(error);
    return { kind: 'invalid', because };
  }
}
