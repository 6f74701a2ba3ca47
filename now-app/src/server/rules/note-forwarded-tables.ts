import { noteTablesWithRules } from '../glide/forward-rules.ts';

/** Keeps the property that spares every write of other tasks a look at the rules. */
export function noteForwardedTables(): void {
  noteTablesWithRules();
}
