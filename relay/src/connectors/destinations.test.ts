import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { DestinationKind } from '../connector-kit/destination.ts';
import { sampleAlert, sampleWriteBack } from '../connector-kit/sample-write-back.ts';
import type { WriteBack } from '../connector-kit/write-back.ts';
import { type Severity, severities } from '../domain/alert-event.ts';
import { toldKinds } from '../domain/change-command.ts';
import { destinationKinds } from './destinations.ts';

const here = import.meta.dirname;
const whsec = `whsec_${Buffer.alloc(32, 'family').toString('base64')}`;

/** What would stand in relay.yml, every secret marked by the word that no request may show early. */
const settingsOf: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  alertmanager: { url: 'http://alertmanager:9093', authorization: 'Bearer hidden-token' },
  'grafana-oncall': {
    url: 'https://oncall.example.com/oncall',
    token: 'hidden-token',
    webhook: 'https://oncall.example.com/integrations/v1/formatted_webhook/hidden/',
  },
  'incident-io': {
    apiKey: 'hidden-key',
    alertSource: { id: 'source-1', token: 'hidden-token' },
    statuses: { resolve: 'status-1' },
  },
  opsgenie: { apiKey: 'hidden-key' },
  pagerduty: { apiToken: 'hidden-token', from: 'relay@example.com', routingKey: 'hidden-key' },
  slack: { url: 'https://hooks.slack.com/services/T0/B0/hidden' },
  teams: { url: 'https://example.logic.azure.com/workflows/hidden/triggers' },
  webhook: { url: 'https://hooks.example.com/a', secret: whsec },
};
const secrets = ['hidden', whsec.slice('whsec_'.length)];

