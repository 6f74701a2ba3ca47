import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { builtApp } from '../../../now-app/tools/built-app.ts';

/** Takes our rules on task for these operations out of a copy of the built app. */
export function copyWithoutRules(folder: string, operations: readonly string[]): void {
  cpSync(builtApp().dist, folder, { recursive: true });
  const rules = readdirSync(path.join(folder, 'update'))
    .filter((name) => name.startsWith('sys_security_acl_'))
    .map((name) => path.join(folder, 'update', name));
  const found = new Set<string>();
  for (const rule of rules) {
    const text = readFileSync(rule, 'utf8');
    const operation = operations.find(
      (one) =>
        text.includes('<name>task</name>') && text.includes(`<operation display_value="${one}">`),
    );
    if (operation === undefined) continue;
    found.add(operation);
    rmSync(rule);
  }
  const missing = operations.filter((one) => !found.has(one));
  if (missing.length > 0) throw new Error(`the built app has no rule on task to ${missing.join()}`);
}
