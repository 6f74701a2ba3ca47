import { describe, expect, test } from 'vitest';
import {
  sharedPayloadFolders,
  sharedPayloads,
  sharedPayloadsAreHere,
} from '../../../test/support/shared.ts';
import type { Reading } from '../connector-kit/connector.ts';
import { isRecord } from '../connector-kit/lenient.ts';
import { samplePost, type SampleRequest } from '../connector-kit/sample-request.ts';
import { type ExpectedReading, expectedReadings } from './payloads.expected.ts';
import { payloadSources } from './payloads.sources.ts';
import { findConnector } from './registry.ts';
import { toRow } from './to-row.ts';

/** Answers of tools, headers, and what tools send to others: they serve the tests of destinations. */
const notInbound = /^(?:api-|outbound-|headers-|problems-v2-get)|\.meta\.json$/;

/** Folders with no body for these connectors: signature vectors, and answers of ServiceNow. */
const otherFolders = ['servicenow', 'vectors'];

/** Signed in ways of their own, so the tests of these connectors replay them. */
const replayedElsewhere = ['aws-sns', 'cloudevents'];

const isHere = sharedPayloadsAreHere('');
const files = Object.keys(payloadSources).flatMap((folder) =>
  (isHere ? sharedPayloads(folder, /\.json$/) : [])
    .filter(({ name }) => !notInbound.test(name))
    .map(({ name, body }) => ({ folder, file: `${folder}/${name}`, body })),
);

async function read(folder: string, body: string): Promise<Reading> {
  const { connector: id = '', ...more } = payloadSources[folder] ?? {};
  const connector = findConnector(id);
  if (connector === undefined) throw new TypeError(`There is no connector ${id}`);
  const loaded: { sampleRequest: SampleRequest } = await import(`./${id}/sample-request.ts`);
  const { settings, toDelivery } = loaded.sampleRequest;
  const given = isRecord(settings) ? { ...settings, ...more } : settings;
  return connector.read(toDelivery(Buffer.from(body), Date.UTC(2026, 10, 22)), given);
}

/** In the form of the table: of a body with many events only the first, and how many there are. */
function toOutcome(reading: Reading, isCounted: boolean): ExpectedReading | undefined {
  if (reading.kind === 'confirm') return undefined;
  if (reading.kind === 'unreadable') return { refused: reading.because };
  const events = reading.events.map(toRow);
  return isCounted ? { count: events.length, events: events.slice(0, 1) } : { events };
}

/** Published with the body in PagerDuty/go-pagerduty, webhookv3/webhookv3_test.go. */
const pagerdutyVector = {
  secret: 'lDQHScfUeXUKaQRNF+8XIiDKZ7XX3itBAYzwU0TARw8lJqRnkKl2iB1anSb0Z+IK',
  signature: 'v1=0c0b9495b893a39e70d1fea2fe11fbe0a825f88b9f67846f6cc07dd2bc5476cd',
};

describe.skipIf(!isHere)('payloads that others recorded or wrote', () => {
  test('are all read by somebody', () => {
    const known = [...Object.keys(payloadSources), ...replayedElsewhere, ...otherFolders];

    expect([...sharedPayloadFolders()]).toEqual(known.toSorted());
  });

  test('are all in the table', () => {
    expect(files.map(({ file }) => file).toSorted()).toEqual(
      Object.keys(expectedReadings).toSorted(),
    );
  });

  test.each(files)('$file', async ({ folder, file, body }) => {
    const expected = expectedReadings[file] ?? { events: [] };
    const reading = await read(folder, body);

    expect(toOutcome(reading, 'count' in expected)).toEqual(expected);
  });

  test('the signature that PagerDuty published is genuine, while the secret changes as well', () => {
    const [signed] = sharedPayloads('pagerduty', /priority-updated-signed/);
    const { secret, signature } = pagerdutyVector;
    const verdict = (header: string) =>
      findConnector('pagerduty')?.verify(
        samplePost(Buffer.from(signed?.body ?? ''), 0, {
          headers: { 'x-pagerduty-signature': header },
        }),
        { secret },
      );

    expect(verdict(signature)).toEqual({ kind: 'genuine' });
    expect(verdict(`v1=${'0'.repeat(64)},${signature}`)).toEqual({ kind: 'genuine' });
    expect(verdict(signature.replace(/d$/, 'e'))).toMatchObject({ because: 'mismatch' });
  });
});
