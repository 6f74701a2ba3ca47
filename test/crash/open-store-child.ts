// Opens a store, which brings its schema up to date, and kills itself right before the statement with the
// given number that it sends there; 0 for never. Prints how many it sent.
//   node test/crash/open-store-child.ts FOLDER-OR-URL N
import process from 'node:process';
import Database from 'better-sqlite3';
import pg from 'pg';
import { openPostgres } from '../../relay/src/database/postgres.ts';
import { openSqlite } from '../../relay/src/database/sqlite.ts';
import { Secret } from '../../relay/src/lib/secret.ts';

const [, , place = '', killAt = ''] = process.argv;
let sent = 0;

/** Whatever is said to either store goes through these methods of its driver. */
function count<Driver extends object>(driver: Driver, method: keyof Driver & string): void {
  const original: unknown = Reflect.get(driver, method);
  if (typeof original !== 'function') throw new TypeError(`no ${method}`);
  Reflect.set(driver, method, function counted(this: unknown, ...given: unknown[]): unknown {
    sent += 1;
    if (sent === Number(killAt)) process.kill(process.pid, 'SIGKILL');
    return Reflect.apply(original, this, given);
  });
}

count(Database.prototype, 'prepare');
count(Database.prototype, 'exec');
count(pg.Client.prototype, 'query');
const store = place.startsWith('postgres:')
  ? await openPostgres({ url: new Secret(place), maxConnections: 2 })
  : await openSqlite(place);
console.log(sent);
await store.close();
