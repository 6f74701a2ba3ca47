import type { StockRecord } from '../model.ts';
import { demoAdministrators } from './demo-administrators.ts';
import { demoAttachments } from './demo-attachments.ts';
import { demoCatalog } from './demo-catalog.ts';
import { demoConfiguration } from './demo-configuration.ts';
import { demoIncidents } from './demo-incidents.ts';
import { demoLog } from './demo-log.ts';
import { demoPeople } from './demo-people.ts';
import { demoPlaces } from './demo-places.ts';
import { demoProblems } from './demo-problems.ts';
import { demoTasks } from './demo-tasks.ts';

/** Loaded only with `--demo-data`: what a developer instance brings to try things on. */
export const demoRecords: readonly StockRecord[] = [
  ...demoPlaces,
  ...demoPeople,
  ...demoAdministrators,
  ...demoConfiguration,
  ...demoCatalog,
  ...demoProblems,
  ...demoTasks,
  ...demoIncidents,
  ...demoAttachments,
  ...demoLog,
];
