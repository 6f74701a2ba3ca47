/**
 * Columns whose changes a tool may be told where no app tells them: read by polls and posted by the
 * pasted rule. ServiceNow derives the priority from impact and urgency.
 */
export const syncedColumns = [
  'state',
  'impact',
  'urgency',
  'priority',
  'severity',
  'assignment_group',
  'assigned_to',
  'short_description',
  'category',
  'subcategory',
  'close_code',
  'close_notes',
  'hold_reason',
  'parent_incident',
  'duplicate_of',
] as const;
