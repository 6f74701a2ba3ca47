import type { StockRecord } from '../model.ts';
import { stockId } from '../stock-id.ts';

/** INC0000060. */
const incident = '1c741bd70b2322007518478d83673af3';

function attachment(name: string, type: string, content: string): StockRecord {
  return {
    table: 'sys_attachment',
    sys_id: stockId('sys_attachment', name),
    values: {
      file_name: name,
      content_type: type,
      table_name: 'incident',
      table_sys_id: incident,
    },
    content,
  };
}

/** A developer instance has files of both kinds; Camel's own tests look for one without a proper type. */
export const demoAttachments: readonly StockRecord[] = [
  attachment('mail-server.pcap', 'application/octet-stream', 'no packets were seen\n'),
  attachment('what-i-tried.txt', 'text/plain', 'Restarted the mail client twice.\n'),
];
