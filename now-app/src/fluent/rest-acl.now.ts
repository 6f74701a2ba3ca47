import { Acl } from '@servicenow/sdk/core';
import { apiUser } from './roles.now';

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
