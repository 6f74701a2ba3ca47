import { Acl } from '@servicenow/sdk/core';
import { apiUser, viewer } from './roles.now';

export const restExecute = Acl({
  $id: Now.ID['acl-rest-execute'],
  type: 'rest_endpoint',
  name: 'x_alrt_relay.v1',
  operation: 'execute',
  roles: [apiUser],
  decisionType: 'allow',
  adminOverrides: true,
  description: 'The account of the relay may call the scripted REST API',
});

/** Status and self-test are for people too. */
export const restInspect = Acl({
  $id: Now.ID['acl-rest-inspect'],
  type: 'rest_endpoint',
  name: 'x_alrt_relay.v1.inspect',
  operation: 'execute',
  roles: [apiUser, viewer],
  decisionType: 'allow',
  adminOverrides: true,
  description: 'People who look after the app may see its status and run its self-test',
});
