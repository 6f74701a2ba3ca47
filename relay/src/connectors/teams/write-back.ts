import { jsonStep } from '../../connector-kit/json-step.ts';
import type { RequestStep, WriteBack, WriteBackPicture } from '../../connector-kit/write-back.ts';
import { toDetailLines, toHeadline } from '../../connector-kit/write-back-text.ts';
import { truncate } from '../../domain/event-content.ts';

/** A message may have 28 KB. */
const DETAIL_LENGTH = 4000;

/** One adaptive card for each change. */
export function planWriteBack(writeBack: WriteBack): readonly RequestStep[] {
  return [card('message', writeBack, toDetailLines(writeBack))];
}

/** A card shows pictures from public addresses only: one of ServiceNow is told by its link. */
export function attach(writeBack: WriteBack, picture: WriteBackPicture): readonly RequestStep[] {
  const { name, url, author } = picture;
  return [card(`picture ${url}`, writeBack, [`${author} attached ${name}`], { title: name, url })];
}

interface Link {
  readonly title: string;
  readonly url: string;
}

function card(
  name: string,
  writeBack: WriteBack,
  details: readonly string[],
  ...links: readonly Link[]
): RequestStep {
  const { record } = writeBack;
  const lines = [record.title, ...details].join('\n\n');
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      { type: 'TextBlock', text: escaped(toHeadline(writeBack)), weight: 'Bolder', wrap: true },
      { type: 'TextBlock', text: truncate(escaped(lines), DETAIL_LENGTH), wrap: true },
    ],
    actions: [{ title: record.number, url: record.url }, ...links].map((link) => ({
      type: 'Action.OpenUrl',
      ...link,
    })),
  };
  return jsonStep(name, 'POST', '', {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
  });
}

/** Cards read Markdown: a title shall not become a link. */
function escaped(text: string): string {
  return text.replaceAll(/([\\`*_[\]<>])/g, String.raw`\$1`);
}
