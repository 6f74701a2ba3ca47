import { Acl, UiPage } from '@servicenow/sdk/core';
import { viewer } from './roles.now';

UiPage({
  $id: Now.ID['page-status'],
  endpoint: 'x_alrt_relay_status.do',
  category: 'general',
  description: 'What is connected, what waits, what failed; checks with what to do',
  html: Now.include('../pages/status.html'),
  clientScript: Now.include('../pages/status.client.js'),
});
Acl({
  $id: Now.ID['acl-page-status'],
  type: 'ui_page',
  name: 'x_alrt_relay_status',
  operation: 'read',
  roles: [viewer],
  decisionType: 'allow',
  adminOverrides: true,
});
