import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleAlert, sampleWriteBack } from '../../connector-kit/sample-write-back.ts';
import type { WriteBack } from '../../connector-kit/write-back.ts';
import { findDestinationKind } from '../../connectors/destinations.ts';
import { findLeaks } from '../../lib/leaks-no-secret.ts';
import { createOutgoing, type Outgoing } from '../../lib/outgoing.ts';
import { createRateLimit } from '../../lib/rate-limit.ts';
import {
  answerJson,
  type Handler,
  type ReceivedRequest,
  type ScriptedServer,
  startScriptedServer,
} from '../../lib/scripted-server.ts';
import { performStep, type Target } from './perform-step.ts';

const secret = 'a-secret-that-stays-one';

let outgoing: Outgoing;
let tool: ScriptedServer | undefined;

beforeEach(() => {
  outgoing = createOutgoing({ allow: ['127.0.0.1'] });
});

afterEach(async () => {
  await outgoing.close();
  await tool?.close();
  tool = undefined;
});

/** A tool that answers as `handle` says, and a way to tell it what happened. */
async function start(
  name: string,
  toSettings: (url: string) => Readonly<Record<string, unknown>>,
  handle: Handler,
): Promise<(writeBack: WriteBack) => Promise<void>> {
  const server = await startScriptedServer(handle);
  tool = server;
  const kind = findDestinationKind(name);
  if (kind === undefined) throw new TypeError(`no kind ${name}`);
  const settings = kind.settings.parse(toSettings(server.url));
  kind.adopt(settings);
  const target: Target = {
    kind,
    destination: { workspace: 'w', name: 'tool', kind: name, settings },
  };
  const clock = { now: () => 1_795_000_000_000 };
  const deps = { outgoing, clock, limit: createRateLimit(clock) };
  return async (writeBack) => {
    for (const { file, ...step } of kind.plan(writeBack, settings)) {
      const loaded = file === undefined ? step : { ...step, file: picture };
      await performStep(deps, target, writeBack.id, loaded);
    }
  };
}

const picture = {
  name: 'graph "1".png',
  contentType: 'image/png',
  content: Buffer.from('PNG of a graph'),
};
const attached = (file: boolean): Partial<WriteBack> => ({
  attachments: [
    {
      name: picture.name,
      contentType: picture.contentType,
      sizeBytes: picture.content.length,
      author: 'Beth Anglin',
      url: 'https://example.service-now.com/sys_attachment.do?sys_id=1',
      file: file ? { connection: 'prod', sysId: '1'.repeat(32) } : undefined,
    },
  ],
});

function requests(): readonly string[] {
  return (tool?.received ?? []).map(({ method, path }) => `${method} ${path}`);
}

function json({ body }: Pick<ReceivedRequest, 'body'>): Readonly<Record<string, unknown>> {
  return Object(JSON.parse(body));
}

const fromTool = (connector: string, fingerprint: string, labels = {}): Partial<WriteBack> => ({
  connector,
  alerts: [{ ...sampleAlert, fingerprint, labels, annotations: { title: 'Its own' } }],
});
const born: Partial<WriteBack> = {
  connector: undefined,
  alerts: [{ ...sampleAlert, fingerprint: 'alert-relay-1', startedAt: undefined }],
};

