import { type Check, fail, pass } from './check.ts';
import type { Subject } from './subject.ts';

/** Everything else may be as well as it can be: what is switched off delivers nothing. */
export function enabledChecks({ connection }: Subject): readonly Check[] {
  return [
    {
      id: 'enabled',
      title: 'The connection is switched on',
      needed: true,
      after: [],
      look: () =>
        connection.enabled
          ? pass('it is switched on')
          : fail({
              code: 'switched-off',
              evidence: 'enabled: false',
              cause: 'Somebody switched it off: its alerts wait, and no change is fetched.',
              cure: `When all else is well: "alert-relay connections enable ${connection.name}", or enabled: true in relay.yml.`,
            }),
    },
  ];
}
