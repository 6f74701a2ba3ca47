import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findLeaks } from '../../lib/leaks-no-secret.ts';
import type { SecretProvider } from './provider.ts';

/** One kind of place where secrets lie, as its tests set it up. */
export interface ProviderHarness {
  readonly provider: SecretProvider;
  /** Puts a secret there; gives the place to read it from. */
  put(value: string): Promise<string>;
  /** A well-formed place where nothing is. */
  readonly missing: string;
  /** Places that are none. */
  readonly malformed: readonly string[];
  /** What the provider itself signs in with. */
  readonly credentials: readonly string[];
  /** Of a server: what it answers from now on, whatever it is asked. */
  readonly answerAll?: (status: number, body: string) => void;
  /** Takes the right to read away. */
  readonly revoke: () => void;
  close(): Promise<void>;
}

const CANARY = 'CANARY-pass/word+1!"ä';

/** What every provider promises, whoever keeps the secrets. */
export function describeProvider(
  name: string,
  kind: 'server' | 'local',
  start: () => Promise<ProviderHarness>,
): void {
  describe(`provider: ${name}`, () => {
    let harness: ProviderHarness;

    beforeEach(async () => {
      harness = await start();
    });

    afterEach(async () => {
      await harness.close();
    });

    const failureOf = (place: string): Promise<unknown> =>
      harness.provider.read(place).then(
        (value) => value,
        (error: unknown) => error,
      );

    test('gives what was put there, to many at once', async () => {
      const place = await harness.put(CANARY);

      const read = await Promise.all(
        Array.from({ length: 24 }, () => harness.provider.read(place)),
      );

      expect(new Set(read)).toEqual(new Set([CANARY]));
    });

    test('a changed secret is seen with the next reading', async () => {
      await harness.put('before');
      const place = await harness.put(CANARY);

      expect(await harness.provider.read(place)).toBe(CANARY);
    });

    test('a place where nothing is, is not worth another try', async () => {
      expect(await failureOf(harness.missing)).toMatchObject({
        code: 'SECRET_NOT_THERE',
        message: expect.stringContaining(`${harness.provider.scheme}:${harness.missing}`),
      });
    });

    test('what is no place at all is refused', async () => {
      for (const place of harness.malformed) {
        expect(await failureOf(place)).toMatchObject({ code: 'SECRET_NOT_THERE' });
      }
    });

    test('no failure shows a secret, its own sign-in included', async () => {
      const place = await harness.put(CANARY);
      if (kind === 'server') harness.answerAll?.(200, `{"error": "${CANARY}"`);
      else harness.revoke();

      const failure = await failureOf(place);

      expect(failure).toBeInstanceOf(Error);
      expect(findLeaks(failure, [CANARY, ...harness.credentials])).toEqual([]);
    });

    test('a right that was taken away is said, and not worth another try', async () => {
      const place = await harness.put(CANARY);
      harness.revoke();

      const said = kind === 'server' ? 'the server refuses this relay (403)' : '';
      expect(await failureOf(place)).toMatchObject({
        code: 'SECRET_NOT_THERE',
        message: expect.stringContaining(said),
      });
    });

    test.each(kind === 'server' ? [429, 500, 503] : [])(
      'a server that answers %i may have it later',
      async (status) => {
        const place = await harness.put(CANARY);
        harness.answerAll?.(status, '{}');

        expect(await failureOf(place)).toMatchObject({ code: 'SECRET_UNAVAILABLE' });
      },
    );
  });
}
