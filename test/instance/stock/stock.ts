import { foundationAcls } from './acls/foundation-acls.ts';
import { systemAcls } from './acls/system-acls.ts';
import { taskAcls } from './acls/task-acls.ts';
import type { Stock, StockTable } from './model.ts';
import { dataPolicies, priorityRules } from './policies.ts';
import { properties } from './properties.ts';
import { completeRecords } from './records/complete-records.ts';
import { coreRecords } from './records/core.ts';
import { demoRecords } from './records/demo.ts';
import { roles } from './roles.ts';
import { stateModels } from './state-models.ts';
import { catalogTables } from './tables/catalog.ts';
import { changeTables } from './tables/change.ts';
import { cmdbClassTables } from './tables/cmdb-classes.ts';
import { cmdbTables } from './tables/cmdb.ts';
import { dictionaryTables } from './tables/dictionary.ts';
import { foundationTables } from './tables/foundation.ts';
import { importSetTables } from './tables/import-sets.ts';
import { incidentTables } from './tables/incident.ts';
import { interfaceTables } from './tables/interface.ts';
import { knowledgeTables } from './tables/knowledge.ts';
import { logTables } from './tables/logs.ts';
import { metadataTables } from './tables/metadata.ts';
import { oauthTables } from './tables/oauth.ts';
import { problemTables } from './tables/problem.ts';
import { requestTables } from './tables/request.ts';
import { restTables } from './tables/rest.ts';
import { scriptingTables } from './tables/scripting.ts';
import { securityOperationsTables } from './tables/security-operations.ts';
import { securityTables } from './tables/security.ts';
import { taskTables } from './tables/task.ts';
import { testFrameworkTables } from './tables/test-framework.ts';
import { updateSetTables } from './tables/update-sets.ts';
import { userTables } from './tables/users.ts';
import { workflowTables } from './tables/workflow.ts';

/** A parent table always precedes its children. */
const tables: readonly StockTable[] = [
  ...metadataTables,
  ...dictionaryTables,
  ...userTables,
  ...securityTables,
  ...scriptingTables,
  ...restTables,
  ...oauthTables,
  ...interfaceTables,
  ...updateSetTables,
  ...logTables,
  ...testFrameworkTables,
  ...taskTables,
  ...foundationTables,
  ...cmdbTables,
  ...cmdbClassTables,
  ...incidentTables,
  ...problemTables,
  ...changeTables,
  ...requestTables,
  ...catalogTables,
  ...securityOperationsTables,
  ...importSetTables,
  ...knowledgeTables,
  ...workflowTables,
];

/** Everything that a fresh instance holds, in one place. */
export const stock: Stock = {
  tables,
  roles,
  acls: [...systemAcls, ...foundationAcls, ...taskAcls],
  dataPolicies,
  stateModels,
  priorityRules,
  properties,
  coreRecords: completeRecords(tables, coreRecords),
  demoRecords: completeRecords(tables, demoRecords),
};
