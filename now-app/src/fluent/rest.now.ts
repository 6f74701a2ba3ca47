import { RestApi } from '@servicenow/sdk/core';
import { acknowledgeChanges } from '../server/rest/acknowledge-changes.ts';
import { batchTasks } from '../server/rest/batch-tasks.ts';
import { connect } from '../server/rest/connect.ts';
import { getChanges } from '../server/rest/get-changes.ts';
import { disconnect } from '../server/rest/disconnect.ts';
import { rotate } from '../server/rest/rotate.ts';
import { lookup } from '../server/rest/lookup.ts';
import { getTask } from '../server/rest/get-task.ts';
import { putTask } from '../server/rest/put-task.ts';
import { restExecute } from './rest-acl.now';

// The version is the service id, not ServiceNow's own versioning: docs/decisions/0002-wire-contract.md.
// internalRole is off so that api_user alone is enough for the account of the relay.
RestApi({
  $id: Now.ID['rest-v1'],
  name: 'Alert Relay v1',
  serviceId: 'v1',
  consumes: 'application/json',
  produces: 'application/json',
  enforceAcl: [restExecute],
  routes: [
    {
      $id: Now.ID['rest-put-task'],
      name: 'Create or update the record of a key',
      method: 'PUT',
      path: '/tasks/{key}',
      script: putTask,
      authentication: true,
      authorization: true,
      internalRole: false,
      enforceAcl: [restExecute],
    },
    {
      $id: Now.ID['rest-batch-tasks'],
      name: 'Create or update several records',
      method: 'POST',
      path: '/tasks/batch',
      script: batchTasks,
      authentication: true,
      authorization: true,
      internalRole: false,
      enforceAcl: [restExecute],
    },
    {
      $id: Now.ID['rest-get-task'],
      name: 'Read the record of a key',
      method: 'GET',
      path: '/tasks/{key}',
      script: getTask,
      authentication: true,
      authorization: true,
      internalRole: false,
      enforceAcl: [restExecute],
    },
    {
      $id: Now.ID['rest-get-changes'],
      name: 'Changes not acknowledged yet',
      method: 'GET',
      path: '/changes',
      script: getChanges,
      authentication: true,
      authorization: true,
      internalRole: false,
      enforceAcl: [restExecute],
    },
    {
      $id: Now.ID['rest-acknowledge-changes'],
      name: 'Acknowledge changes',
      method: 'POST',
      path: '/changes/acknowledge',
      script: acknowledgeChanges,
      authentication: true,
      authorization: true,
      internalRole: false,
      enforceAcl: [restExecute],
    },
    {
      $id: Now.ID['rest-lookup'],
      name: 'Find a record by name',
      method: 'GET',
      path: '/lookup',
      script: lookup,
      authentication: true,
      authorization: true,
      internalRole: false,
      enforceAcl: [restExecute],
    },
    {
      $id: Now.ID['rest-connect'],
      name: 'Introduce a relay',
      method: 'POST',
      path: '/connect',
      script: connect,
      authentication: true,
      authorization: true,
      internalRole: false,
      enforceAcl: [restExecute],
    },
    {
      $id: Now.ID['rest-rotate'],
      name: 'Hand over a new secret',
      method: 'POST',
      path: '/rotate',
      script: rotate,
      authentication: true,
      authorization: true,
      internalRole: false,
      enforceAcl: [restExecute],
    },
    {
      $id: Now.ID['rest-disconnect'],
      name: 'Say goodbye',
      method: 'POST',
      path: '/disconnect',
      script: disconnect,
      authentication: true,
      authorization: true,
      internalRole: false,
      enforceAcl: [restExecute],
    },
  ],
});
