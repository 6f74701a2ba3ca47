import { type GlideRecord, gs } from '@servicenow/glide';
import { readColumn } from '../glide/record.ts';
import { columns } from '../names.ts';

/** UI action. Anybody who may write the record could have set the address: only web addresses open. */
export function openInTool(current: GlideRecord): void {
  const address = readColumn(current, columns.externalUrl);
  if (/^https?:\/\//.test(address)) gs.setRedirect(address);
}
