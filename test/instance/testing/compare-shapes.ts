import { isObject } from '../rest/read-body.ts';

/**
 * Where an answer lacks something that a recorded one has, or has it with another type; in words.
 * More than was recorded is no fault: releases add fields. An empty reference is "" on both sides.
 */
export function shapeFaults(recorded: unknown, ours: unknown, at = 'answer'): string[] {
  if (recorded === '' || ours === '') return [];
  if (kindOf(recorded) !== kindOf(ours)) {
    return [`${at}: ${kindOf(recorded)} recorded, ${kindOf(ours)} given`];
  }
  if (Array.isArray(recorded) && Array.isArray(ours)) return listFaults(recorded, ours, at);
  if (!isObject(recorded) || !isObject(ours)) return [];
  return Object.entries(recorded).flatMap(([key, value]) =>
    key in ours ? shapeFaults(value, ours[key], `${at}.${key}`) : [`${at}: no ${key}`],
  );
}

function listFaults(recorded: readonly unknown[], ours: readonly unknown[], at: string): string[] {
  if (recorded.length === 0) return [];
  if (ours.length === 0) return [`${at}: an empty list`];
  return ours.flatMap((element, index) => shapeFaults(recorded[0], element, `${at}[${index}]`));
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
