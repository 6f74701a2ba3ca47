import { describe, expect, test } from 'vitest';
import { faultOfText, isScript, nameRule } from './checks.ts';

describe('what ServiceNow would run as the value of a query', () => {
  test.each(['javascript:gs.log()', ' javascript:x', '\tJavaScript:x', '\n JAVASCRIPT:x'])(
    'is known, and is no name: %j',
    (text) => {
      expect(isScript(text)).toBe(true);
      expect(faultOfText(text, nameRule)).toBe('text that does not begin with javascript:');
    },
  );

  test.each(['an address with javascript: in it', 'javascript', 'Disk full'])(
    'is not: %j',
    (text) => {
      expect(isScript(text)).toBe(false);
      expect(faultOfText(text, nameRule)).toBeUndefined();
    },
  );
});
