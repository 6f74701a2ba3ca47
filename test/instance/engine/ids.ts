import { randomUUID } from 'node:crypto';

export function newSysId(): string {
  return randomUUID().replaceAll('-', '');
}

export function isSysId(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(text);
}
