import { BooleanColumn, StringColumn, Table, UrlColumn } from '@servicenow/sdk/core';

/** Our columns on task and all its children. Owning them entitles the app to ACLs on task. */
export const task = Table({
  augments: 'task',
  schema: {
    x_alrt_relay_managed: BooleanColumn({ label: 'Kept by Alert Relay', default: false }),
    x_alrt_relay_key: StringColumn({ label: 'Alert Relay key', maxLength: 64 }),
    x_alrt_relay_source: StringColumn({ label: 'Alert source', maxLength: 100 }),
    x_alrt_relay_external_url: UrlColumn({ label: 'Alert in its tool', maxLength: 1024 }),
    x_alrt_relay_origin: StringColumn({ label: 'Alert Relay command', maxLength: 140 }),
  },
});
