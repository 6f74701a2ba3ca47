import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { builtRelay } from '../support/built-relay.ts';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { startProcess } from '../support/start-process.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

/** Debian's package `icinga2-bin` puts it here. */
const binary = '/usr/sbin/icinga2';

/** For tests: also says so where it is missing, and fails where it may not be. */
export function icingaIsHere(): boolean {
  return hereOrSkipped(existsSync(binary), 'a real Icinga 2 (apt-get install icinga2-bin)');
}

/** A daemon that watches one service, `db1!disk`, whose check ends with whatever code it is told. */
export interface Icinga extends AsyncDisposable {
  /** 0 is OK, 1 warning, 2 critical. */
  setState(code: 0 | 1 | 2): Promise<void>;
  /** By its pipe for external commands, as its web interface does. */
  acknowledge(author: string, comment: string): Promise<void>;
  output(): string;
}

export interface IcingaOptions {
  /** What our page tells people to write: the notification command, its user, and where it applies. */
  readonly notifications: string;
  readonly to: string;
  readonly token: string;
}

/** The page's own paths become those of this test; all else stays as people are told to write it. */
export async function startIcinga({ notifications, to, token }: IcingaOptions): Promise<Icinga> {
  const folder = await createTemporaryFolder('icinga');
  const at = (name: string) => path.join(folder.path, name);
  await mkdir(at('data'));
  await writeFile(at('state'), '0');
  await writeFile(at('token'), `${token}\n`, { mode: 0o600 });
  const written = notifications
    .replaceAll('/usr/local/bin/alert-relay', builtRelay)
    .replaceAll('/etc/icinga2/alert-relay.token', at('token'))
    .replaceAll('https://relay.example.com/in/main/icinga', to);
  await writeFile(at('icinga2.conf'), `${monitoring(at)}\n${written}`);

  const daemon = await startProcess({
    name: 'icinga2',
    command: binary,
    args: ['daemon', '-c', at('icinga2.conf'), ...constants(at('data'))],
    ready: (line) => (line.includes('Activated all objects') ? line : undefined),
  });
  return {
    setState: (code) => writeFile(at('state'), String(code)),
    acknowledge: (author, comment) => {
      const time = Math.floor(Date.now() / 1_000);
      const command = `ACKNOWLEDGE_SVC_PROBLEM;db1;disk;1;1;0;${author};${comment}`;
      return writeFile(at('commands'), `[${time}] ${command}\n`, { flag: 'r+' });
    },
    output: () => daemon.output(),
    [Symbol.asyncDispose]: async () => {
      await daemon.stop();
      await folder.remove();
    },
  };
}

function monitoring(at: (name: string) => string): string {
  return `
object IcingaApplication "app" { }
object CheckerComponent "checker" { }
object NotificationComponent "notification" { }
object ExternalCommandListener "command" { command_path = "${at('commands')}" }
object CheckCommand "state" { command = [ "/bin/sh", "-c", "echo DISK; exit \`cat ${at('state')}\`" ] }
object CheckCommand "up" { command = [ "/bin/true" ] }
object Host "db1" { check_command = "up" }
object Service "disk" {
  host_name = "db1"
  check_command = "state"
  check_interval = 1s
  retry_interval = 1s
  max_check_attempts = 1
}`;
}

/** Everything that it would write below /var goes to a folder of the test, as the user of the test. */
function constants(folder: string): readonly string[] {
  const { username } = userInfo();
  const places = ['DataDir', 'LogDir', 'CacheDir', 'SpoolDir', 'InitRunDir', 'ConfigDir'];
  return [
    `RunAsUser=${username}`,
    `RunAsGroup=${username}`,
    ...places.map((name) => `${name}=${folder}`),
  ].flatMap((constant) => ['-D', constant]);
}
