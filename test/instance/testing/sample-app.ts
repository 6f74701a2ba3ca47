import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A small app of scope `x_test` for tests of the instance itself, in the shape that the SDK builds. */

export interface SampleRecord {
  readonly table: string;
  /** Names the record inside the app; its sys_id follows from it. */
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface SampleApp {
  readonly version?: string;
  readonly scope?: string;
  readonly records?: readonly SampleRecord[];
  /** Path under `src/server/` → source. */
  readonly modules?: Readonly<Record<string, string>>;
  /** `incident read`, `task write`: what the scripts may do to other scopes' tables. */
  readonly privileges?: readonly string[];
}

const SCOPE_ID = sampleId('scope');

export function sampleId(key: string): string {
  return createHash('md5').update(`x_test:${key}`).digest('hex');
}

/** Writes the app as a package folder and gives back its path, for `createInstance({ app })`. */
export function writeSampleApp(app: SampleApp = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sample-app-'));
  for (const part of ['scope', 'update']) mkdirSync(path.join(folder, part));
  const scope = {
    table: 'sys_app',
    key: 'scope',
    values: { name: 'Sample', scope: app.scope ?? 'x_test', version: app.version ?? '1.0.0' },
  };
  writeFileSync(path.join(folder, 'scope', 'sys_app.xml'), toXml(scope));
  const records = [
    ...baseRecords,
    ...moduleRecords(app),
    ...privilegeRecords(app),
    ...(app.records ?? []),
  ];
  for (const record of records) {
    writeFileSync(
      path.join(folder, 'update', `${record.table}_${sampleId(record.key)}.xml`),
      toXml(record),
    );
  }
  return folder;
}

function toXml(record: SampleRecord): string {
  const values = { sys_id: sampleId(record.key), sys_scope: SCOPE_ID, ...record.values };
  const fields = Object.entries(values).map(
    ([name, value]) => `<${name}>${escaped(value)}</${name}>`,
  );
  return `<?xml version="1.0"?><record_update table="${record.table}"><${record.table} action="INSERT_OR_UPDATE">${fields.join('')}</${record.table}></record_update>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `POST /api/x_test/v1/run` runs its body as a script of the scope and answers what it returns. */
const RUN =
  'response.setBody({ value: new Function("request", "response", request.body.dataString)(request, response) });';

const baseRecords: readonly SampleRecord[] = [
  role('api_user'),
  {
    table: 'sys_security_acl',
    key: 'acl',
    values: {
      name: 'x_test.api',
      type: 'REST_Endpoint',
      operation: 'execute',
      active: 'true',
      admin_overrides: 'true',
    },
  },
  {
    table: 'sys_security_acl_role',
    key: 'acl role',
    values: { sys_security_acl: sampleId('acl'), sys_user_role: sampleId('role api_user') },
  },
  {
    table: 'sys_ws_definition',
    key: 'api',
    values: {
      name: 'Sample API',
      service_id: 'v1',
      namespace: 'x_test',
      active: 'true',
      enforce_acl: sampleId('acl'),
    },
  },
  operation('run', 'POST', '/run', RUN),
  ...table('x_test_item', {
    name: { display: 'true' },
    ticket: { unique: 'true' },
    count: { internal_type: 'integer' },
    task: { internal_type: 'reference', reference: 'task', max_length: '32' },
    done: { internal_type: 'boolean' },
  }),
];

export function role(name: string): SampleRecord {
  return {
    table: 'sys_user_role',
    key: `role ${name}`,
    values: { name: `x_test.${name}`, suffix: name },
  };
}

export function operation(
  key: string,
  method: string,
  relativePath: string,
  script: string,
  details: Readonly<Record<string, string>> = {},
): SampleRecord {
  return {
    table: 'sys_ws_operation',
    key: `operation ${key}`,
    values: {
      name: key,
      active: 'true',
      http_method: method,
      operation_uri: `/api/x_test/v1${relativePath}`,
      relative_path: relativePath,
      operation_script: script,
      web_service_definition: sampleId('api'),
      requires_authentication: 'true',
      requires_acl_authorization: 'true',
      requires_snc_internal_role: 'false',
      ...details,
    },
  };
}

export function table(
  name: string,
  columns: Readonly<Record<string, Readonly<Record<string, string>>>>,
): SampleRecord[] {
  return [
    {
      table: 'sys_db_object',
      key: `table ${name}`,
      values: { name, label: name, read_access: 'true', ws_access: 'true' },
    },
    ...Object.entries(columns).map(([element, values]) => column(name, element, values)),
  ];
}

export function column(
  owner: string,
  element: string,
  values: Readonly<Record<string, string>> = {},
): SampleRecord {
  return {
    table: 'sys_dictionary',
    key: `column ${owner}.${element}`,
    values: {
      name: owner,
      element,
      column_label: element,
      internal_type: 'string',
      max_length: '100',
      active: 'true',
      ...values,
    },
  };
}

export function rule(name: string, values: Readonly<Record<string, string>>): SampleRecord {
  const stock = {
    name,
    active: 'true',
    advanced: 'true',
    collection: 'incident',
    when: 'before',
    order: '100',
    action_insert: 'true',
    action_update: 'true',
  };
  return { table: 'sys_script', key: `rule ${name}`, values: { ...stock, ...values } };
}

function moduleRecords(app: SampleApp): SampleRecord[] {
  return Object.entries(app.modules ?? {}).map(([name, content]) => ({
    table: 'sys_module',
    key: `module ${name}`,
    values: { path: modulePath(name), content },
  }));
}

export function modulePath(name: string): string {
  return `x_test/sample/1.0.0/src/server/${name}`;
}

function privilegeRecords(app: SampleApp): SampleRecord[] {
  return (app.privileges ?? []).map((privilege) => {
    const [target = '', verb = ''] = privilege.split(' ');
    return {
      table: 'sys_scope_privilege',
      key: `privilege ${privilege}`,
      values: {
        source_scope: SCOPE_ID,
        target_scope: 'global',
        target_name: target,
        target_type: 'sys_db_object',
        operation: verb,
        status: 'allowed',
      },
    };
  });
}
