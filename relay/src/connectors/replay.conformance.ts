import { describe, expect, test } from 'vitest';
import type { Connector } from '../connector-kit/connector.ts';
import type { SampleRequest } from '../connector-kit/sample-request.ts';
import type { AlertEvent } from '../domain/alert-event.ts';
import { findSharedPayloads } from '../lib/shared-payloads.ts';

/** What one file of other people says: correlation key, status, severity and title of its first event. */
export interface Replayed {
  readonly file: string;
  /** The group, for tools that send groups, else the fingerprint. */
  readonly key: string;
  readonly status: AlertEvent['status'];
  readonly severity: AlertEvent['severity'];
  readonly title: string;
  /** 1 if it says nothing. */
  readonly events?: number;
}

interface Replays {
  readonly connector: Connector;
  readonly request: SampleRequest;
  /** Folder of `../shared/payloads`. */
  readonly folder: string;
  readonly expected: readonly Replayed[];
  /** File → part of the reason why it is refused: templates, answers, bodies of an older interface. */
  readonly refused?: Readonly<Record<string, string>>;
  /** Files that ask us to confirm a subscription. */
  readonly confirmed?: readonly string[];
}

/** Reads every file of a folder and holds what comes out against a table; no file may be missing in it. */
export function testReplays({
  connector,
  request,
  folder,
  expected,
  refused = {},
  confirmed = [],
}: Replays): void {
  // oxlint-disable-next-line node/no-process-env -- in CI the files have to be there
  const isCi = process.env['CI'] !== undefined;
  const payloads = findSharedPayloads(folder);
  describe.skipIf(payloads === undefined && !isCi)(
    `replays of ${folder} (skipped where ../shared/payloads/${folder} is absent)`,
    () => {
      function read(file: string) {
        const body = payloads?.get(file) ?? new Uint8Array();
        return connector.read(request.toDelivery(body, Date.UTC(2026, 10, 22)), request.settings);
      }

      test('every file is in the table', () => {
        const known = [
          ...expected.map(({ file }) => file),
          ...Object.keys(refused),
          ...confirmed,
        ].toSorted();

        expect([...(payloads?.keys() ?? [])]).toEqual(known);
      });

      test.each(expected)('$file', ({ file, key, status, severity, title, events = 1 }) => {
        const reading = read(file);
        const all = reading.kind === 'events' ? reading.events : [];
        const [first] = all;

        expect(reading).toHaveProperty('kind', 'events');
        expect({
          key: first?.groupKey ?? first?.fingerprint,
          status: first?.status,
          severity: first?.severity,
          title: first?.title,
          events: all.length,
        }).toEqual({ key, status, severity, title, events });
      });

      test.each(confirmed)('%s asks for a confirmation', (file) => {
        expect(read(file)).toHaveProperty('kind', 'confirm');
      });

      test.each(Object.entries(refused))('%s is refused: %s', (file, because) => {
        expect(read(file)).toMatchObject({
          kind: 'unreadable',
          because: expect.stringContaining(because),
        });
      });
    },
  );
}
