import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hereOrSkipped } from '../../support/here-or-skipped.ts';
import { createInstance, type Instance } from '../create-instance.ts';
import { isObject } from '../rest/read-body.ts';
import { fetchPackage } from './fetch-package.ts';

const Node = z.object({
  ServiceNow: z.custom<
    new () => {
      execute(): Promise<readonly (readonly { readonly json: Record<string, unknown> }[])[]>;
      readonly methods: {
        readonly loadOptions: Readonly<Record<string, () => Promise<readonly object[]>>>;
      };
    }
  >((value) => typeof value === 'function'),
});

const RequestOptions = z.object({
  method: z.string(),
  uri: z.string(),
  qs: z.record(z.string(), z.unknown()).default({}),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  json: z.boolean().default(true),
  resolveWithFullResponse: z.boolean().default(false),
});

/** Only the ServiceNow node: the package depends on hundreds of megabytes of other nodes' libraries. */
const folder = fetchPackage({
  name: 'n8n-nodes-base',
  version: '2.41.2',
  integrity:
    'sha512-qUItyawxR1aR/t6Fgk0whYwBSDR+VOu5RkgAI3AElVI3dqPLLcCAawAMFc/N3GFG35//quOVRUwuc7a3mVLC0g==',
});
const here = hereOrSkipped(folder !== undefined, 'the registry of npm');

let instance: Instance;

/** The few names that the node takes from its host. */
const host = `
class NodeApiError extends Error { constructor(node, error) { super(error.message, { cause: error }); } }
class NodeOperationError extends Error {}
module.exports = { NodeApiError, NodeOperationError, NodeConnectionTypes: { Main: 'main' } };
`;

function loadNode(): z.infer<typeof Node>['ServiceNow'] {
  const home = path.join(folder ?? '', 'node_modules/n8n-workflow');
  mkdirSync(home, { recursive: true });
  writeFileSync(path.join(home, 'index.js'), host);
  const load = createRequire(import.meta.url);
  const file = path.join(folder ?? '', 'dist/nodes/ServiceNow/ServiceNow.node.js');
  return Node.parse(load(file)).ServiceNow;
}

const attached = { mimeType: 'text/plain', fileName: 'n8n.txt' };
const attachedText = 'attached by n8n';

/** What n8n gives a node to work with; requests go to the instance instead of service-now.com. */
function executionContext(parameters: Readonly<Record<string, unknown>>): object {
  return {
    getInputData: () => [{ json: {} }],
    getNode: () => ({ name: 'ServiceNow' }),
    continueOnFail: () => false,
    getNodeParameter: (name: string, _index?: number, usual?: unknown) =>
      parameters[name] ?? usual ?? (name === 'authentication' ? 'basicAuth' : {}),
    getCredentials: () => Promise.resolve({ subdomain: 'simulated' }),
    helpers: {
      requestWithAuthentication: (_type: string, options: unknown) => send(options),
      returnJsonArray: (data: unknown) =>
        (Array.isArray(data) ? data : [data]).map((json: unknown) =>
          isObject(json) && 'json' in json ? json : { json },
        ),
      constructExecutionMetaData: (data: unknown) => data,
      assertBinaryData: () => attached,
      getBinaryDataBuffer: () => Promise.resolve(Buffer.from(attachedText)),
      prepareBinaryData: (data: Buffer) => Promise.resolve({ text: data.toString('utf8') }),
    },
  };
}

async function send(given: unknown): Promise<unknown> {
  const options = RequestOptions.parse(given);
  const { user, password } = instance.admin;
  const url = new URL(options.uri.replace(/^https:\/\/simulated\.service-now\.com/, instance.url));
  for (const [name, value] of Object.entries(options.qs)) url.searchParams.set(name, String(value));
  const { body } = options;
  const answer = await request(url, {
    method: options.method,
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      accept: 'application/json',
      'content-type': 'application/json',
      ...Object.fromEntries(
        Object.entries(options.headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
    },
    body: body === undefined || Buffer.isBuffer(body) ? (body ?? null) : JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 400) throw new Error(`${answer.statusCode}: ${text}`);
  const parsed: unknown = options.json && text !== '' ? JSON.parse(text) : text;
  return options.resolveWithFullResponse ? { body: parsed, headers: answer.headers } : parsed;
}

describe.skipIf(!here)('the ServiceNow node of n8n', () => {
  beforeAll(async () => {
    instance = await createInstance({ scheduledJobs: false });
  });

  afterAll(async () => {
    await instance.close();
  });

  async function run(
    resource: string,
    operation: string,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<readonly Record<string, unknown>[]> {
    const node = new (loadNode())();
    const context = executionContext({ resource, operation, ...more });
    const [items = []] = await node.execute.call(Object.assign(node, context));
    return items.map((item) => item.json);
  }

  const options = async (name: string, more: object = {}): Promise<readonly object[]> => {
    const node = new (loadNode())();
    const load = node.methods.loadOptions[name];
    return load === undefined ? [] : load.call(Object.assign(node, executionContext({ ...more })));
  };

  test('creates, reads, changes and deletes an incident', async () => {
    const [created] = await run('incident', 'create', {
      short_description: 'of n8n',
      additionalFields: { impact: '1', urgency: '1' },
    });
    const id = created?.['sys_id'];
    const [changed] = await run('incident', 'update', { id, updateFields: { state: '2' } });
    const [read] = await run('incident', 'get', { id });
    const [deleted] = await run('incident', 'delete', { id });

    expect(created).toMatchObject({ priority: '1' });
    expect(changed).toMatchObject({ state: '2' });
    expect(read).toMatchObject({ sys_id: id, state: '2' });
    expect(deleted).toEqual({ success: true });
  });

  test('reads every page by the total count', async () => {
    const users = await run('user', 'getAll', { returnAll: true });
    const fields = await run('dictionary', 'getAll', {
      returnAll: true,
      options: { sysparm_query: 'name=incident', sysparm_fields: 'element' },
    });

    expect(users.length).toBeGreaterThan(10);
    expect(fields.length).toBeGreaterThan(5);
  });

  test('writes any table', async () => {
    const [created] = await run('tableRecord', 'create', {
      tableName: 'problem',
      dataToSend: 'columns',
      fieldsToSend: { field: [{ column: 'short_description', value: 'of n8n' }] },
    });
    const id = created?.['sys_id'];
    const found = await run('tableRecord', 'getAll', {
      tableName: 'problem',
      returnAll: true,
      options: { sysparm_query: `sys_id=${String(id)}` },
    });

    expect(found).toMatchObject([{ sys_id: id, short_description: 'of n8n' }]);
  });

  test('attaches a file', async () => {
    const [incident] = await run('incident', 'create', { short_description: 'with a file' });

    await run('attachment', 'upload', { tableName: 'incident', id: incident?.['sys_id'] });
    const found = await run('attachment', 'getAll', {
      tableName: 'incident',
      returnAll: true,
      download: false,
      options: { queryFilter: `table_sys_id=${String(incident?.['sys_id'])}` },
    });

    expect(found).toMatchObject([
      { file_name: 'n8n.txt', size_bytes: String(attachedText.length) },
    ]);
  });

  test('offers tables, columns and users to choose from', async () => {
    const tables = await options('getTables');
    const users = await options('getUsers', { resource: 'incident', operation: 'get' });

    expect(tables).toContainEqual(expect.objectContaining({ value: 'incident' }));
    expect(users).toContainEqual(
      expect.objectContaining({ value: '6816f79cc0a8016401c5a33be04be441' }),
    );
  });
});
