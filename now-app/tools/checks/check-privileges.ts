import type { Check } from './check.ts';
import type { DistRecord } from './read-dist.ts';

const ownPrefix = 'x_alrt_relay_';

/** Calls that the platform tracks across scopes: how they look in a script, how the privilege is named. */
const trackedCalls: readonly (readonly [RegExp, string])[] = [
  [/\.setEndpoint\(/, 'ScriptableRESTMessageClient.setEndpoint'],
  [/\.setHttpMethod\(/, 'ScriptableRESTMessageClient.setHttpMethod'],
  [/\.setHttpTimeout\(/, 'ScriptableRESTMessageClient.setHttpTimeout'],
  [/\.setRequestHeader\(/, 'ScriptableRESTMessageClient.setRequestHeader'],
  [/\.setRequestBody\(/, 'ScriptableRESTMessageClient.setRequestBody'],
  [/\.execute\(/, 'ScriptableRESTMessageClient.execute'],
  [/\.getStatusCode\(/, 'ScriptableRESTResponse.getStatusCode'],
  [/\.getBody\(/, 'ScriptableRESTResponse.getBody'],
  [/\.getErrorMessage\(/, 'ScriptableRESTResponse.getErrorMessage'],
  [/\bRESTAPIRequest|\.dataString/, 'RESTAPIRequest'],
  [/\.dataString/, 'RESTAPIRequestBody'],
  [/response\.setBody\(/, 'ScriptableServiceResultBuilder.setBody'],
  [/response\.setStatus\(/, 'ScriptableServiceResultBuilder.setStatus'],
  [/\.insert\(/, 'GlideRecord.insert'],
  [/\.update\(/, 'GlideRecord.update'],
  [/\.setValue\(/, 'GlideRecord.setValue'],
  [/\.deleteRecord\(/, 'GlideRecord.deleteRecord'],
  [/\.deleteMultiple\(/, 'GlideRecord.deleteMultiple'],
  [/new GlideAggregate\(/, 'GlideAggregate'],
  [/\.getElement\(/, 'ScopedGlideElement'],
  [/new GlideSysAttachment\(/, 'GlideSysAttachment'],
  [/\.writeBase64\(/, 'GlideSysAttachment.writeBase64'],
  [/\.getContentBase64\(/, 'GlideSysAttachment.getContentBase64'],
  [/\bCertificateEncryption\b/, 'CertificateEncryption'],
  [/\.generateMac\(/, 'CertificateEncryption.generateMac'],
  [/gs\.getProperty\(/, 'Glide API: properties'],
  [/gs\.generateGUID\(/, 'Glide API: string utilities'],
  [/gs\.eventQueue\(/, 'Glide API: event management'],
  [/gs\.getUserName\(/, 'Glide API: user roles and groups'],
];

/** A published app may only do across scopes what it has a privilege record for. */
export const checkPrivileges: Check = (records) => {
  const granted = new Set(
    records
      .filter((record) => record.table === 'sys_scope_privilege')
      .map(({ columns }) => `${columns['operation'] ?? ''} ${columns['target_name'] ?? ''}`),
  );
  const text = records
    .filter((record) => record.table === 'sys_module')
    .map((record) => record.columns['content'] ?? '')
    .join('\n');
  return [...neededTables(records, text), ...neededCalls(text)]
    .filter((need) => !granted.has(need))
    .map((need) => `no cross-scope privilege "${need}"`);
};

function neededCalls(text: string): string[] {
  return trackedCalls.filter(([call]) => call.test(text)).map(([, name]) => `execute ${name}`);
}

/** Tables named in scripts are read; those that the relay may write are also created and written. */
function neededTables(records: readonly DistRecord[], text: string): string[] {
  const named = [...text.matchAll(/new GlideRecord\('(\w+)'\)/g)].map((match) => match[1] ?? '');
  const lookups = /lookupColumns = \{([^}]*)\}/.exec(text)?.[1] ?? '';
  const looked = [...lookups.matchAll(/(\w+): \[/g)].map((match) => match[1] ?? '');
  const property = records.find(
    (record) =>
      record.table === 'sys_properties' && record.columns['name'] === 'x_alrt_relay.tables',
  );
  const writable = (property?.columns['value'] ?? '').split(',').filter((name) => name !== '');
  return [
    ...[...named, ...looked]
      .filter((table) => !table.startsWith(ownPrefix))
      .map((table) => `read ${table}`),
    ...writable.flatMap((table) => [`create ${table}`, `read ${table}`, `write ${table}`]),
  ];
}
