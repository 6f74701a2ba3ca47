import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createInstance, type Instance } from './create-instance.ts';
import { shapeFaults } from './testing/compare-shapes.ts';
import { createTestClient, type TestClient } from './testing/client.ts';
import {
  readRecorded,
  readRecordedText,
  recordedByRapid7,
  recordedIsHere,
  sampleOf,
} from './testing/recorded.ts';

const ErrorCases = z.object({ cases: z.array(z.object({ when: z.string(), body: z.unknown() })) });

function errorBody(when: string): unknown {
  const { cases } = ErrorCases.parse(readRecorded('errors/error-bodies.json'));
  return cases.find((candidate) => candidate.when.startsWith(when))?.body;
}

let instance: Instance;
let admin: TestClient;
/** An account without any role. */
let stranger: TestClient;

const adminUser = '/api/now/table/sys_user/6816f79cc0a8016401c5a33be04be441';
const incident46 = '/api/now/table/incident/a9e30c7dc61122760116894de7bcc7bd';
const incident50 = '/api/now/table/incident/ef43c6d40a0a0b5700c77f9bf387afe3';
const nowhere = '/api/now/table/incident/00000000000000000000000000000000';

describe.skipIf(!recordedIsHere())('as recorded', () => {
  beforeAll(async () => {
    instance = await createInstance({ scheduledJobs: false });
    admin = createTestClient(instance.url, instance.admin);
    stranger = createTestClient(instance.url, instance.integration);
  });

  afterAll(async () => {
    await instance.close();
  });

  describe('the Table API', () => {
    test('lists records', async () => {
      const answer = await admin.get('/api/now/table/problem?sysparm_limit=1');

      const recorded = sampleOf('c_TableAPI', 'GET /now/table/{tableName}');
      expect(shapeFaults(recorded, answer.body)).toEqual([]);
    });

    test('reads a record', async () => {
      const answer = await admin.get(incident46);

      const recorded = sampleOf('c_TableAPI', 'GET /now/table/{tableName}/{sys_id}');
      expect(shapeFaults(recorded, answer.body)).toEqual([]);
      expect(answer.result).toMatchObject({
        number: 'INC0000046',
        priority: '3',
        caller_id: { value: '46c6f9efa9fe198101ddf5eed9adf6e7' },
        cmdb_ci: { link: `${instance.url}/api/now/table/cmdb_ci/a9c0c8d2c6112276018f7705562f9cb0` },
      });
    });

    test('creates a record', async () => {
      const answer = await admin.post('/api/now/table/incident', {
        short_description: 'Unable to connect to office wifi',
        assignment_group: '287ebd7da9fe198100f92cc8d1d2154e',
        urgency: '2',
        impact: '2',
      });

      const recorded = sampleOf('c_TableAPI', 'POST /now/table/{tableName}');
      expect(shapeFaults(recorded, answer.body)).toEqual([]);
      expect(answer.result).toMatchObject({
        priority: '3',
        category: 'inquiry',
        notify: '1',
        severity: '3',
        escalation: '0',
        made_sla: 'true',
        approval: 'not requested',
        upon_reject: 'cancel',
        upon_approval: 'proceed',
      });
    });

    test.each(['patch', 'put'] as const)('changes a record by %s', async (method) => {
      const answer = await admin[method](incident50, {
        assigned_to: '681b365ec0a80164000fb0b05854a0cd',
        urgency: '1',
        comments: 'Elevating urgency, this is a blocking issue',
      });

      const recorded = sampleOf('c_TableAPI', 'PATCH /now/table/{tableName}/{sys_id}');
      expect(shapeFaults(recorded, answer.body)).toEqual([]);
    });

    test('finds nothing', async () => {
      const answer = await admin.get('/api/now/table/incident?sysparm_query=number=INC9999999');

      expect(answer.body).toEqual(recordedByRapid7('search_security_incident_empty_list'));
    });

    test('gives only the fields that were asked for', async () => {
      const answer = await admin.get(
        '/api/now/table/incident?sysparm_limit=3&sysparm_fields=number,priority,sys_id',
      );

      const recorded = recordedByRapid7('search_security_incident_fields');
      expect(shapeFaults(recorded, answer.body)).toEqual([]);
      expect(answer.list.map((record) => Object.keys(record).toSorted())).toEqual([
        ['number', 'priority', 'sys_id'],
        ['number', 'priority', 'sys_id'],
        ['number', 'priority', 'sys_id'],
      ]);
    });
  });

  describe('a refusal', () => {
    test('without credentials', async () => {
      const answer = await createTestClient(instance.url, undefined).get(incident46);

      expect([answer.status, answer.body]).toEqual([401, errorBody('Australia PDI')]);
    });

    test('for an unknown table', async () => {
      const answer = await admin.get('/api/now/table/x_casemgmt_case');

      expect([answer.status, answer.body]).toEqual([400, errorBody('unknown table')]);
    });

    test('for an unknown path', async () => {
      const answer = await admin.get('/api/now/no_such_api');

      expect([answer.status, answer.body]).toEqual([400, errorBody('unknown API path')]);
    });

    test('to read, change or delete what is not there', async () => {
      const answers = await Promise.all([
        admin.get(nowhere),
        admin.patch(nowhere, { urgency: '1' }),
        admin.put(nowhere, { urgency: '1' }),
        admin.delete(nowhere),
      ]);

      const recorded = recordedByRapid7('delete_security_incident_invalid_sys_id');
      expect(answers.map(({ status, body }) => [status, body])).toEqual(
        Array.from({ length: 4 }, () => [404, recorded]),
      );
    });

    test('to read a table that no role of the caller opens', async () => {
      const answer = await stranger.get('/api/now/table/metric_definition');

      expect([answer.status, answer.body]).toEqual([403, errorBody('table not readable')]);
    });

    test('to query a field that the caller may not read', async () => {
      const answer = await stranger.get('/api/now/table/sys_choice?sysparm_query=name=incident');

      expect([answer.status, answer.body]).toEqual([403, errorBody('sysparm_query uses a field')]);
    });

    test('to create', async () => {
      const answer = await stranger.post('/api/now/table/task', { short_description: 'a' });

      expect([answer.status, answer.body]).toEqual([403, errorBody('create ACL fails')]);
    });

    test('to change', async () => {
      const answer = await stranger.patch(adminUser, { title: 'a' });

      expect([answer.status, answer.body]).toEqual([403, errorBody('write ACL fails')]);
    });

    test('to delete', async () => {
      const answer = await stranger.delete(adminUser);

      expect([answer.status, answer.body]).toEqual([403, errorBody('delete ACL fails')]);
    });

    test('to resolve without close information', async () => {
      const answer = await admin.patch(incident46, { state: '6' });

      expect([answer.status, answer.body]).toEqual([403, errorBody('data policy mandatory')]);
    });

    test('of a longer address than 8,192 bytes', async () => {
      const answer = await admin.get(`/api/now/table/incident?sysparm_query=${'a'.repeat(8300)}`);

      expect(answer.status).toBe(414);
    });
  });

  test('the headers of an answer', async () => {
    const headers = (await admin.get('/api/now/table/incident?number=INC0000046')).headers;
    const refused = (await createTestClient(instance.url, undefined).get(incident46)).headers;

    // The recording is a page of notes; what stands there literally is expected here.
    const notes = readRecordedText('response-headers.md');
    const literal = [...notes.matchAll(/`([a-z-]+): ([^`]+)`/g)].map(([, name, value]) => [
      name ?? '',
      value,
    ]);
    expect(literal).toHaveLength(6 + 1);
    const given = literal.filter(([name]) => name !== 'transfer-encoding');
    expect(given.map(([name = '']) => [name, headers.get(name)])).toEqual(given);
    expect(headers.get('server')).toBe('snow_adc');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d+/);
    expect(headers.get('x-transaction-id')).toMatch(/^[0-9a-f]{12}$/);
    expect(headers.get('set-cookie')).toMatch(/JSESSIONID=.*glide_user_route=/);
    expect([...headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
    expect(refused.get('x-is-logged-in')).toBe('false');
  });

  describe('a token request', () => {
    test('is answered with the recorded keys in their order', async () => {
      const { user, password, clientId, clientSecret } = instance.integration;

      const answer = await stranger.form('/oauth_token.do', {
        grant_type: 'password',
        username: user,
        password,
        client_id: clientId,
        client_secret: clientSecret,
      });

      const recorded = z.record(z.string(), z.unknown()).parse(recordedByRapid7('get_oauth_token'));
      expect(answer.status).toBe(200);
      expect(shapeFaults(recorded, answer.body)).toEqual([]);
      expect(Object.keys(answer.result)).toEqual(Object.keys(recorded));
    });

    test('tells nothing when it fails', async () => {
      const answer = await stranger.form('/oauth_token.do', {
        grant_type: 'password',
        username: 'nobody',
        password: 'x',
        client_id: instance.integration.clientId,
        client_secret: instance.integration.clientSecret,
      });

      expect([answer.status, answer.body]).toEqual([401, errorBody('/oauth_token.do any failure')]);
    });
  });
});
