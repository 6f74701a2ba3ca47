import type { StockRecord } from '../model.ts';
import { keyedRecord, record } from './define-records.ts';
import { incidents, type Incident } from './demo-incident-list.ts';
import { acmeNorthAmerica } from './demo-places.ts';

function incident(of: Incident): StockRecord {
  return record('incident', of.id, {
    number: of.number,
    task_effective_number: of.number,
    short_description: of.shortDescription,
    description: of.shortDescription,
    caller_id: of.caller,
    opened_by: of.caller,
    opened_at: of.openedAt,
    sys_created_on: of.openedAt,
    state: of.state,
    incident_state: of.state,
    active: String(of.state !== '7'),
    impact: of.impact,
    urgency: of.urgency,
    priority: of.priority,
    assignment_group: of.group,
    assigned_to: of.assignedTo ?? '',
    company: acmeNorthAmerica,
    category: 'inquiry',
    contact_type: 'phone',
    ...of.more,
  });
}

const notes: readonly StockRecord[] = [
  keyedRecord('sys_journal_field', 'INC0000003 1', {
    name: 'incident',
    element: 'comments',
    element_id: 'e8caedcbc0a80164017df472f39eaed1',
    value:
      'I just moved from floor 2 to floor 3 and my laptop cannot connect to any wireless network.',
    sys_created_on: '2018-02-21 23:07:30',
    sys_created_by: 'itil',
  }),
  keyedRecord('sys_journal_field', 'INC0000003 2', {
    name: 'incident',
    element: 'work_notes',
    element_id: 'e8caedcbc0a80164017df472f39eaed1',
    value: 'Access point 3-07 does not answer.',
    sys_created_on: '2018-02-22 01:15:00',
    sys_created_by: 'beth.anglin',
  }),
];

export const demoIncidents: readonly StockRecord[] = [...incidents.map(incident), ...notes];
