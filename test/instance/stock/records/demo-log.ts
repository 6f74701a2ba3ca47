import type { StockRecord } from '../model.ts';
import { keyedRecord } from './define-records.ts';

/** An instance in use always has a log; clients of others page through it to try out their paging. */
const ENTRIES = 800;

export const demoLog: readonly StockRecord[] = Array.from({ length: ENTRIES }, (_, index) =>
  keyedRecord('syslog', `log entry ${index}`, {
    level: '0',
    message: `Scheduled job finished: run ${index + 1}`,
    source: 'Scheduler',
  }),
);
