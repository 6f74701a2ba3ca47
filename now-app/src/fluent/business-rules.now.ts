import { BusinessRule } from '@servicenow/sdk/core';
import { captureChange } from '../server/rules/capture-change.ts';

// On task alone: it fires for all children too; a second rule on incident would note each change twice.
// The documentation guarantees only async rules in another scope's table, published apps ship after
// rules: docs/decisions/0004-business-rules.md.
BusinessRule({
  $id: Now.ID['rule-capture-change'],
  name: 'Alert Relay: note changes',
  table: 'task',
  when: 'after',
  action: ['insert', 'update'],
  order: 1000,
  filterCondition: 'x_alrt_relay_keyISNOTEMPTY',
  script: captureChange,
});
