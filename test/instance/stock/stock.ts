import type { Stock } from './model.ts';

/** Everything that a fresh instance holds, in one place. */
export const stock: Stock = {
  tables: [],
  roles: [],
  acls: [],
  dataPolicies: [],
  priorityRules: [],
  properties: [],
  coreRecords: [],
  demoRecords: [],
};
