import type { StockRecord } from '../model.ts';
import { stockId } from '../stock-id.ts';
import { adminId } from './core.ts';
import { salesForceAutomation } from './demo-configuration.ts';
import { task } from './define-records.ts';
import { groups, problemCoordinator } from './demo-people.ts';

const problems: readonly StockRecord[] = [
  task('problem', 'PRB0000050', '04ce72c9c0a8016600b5b7f75ac67b5b', {
    short_description: 'Switch occasionally drops connections',
    description: 'Switch occasionally drops connections',
    state: '107',
    problem_state: '107',
    resolution_code: 'fix_applied',
    active: 'false',
    opened_at: '2016-01-19 04:49:47',
    closed_at: '2016-01-19 04:52:04',
    close_notes: 'updated firmware',
    contact_type: 'phone',
    priority: '4',
    opened_by: adminId,
  }),
  task('problem', 'PRB0000011', 'a9e4890bc6112276003d7a5a5c774a74', {
    short_description: 'Getting NullPointerException stack trace on SFA app',
    state: '102',
    problem_state: '102',
    impact: '1',
    urgency: '3',
    priority: '3',
    cmdb_ci: salesForceAutomation,
    assigned_to: problemCoordinator,
    assignment_group: groups.software,
    related_incidents: '1',
    opened_at: '2015-11-02 23:00:00',
    opened_by: adminId,
  }),
  task('problem_task', 'PTASK0000001', stockId('problem_task', 'PTASK0000001'), {
    short_description: 'Find the cause of the stack trace',
    problem: 'a9e4890bc6112276003d7a5a5c774a74',
    parent: 'a9e4890bc6112276003d7a5a5c774a74',
    problem_task_type: 'rca',
    state: '152',
    assignment_group: groups.software,
    opened_by: adminId,
  }),
];

/** Enough of them to page through; their subjects are ours. */
const openSubjects = [
  'Disk of the mail server fills every month',
  'Wireless access drops on floor 3',
  'Print queue stalls after the nightly backup',
  'Sales database locks under load',
  'VPN client fails after password changes',
  'Backup of the file server runs into office hours',
  'Directory replication is late',
  'Web server answers slowly after a deployment',
  'Laptops lose the clock in standby',
];

function openProblem(subject: string, position: number): StockRecord {
  const number = `PRB00000${position + 60}`;
  return task('problem', number, stockId('problem', number), {
    short_description: subject,
    description: subject,
    assignment_group: groups.serviceDesk,
    impact: '2',
    urgency: '3',
    priority: '4',
    opened_at: '2018-03-06 10:00:00',
    opened_by: adminId,
    ...(position === 0 ? { category: 'software', subcategory: 'email' } : {}),
  });
}

export const demoProblems: readonly StockRecord[] = [...problems, ...openSubjects.map(openProblem)];
