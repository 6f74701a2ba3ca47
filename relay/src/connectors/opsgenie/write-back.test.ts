import { expect, test } from 'vitest';
import { bodyOf, sampleAlert, sampleWriteBack } from '../../connector-kit/sample-write-back.ts';
import type { WriteBack } from '../../connector-kit/write-back.ts';
import { opsgenieDestination } from './destination.ts';

const apiKey = 'key-of-an-integration';
const jira = 'https://api.atlassian.com/jsm/ops/integration';

function sent(kind: WriteBack['kind'], url: string, more: Partial<WriteBack> = {}) {
  const settings = opsgenieDestination.adopt(opsgenieDestination.settings.parse({ apiKey, url }));
  const writeBack = sampleWriteBack(kind, { connector: 'opsgenie', ...more });
  return opsgenieDestination.plan(writeBack, settings).map((step) => {
    const request = opsgenieDestination.toRequest(
      { ...step, file: undefined, id: '1', now: 0 },
      settings,
    );
    expect(request.headers).toMatchObject({ authorization: `GenieKey ${apiKey}` });
    return `${step.method} ${request.url}`.replace(sampleAlert.fingerprint, 'ID');
  });
}

const at = (root: string, action: string) => [
  `POST ${root}/v2/alerts/ID/${action}?identifierType=id`,
];

test.each([
  ['acknowledge', 'acknowledge'],
  ['resolve', 'close'],
] as const)('%s is the same request for Opsgenie and Jira', (kind, action) => {
  expect(sent(kind, 'https://api.opsgenie.com')).toEqual(at('https://api.opsgenie.com', action));
  expect(sent(kind, jira)).toEqual(at(jira, action));
});

test.each([
  ['silence', {}, 'snooze'],
  ['reopen', { from: 'acknowledged' }, 'unacknowledge'],
] as const)('%s becomes a note where Jira has no request for it', (kind, more, action) => {
  expect(sent(kind, 'https://api.opsgenie.com', more)).toEqual(
    at('https://api.opsgenie.com', action),
  );
  expect(sent(kind, jira, more)).toEqual(at(jira, 'notes'));
});

test('what is done says who did it and where', () => {
  const [step] = opsgenieDestination.plan(sampleWriteBack('resolve', { connector: 'opsgenie' }), {
    apiKey,
  });

  expect(bodyOf(step)).toEqual({
    source: 'ServiceNow',
    note: 'Resolved in ServiceNow: INC0010001 by Beth Anglin (https://example.service-now.com/x)',
  });
});

test('a record born in ServiceNow opens an alert of Jira under its alias, and ends it', () => {
  const born = { connector: undefined };

  expect(sent('open', jira, born)).toEqual([`POST ${jira}/v2/alerts`]);
  expect(sent('resolve', jira, born)).toEqual([
    `POST ${jira}/v2/alerts/ID/close?identifierType=alias`,
  ]);
});

test.each([
  [undefined, true, '/attachments?alertIdentifierType=id'],
  [undefined, false, '/notes?identifierType=id'],
  [jira, true, '/notes?identifierType=id'],
])('a picture, at %s, with its content %s, goes to %s', (url, isHere, expected) => {
  const settings = opsgenieDestination.adopt(opsgenieDestination.settings.parse({ apiKey, url }));
  const picture = {
    name: 'a.png',
    contentType: 'image/png',
    sizeBytes: 4,
    author: 'Beth',
    url: 'https://example.service-now.com/sys_attachment.do?sys_id=1',
    file: isHere ? { connection: 'prod', sysId: '1' } : undefined,
  };
  const writeBack = sampleWriteBack('update', { connector: 'opsgenie', attachments: [picture] });
  const paths = opsgenieDestination.plan(writeBack, settings).map(({ path }) => path);

  expect(paths).toEqual([`/v2/alerts/disk-db1${expected}`]);
});
