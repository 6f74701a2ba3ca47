import type { StockDataPolicy, StockPriorityRule } from './model.ts';
import { stockId } from './stock-id.ts';

const closeInformation = 'Make close info mandatory when resolved or closed';

/** Checked on every write that is not a script's own opt-out: the Table API answers 403 naming labels. */
export const dataPolicies: readonly StockDataPolicy[] = [
  {
    sys_id: stockId('sys_data_policy2', closeInformation),
    name: closeInformation,
    table: 'incident',
    condition: 'stateIN6,7',
    mandatory: ['close_code', 'close_notes'],
  },
];

/** The table of the documentation page "Define priority lookup rules". */
export const priorityRules: readonly StockPriorityRule[] = [
  { impact: '1', urgency: '1', priority: '1' },
  { impact: '1', urgency: '2', priority: '2' },
  { impact: '1', urgency: '3', priority: '3' },
  { impact: '2', urgency: '1', priority: '2' },
  { impact: '2', urgency: '2', priority: '3' },
  { impact: '2', urgency: '3', priority: '4' },
  { impact: '3', urgency: '1', priority: '3' },
  { impact: '3', urgency: '2', priority: '4' },
  { impact: '3', urgency: '3', priority: '5' },
];
