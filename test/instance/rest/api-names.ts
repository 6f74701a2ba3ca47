/** APIs by the names that rules, policies and refusals use for them. */
const names: readonly (readonly [start: string, name: string])[] = [
  ['/api/now/table/', 'Table API'],
  ['/api/now/stats/', 'Aggregate API'],
  ['/api/now/attachment', 'Attachment API'],
  ['/api/now/import/', 'Import Set API'],
  ['/api/now/batch', 'Batch API'],
  ['/api/now/cmdb/', 'CMDB Instance API'],
  ['/api/now/identifyreconcile', 'Identification and Reconciliation API'],
  ['/api/sn_sc/', 'Service Catalog API'],
  ['/api/sn_chg_rest/', 'Change Management API'],
];

export function apiNameOf(path: string): string {
  const plain = path.replace(/^(\/api\/\w+\/)v\d\//, '$1');
  return names.find(([start]) => plain.startsWith(start))?.[1] ?? plain;
}
