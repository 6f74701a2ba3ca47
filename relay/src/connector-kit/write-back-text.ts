import type { WriteBack, WriteBackPicture } from './write-back.ts';

const verbs: Readonly<Record<WriteBack['kind'], string>> = {
  open: 'Opened',
  acknowledge: 'Acknowledged',
  silence: 'Silenced',
  resolve: 'Resolved',
  reopen: 'Reopened',
  update: 'Updated',
};

/** `Acknowledged in ServiceNow: INC0010001 by Beth Anglin`. */
export function toHeadline({ kind, isDeleted, record, actor }: WriteBack): string {
  const verb = isDeleted === true ? 'Deleted' : verbs[kind];
  return `${verb} in ServiceNow: ${record.number} by ${actor}`;
}

/** What was written and changed, one line each; comments first, since people wait for them. */
export function toDetailLines({ journal, changes }: WriteBack): readonly string[] {
  return [
    ...journal.map(({ author, text }) => `${author}: ${text}`),
    ...Object.entries(changes).map(([column, value]) => `${column}: ${value || '(empty)'}`),
  ];
}

/** `Beth Anglin attached graph.png: https://…`. */
export function toPictureLine({ author, name, url }: WriteBackPicture): string {
  return `${author} attached ${name}: ${url}`;
}
