import { z } from 'zod';

/**
 * Texts by names, whatever the names are. They are looked at and handed on: `z.record` makes an object of
 * its own, name by name, which was a sixteenth of all work while the relay drained a backlog.
 */
export const Texts = z
  .custom<Record<string, string>>(isTexts, 'texts by their names are expected')
  .meta({ type: 'object', additionalProperties: { type: 'string' } });
export type Texts = z.output<typeof Texts>;

function isTexts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}
