import { gs } from '@servicenow/glide';
import type { AttachmentLimits } from '../domain/told-attachment.ts';
import { properties } from '../names.ts';

export function isEnabled(): boolean {
  return gs.getProperty(properties.enabled, 'true') === 'true';
}

/** By the rule that runs within the write; the other one runs shortly afterwards. */
export function isCapturedAtOnce(): boolean {
  return gs.getProperty(properties.capture, 'after') === 'after';
}

export function writableTables(): readonly string[] {
  return list(gs.getProperty(properties.tables, 'incident,task'));
}

export function watchedColumns(): readonly string[] {
  const excluded = excludedColumns();
  return list(gs.getProperty(properties.watchedColumns, 'state')).filter(
    (column) => !excluded.includes(column),
  );
}

/** What never leaves the instance, whatever else says so. */
export function excludedColumns(): readonly string[] {
  return list(gs.getProperty(properties.excludedColumns, ''));
}

export function drainBatch(): number {
  return Math.min(100, Math.max(1, whole(properties.drainBatch, 100)));
}

export function drainAttempts(): number {
  return whole(properties.drainAttempts, 12);
}

export function takeoverSeconds(): number {
  return whole(properties.takeoverSeconds, 600);
}

export function maxBodyBytes(): number {
  return whole(properties.maxBodyBytes, 4_000_000);
}

/** How long sent changes stay to be looked at. */
export function sentDays(): number {
  return whole(properties.sentDays, 30);
}

/** How long a note stays known as added, a replay after that could add it again; and a closed record as told. */
export function noteDays(): number {
  return whole(properties.noteDays, 400);
}

export function alarmMinutes(): number {
  return whole(properties.alarmMinutes, 15);
}

export function rotationHours(): number {
  return whole(properties.rotationHours, 24);
}

/** After so much silence of a relay somebody is told. */
export function silenceMinutes(): number {
  return whole(properties.silenceMinutes, 30);
}

/** Documented: GlideSysAttachment.getContentBase64 returns up to 5 MB. */
const mostAttachmentBytes = 5_000_000;

export function attachmentLimits(): AttachmentLimits {
  const types = list(gs.getProperty(properties.attachmentTypes, ''));
  return {
    types: excludedColumns().includes('attachments') ? [] : types.map((type) => type.toLowerCase()),
    maxBytes: Math.min(mostAttachmentBytes, whole(properties.maxAttachmentBytes, 3_000_000)),
  };
}

function whole(name: string, fallback: number): number {
  const value = Number(gs.getProperty(name, String(fallback)));
  return Number.isSafeInteger(value) && value > 0 ? value : fallback;
}

function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
