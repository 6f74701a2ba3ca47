import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtApp } from './built-app.ts';
import { appUpdateSet } from './package/app-update-set.ts';
import { tableModeRoleUpdateSet, taskAccessUpdateSet } from './package/task-access-update-set.ts';
import { writeUpdateSet, type UpdateSet } from './package/update-set.ts';
import { paths } from './paths.ts';

/** Writes what a customer installs: the app package, and update sets, of the built app. */
const { zip, dist } = builtApp();
const app = appUpdateSet(dist);
rmSync(paths.artefacts, { recursive: true, force: true });
mkdirSync(paths.artefacts, { recursive: true });

const name = `alert-relay-${app.version}`;
copyFileSync(zip, join(paths.artefacts, `${name}.zip`));
write(`${name}.update-set.xml`, app);
write(`${name}.task-access.update-set.xml`, taskAccessUpdateSet(dist, app.version));
write(`${name}.table-mode-role.update-set.xml`, tableModeRoleUpdateSet(app.version));
console.log(`artefacts: ${name}.zip and three update sets → now-app/target/artefacts/`);

function write(file: string, set: UpdateSet): void {
  writeFileSync(join(paths.artefacts, file), writeUpdateSet(set));
}