describe('Grafana OnCall', () => {
  /** Alert groups with OnCall's own rules: a repeat is 400, and so is what a state does not allow. */
  function createGroups(state: string): Handler {
    const after: Readonly<Record<string, readonly [from: readonly string[], to: string]>> = {
      acknowledge: [['new', 'silenced'], 'acknowledged'],
      unacknowledge: [['acknowledged'], 'new'],
      resolve: [['new', 'acknowledged', 'silenced'], 'resolved'],
      unresolve: [['resolved'], 'new'],
      silence: [['new'], 'silenced'],
      unsilence: [['silenced'], 'new'],
    };
    const group = { id: 'I68T24C13IFW1', state };
    return ({ method, path, headers }, response) => {
      const [, action = ''] = /^\/api\/v1\/alert_groups\/I68T24C13IFW1\/(\w*)$/.exec(path) ?? [];
      if (headers.authorization !== secret) answerJson(response, 403, { detail: 'Invalid token.' });
      else if (method === 'GET' && action === '') answerJson(response, 200, group);
      else if (method !== 'POST' || !Object.hasOwn(after, action)) answerJson(response, 404, {});
      else {
        const [from = [], to = ''] = after[action] ?? [];
        const isAllowed = from.includes(group.state);
        if (isAllowed) group.state = to;
        const refusal = { detail: `Can't ${action} ${group.state} alert group` };
        answerJson(response, isAllowed ? 200 : 400, isAllowed ? {} : refusal);
      }
    };
  }

  const settings = (url: string) => ({ url, token: secret, webhook: `${url}/hook/${secret}/` });
  const group = fromTool('grafana-oncall', 'I68T24C13IFW1');

  test('a group is acknowledged, resolved and opened again; what is done already counts as done', async () => {
    const tell = await start('grafana-oncall', settings, createGroups('new'));

    await tell(sampleWriteBack('acknowledge', group));
    await tell(sampleWriteBack('acknowledge', group));
    await tell(sampleWriteBack('resolve', group));
    await tell(sampleWriteBack('resolve', group));
    await tell(sampleWriteBack('reopen', { ...group, from: 'resolved' }));

    const path = '/api/v1/alert_groups/I68T24C13IFW1/';
    expect(requests()).toEqual([
      `POST ${path}acknowledge`,
      `POST ${path}acknowledge`,
      `GET ${path}`,
      `POST ${path}resolve`,
      `POST ${path}resolve`,
      `GET ${path}`,
      `POST ${path}unresolve`,
    ]);
  });

  test.each([
    ['acknowledged', 'unacknowledge'],
    ['silenced', 'unsilence'],
    ['resolved', 'unresolve'],
  ] as const)('the way back from %s is %s', async (from, action) => {
    const tell = await start('grafana-oncall', settings, createGroups(from));

    await tell(sampleWriteBack('reopen', { ...group, from }));

    expect(requests()).toEqual([`POST /api/v1/alert_groups/I68T24C13IFW1/${action}`]);
  });

  test('a group that may not be changed is a refusal, which shows no token', async () => {
    const tell = await start('grafana-oncall', settings, ({ method }, response) => {
      const attached = { detail: 'Unable to acknowledge attached alert group' };
      answerJson(
        response,
        method === 'GET' ? 200 : 400,
        method === 'GET' ? { state: 'new' } : attached,
      );
    });

    const failed: unknown = await tell(sampleWriteBack('acknowledge', group)).catch(
      (error) => error,
    );

    expect(failed).toMatchObject({ code: 'DESTINATION_REFUSED' });
    expect(findLeaks(failed, [secret])).toEqual([]);
  });

  test('a record of ServiceNow is an alert of the formatted webhook', async () => {
    const tell = await start('grafana-oncall', settings, (_request, response) => {
      response.end('Ok.');
    });

    await tell(sampleWriteBack('open', born));
    await tell(sampleWriteBack('resolve', born));

    expect(requests()).toEqual([`POST /hook/${secret}/`, `POST /hook/${secret}/`]);
    expect(tool?.received.map(json)).toMatchObject([
      { alert_uid: 'alert-relay-1', state: 'alerting', title: 'INC0010001: Disk of db1 is full' },
      { alert_uid: 'alert-relay-1', state: 'ok' },
    ]);
  });
});

describe('PagerDuty', () => {
  const settings = (url: string) => ({
    apiToken: secret,
    routingKey: `routing-${secret}`,
    from: 'relay@example.com',
    apiUrl: url,
    eventsUrl: url,
  });
  const incident = fromTool('pagerduty', 'PT4KHLK');

  /** Refuses what the incident is already, and requests that lack what REST demands. */
  function createIncident(status: string): Handler {
    const state = { status };
    return (request, response) => {
      const { method, path, headers } = request;
      const isSigned = headers.authorization === `Token token=${secret}`;
      if (!isSigned || headers['from'] === undefined) answerJson(response, 401, {});
      else if (method === 'GET') answerJson(response, 200, { incident: state });
      else if (path.endsWith('/notes')) answerJson(response, 201, { note: {} });
      else {
        const wanted = Object(json(request)['incident']).status;
        const isSame = wanted === state.status || state.status === 'resolved';
        if (!isSame) state.status = wanted;
        const refusal = { error: { code: 2001, errors: ['Incident Already Resolved'] } };
        answerJson(response, isSame ? 400 : 200, isSame ? refusal : { incident: state });
      }
    };
  }

  test('an incident is resolved once, with a note that says who did it', async () => {
    const tell = await start('pagerduty', settings, createIncident('triggered'));

    await tell(sampleWriteBack('resolve', incident));
    await tell(sampleWriteBack('resolve', incident));

    expect(requests()).toEqual([
      'PUT /incidents/PT4KHLK',
      'POST /incidents/PT4KHLK/notes',
      'PUT /incidents/PT4KHLK',
      'GET /incidents/PT4KHLK',
      'POST /incidents/PT4KHLK/notes',
    ]);
    expect(tool?.received[1]?.body).toContain('Resolved in ServiceNow: INC0010001 by Beth Anglin');
  });

  test('comments become notes', async () => {
    const tell = await start('pagerduty', settings, createIncident('triggered'));
    const journal = [{ element: 'comments', text: 'On it', author: 'Beth Anglin' }];

    await tell(sampleWriteBack('update', { ...incident, journal }));

    expect(tool?.received.map(json)).toEqual([
      { note: { content: 'Beth Anglin in ServiceNow INC0010001: On it' } },
    ]);
  });

  test('a record of ServiceNow is an event under a key of its own, from beginning to end', async () => {
    const tell = await start('pagerduty', settings, ({ path }, response) => {
      answerJson(response, path === '/v2/enqueue' ? 202 : 404, { status: 'success' });
    });

    for (const kind of ['open', 'acknowledge', 'resolve'] as const) {
      await tell(sampleWriteBack(kind, born));
    }

    const common = { routing_key: `routing-${secret}`, dedup_key: 'alert-relay-1' };
    expect(tool?.received.map(json)).toMatchObject([
      { ...common, event_action: 'trigger', payload: { severity: 'error', source: 'ServiceNow' } },
      { ...common, event_action: 'acknowledge' },
      { ...common, event_action: 'resolve' },
    ]);
  });
});

