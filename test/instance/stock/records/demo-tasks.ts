import type { StockRecord } from '../model.ts';
import { stockId } from '../stock-id.ts';
import { adminId, normalChange, serviceCatalogId } from './core.ts';
import { task } from './define-records.ts';
import { bondTrading } from './demo-configuration.ts';
import { abelTuter, groups } from './demo-people.ts';

const standardChange = 'b0dbda5347c12200e0ef563dbb9a718f';
const normalChangeId = stockId('change_request', 'CHG0000037');

const changes: readonly StockRecord[] = [
  task('change_request', 'CHG0000024', standardChange, {
    short_description: 'Clear BGP sessions on a Cisco router',
    type: 'standard',
    std_change_producer_version: '16c2273c47010200e90d87e8dee49006',
    chg_model: 'e55d0bfec343101035ae3f52c1d3ae49',
    state: '3',
    active: 'false',
    approval: 'approved',
    close_code: 'successful',
    close_notes: 'Completed without issues',
    assignment_group: groups.network,
    requested_by: adminId,
    opened_by: adminId,
    opened_at: '2015-06-09 18:55:46',
    work_start: '2015-07-06 18:56:04',
    work_end: '2015-07-06 18:56:10',
    closed_at: '2015-07-06 18:56:23',
    closed_by: adminId,
  }),
  task('change_request', 'CHG0000037', normalChangeId, {
    short_description: 'Upgrade the database server of Bond Trading',
    type: 'normal',
    chg_model: normalChange,
    state: '-4',
    approval: 'requested',
    business_service: bondTrading,
    assignment_group: groups.database,
    requested_by: abelTuter,
    opened_by: adminId,
  }),
  task('change_task', 'CTASK0000001', stockId('change_task', 'CTASK0000001'), {
    short_description: 'Back up the database',
    change_request: normalChangeId,
    parent: normalChangeId,
    change_task_type: 'implementation',
    state: '1',
    assignment_group: groups.database,
    opened_by: adminId,
  }),
];

const request = stockId('sc_request', 'REQ0000001');
const requestedItem = stockId('sc_req_item', 'RITM0000001');
const laptop = '04b7e94b4f7b4200086eeed18110c7fd';

const requests: readonly StockRecord[] = [
  task('sc_request', 'REQ0000001', request, {
    requested_for: abelTuter,
    opened_by: abelTuter,
    request_state: 'in_process',
    stage: 'delivery',
    state: '1',
    approval: 'approved',
    price: '1100',
  }),
  task('sc_req_item', 'RITM0000001', requestedItem, {
    short_description: 'Lenovo - Carbon x1',
    request,
    parent: request,
    cat_item: laptop,
    sc_catalog: serviceCatalogId,
    requested_for: abelTuter,
    opened_by: abelTuter,
    quantity: '1',
    price: '1100',
    stage: 'fulfillment',
    state: '2',
    approval: 'approved',
  }),
  task('sc_task', 'SCTASK0000001', stockId('sc_task', 'SCTASK0000001'), {
    short_description: 'Prepare the laptop',
    request,
    request_item: requestedItem,
    parent: requestedItem,
    state: '1',
    assignment_group: groups.hardware,
    opened_by: abelTuter,
  }),
];

export const demoTasks: readonly StockRecord[] = [...changes, ...requests];
