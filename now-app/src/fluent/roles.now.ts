import { Role } from '@servicenow/sdk/core';

export const apiUser = Role({
  name: 'x_alrt_relay.api_user',
  description:
    'For the account of the relay: may use the scripted REST API, and create, read and write tasks',
});

export const viewer = Role({
  name: 'x_alrt_relay.viewer',
  description: 'Sees what Alert Relay sent, what waits and what failed',
});

export const relayAdmin = Role({
  name: 'x_alrt_relay.admin',
  description: 'Manages Alert Relay: connections, resending, properties',
  containsRoles: [viewer],
  scopedAdmin: false,
});