describe('Opsgenie', () => {
  const settings = (url: string) => ({ url, apiKey: secret });
  const accept: Handler = ({ headers }, response) => {
    answerJson(response, headers.authorization === `GenieKey ${secret}` ? 202 : 401, {});
  };

  test('an alert is named by its id, one of ours by its alias', async () => {
    const tell = await start('opsgenie', settings, accept);

    await tell(sampleWriteBack('acknowledge', fromTool('opsgenie', 'a-1')));
    await tell(sampleWriteBack('open', born));
    await tell(sampleWriteBack('resolve', born));

    expect(requests()).toEqual([
      'POST /v2/alerts/a-1/acknowledge?identifierType=id',
      'POST /v2/alerts',
      'POST /v2/alerts/alert-relay-1/close?identifierType=alias',
    ]);
    expect(json({ body: tool?.received[1]?.body ?? '' })).toMatchObject({
      alias: 'alert-relay-1',
      message: 'INC0010001: Disk of db1 is full',
      priority: 'P2',
    });
  });

  test('a closed alert is noted, since Opsgenie cannot open it again', async () => {
    const tell = await start('opsgenie', settings, accept);

    await tell(sampleWriteBack('reopen', { ...fromTool('opsgenie', 'a-1'), from: 'resolved' }));
    await tell(sampleWriteBack('reopen', { ...fromTool('opsgenie', 'a-1'), from: 'acknowledged' }));

    expect(requests()).toEqual([
      'POST /v2/alerts/a-1/notes?identifierType=id',
      'POST /v2/alerts/a-1/unacknowledge?identifierType=id',
    ]);
  });
});

describe('incident.io', () => {
  const settings = (url: string) => ({
    url,
    apiKey: secret,
    alertSource: { id: 'SRC', token: `source-${secret}` },
    statuses: { resolve: 'closed-1' },
  });
  const accept: Handler = ({ path, headers }, response) => {
    const wanted = path.startsWith('/v2/alert_events/') ? `source-${secret}` : secret;
    answerJson(response, headers.authorization === `Bearer ${wanted}` ? 200 : 401, {});
  };

  test('incidents, alerts and follow-ups each have their own way', async () => {
    const tell = await start('incident-io', settings, accept);

    for (const type of ['incident', 'alert', 'follow_up', 'escalation']) {
      await tell(sampleWriteBack('resolve', fromTool('incident-io', '01F', { type })));
    }

    expect(requests()).toEqual([
      'POST /v2/incidents/01F/actions/edit',
      'POST /v2/alerts/01F/actions/resolve',
      'PUT /v2/follow_ups/01F',
    ]);
    expect(tool?.received.map(json)).toMatchObject([
      { incident: { incident_status_id: 'closed-1' } },
      {},
      { status: 'completed', title: 'Its own' },
    ]);
  });

  test('a record of ServiceNow is an alert of the source, known by its deduplication key', async () => {
    const tell = await start('incident-io', settings, accept);

    await tell(sampleWriteBack('open', born));
    await tell(sampleWriteBack('resolve', born));

    expect(requests()).toEqual([
      'POST /v2/alert_events/http/SRC',
      'POST /v2/alert_events/http/SRC',
    ]);
    expect(tool?.received.map(json)).toMatchObject([
      { status: 'firing', deduplication_key: 'alert-relay-1' },
      { status: 'resolved', deduplication_key: 'alert-relay-1' },
    ]);
  });
});