test('every destination.ts of a folder is in the list, which is sorted', () => {
  const folders = readdirSync(here, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && existsSync(join(here, entry.name, 'destination.ts')),
  );
  const kinds = destinationKinds.map(({ kind }) => kind);

  expect(kinds).toHaveLength(folders.length);
  expect(kinds).toEqual(kinds.toSorted());
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A record of each way in which one comes to be, with everything that may happen to it. */
function writeBacks(): readonly WriteBack[] {
  const standIn = { ...sampleAlert, fingerprint: 'alert-relay-1', startedAt: undefined };
  const journal = [{ element: 'comments', text: 'On it "now"\n</script>', author: 'Beth' }];
  const changes = { state: 'In Progress', assigned_to: 'Beth Anglin' };
  const pictures = ['1', '2'].map((sysId) => ({
    name: `"${sysId}"\n.png`,
    contentType: 'image/png',
    sizeBytes: 14,
    author: 'Beth',
    url: `https://example.service-now.com/sys_attachment.do?sys_id=${sysId}`,
    file: { connection: 'prod', sysId },
  }));
  return toldKinds.flatMap((kind) =>
    ['alertmanager', 'grafana-oncall', 'pagerduty', 'incident-io', 'opsgenie', undefined].flatMap(
      (connector) => [
        sampleWriteBack(kind, {
          connector,
          journal,
          changes,
          attachments: pictures,
          alerts: connector === undefined ? [standIn] : [sampleAlert],
        }),
        sampleWriteBack(kind, { connector, alerts: [], from: 'resolved' }),
      ],
    ),
  );
}

describe.each(destinationKinds)('$kind', (kind: DestinationKind) => {
  const settings = kind.settings.parse(settingsOf[kind.kind]);

  const planned = writeBacks().map((writeBack) => ({
    writeBack,
    steps: kind.plan(writeBack, kind.adopt(settings)),
  }));

  test('says the same of the same write-back, so that a second try repeats the first', () => {
    for (const { writeBack, steps } of planned) {
      expect(kind.plan(writeBack, settings)).toEqual(steps);
    }
  });

  test('has something to say of the beginning and the end of a record born in ServiceNow', () => {
    const told = planned.filter(
      ({ writeBack, steps }) => writeBack.connector === undefined && steps.length > 0,
    );

    expect(told.map(({ writeBack }) => writeBack.kind)).toEqual(
      expect.arrayContaining(['open', 'resolve']),
    );
  });

  test('tells what people wrote whatever else the same write did, where it tells it at all', () => {
    const tellsIt = (steps: (typeof planned)[number]['steps']) =>
      JSON.stringify(steps).includes('On it');
    const ofAlerts = planned.filter(({ writeBack }) => writeBack.journal.length > 0);
    const connectors = ofAlerts
      .filter(({ writeBack, steps }) => writeBack.kind === 'update' && tellsIt(steps))
      .map(({ writeBack }) => writeBack.connector);

    const silent = ofAlerts
      .filter(({ writeBack }) => writeBack.kind !== 'open')
      .filter(({ writeBack, steps }) => connectors.includes(writeBack.connector) && !tellsIt(steps))
      .map(({ writeBack }) => `${writeBack.kind} of ${writeBack.connector}`);

    expect(silent).toEqual([]);
  });

  test('names each step of a write-back once, and keeps secrets out of what is stored', () => {
    for (const { steps } of planned) {
      const names = steps.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const secret of secrets) expect(JSON.stringify(steps)).not.toContain(secret);
    }
  });

  test('sends JSON, or a picture as a form, to an address of the tool', () => {
    for (const { file, ...step } of planned.flatMap(({ steps }) => steps)) {
      const content = Buffer.from('PNG');
      const picture = { name: '"a"\r\nb.png', contentType: 'image/png\r\n', content };
      const request = kind.toRequest(
        {
          ...step,
          file: file === undefined ? undefined : picture,
          id: 'id-1',
          now: 1_795_000_000_000,
        },
        settings,
      );
      const body = request.body ?? step.body;
      expect(URL.canParse(request.url)).toBe(true);
      expect(new URL(request.url).pathname).not.toContain('//');
      const type = request.headers['content-type'] ?? 'application/json';
      expect(type).toMatch(/^(application\/json|multipart\/form-data; boundary=[\w-]+)$/);
      const isRead = typeof body === 'object' || isJson(body ?? '{}');
      expect(isRead).toBe(true);
    }
  });

  test.each(['\n', '\u200b'])('sends no secret that a header cannot carry: %j', (foreign) => {
    const text = JSON.stringify(`hidden${foreign}`).slice(1, -1);
    const given = JSON.stringify(settingsOf[kind.kind]).replaceAll('hidden', text);
    const { data } = kind.settings.safeParse(JSON.parse(given));

    const steps = data === undefined ? [] : planned.flatMap((one) => one.steps);
    const values = steps
      .filter(({ file }) => file === undefined)
      .map((step) => ({ ...step, file: undefined, id: 'id-1', now: 1_795_000_000_000 }))
      .flatMap((step) => Object.values(kind.toRequest(step, kind.adopt(Object(data))).headers));

    expect(values.filter((value) => !/^[\x20-\x7e]*$/.test(value))).toEqual([]);
  });

  test.each([
    [200, 'done'],
    [204, 'done'],
    [301, 'failed'],
    [401, 'failed'],
    [429, 'failed'],
    [500, 'failed'],
    [503, 'failed'],
  ])('an empty answer of %i is %s', (status, expected) => {
    const step = planned.flatMap(({ steps }) => steps)[0];
    const answer = { status, headers: {}, body: status === 200 ? '{}' : '' };

    expect(step && kind.judge(step, answer).kind).toBe(expected);
  });

  test.each([429, 500, 503])('%i is tried again, as late as it asks', (status) => {
    const step = planned.flatMap(({ steps }) => steps)[0];
    const answer = { status, headers: { 'retry-after': '7' }, body: '' };

    expect(step && kind.judge(step, answer)).toMatchObject({
      code: 'DESTINATION_UNAVAILABLE',
      retryAfterMs: 7000,
    });
  });
});

test.each(destinationKinds)('every secret of $kind is marked as one', ({ kind, settings }) => {
  const schema = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' });

  expect(secretsIn(settingsOf[kind], schema)).not.toContain(undefined);
});

/** Of each value that is secret what its schema says. */
function secretsIn(value: unknown, schema: unknown): readonly unknown[] {
  const { properties, secret }: { properties?: object; secret?: unknown } = Object(schema);
  if (typeof value === 'string') return secrets.some((one) => value.includes(one)) ? [secret] : [];
  const parts: readonly (readonly [string, unknown])[] = Object.entries(Object(value));
  const schemas = new Map<string, unknown>(Object.entries(properties ?? {}));
  return parts.flatMap(([name, part]) => secretsIn(part, schemas.get(name)));
}

test.each<[string, string, Readonly<Record<Severity, string>>]>([
  [
    'pagerduty',
    'severity',
    { critical: 'critical', high: 'error', warning: 'warning', info: 'info', unknown: 'error' },
  ],
  [
    'opsgenie',
    'priority',
    { critical: 'P1', high: 'P2', warning: 'P3', info: 'P5', unknown: 'P3' },
  ],
])('%s gets the %s of a record in its own words', (name, word, expected) => {
  const kind = destinationKinds.find((one) => one.kind === name);
  const told = severities.map((severity) => {
    const { record } = sampleWriteBack('open');
    const writeBack = { connector: undefined, record: { ...record, severity } };
    return kind?.plan(sampleWriteBack('open', writeBack), settingsOf[name])[0]?.body;
  });

  expect(told).toEqual(
    severities.map((severity) => expect.stringContaining(`"${word}":"${expected[severity]}"`)),
  );
});

test.each([
  ['alertmanager', ['silence disk-db1']],
  ['grafana-oncall', ['unresolve disk-db1', 'acknowledge disk-db1']],
  ['opsgenie', ['notes disk-db1', 'acknowledge disk-db1']],
  ['pagerduty', ['triggered disk-db1', 'note disk-db1', 'acknowledged disk-db1']],
])('what was resolved is opened before %s acknowledges it', (name, expected) => {
  const kind = destinationKinds.find((one) => one.kind === name);
  const writeBack = sampleWriteBack('acknowledge', { connector: name, from: 'resolved' });

  expect(kind?.plan(writeBack, settingsOf[name]).map((step) => step.name)).toEqual(expected);
});