describe('messages', () => {
  test('a title cannot mention a channel of Slack', async () => {
    const tell = await start(
      'slack',
      (url) => ({ url: `${url}/${secret}` }),
      (_request, response) => {
        response.end('ok');
      },
    );
    const { record } = sampleWriteBack('open');

    await tell(sampleWriteBack('open', { record: { ...record, title: '<!channel> & all' } }));

    expect(tool?.received[0]?.body).toContain('&lt;!channel&gt; &amp; all');
    expect(tool?.received[0]?.body).not.toContain('<!channel>');
  });

  test.each([
    ['1', undefined],
    ['', undefined],
    [
      'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429',
      'DESTINATION_UNAVAILABLE',
    ],
    ['Webhook message delivery failed with error: card is invalid', 'DESTINATION_REFUSED'],
  ])('Teams that answers 200 and %j', async (body, code) => {
    const tell = await start(
      'teams',
      (url) => ({ url: `${url}/${secret}` }),
      (_request, response) => {
        response.end(body);
      },
    );

    const failed: unknown = await tell(sampleWriteBack('resolve')).catch((error) => error);

    expect(failed instanceof Error ? Reflect.get(failed, 'code') : undefined).toBe(code);
    expect(findLeaks(failed, [secret])).toEqual([]);
  });
});

describe('a picture', () => {
  const ok: Handler = (_request, response) => answerJson(response, 202, {});
  const key = `whsec_${Buffer.alloc(32, 'pictures').toString('base64')}`;
  const hook = (url: string) => ({ url, secret: key });

  test('is posted to a webhook as a message of its own, signed with what is in it', async () => {
    const tell = await start('webhook', hook, ok);

    await tell(sampleWriteBack('update', attached(true)));

    const [message] = tool?.received ?? [];
    expect(tool?.received).toHaveLength(1);
    expect(json(message ?? { body: '{}' })).toMatchObject({
      type: 'incident.attachment',
      data: {
        record: { number: 'INC0010001' },
        attachment: {
          name: picture.name,
          author: 'Beth Anglin',
          content: picture.content.toString('base64'),
        },
      },
    });
    const signed = new Webhook(key).sign(
      'write-back-1',
      new Date(1_795_000_000_000),
      message?.body ?? '',
    );
    expect(message?.headers['webhook-signature']).toBe(signed);
  });

  test('comes after what happened to the record with it, and without its content where that stays', async () => {
    const tell = await start('webhook', hook, ok);

    await tell(sampleWriteBack('resolve', attached(false)));

    const types = (tool?.received ?? []).map((request) => json(request)['type']);
    expect(types).toEqual(['incident.resolved', 'incident.attachment']);
    expect(tool?.received[1]?.body).not.toContain('"content"');
  });

  test('is told by a template in its words, without content', async () => {
    const template = '{"text": {{ data.attachment.name | default: "none" | json }}}';
    const tell = await start('webhook', (url) => ({ ...hook(url), template }), ok);

    await tell(sampleWriteBack('update', attached(true)));

    expect(tool?.received.map(({ body }) => body)).toEqual([
      JSON.stringify({ text: picture.name }).replace(':', ': '),
    ]);
  });

  test('becomes a file of an Opsgenie alert', async () => {
    const tell = await start('opsgenie', (url) => ({ url, apiKey: secret }), ok);

    await tell(sampleWriteBack('update', { ...fromTool('opsgenie', 'a/b'), ...attached(true) }));

    const [upload] = tool?.received ?? [];
    expect(requests()).toEqual(['POST /v2/alerts/a%2Fb/attachments?alertIdentifierType=id']);
    const boundary = 'alert-relay-write-back-1';
    expect(upload?.headers['content-type']).toBe(`multipart/form-data; boundary=${boundary}`);
    expect(upload?.body.split('\r\n')).toEqual([
      `--${boundary}`,
      'Content-Disposition: form-data; name="file"; filename="graph %221%22.png"',
      'Content-Type: image/png',
      '',
      'PNG of a graph',
      `--${boundary}--`,
      '',
    ]);
  });

  test.each([
    [
      'opsgenie',
      'POST /v2/alerts/a1/notes?identifierType=id',
      (url: string) => ({ url, apiKey: secret }),
    ],
    [
      'pagerduty',
      'POST /incidents/a1/notes',
      (apiUrl: string) => ({ apiUrl, apiToken: secret, from: 'a@example.com' }),
    ],
    ['slack', 'POST /', (url: string) => ({ url })],
    ['teams', 'POST /', (url: string) => ({ url })],
  ])('whose content stays in ServiceNow is a link in %s', async (name, request, settings) => {
    const tell = await start(name, settings, ok);

    await tell(sampleWriteBack('update', { ...fromTool(name, 'a1'), ...attached(false) }));

    expect(requests()).toEqual([request]);
    expect(tool?.received[0]?.body).toContain('Beth Anglin attached graph');
    expect(tool?.received[0]?.body).toContain('sys_attachment.do?sys');
  });
});
